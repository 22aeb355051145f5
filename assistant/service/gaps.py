"""The evidence-gap report: every logged question held against the library."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from assistant.artifacts.gap_report import Gap, gap_report_draft
from assistant.domain import Request, Role
from assistant.drafting.frames import LEADS, NOUNS
from assistant.people.permissions import require_maker
from assistant.service.contacts import requests_as_they_stand
from assistant.service.gate import draft_id_for, judge
from assistant.service.rooms import Rooms
from assistant.service.scientific import held_on
from guardrails import Context, Mode, Profile, Quarantined, Released
from ingest import Design

_WANTED = (
    ("a guideline position", (Design.GUIDELINE,)),
    ("a systematic review", (Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS)),
    ("a randomized trial", (Design.RCT,)),
)


def gap_report(rooms: Rooms, role: Role, now: datetime) -> Released | Quarantined:
    """The report over all logged requests, without those whose question was taken back.

    Raises:
        NotAllowed: The role may not make one.
    """
    require_maker(role, "gap_report")
    requests = sorted(requests_as_they_stand(rooms), key=lambda r: (r.asked_on, r.request_id))
    held = [(request, *_held_against(rooms, request)) for request in requests]
    themes = Counter(theme for _, _, theme in held)
    status = rooms.library.status()
    library = f"Library snapshot {status.snapshot_id}: {status.articles} records, newest {status.newest_year}."
    draft, facts = gap_report_draft(
        draft_id_for("gap_report", {"requests": len(requests)}, status.snapshot_id, now),
        [gap for _, gap, _ in held],
        library,
        sorted(themes.items(), key=lambda pair: (-pair[1], pair[0])),
    )
    context = Context(mode=Mode.INTERNAL, profile=Profile.DRAFT, audience="INTERNAL", products=rooms.claims.products)
    return judge(rooms, draft, facts, (), context, now, inputs={"requests": [r.request_id for r in requests]})


def _held_against(rooms: Rooms, request: Request) -> tuple[Gap, str]:
    """One request held against what a reply to it would be made of."""
    held = held_on(rooms, request.text)
    points = (*held.studies, *held.guidelines, *held.labels)
    designs = Counter(p.item.record.classification.design for p in points)
    found = ", ".join(f"{n} {NOUNS[LEADS[d]][n > 1]}" for d, n in designs.items()) or "nothing on the question itself"
    missing = tuple(words for words, wanted in _WANTED if not any(designs[d] for d in wanted))
    gap = Gap(request.request_id, request.text, held.pack.sufficient and bool(points), found, missing)
    return gap, held.pack.query.intent.value
