"""The pack of a medical science liaison: what was asked and what to listen for; nothing in it is promotional."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from assistant.artifacts import call_pack_parts as parts
from assistant.artifacts.parts import FactBook, bullets, day_words, listed, numbered, say, spoken_name, table
from assistant.domain import Request
from assistant.material import CallMaterial
from guardrails import Block, Draft, Mode, StatementKind

_PRIORITIES = (
    "Which patients raise the question, and what they get today.",
    "Which outcome decides for this person, and in what unit.",
    "Which evidence is missed, and what would settle it.",
    "Which doubt about the published studies is put forward, in the person's own words.",
)
_AGENDA = ("Thanks; open promises first", "Logged questions, answered from evidence", "Listen", "Next step")
_INSIGHT = ("Theme", "In their words", "What it may change", "Who has to know")
_NEVER = (
    ("any approved promotional line", "an MSL promotes nothing"),
    ("there is more on other uses", "nobody asked; an offer solicits the next question"),
    ("it works for your patients", "no advice on a patient, and no prediction"),
    ("the guideline recommends our product", "guidelines name no product"),
)


def msl_pack_draft(draft_id: str, m: CallMaterial, requests: Sequence[Request]) -> tuple[Draft, FactBook]:
    """The document and the facts it states. `requests` are those of the people met, newest last."""
    facts = FactBook(f"pack-{draft_id}", "Account, meeting and library facts")
    sections = numbered(
        (
            ("header", "Header", parts.header(m, facts)),
            ("objectives", "Scientific objective", _objectives(m, requests)),
            ("profile", "Profile", parts.profile(m, facts)),
            ("commitments", "Open commitments first, then the last interactions", parts.history(m, facts)),
            ("changed", "What changed since the last meeting", parts.changed(m, facts)),
            ("agenda", "Agenda", _agenda(m)),
            ("requests", "Questions that may be answered", _requests(requests, facts)),
            ("listening", "Listening priorities", bullets(_PRIORITIES)),
            ("do_not_say", "Do not say", _never()),
            ("hand_offs", "Hand-offs", parts.hand_offs(m, facts)),
            ("insights", "Insight fields", _insights()),
            ("next_step", "Next step and fallback", _next_step()),
            ("success", "Success measure", _success()),
            ("basis", "Basis", (facts.line(m.library_line),)),
        ),
        Mode.INTERNAL,
    )
    banner = "For a medical science liaison; nothing here is promotional. Evidence answers logged questions alone."
    if m.company.fictional:
        banner += " Company, product, people and account are invented; the publications are real."
    return Draft(draft_id, "call_pack", parts.title(m), sections, banner=banner), facts


def _objectives(m: CallMaterial, requests: Sequence[Request]) -> Iterator[Block]:
    who = listed([spoken_name(p.name) for p in m.attendees]) or "the listener"
    end = m.meeting.start + timedelta(minutes=m.meeting.minutes)
    if requests:
        asked = f"by {end:%H:%M} {who} has the evidence on each logged question, or the day on which it comes."
    else:
        asked = f"by {end:%H:%M} the scientific questions of {who} are known, each in exact words; none is logged yet."
    yield say(asked, style="bullet", lead="Information:")
    yield say(
        "every new question is logged with its origin before anything is answered.", style="bullet", lead="Action:"
    )


def _agenda(m: CallMaterial) -> Iterator[Block]:
    """Time boxes that add up to the meeting: most of it is theirs."""
    total = m.meeting.minutes
    ends = (max(2, total // 10), total // 2, total - max(2, total // 10), total)
    starts = (0, *ends[:-1])
    boxes = zip(starts, ends, _AGENDA, strict=True)
    yield table(("Minutes", "Item"), [(f"{start}-{end}", what) for start, end, what in boxes])


def _requests(requests: Sequence[Request], facts: FactBook) -> Iterator[Block]:
    if not requests:
        yield say("No question of these people is logged. Log one in its exact words; then it may be answered.")
        return
    yield table(
        ("Request", "Asked", "How it came", "State"),
        [
            [
                facts.line(r.request_id),
                facts.line(f"“{r.text}”", "quote"),
                facts.line(f"{r.origin}, {day_words(r.asked_on)}"),
                facts.line(r.status),
            ]
            for r in requests
        ],
    )
    yield say("Answer these and no more, from the letter or deck of the request.")


def _never() -> Iterator[Block]:
    for wording, reason in _NEVER:
        yield say(f"“{wording}”: {reason}.", StatementKind.CAUTION, "bullet")


def _insights() -> Iterator[Block]:
    """To be filled in after the meeting, one row an insight."""
    yield table(_INSIGHT, [("to fill in",) * len(_INSIGHT)] * 2)
    yield say("No patient is named, and no opinion of ours stands in the words of others.")


def _next_step() -> Iterator[Block]:
    yield say("a day for the written reply to what was asked.", style="bullet", lead="Desired:")
    yield say("the exact words of the question, to be logged.", style="bullet", lead="Fallback:")
    yield say("record it and ask no more this quarter.", style="bullet", lead="If declined:")


def _success() -> Iterator[Block]:
    yield from bullets(
        (
            "Every question was answered from evidence, or logged.",
            "At least one insight is noted in the person's own words.",
            "The report is saved the same day, with the adverse-event box answered.",
        )
    )
