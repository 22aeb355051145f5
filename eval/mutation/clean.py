"""Clean documents to be spoilt: what the demo company's people would get, released, each with what it was judged on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant import Rooms
    from assistant.reviewing import KeptDraft
    from guardrails import Claim, Quarantined, Released, Waiver

QUESTIONS = (
    "Does CBD prevent chemotherapy-induced peripheral neuropathy?",
    "Does oral THC:CBD reduce chemotherapy-induced nausea and vomiting?",
    "What does ASCO recommend on cannabinoids for refractory nausea?",
    "Does nabiximols relieve opioid-refractory cancer pain?",
    "What is known about cannabinoids and appetite in cancer cachexia?",
    "Does cannabis affect irinotecan or docetaxel exposure?",
    "Does CBD interact with tamoxifen?",
    "What are the harms of THC:CBD in patients with cancer?",
    "Do cannabinoids improve sleep in patients with cancer?",
    "Does CBD oil lower symptom distress in advanced cancer?",
    "Does cannabis change the response to checkpoint inhibitors?",
    "What is the bioavailability of oral CBD with food?",
)


@dataclass(frozen=True, slots=True)
class Clean:
    """One released document and all that its verdict depends on."""

    kept: KeptDraft
    claims: tuple[Claim, ...]
    waivers: tuple[Waiver, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Drafted:
    """The documents, and how many of those drafted were held although nothing was wrong but routing."""

    clean: tuple[Clean, ...]
    drafted: int
    blocked: tuple[str, ...]
    """Artifacts that were held for something in their wording."""


def demo_documents(rooms: Rooms, now: datetime, questions: Sequence[str] = QUESTIONS) -> Drafted:
    """Every call pack of the demo's planned visits, a P&T brief, answers to MSLs and to an account manager."""
    clean, blocked, drafted = [], [], 0
    for artifact, outcome in _outcomes(rooms, now, questions):
        drafted += 1
        row = rooms.documents.draft(outcome.draft.draft_id)
        kept = row[1] if row is not None else None
        if row is not None and kept is not None and row[0] == "RELEASE":
            clean.append(Clean(kept, rooms.claims.claims, _waivers(rooms, kept, now), now))
        elif not outcome.verdict.routing_only:
            blocked.append(f"{artifact} {outcome.draft.draft_id}")
    return Drafted(tuple(clean), drafted, tuple(blocked))


def _outcomes(rooms: Rooms, now: datetime, questions: Sequence[str]) -> Iterator[tuple[str, Released | Quarantined]]:
    from assistant import Asker, Request, Role, ask
    from assistant.demo.load import AUTHOR, OWNER
    from assistant.domain import Meeting
    from assistant.service.brief import brief
    from assistant.service.prep import prepare, visits_on

    days = {m.start.date(): m.start for m in sorted(rooms.objects.all(Meeting), key=lambda m: m.start)}
    for day in days.values():
        for visit in visits_on(rooms, day):
            yield "call pack", prepare(rooms, visit, now, OWNER)
    yield "brief", brief(rooms, "QUILLMERA", "chemotherapy-induced nausea and vomiting", "committee", now, AUTHOR)
    for number, question in enumerate(questions):
        request = Request(f"LAB-{number}", question, now.date(), "unsolicited")
        later = now + timedelta(seconds=number)
        yield "answer", ask(rooms, question, Asker(Role.MSL, request=request), later).outcome
        yield "background", ask(rooms, question, Asker(Role.ACCOUNT_MANAGER), later).outcome


def _waivers(rooms: Rooms, kept: KeptDraft, now: datetime) -> tuple[Waiver, ...]:
    """Routing sign-offs that let the document out."""
    from assistant.service.gate import routing_waivers
    from guardrails import check

    evidence = {e.evidence_id: e for e in kept.evidence}
    verdict = check(kept.draft, evidence=evidence, claims=rooms.claims.claims, context=kept.context, now=now)
    if not verdict.routing_only or kept.context.request_id is None:
        return ()
    return routing_waivers(rooms, kept.draft, verdict, kept.context.request_id, now)
