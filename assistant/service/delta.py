"""What changed since a clinician was last met: evidence on her own questions, wording she heard, repetition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from assistant.artifacts.parts import day_words
from assistant.domain import AskedQuestion, EvidencePack, Interaction
from assistant.material import SayUnit
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.contacts import requests_as_they_stand
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from guardrails import Standing, standing
from ingest import StoredArticle

REPEAT_WINDOW = timedelta(days=30)
_MAX_QUESTIONS = 3
_MAX_NAMED = 3


def changes_since(
    rooms: Rooms,
    contacts: Sequence[Interaction],
    pack: EvidencePack,
    units: Sequence[SayUnit],
    now: datetime,
    sight: Sight,
) -> tuple[str, ...]:
    """Evidence, wording and repetition since the last contact, in plain lines."""
    if not contacts:
        return ("No earlier contact is recorded; nothing to compare with.",)
    last = contacts[0].on
    return (
        _evidence_line("the topic", pack, last),
        *_question_lines(rooms, contacts, last),
        *_wording_lines(rooms, contacts, units, now),
        *_repetition_lines(contacts, units, now),
        *_account_lines(rooms, contacts, last, sight),
    )


def _evidence_line(subject: str, pack: EvidencePack, last: date) -> str:
    new, changed = _since((i.record for i in pack.items), last)
    line = f"Evidence on {subject} since {day_words(last)}: {len(new)} records new to this library, {len(changed)} changed, "
    line += f"{len(pack.excluded)} left out for integrity."
    named = [_name(r) for r in (*new, *changed, *pack.excluded)[:_MAX_NAMED]]
    return f"{line} {'; '.join(named)}." if named else line


def _since(records: Iterable[StoredArticle], last: date) -> tuple[list[StoredArticle], list[StoredArticle]]:
    """(new, changed) after that day."""
    held = list(records)
    new = [r for r in held if r.first_seen.date() > last]
    return new, [r for r in held if r.changed_at.date() > last and r not in new]


def _name(record: StoredArticle) -> str:
    article = record.article
    state = "" if record.integrity.citable else f", {record.integrity.value}"
    return (f"PMID {article.pmid}" if article.pmid else f"“{article.title.rstrip('.')}”") + state


def _question_lines(rooms: Rooms, contacts: Sequence[Interaction], last: date) -> Iterator[str]:
    """Her own earlier questions, held against what the library got since. Searched only if it got anything."""
    asked = [(q, c.on) for c in contacts for q in c.questions][:_MAX_QUESTIONS]
    received = rooms.library.status().last_ingest
    for question, when in asked:
        if received is None or received.date() <= last:
            continue
        pack = retrieve(rooms.library, understand(question.text, rooms.vocabulary), search_id="D")
        yield _evidence_line(f"the question of {day_words(when)} ({_known_as(question)})", pack, last)


def _known_as(question: AskedQuestion) -> str:
    return question.request_id or question.handled


def _wording_lines(
    rooms: Rooms, contacts: Sequence[Interaction], units: Sequence[SayUnit], now: datetime
) -> Iterator[str]:
    current = {c.claim_id: c for unit in units for c in unit.claims}
    for key, when in told_when(contacts).items():
        claim_id, _, version = key.rpartition(" v")
        claim = next((c for c in rooms.claims.claims if c.key == key), None)
        if claim_id in current and version.isdigit() and int(version) < current[claim_id].version:
            yield f"Wording: {key} was heard on {day_words(when)}; it is superseded, use {current[claim_id].key}."
        elif claim and standing(claim, now) in (Standing.WITHDRAWN, Standing.EXPIRED):
            yield f"Wording: {key} was heard on {day_words(when)} and is no longer in force."


def _repetition_lines(contacts: Sequence[Interaction], units: Sequence[SayUnit], now: datetime) -> Iterator[str]:
    """One line a day on which wording planned for now was heard within the window."""
    planned = {c.key for unit in units for c in unit.claims}
    by_day: dict[date, list[str]] = {}
    for key, when in told_when(contacts).items():
        if key in planned and now.date() - when < REPEAT_WINDOW:
            by_day.setdefault(when, []).append(key)
    for when, keys in by_day.items():
        days = (now.date() - when).days
        yield (
            f"Repetition: {', '.join(keys)} heard {days} days ago (window {REPEAT_WINDOW.days}); "
            "ask whether the figures are wanted again."
        )


def _account_lines(rooms: Rooms, contacts: Sequence[Interaction], last: date, sight: Sight) -> Iterator[str]:
    """What colleagues of hers asked since: it is with Medical, and nobody else's to discuss."""
    met = {person for contact in contacts for person in contact.person_ids}
    here = sight.of(r for r in requests_as_they_stand(rooms) if r.account_id == contacts[0].account_id)
    new = sorted((r.asked_on, r.request_id) for r in here if r.asked_on > last and r.person_id not in met)
    if new:
        asked = "; ".join(f"{request_id} of {day_words(day)}" for day, request_id in new)
        yield f"Account: others here asked since; with Medical, not yours to discuss: {asked}."


def told_when(contacts: Sequence[Interaction]) -> dict[str, date]:
    """Claim key -> the last day on which it was said."""
    heard: dict[str, date] = {}
    for contact in contacts:
        for key in contact.told:
            heard.setdefault(key, contact.on)
    return heard
