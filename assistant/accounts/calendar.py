"""Meetings out of an iCalendar file (.ics): RFC 5545 as calendars write it, events only, no recurrence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.domain import Account, Person
from assistant.errors import ImportRefused

_MAX_EVENTS = 20_000
_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_CHANNELS = (("zoom", "video"), ("teams", "video"), ("video", "video"), ("phone", "phone"), ("call", "phone"))


def calendar_rows(
    text: str, accounts: Mapping[str, Account], people: Mapping[str, Person], zone: str = "America/New_York"
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(event number, row in the shape of a meeting). Account and people are recognised by their names.

    Raises:
        ImportRefused: No calendar, or too many events.
    """
    if "BEGIN:VCALENDAR" not in text:
        raise ImportRefused("The file is no iCalendar file; export the meetings as .ics again.")
    for number, event in enumerate(_events(text), 1):
        if number > _MAX_EVENTS:
            raise ImportRefused(f"The calendar has more than {_MAX_EVENTS:,} events; export a shorter span.")
        yield number, _row(event, accounts, people, ZoneInfo(zone))


def _events(text: str) -> Iterator[list[tuple[str, dict[str, str], str]]]:
    """Properties (name, parameters, value) of each event; folded lines joined."""
    joined = re.sub(r"\r?\n[ \t]", "", text)
    current: list[tuple[str, dict[str, str], str]] | None = None
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
    event: list[tuple[str, dict[str, str], str]],
    accounts: Mapping[str, Account],
    people: Mapping[str, Person],
    zone: ZoneInfo,
) -> dict[str, Any]:
    said = {name: _ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], value) for name, _, value in event}
    words = " ".join(said.get(name, "") for name in ("SUMMARY", "LOCATION", "DESCRIPTION"))
    invited = " ".join(p.get("CN", "") + " " + v for name, p, v in event if name in ("ATTENDEE", "ORGANIZER"))
    start = next((_moment(p, v, zone) for name, p, v in event if name == "DTSTART"), None)
    found = [p for p in people.values() if _surname(p) in _folded(f"{words} {invited}")]
    account = next((a.account_id for a in accounts.values() if _folded(a.name) in _folded(words)), None)
    account = account or next((p.account_id for p in found), "")
    row: dict[str, Any] = {
        "id": said.get("UID", "")[:64],
        "start": start.isoformat() if start else "",
        "minutes": _minutes(event, start, zone),
        "account_id": account,
        "people": ";".join(p.person_id for p in found if p.account_id == account),
        "channel": next((c for word, c in _CHANNELS if word in _folded(words)), "visit"),
        "topic": said.get("SUMMARY", "").strip(),
        "products": "",
    }
    return row


def _moment(parameters: dict[str, str], value: str, zone: ZoneInfo) -> datetime | None:
    try:
        own = ZoneInfo(parameters["TZID"]) if "TZID" in parameters else zone
    except (ZoneInfoNotFoundError, ValueError):
        own = zone
    for pattern in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            read = datetime.strptime(value.strip(), pattern)  # noqa: DTZ007
        except ValueError:
            continue
        return read.replace(tzinfo=UTC if pattern.endswith("Z") else own)
    return None


def _minutes(event: list[tuple[str, dict[str, str], str]], start: datetime | None, zone: ZoneInfo) -> int:
    for name, parameters, value in event:
        if name == "DURATION" and (match := _DURATION.match(value)):
            days, hours, minutes = (int(part or 0) for part in match.groups())
            return int(timedelta(days=days, hours=hours, minutes=minutes).total_seconds() // 60)
        if name == "DTEND" and start and (end := _moment(parameters, value, zone)):
            return int((end - start).total_seconds() // 60)
    return 30


def _surname(person: Person) -> str:
    return _folded(person.name.split(",", 1)[0].split()[-1])


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
