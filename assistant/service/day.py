"""A whole day: every pack, and a sheet on top of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.artifacts.day_sheet import DayRow, day_sheet_draft
from assistant.artifacts.parts import day_words
from assistant.domain import Meeting, Person, Role
from assistant.errors import NotFound
from assistant.service.contacts import contacts_as_they_stand
from assistant.service.gate import draft_id_for, judge
from assistant.service.prep import Visit, planned, prepare, tomorrow, visits_on
from assistant.service.prep_parts import stakeholder_gaps
from assistant.service.rooms import Rooms
from guardrails import Context, Mode, Profile, Quarantined, Released


@dataclass(frozen=True, slots=True)
class Day:
    """The sheet and the packs of one day, in order."""

    sheet: Released | Quarantined
    packs: tuple[tuple[str, Released | Quarantined], ...]
    """(meeting id, pack)."""


def prepare_day(
    rooms: Rooms,
    now: datetime,
    owner: str,
    tick: Callable[[int, int], None] | None = None,
    role: Role = Role.ACCOUNT_MANAGER,
) -> Day:
    """Packs for every meeting of the next day; `tick` is told (done, all).

    Raises:
        NotFound: The day has no meeting.
    """
    day = tomorrow(now)
    visits = visits_on(rooms, day)
    if not visits:
        raise NotFound(f"No meeting on {day:%Y-%m-%d}. {planned(rooms.objects.all(Meeting))}")
    packs = []
    for number, visit in enumerate(visits, 1):
        packs.append((visit.meeting.meeting_id, prepare(rooms, visit, now, owner, role)))
        if tick:
            tick(number, len(visits))
    return Day(_sheet(rooms, visits, packs, now, owner), tuple(packs))


def _sheet(
    rooms: Rooms,
    visits: Sequence[Visit],
    packs: Sequence[tuple[str, Released | Quarantined]],
    now: datetime,
    owner: str,
) -> Released | Quarantined:
    rows = [_row(rooms, visit, pack, now) for visit, (_, pack) in zip(visits, packs, strict=True)]
    day = tomorrow(now).date()
    inputs = {"day": day.isoformat(), "meetings": [v.meeting.meeting_id for v in visits]}
    draft_id = draft_id_for("day_sheet", inputs, rooms.library.status().snapshot_id, now)
    draft, facts = day_sheet_draft(draft_id, day, owner, rows)
    context = Context(mode=Mode.INTERNAL, profile=Profile.DRAFT, audience="INTERNAL", products=rooms.claims.products)
    return judge(rooms, draft, facts, (), context, now, inputs=inputs)


def _row(rooms: Rooms, visit: Visit, pack: Released | Quarantined, now: datetime) -> DayRow:
    ids = set(visit.meeting.person_ids)
    contacts = [i for i in contacts_as_they_stand(rooms) if ids & set(i.person_ids)]
    promises = tuple(
        f"{c.text} ({'overdue since ' if c.due < now.date() else 'due '}{day_words(c.due)})"
        for i in contacts
        for c in i.commitments
        if c.status not in ("done", "closed", "sent")
    )
    warnings = [f"{p.name} withdrew consent and is left out." for p in visit.left_out]
    warnings += stakeholder_gaps(visit.account, rooms.objects.all(Person))
    if not visit.people:
        warnings.append("Nobody is left to meet.")
    meeting = visit.meeting
    return DayRow(
        time=f"{meeting.start:%H:%M}, {meeting.minutes} min, {meeting.channel}",
        people=", ".join(p.name for p in visit.people) or "nobody",
        account=visit.account.name,
        topic=meeting.topic,
        promises=promises,
        warnings=tuple(warnings),
        pack="ready" if isinstance(pack, Released) else "held for a reviewer",
    )
