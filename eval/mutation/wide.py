"""Many documents of every kind, drafted in good faith from one library: questions, topics, people, places and roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant import Asker, Rooms
    from guardrails import Quarantined, Released

TOPICS = (
    *(
        "chemotherapy-induced nausea and vomiting",
        "appetite and weight loss in cancer",
        "sleep in patients with cancer",
    ),
    *("cancer pain", "chemotherapy-induced peripheral neuropathy", "interactions of cannabinoids with medicines"),
    *("pharmacokinetics of oral cannabinoids", "symptom burden in palliative care", "safety of cannabinoids"),
)
PLACES = ("US", "US-OH", "US-PA", "US-NY", "US-TX")
PAIRS = (
    *(("THC", "cisplatin"), ("cannabidiol", "tamoxifen"), ("cannabis", "docetaxel"), ("cannabis", "irinotecan")),
    *(("cannabidiol", "clobazam"), ("cannabidiol", "warfarin"), ("dronabinol", "ondansetron"), ("CBD", "everolimus")),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One document to be drafted. `make` gives None where the service declines before anything is drafted."""

    kind: str
    about: str
    make: Callable[[], Released | Quarantined | None]


def plans(rooms: Rooms, now: datetime, questions: Sequence[str]) -> Iterator[Plan]:
    """Every document, none drafted yet; kinds take turns, so that a limit takes some of each."""
    kinds = [
        _answers(rooms, now, questions),
        _scientific(rooms, now, questions),
        _packs(rooms, now),
        _briefs(rooms, now),
        _say(rooms, now),
        _outreach(rooms, now),
    ]
    while kinds:
        for kind in list(kinds):
            plan = next(kind, None)
            if plan is None:
                kinds.remove(kind)
            else:
                yield plan


def _plan(kind: str, about: str, make: Callable[[], Released | Quarantined]) -> Plan:
    def made() -> Released | Quarantined | None:
        from assistant import UsageError

        try:
            return make()
        except UsageError:
            return None

    return Plan(kind, about, made)


def _asker(question: str, now: datetime, *, logged: bool = True) -> Asker:
    from assistant import Asker, Request, Role

    request = Request("LAB", question, now.date(), "unsolicited") if logged else None
    return Asker(Role.MSL, request=request)


def _answers(rooms: Rooms, now: datetime, questions: Sequence[str]) -> Iterator[Plan]:
    """Each question as a clinician's request, and as an account manager's; every third for an MSL's own reading."""
    from assistant import Asker, Role, ask

    def asked(question: str, asker: Asker) -> Callable[[], Released | Quarantined]:
        return lambda: ask(rooms, question, asker, now).outcome

    for number, question in enumerate(questions):
        yield _plan("answer", question, asked(question, _asker(question, now)))
        place = PLACES[number % len(PLACES)]
        yield _plan("background", question, asked(question, Asker(Role.ACCOUNT_MANAGER, jurisdiction=place)))
        if number % 3 == 0:
            yield _plan("own reading", question, asked(question, _asker(question, now, logged=False)))


def _scientific(rooms: Rooms, now: datetime, questions: Sequence[str]) -> Iterator[Plan]:
    """Every fourth question as a table, a deck, a card or a letter in turn, then cards of pairs."""
    from assistant.demo.load import AUTHOR
    from assistant.service.scientific import (
        evidence_table,
        interaction_card,
        pk_card,
        response_letter,
        scientific_deck,
    )

    makers: dict[str, Callable[[str], Released | Quarantined]] = {
        "letter": lambda q: response_letter(rooms, _asker(q, now), now, AUTHOR),
        "table": lambda q: evidence_table(rooms, q, _asker(q, now), now, AUTHOR),
        "deck": lambda q: scientific_deck(rooms, q, _asker(q, now), now, AUTHOR),
        "kinetic card": lambda q: pk_card(rooms, q, _asker(q, now), now, AUTHOR),
    }

    def made(kind: str, question: str) -> Callable[[], Released | Quarantined]:
        return lambda: makers[kind](question)

    def card(agent: str, medicine: str) -> Callable[[], Released | Quarantined]:
        asker = _asker(f"Does {agent} interact with {medicine}?", now)
        return lambda: interaction_card(rooms, agent, medicine, asker, now, AUTHOR)

    for agent, medicine in PAIRS:
        yield _plan("interaction card", f"{agent} {medicine}", card(agent, medicine))
    kinds = tuple(makers)
    for number, question in enumerate(questions[::4]):
        kind = kinds[number % len(kinds)]
        yield _plan(kind, question, made(kind, question))


def _packs(rooms: Rooms, now: datetime) -> Iterator[Plan]:
    """Every planned meeting as it is, then each on other topics."""
    from assistant.demo.load import OWNER
    from assistant.domain import Meeting
    from assistant.service.prep import Visit, prepare, visits_on

    days = {m.start.date(): m.start for m in sorted(rooms.objects.all(Meeting), key=lambda m: m.start)}
    visits = [visit for day in days.values() for visit in visits_on(rooms, day)]

    def pack(visit: Visit) -> Callable[[], Released | Quarantined]:
        return lambda: prepare(rooms, visit, now, OWNER)

    for visit in visits:
        yield _plan("call pack", visit.meeting.topic, pack(visit))
    for topic in TOPICS:
        for visit in visits:
            other = replace(visit, meeting=replace(visit.meeting, topic=topic))
            yield _plan("call pack", f"{topic} at {visit.account.account_id}", pack(other))


def _briefs(rooms: Rooms, now: datetime) -> Iterator[Plan]:
    """Briefs for a committee by use and product. What a company orders of itself is promotion, and held by policy."""
    from assistant.demo.load import AUTHOR
    from assistant.service.brief import brief

    def paper(product: str, use: str) -> Callable[[], Released | Quarantined]:
        return lambda: brief(rooms, product, use, "committee", now, AUTHOR)

    for use in TOPICS:
        for product in (p.product_id for p in rooms.claims.products if p.label_id):
            yield _plan("brief", f"{product} {use}", paper(product, use))


def _say(rooms: Rooms, now: datetime) -> Iterator[Plan]:
    """What may be said, by topic, place and product; the report of gaps."""
    from assistant import Role
    from assistant.service.gaps import gap_report
    from assistant.service.say import what_may_be_said

    def sheet(topic: str, place: str, product: str | None) -> Callable[[], Released | Quarantined]:
        return lambda: what_may_be_said(rooms, topic, place, now, product)

    yield _plan("gap report", "all requests", lambda: gap_report(rooms, Role.MSL, now))
    products = (None, *(p.product_id for p in rooms.claims.products))
    for number, topic in enumerate(TOPICS):
        for place in PLACES[:3]:
            product = products[number % len(products)]
            yield _plan("say sheet", f"{topic} {place} {product}", sheet(topic, place, product))


def _outreach(rooms: Rooms, now: datetime) -> Iterator[Plan]:
    """E-mails to everybody who consented, decks and in-service outlines."""
    from assistant import Role
    from assistant.demo.load import OWNER
    from assistant.domain import Account, Person
    from assistant.service.outreach import email_fragment, in_service, promotional_deck

    seller = Role.ACCOUNT_MANAGER
    labelled = [p.product_id for p in rooms.claims.products if p.label_id]

    def email(person: Person, topic: str, product: str | None) -> Callable[[], Released | Quarantined]:
        return lambda: email_fragment(rooms, seller, person, topic, now, OWNER, product)

    def deck(topic: str, place: str, product: str | None) -> Callable[[], Released | Quarantined]:
        return lambda: promotional_deck(rooms, seller, topic, place, now, product)

    def outline(account: str, product: str) -> Callable[[], Released | Quarantined]:
        return lambda: in_service(rooms, seller, account, product, now)

    for topic in TOPICS[:3]:
        for product in (None, *labelled):
            for person in rooms.objects.all(Person):
                yield _plan("e-mail", f"{topic} {person.person_id} {product}", email(person, topic, product))
            for place in PLACES[:3]:
                yield _plan("promotional deck", f"{topic} {place} {product}", deck(topic, place, product))
    for account in rooms.objects.all(Account):
        for product in labelled:
            yield _plan("in-service", f"{account.account_id} {product}", outline(account.account_id, product))
