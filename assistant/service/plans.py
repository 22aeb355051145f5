"""Account plan and business review: the same objects as the call packs, seen over an account and a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from assistant.accounts.people import Stakeholder, StakeholderMap, stakeholder_map
from assistant.artifacts.account_plan import PlanMaterial, StakeholderRow, account_plan_draft
from assistant.artifacts.business_review import ReviewMaterial, business_review_draft
from assistant.artifacts.parts import FactBook
from assistant.domain import Account, Commitment, Meeting, Person, Role
from assistant.errors import UsageError
from assistant.material import Occasion
from assistant.people.permissions import require_maker
from assistant.service.claims_in_force import usable_claims
from assistant.service.contacts import contacts_as_they_stand
from assistant.service.depth import phase_line
from assistant.service.gate import draft_id_for, judge
from assistant.service.prep import with_names
from assistant.service.products import account_named
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import Context, Draft, Mode, Profile, Quarantined, Released

_REVIEW_AFTER = timedelta(days=90)
MAX_DAYS = 3 * 366
_KEPT = ("done", "closed", "sent")


def account_plan(
    rooms: Rooms, role: Role, wanted: str, now: datetime, owner: str, reader: User | None = None
) -> Released | Quarantined:
    """The plan for one account, of what its reader may see.

    Raises:
        NotAllowed: The role may not make one.
        NotFound: No account of that id or name, or more than one.
    """
    require_maker(role, "account_plan")
    sight = Sight(rooms, reader)
    account = sight.account(account_named(rooms, wanted))
    today = now.date()
    contacts = sight.of(i for i in contacts_as_they_stand(rooms) if i.account_id == account.account_id)
    people = stakeholder_map(account, rooms.objects.all(Person), contacts, today)
    promises = sorted((c for i in contacts for c in i.commitments if c.status not in _KEPT), key=lambda c: c.due)
    review_by, why = _review(account, today)
    lines = _lines(rooms, account, now, sight)
    ending = tuple(
        f"{key} ends on {day}, before the next review." for _, key, day in lines if day < review_by.isoformat()
    )
    material = PlanMaterial(
        account=replace(account, protocol_note=with_names(rooms, account.protocol_note)),
        owner=owner,
        phase=phase_line(account),
        people=tuple(_row(p, owner) for p in people.people if p.person.consent_withdrawn is None),
        lines=lines,
        promises=tuple(promises),
        meetings=_planned(rooms, account, now, sight),
        risks=(*_risks(people, promises, today), *ending),
        review_by=review_by,
        review_why=why,
        today=today,
    )
    inputs = {"account": account.account_id, "owner": owner}
    draft_id = draft_id_for("account_plan", inputs, rooms.library.status().snapshot_id, now)
    return _judged(rooms, account_plan_draft(draft_id, material), account, now, inputs)


def business_review(
    rooms: Rooms, role: Role, wanted: str, now: datetime, owner: str, days: int, reader: User | None = None
) -> Released | Quarantined:
    """What was done at one account in the last `days`, the day of `now` included, as far as its reader may see it.

    Raises:
        NotAllowed: The role may not make one.
        NotFound: No account of that id or name, or more than one.
        UsageError: The period is empty or longer than three years.
    """
    require_maker(role, "business_review")
    if not 0 < days <= MAX_DAYS:
        raise UsageError(f"The period is {days} days; choose 1 to {MAX_DAYS}.")
    sight = Sight(rooms, reader)
    account = sight.account(account_named(rooms, wanted))
    end = now.date()
    start = end - timedelta(days=days - 1)
    everything = sight.of(i for i in contacts_as_they_stand(rooms) if i.account_id == account.account_id)
    contacts = sorted((i for i in everything if start <= i.on <= end), key=lambda i: i.on)
    people = stakeholder_map(account, rooms.objects.all(Person), everything, end)
    reachable = {p.person.person_id for p in people.people if p.person.consent_withdrawn is None}
    told = Counter(key for i in contacts for key in i.told)
    promises = [c for i in contacts for c in i.commitments]
    in_force = {c.key for c in usable_claims(rooms, Occasion(account.jurisdiction, now))}
    no_longer = tuple(sorted(key for key in told if key not in in_force))
    material = ReviewMaterial(
        account=account,
        owner=owner,
        start=start,
        end=end,
        contacts=dict(sorted(Counter(i.channel for i in contacts).items())),
        reached=len(reachable & {p for i in contacts for p in i.person_ids}),
        reachable=len(reachable),
        told=dict(sorted(told.items())),
        no_longer=no_longer,
        questions=tuple((i.on, q) for i in contacts for q in i.questions),
        promises=Counter(_state(c, end) for c in promises),
        next=tuple(f"{m.start:%Y-%m-%d %H:%M}, {who}: {m.topic}." for m, who in _planned(rooms, account, now, sight)),
        risks=(
            *_risks(people, [c for c in promises if c.status not in _KEPT], end),
            *(f"{key} was said and is not in force any more." for key in no_longer),
        ),
    )
    inputs = {"account": account.account_id, "days": days}
    draft_id = draft_id_for("business_review", inputs, rooms.library.status().snapshot_id, now)
    return _judged(rooms, business_review_draft(draft_id, material), account, now, inputs)


def _judged(
    rooms: Rooms, made: tuple[Draft, FactBook], account: Account, now: datetime, inputs: Mapping[str, object]
) -> Released | Quarantined:
    context = Context(
        mode=Mode.INTERNAL,
        profile=Profile.DRAFT,
        jurisdiction=account.jurisdiction,
        audience="INTERNAL",
        products=rooms.claims.products,
    )
    return judge(rooms, *made, (), context, now, inputs=inputs)


def _row(held: Stakeholder, owner: str) -> StakeholderRow:
    person = held.person
    gaps = [] if held.last_touch else ["not met yet"]
    if held.last_touch and held.silent:
        gaps.append("no contact within 90 days")
    if person.consent_visit is None and person.consent_email is None:
        gaps.append("consent not in the record")
    return StakeholderRow(
        person.name, person.role, person.influence, person.stance, held.last_touch, owner, ", ".join(gaps)
    )


def _lines(rooms: Rooms, account: Account, now: datetime, sight: Sight) -> tuple[tuple[str, str, str], ...]:
    """Approved claims that may be used at the account's place today, by pillar."""
    usable = sight.of(usable_claims(rooms, Occasion(account.jurisdiction, now)))
    rows = ((c.claim_type.replace("_", " "), c.key, str(c.expires or "no end set")) for c in usable)
    return tuple(sorted(rows, key=lambda row: (row[0], row[2], row[1])))


def _planned(rooms: Rooms, account: Account, now: datetime, sight: Sight) -> tuple[tuple[Meeting, str], ...]:
    names = {p.person_id: p.name for p in rooms.objects.all(Person) if p.consent_withdrawn is None}
    here = (m for m in rooms.objects.all(Meeting) if m.account_id == account.account_id and m.start > now)
    coming = sight.of(here)
    return tuple(
        (m, "; ".join(names[p] for p in m.person_ids if p in names) or "nobody left to meet")
        for m in sorted(coming, key=lambda m: m.start)
    )


def _state(promise: Commitment, today: date) -> str:
    if promise.status in _KEPT:
        return "kept"
    return "overdue" if promise.due < today else "open"


def _risks(people: StakeholderMap, promises: Sequence[Commitment], today: date) -> tuple[str, ...]:
    risks = [
        f"No {role.replace('_', ' ')} is among the contacts, and the committee needs one."
        for role in people.missing_roles
    ]
    gone = [p.person for p in people.people if p.person.consent_withdrawn]
    risks += [f"A contact withdrew consent on {person.consent_withdrawn} and is left out." for person in gone]
    risks += [f"Overdue since {c.due}: {c.text}" for c in promises if c.due < today]
    return (*risks, *(doubt for doubt in people.doubts if not any(person.name in doubt for person in gone)))


def _review(account: Account, today: date) -> tuple[date, str]:
    """The day after the committee meets, if that is soon; else in ninety days."""
    if account.pt_next and today <= account.pt_next <= today + _REVIEW_AFTER:
        return account.pt_next + timedelta(days=1), "the day after the committee meets"
    return today + _REVIEW_AFTER, "ninety days from now"
