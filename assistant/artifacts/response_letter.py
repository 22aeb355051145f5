"""Scientific response letter: cover note and eight parts; neutral, balanced, only what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.artifacts import scientific_parts as parts
from assistant.artifacts.answer import DIGEST_FOOTER, REACTIVE, searched_lines
from assistant.artifacts.parts import FactBook, day_words, listed, say, spoken_name
from assistant.material import ScientificMaterial
from guardrails import Block, Draft, Line, Section

_MAX_NEARBY = 4


def response_letter_draft(draft_id: str, m: ScientificMaterial) -> tuple[Draft, FactBook]:
    """The letter and the facts it states."""
    facts = FactBook(f"letter-{draft_id}", "Request, company and search facts")
    parts_of_it: tuple[tuple[str, str, Iterable[Block]], ...] = (
        ("cover", "Cover note", _cover(m, facts)),
        ("question", "1. Question", (parts.request_line(m, facts),)),
        ("summary", "2. Summary", parts.summary_lines(m)),
        ("introduction", "3. Introduction", (*parts.approval_lines(m, facts), *parts.interest_lines(m, facts))),
        ("methods", "4. Methods", (*searched_lines(m.pack, facts), parts.use_table(m, facts))),
        ("results", "5. Results", _results(m, facts)),
        ("discussion", "6. Guideline position and discussion", _discussion(m, facts)),
        ("references", "7. References", parts.source_lines(m, facts)),
        ("enclosures", "8. Enclosures and safety reporting", _enclosures(m, facts)),
    )
    draft = Draft(
        draft_id=draft_id,
        artifact="response_letter",
        title=_title(m),
        sections=tuple(Section(key, title, tuple(blocks)) for key, title, blocks in parts_of_it),
        banner=REACTIVE,
        footer=DIGEST_FOOTER if any(i.evidence.origin == "digest" for i in m.pack.items) else "",
    )
    return draft, facts


def _title(m: ScientificMaterial) -> str:
    return f"Reply to your question of {day_words(m.request.asked_on)}" if m.request else "Scientific response letter"


def _cover(m: ScientificMaterial, facts: FactBook) -> Iterator[Block]:
    who = f"Dear {spoken_name(m.requester.name)}" if m.requester else "To the requester"
    asked = f"on {day_words(m.request.asked_on)} you asked us a question" if m.request else "you asked us a question"
    yield facts.line(f"{who}: {asked}, and your words reached us unchanged.")
    yield say("This reply is for you alone and covers only what you asked.")
    yield facts.line(f"{m.author}; {day_words(m.now.date())}.")


def _results(m: ScientificMaterial, facts: FactBook) -> Iterator[Block]:
    if m.studies:
        yield parts.study_table(m.studies)
    else:
        yield facts.line("No study in people in this library answers the question directly.")
    if m.nearby:
        yield facts.line("Other records, each on another agent, route, setting or species:")
        for point in m.nearby[:_MAX_NEARBY]:
            yield Line((point.main,), "bullet")
    yield from parts.contrary_beside_table(m, facts)


def _discussion(m: ScientificMaterial, facts: FactBook) -> Iterator[Block]:
    yield from parts.guideline_lines(m, facts)
    yield from m.answer.limits
    yield from m.answer.unknown
    yield facts.line("Certainty is for your judgment; none is proposed beyond what the sources state.")


def _enclosures(m: ScientificMaterial, facts: FactBook) -> Iterator[Block]:
    labels = listed([p.name.removeprefix("Label, ") for p in m.labels])
    what = f"the US labels of {labels}" if labels else "no label (none is in the library)"
    yield facts.line(f"{what}; search log {m.pack.log.search_id}.", "bullet", "Enclosed:")
    yield facts.line(f"{m.company.safety_contact}, or FDA MedWatch.", "bullet", "Adverse events and complaints:")
