"""Prepare a call: everything known about account, people and topic, in approved wording, as one judged pack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.accounts.loading import without_withdrawn
from assistant.artifacts.call_pack import call_pack_draft
from assistant.artifacts.msl_pack import msl_pack_draft
from assistant.domain import Account, EvidencePack, Interaction, Meeting, Person, Request, Role
from assistant.drafting.absence import search_evidence
from assistant.errors import UsageError
from assistant.material import CallMaterial, Occasion, SayUnit
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import pack_evidence
from assistant.service.asked import screened_words
from assistant.service.claims_in_force import balance_units, claim_evidence, relevant_units, withheld_claims
from assistant.service.company import speaking
from assistant.service.contacts import contacts_as_they_stand, requests_as_they_stand
from assistant.service.delta import changes_since
from assistant.service.depth import depth_for, phase_line, phase_mismatches
from assistant.service.gate import draft_id_for, judge
from assistant.service.prep_parts import anticipated_for, do_not_say_for, resources_for, stakeholder_gaps
from assistant.service.products import one_of
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import Context, Mode, Product, Profile, Quarantined, Released


@dataclass(frozen=True, slots=True)
class Visit:
    """A meeting with everybody and everything it refers to."""

    meeting: Meeting
    account: Account
    people: tuple[Person, ...]
    left_out: tuple[Person, ...]


def prepare(
    rooms: Rooms, visit: Visit, now: datetime, owner: str, role: Role = Role.ACCOUNT_MANAGER, reader: User | None = None
) -> Released | Quarantined:
    """The call pack of one meeting: approved lines for an account manager, logged questions and no line for an MSL.

    Of what passed before it holds what its reader may see; on the command line, without one, all.
    """
    speaker = _Speaker(owner, role is Role.MSL, Sight(rooms, reader))
    pack = retrieve(rooms.library, understand(visit.meeting.topic, rooms.vocabulary))
    occasion = Occasion(visit.account.jurisdiction, now, _product(rooms, visit.meeting))
    material = _material(rooms, visit, occasion, pack, speaker)
    inputs = {"role": role.value} if speaker.medical else {}
    inputs |= {"meeting": visit.meeting.meeting_id, "account": visit.account.account_id, "topic": visit.meeting.topic}
    draft_id = draft_id_for("call_pack", inputs, pack.log.snapshot_id, now)
    if speaker.medical:
        draft, facts = msl_pack_draft(draft_id, material, _asked(rooms, visit, speaker.sight))
    else:
        draft, facts = call_pack_draft(draft_id, material)
    said = [c for unit in (*material.units, *material.balance) for c in unit.claims]
    evidence = [search_evidence(pack.log), *pack_evidence(pack), *claim_evidence(rooms, said)]
    context = Context(
        mode=Mode.INTERNAL,
        profile=Profile.DRAFT,
        jurisdiction=visit.account.jurisdiction,
        audience="HCP",
        product_ids=(occasion.product_id,) if occasion.product_id else (),
        products=rooms.claims.products,
    )
    return judge(rooms, draft, facts, evidence, context, now, inputs=inputs)


def find_visit(
    rooms: Rooms,
    now: datetime,
    *,
    account: str | None = None,
    hcp: str | None = None,
    topic: str | None = None,
    reader: User | None = None,
) -> Visit:
    """The planned meeting with this person, or an unplanned one on this topic about one of the reader's products.

    Accounts, people and meetings that are not the reader's business are as if they were not there.

    Raises:
        NotFound: No such account or person.
        UsageError: Neither a planned meeting nor a topic.
    """
    sight = Sight(rooms, reader)
    accounts = {a.account_id: sight.account(a) for a in sight.of(rooms.objects.all(Account))}
    people = {p.person_id: p for p in sight.of(rooms.objects.all(Person))}
    place = one_of(account, {a.account_id: a.name for a in accounts.values()}, "account") if account else None
    known = {p.person_id: p.name for p in people.values() if place in (None, p.account_id)}
    person = one_of(hcp, known, "person") if hcp else None
    meetings = sorted(sight.of(rooms.objects.all(Meeting)), key=lambda m: m.start)
    for meeting in meetings:
        fits = (place in (None, meeting.account_id)) and (person is None or person in meeting.person_ids)
        if fits and meeting.start >= now and (topic is None or topic.lower() == meeting.topic.lower()):
            return visit_of(meeting, accounts, people)
    if topic is None or (place is None and person is None):
        raise UsageError(f"No planned meeting fits. Name --account or --with, and --topic. {planned(meetings)}")
    topic = screened_words(rooms, topic, "topic", rooms.actor, now)
    account_id = place or people[str(person)].account_id
    meeting = Meeting(
        "unplanned", now, 20, account_id, (person,) if person else (), "visit", topic, _own_products(rooms, sight)
    )
    return visit_of(meeting, accounts, people)


def visits_on(rooms: Rooms, day: datetime, reader: User | None = None) -> tuple[Visit, ...]:
    """The meetings of the calendar day of `day` that are the reader's business, in order."""
    sight = Sight(rooms, reader)
    accounts = {a.account_id: sight.account(a) for a in rooms.objects.all(Account)}
    people = {p.person_id: p for p in rooms.objects.all(Person)}
    meetings = [m for m in rooms.objects.all(Meeting) if m.start.astimezone(day.tzinfo).date() == day.date()]
    return tuple(visit_of(m, accounts, people) for m in sorted(sight.of(meetings), key=lambda m: m.start))


def planned(meetings: Iterable[Meeting]) -> str:
    """Which meetings there are, in one sentence, and how to prepare a day that lies in the past."""
    starts = sorted(m.start for m in meetings)
    if not starts:
        return "No meeting is planned: import meetings."
    days = list(dict.fromkeys(start.date().isoformat() for start in starts))
    more = f" and {len(days) - _DAYS_NAMED} other days" if len(days) > _DAYS_NAMED else ""
    eve = (starts[0] - timedelta(days=1)).isoformat(timespec="seconds")
    return f"Meetings are on {', '.join(days[:_DAYS_NAMED])}{more}; for a day in the past add --as-of, such as {eve}."


_DAYS_NAMED = 4


def visit_of(meeting: Meeting, accounts: dict[str, Account], people: dict[str, Person]) -> Visit:
    """The meeting with its account and people; those who withdrew consent are left out."""
    kept, gone = without_withdrawn(meeting, people, meeting.start.date())
    return Visit(kept, accounts[meeting.account_id], tuple(people[p] for p in kept.person_ids), gone)


def tomorrow(now: datetime, zone: str = "America/New_York") -> datetime:
    """The day after `now` where the account manager is."""
    return now.astimezone(ZoneInfo(zone)) + timedelta(days=1)


def _own_products(rooms: Rooms, sight: Sight) -> tuple[str, ...]:
    """The first of the reader's products with a label of its own."""
    labelled = (p.product_id for p in rooms.claims.products if p.label_id and p.status.value == "fda_approved")
    return tuple(p for p in labelled if sight.speaks_for((p,)))[:1]


def _asked(rooms: Rooms, visit: Visit, sight: Sight) -> tuple[Request, ...]:
    """Logged questions of the people met, in the order in which they were asked."""
    ids = set(visit.meeting.person_ids)
    asked = sight.of(r for r in requests_as_they_stand(rooms) if r.person_id in ids)
    return tuple(sorted(asked, key=lambda r: (r.asked_on, r.request_id)))


def _product(rooms: Rooms, meeting: Meeting) -> Product | None:
    return next((p for p in rooms.claims.products if p.product_id in meeting.product_ids), None)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who makes the call."""

    name: str
    medical: bool
    sight: Sight

    @property
    def standing(self) -> str:
        return "medical science liaison" if self.medical else "account manager"


def _material(rooms: Rooms, visit: Visit, occasion: Occasion, pack: EvidencePack, speaker: _Speaker) -> CallMaterial:
    # Medical answers questions and promotes nothing: no approved line stands in its pack.
    most = depth_for(visit.account).class_units
    units = () if speaker.medical else relevant_units(rooms, pack, occasion, most)
    ids = set(visit.meeting.person_ids)
    met = speaker.sight.of(i for i in contacts_as_they_stand(rooms) if ids & set(i.person_ids))
    contacts = sorted(met, key=lambda i: i.on, reverse=True)
    product, now = occasion.product, occasion.now
    return CallMaterial(
        account=visit.account,
        meeting=visit.meeting,
        attendees=visit.people,
        left_out=visit.left_out,
        owner=speaker.name,
        standing=speaker.standing,
        product=product,
        label_id=product.label_id if product else None,
        interactions=tuple(contacts[: depth_for(visit.account).interactions]),
        phase=phase_line(visit.account),
        mismatches=phase_mismatches(visit.account, units),
        probing=depth_for(visit.account).questions,
        protocol=with_names(rooms, visit.account.protocol_note),
        commitments=tuple(
            sorted(
                ((c, i) for i in contacts for c in i.commitments if c.status not in ("done", "closed")),
                key=lambda pair: (pair[0].status != "overdue", pair[0].due),
            )
        ),
        open_questions=tuple((q, i) for i in contacts for q in i.questions if q.handled == "open"),
        changes=changes_since(rooms, contacts, pack, units, now, speaker.sight),
        units=units,
        balance=balance_units(rooms, occasion, units),
        withheld=withheld_claims(rooms, pack, occasion),
        anticipated=anticipated_for(units, product),
        do_not_say=do_not_say_for(rooms, product),
        resources=resources_for(product),
        stakeholder_gaps=stakeholder_gaps(visit.account, rooms.objects.all(Person)),
        safety_open=_open_reports(rooms, visit.account),
        pack=pack,
        company=speaking(rooms),
        now=now,
        library_line=_library_line(rooms),
        sources_line=_sources_line(units, pack),
    )


def with_names(rooms: Rooms, note: str | None) -> str | None:
    """The note with ids of people replaced by their names, as a reader knows them; not of those who withdrew consent."""
    people = {person.person_id: person for person in rooms.objects.all(Person)}
    if not note or not people:
        return note
    # In one walk, by what stands there: a name may hold signs of a pattern, or look like another's id.
    ids = "|".join(map(re.escape, sorted(people, key=len, reverse=True)))
    return re.sub(rf"\b(?:{ids})\b", lambda found: _shown(people[found[0]]), note)


def _shown(person: Person) -> str:
    return "a contact who withdrew consent" if person.consent_withdrawn else person.name.split(",")[0]


def _open_reports(rooms: Rooms, account: Account) -> int:
    sources = {
        f"interaction:{i.interaction_id}" for i in rooms.objects.all(Interaction) if i.account_id == account.account_id
    }
    told = (report.source for report in rooms.documents.reports())
    return sum(source in sources or source.rpartition("#")[0] in sources for source in told)


def _library_line(rooms: Rooms) -> str:
    status = rooms.library.status()
    digests = status.by_origin.get("digest", 0)
    animal = status.by_species.get("animal", 0) + status.by_species.get("in vitro", 0)
    flagged = sum(status.by_integrity.get(k, 0) for k in ("retracted", "concern", "withdrawn"))
    return (
        f"Library snapshot {status.snapshot_id}: {status.articles} records, {digests} of them digests, {animal} in animals "
        f"or cells, {flagged} retracted or under concern and never cited."
    )


def _sources_line(units: tuple[SayUnit, ...], pack: EvidencePack) -> str:
    kinds = {r.source_id: r.kind for unit in units for c in unit.claims for r in c.references}
    publications = sum(kind == "pmid" for kind in kinds.values())
    labels = sum(kind == "label" for kind in kinds.values())
    return (
        f"SAY lines rest on {_counted(publications, 'publication')} and {_counted(labels, 'label')}. "
        f"On the topic the library holds {_counted(len(pack.items), 'record')} that may be cited."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
