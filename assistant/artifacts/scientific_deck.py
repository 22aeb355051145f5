"""Deck for a requester: twelve parts, one study a slide, its sources on the slide."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.artifacts import scientific_parts as parts
from assistant.artifacts.answer import DIGEST_FOOTER, REACTIVE, searched_lines
from assistant.artifacts.parts import FactBook, day_words, say
from assistant.domain import StudyPoints
from assistant.material import ScientificMaterial
from guardrails import Block, Draft, Line, Section

_MAX_STUDIES = 5
_REQUIRED = frozenset({"title", "disclosure", "search", "contrary", "summary", "references"})
"""What no deck goes out without; other slides say so where they have nothing to show."""


def scientific_deck_draft(
    draft_id: str,
    m: ScientificMaterial,
    kinetics: tuple[StudyPoints, ...],
    interactions: tuple[StudyPoints, ...],
    mechanism: tuple[StudyPoints, ...] | None,
) -> tuple[Draft, FactBook]:
    """The deck and the facts it states; every section is a slide. `mechanism` is None where the request did not ask about it."""
    facts = FactBook(f"deck-{draft_id}", "Request, company and search facts")
    shown = m.studies[:_MAX_STUDIES]
    slides: list[tuple[str, str, tuple[Block, ...]]] = [
        (
            "title",
            "What was asked",
            (parts.request_line(m, facts), facts.line(f"{m.author}; {m.now:%B} {m.now.day}, {m.now:%Y}.")),
        ),
        (
            "disclosure",
            "Who is speaking, and what this is not",
            (*parts.interest_lines(m, facts), *parts.approval_lines(m, facts)),
        ),
        ("search", "What was searched", searched_lines(m.pack, facts)),
        ("need", "Who took part", tuple(_people(m))),
        ("mechanism", "Mechanism", tuple(_mechanism(mechanism, facts))),
        ("pk", "Forms and routes", tuple(_pointed(m, kinetics, facts, "forms and routes"))),
    ]
    slides += [(f"study_{n}", f"Evidence {n}: {p.name}", tuple(_study(p))) for n, p in enumerate(shown, 1)]
    slides += [
        ("timeline", "Timeline of the evidence", parts.timeline_blocks(m, facts)),
        ("contrary", "Findings of no difference, or against benefit", tuple(parts.contrary_blocks(m))),
        ("safety", "Safety: events as reported", tuple(_harms(m))),
        ("interactions", "Interactions", tuple(_pointed(m, interactions, facts, "interactions"))),
        ("guideline", "Guideline position", tuple(parts.guideline_lines(m, facts))),
        ("practice", "Questions for local judgment", tuple(_practice())),
        ("summary", "Summary", parts.summary_lines(m)),
        ("references", "References", tuple(parts.source_lines(m, facts))),
    ]
    draft = Draft(
        draft_id=draft_id,
        artifact="scientific_deck",
        title=f"Reply to your question of {day_words(m.request.asked_on)}" if m.request else "Scientific overview",
        sections=tuple(
            Section(key, title, blocks, required=key in _REQUIRED) for key, title, blocks in slides if blocks
        ),
        banner=REACTIVE,
        footer=DIGEST_FOOTER,
    )
    return draft, facts


def _people(m: ScientificMaterial) -> Iterator[Line]:
    for point in (*m.studies, *m.nearby)[:4]:
        if point.people:
            yield Line((point.people,), "bullet", f"{point.name}:")


def _study(point: StudyPoints) -> Iterator[Line]:
    for name, statements in (
        ("People, comparator:", tuple(s for s in (point.people, point.comparator) if s)),
        ("Result:", (point.result, *point.more[:1])),
        ("Harms:", point.harms[:2]),
        ("Limits:", point.limits[:2]),
    ):
        if statements:
            yield Line(tuple(statements), "bullet", name)


def _harms(m: ScientificMaterial) -> Iterator[Line]:
    for point in m.studies:
        if point.harms:
            yield Line(point.harms[:1], "bullet", f"{point.name}:")


def _mechanism(points: tuple[StudyPoints, ...] | None, facts: FactBook) -> Iterator[Line]:
    if points is None:
        yield facts.line("The request did not ask about mechanism, so none is shown.", "bullet")
        return
    for point in points:
        yield Line((point.main,), "bullet", f"{point.name}:")
    if points:
        yield facts.line("What happens at a receptor in cells or animals tells nothing of an effect in people.")
    else:
        yield facts.line("No record on mechanism was found in the library.", "bullet")


def _pointed(m: ScientificMaterial, points: tuple[StudyPoints, ...], facts: FactBook, subject: str) -> Iterator[Line]:
    """One bullet a study; where the gate left none of them, the request did not ask about the subject."""
    if points and m.request and m.cited is not None and not any(p.item.evidence.evidence_id in m.cited for p in points):
        yield facts.line(f"The request did not ask about {subject}, so none is shown.", "bullet")
        return
    for point in points:
        yield Line((point.main,), "bullet", f"{point.name}:")
    if not points:
        yield facts.line(f"No record in people on {subject} was found in the library.", "bullet")


def _practice() -> Iterator[Line]:
    for text in (
        "Who counts as a patient in whom standard care was not enough?",
        "Which prophylaxis do your patients get, and does it match the trials?",
        "Who counsels on sedation, driving and falls?",
        "Which state program rules apply?",
    ):
        yield say(text, style="bullet")
