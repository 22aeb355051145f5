"""Meetings out of an iCalendar file (.ics): RFC 5545 as calendars write it, events only; series within a window."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from assistant.accounts.planning import NOTICE
from assistant.accounts.recurrence import Window, repeats
from assistant.domain import Account, Person
from assistant.errors import ImportRefused

_MAX_EVENTS = 20_000
_MAX_MEETINGS = 20_000
"""With all that series repeat within the window; a full day's meetings of 200 people for three months are fewer."""
_MAX_ID = 64
_USUAL_MINUTES = 30
_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_CHANNELS = (("zoom", "video"), ("teams", "video"), ("video", "video"), ("phone", "phone"), ("call", "phone"))


def calendar_rows(
    text: str,
    accounts: Mapping[str, Account],
    people: Mapping[str, Person],
    window: Window,
    zone: str = "America/New_York",
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(event number, row in the shape of a meeting). Account and people are recognised by their names.

    Of a series the first meeting is a row, and every further one within the window.

    An event that is no meeting has the problem under the empty key; what was assumed or left out stands under `NOTICE`.

    Raises:
        ImportRefused: No calendar, or too many events or meetings.
    """
    if "BEGIN:VCALENDAR" not in text:
        raise ImportRefused("The file is no iCalendar file; export the meetings as .ics again.")
    number = rows = 0
    events = list(islice(_events(text), _MAX_EVENTS + 1))
    if len(events) > _MAX_EVENTS:
        raise ImportRefused(f"The calendar has more than {_MAX_EVENTS:,} events; export a shorter span.")
    moved = _moved(events, zone)
    for number, event in enumerate(events, 1):
        try:
            row = _row(event, accounts, people, zone)
            for one in _series(row, event, moved, window, zone):
                rows += 1
                if rows > _MAX_MEETINGS:
                    raise ImportRefused(
                        f"The calendar has more than {_MAX_MEETINGS:,} meetings up to {window.last}, counted with what its "
                        f"series repeat; event {number} of {len(events)} is one too many. Export fewer series or a shorter span."
                    )
                yield number, one
        except _NoMeeting as exc:
            yield number, {"": str(exc)}
    if text.count("BEGIN:VEVENT") != number:
        yield number + 1, {"": "the file ends within an event; export it again"}


_Event = list[tuple[str, dict[str, str], str]]
"""Properties of an event: name, parameters, value."""


class _NoMeeting(Exception):
    """Why an event is no meeting."""


def _events(text: str) -> Iterator[_Event]:
    """The properties of each event; folded lines joined."""
    joined = re.sub(r"\r?\n[ \t]", "", text)
    current: _Event | None = None
    for line in joined.splitlines():
        if line.strip() == "BEGIN:VEVENT":
            current = []
        elif line.strip() == "END:VEVENT" and current is not None:
            yield current
            current = None
        elif current is not None and ":" in line:
            head, value = _split(line)
            name, *parameters = head.split(";")
            pairs = (p.split("=", 1) for p in parameters if "=" in p)
            current.append((name.upper(), {k.upper(): v.strip('"') for k, v in pairs}, value))


def _split(line: str) -> tuple[str, str]:
    """Name with parameters, and value: parted at the first colon outside quotes."""
    quoted = False
    for at, sign in enumerate(line):
        quoted ^= sign == '"'
        if sign == ":" and not quoted:
            return line[:at], line[at + 1 :]
    return line, ""


def _row(
    event: _Event,
    accounts: Mapping[str, Account],
    people: Mapping[str, Person],
    zone: str,
) -> dict[str, Any]:
    said = {name: _ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], value) for name, _, value in event}
    if said.get("STATUS", "").upper() == "CANCELLED":
        return {NOTICE: "the event is cancelled and stays out; a meeting imported earlier is still planned here"}
    words = _folded(" ".join(said.get(name, "") for name in ("SUMMARY", "LOCATION", "DESCRIPTION")))
    invited = " ".join(p.get("CN", "") + " " + v for name, p, v in event if name in ("ATTENDEE", "ORGANIZER"))
    found = [p for p in people.values() if _is_named(_surname(p), f"{words} {_folded(invited)}")]
    account = next((a.account_id for a in accounts.values() if _is_named(_folded(a.name), words)), None)
    account = account or next((p.account_id for p in found), None)
    if account is None:
        raise _NoMeeting("the event names no account or person known here; --skip-bad leaves it out")
    start = next((_moment(p, v, zone) for name, p, v in event if name == "DTSTART"), None)
    if start is None:
        raise _NoMeeting("the event has no start; export it again")
    minutes = _minutes(event, start, zone)
    row: dict[str, Any] = {
        "id": _short_id(said.get("UID", ""), said.get("RECURRENCE-ID", "")),
        "start": start.isoformat(),
        "minutes": minutes or _USUAL_MINUTES,
        "account_id": account,
        "people": ";".join(p.person_id for p in found if p.account_id == account),
        "channel": next((c for word, c in _CHANNELS if word in words), "visit"),
        "topic": said.get("SUMMARY", "").strip(),
        "products": "",
    }
    notices = [] if minutes else [f"the event has no end; {_USUAL_MINUTES} minutes are assumed"]
    return row | ({NOTICE: "; ".join(notices)} if notices else {})


def _series(
    row: dict[str, Any], event: _Event, moved: Collection[tuple[str, datetime]], window: Window, zone: str
) -> Iterator[dict[str, Any]]:
    """The row, and one more for each further meeting of a series; an event that does not repeat is its row alone."""
    rule = next((value for name, _, value in event if name == "RRULE"), "")
    if not rule or "start" not in row:
        yield row
        return
    uid = next((value for name, _, value in event if name == "UID"), "")
    start = next(_moment(p, v, zone) for name, p, v in event if name == "DTSTART")
    without = {when for series, when in moved if series == uid}
    without |= {_moment(p, one, zone) for name, p, v in event if name == "EXDATE" for one in v.split(",")}
    found = repeats(rule, start, window, without)
    told = (
        "the event repeats in a way not read here; its first date alone is taken, import the others as single events"
        if found is None
        else f"the event repeats; its meetings from {window.first} to {window.last} are taken"
    )
    if start not in without:
        yield row | {NOTICE: "; ".join(filter(None, (row.get(NOTICE), told)))}
    for moment in found or ():
        stamp = f"{moment:%Y%m%dT%H%M%S}{'Z' if start.tzinfo is UTC else ''}"
        yield {name: cell for name, cell in row.items() if name != NOTICE} | {
            "id": _short_id(uid, stamp),
            "start": moment.isoformat(),
        }


def _moved(events: Iterable[_Event], zone: str) -> set[tuple[str, datetime]]:
    """(series, start) of the single meetings that stand as events of their own, moved or cancelled."""
    found = set()
    for event in events:
        uid = next((value for name, _, value in event if name == "UID"), "")
        for name, parameters, value in event:
            if name == "RECURRENCE-ID":
                try:
                    found.add((uid, _moment(parameters, value, zone)))
                except _NoMeeting:
                    continue
    return found


def _short_id(uid: str, occurrence: str) -> str:
    """At most 64 characters, different for different events: long ids of one calendar often begin alike."""
    whole = f"{uid}/{occurrence}" if occurrence else uid
    return whole if len(whole) <= _MAX_ID else f"{whole[:31]}-{sha256(whole.encode()).hexdigest()[:32]}"


def _moment(parameters: dict[str, str], value: str, zone: str) -> datetime:
    if parameters.get("VALUE") == "DATE" or len(value.strip()) == len("20261118"):
        raise _NoMeeting("an all-day event is no meeting; give it a start and an end")
    for pattern in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S"):
        try:
            read = datetime.strptime(value.strip(), pattern)  # noqa: DTZ007
        except ValueError:
            continue
        return read.replace(tzinfo=UTC if pattern.endswith("Z") else _zone(parameters.get("TZID", zone)))
    raise _NoMeeting("a time of the event cannot be read; export it again")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(_windows_zones().get(name, name))
    except (ZoneInfoNotFoundError, ValueError) as exc:
        raise _NoMeeting("the event's time zone is not known; export the calendar in UTC") from exc


@cache
def _windows_zones() -> dict[str, str]:
    text = (files("assistant.accounts") / "data" / "windows_zones.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["zones"])


def _minutes(event: _Event, start: datetime, zone: str) -> int:
    """Minutes it lasts; 0 where it does not say."""
    for name, parameters, value in event:
        if name == "DURATION" and (match := _DURATION.match(value)):
            days, hours, minutes = (int(part or 0) for part in match.groups())
            return int(timedelta(days=days, hours=hours, minutes=minutes).total_seconds() // 60)
        if name == "DTEND":
            return int((_moment(parameters, value, zone) - start).total_seconds() // 60)
    return 0


def _is_named(name: str, words: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words))


def _surname(person: Person) -> str:
    return _folded(person.name.split(",", 1)[0].split()[-1])


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
