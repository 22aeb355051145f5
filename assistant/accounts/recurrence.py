"""Dates on which a calendar event repeats: RFC 5545 rules as calendars write them for meetings, within a window."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_READ = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"})
_LONGEST = timedelta(days=40 * 365)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Window:
    """The days, both included, in which repeated meetings are taken."""

    first: date
    last: date


def repeats(rule: str, start: datetime, window: Window, without: Collection[datetime]) -> tuple[datetime, ...] | None:
    """Starts of the further meetings of a series within the window; None for a rule that is not read here.

    The time of day stays that of `start` in its own zone. `without` are the moments that the calendar takes out or moves.
    """
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    if not parts.keys() <= _READ or window.last - start.date() > _LONGEST:
        return None
    try:
        fits, count = _pattern(parts, start.date()), int(parts.get("COUNT", _LONGEST.days))
        until = _until(parts["UNTIL"], start) if "UNTIL" in parts else None
    except (KeyError, ValueError):
        return None
    if fits is None or count < 1:
        return None
    last = min(window.last, until.date() + timedelta(days=1)) if until else window.last
    dates = islice(_dates(start.date(), last, fits), min(count, _LONGEST.days))
    moments = (datetime.combine(day, start.timetz()) for day in dates)
    return tuple(
        moment
        for moment in moments
        if moment != start
        and moment.date() >= window.first
        and (until is None or moment <= until)
        and moment not in without
    )


def _dates(first: date, last: date, fits: Callable[[date], bool]) -> Iterator[date]:
    """The first day, which counts whether it fits or not, and every later one that fits."""
    yield from (day for n in range((last - first).days + 1) if (day := first + timedelta(days=n)) == first or fits(day))


def _pattern(parts: dict[str, str], first: date) -> Callable[[date], bool] | None:
    every = int(parts.get("INTERVAL", "1"))
    if every < 1:
        return None
    by_day = [entry for entry in parts.get("BYDAY", "").split(",") if entry]
    if parts["FREQ"] == "DAILY" and parts.keys() & {"BYDAY", "BYMONTHDAY", "BYSETPOS"} == set():
        return lambda day: (day - first).days % every == 0
    if parts["FREQ"] == "WEEKLY" and parts.keys() & {"BYMONTHDAY", "BYSETPOS"} == set():
        days = {_DAYS.index(entry) for entry in by_day} or {first.weekday()}
        begins = _DAYS.index(parts.get("WKST", "MO"))
        week = first - timedelta(days=(first.weekday() - begins) % _WEEK)
        return lambda day: day.weekday() in days and (day - week).days // _WEEK % every == 0
    if parts["FREQ"] == "MONTHLY":
        return _monthly(parts, by_day, first, every)
    return None


def _monthly(parts: dict[str, str], by_day: list[str], first: date, every: int) -> Callable[[date], bool] | None:
    """The same day of the month, or one weekday counted from its beginning or end."""

    def in_turn(day: date) -> bool:
        return ((day.year - first.year) * 12 + day.month - first.month) % every == 0

    if not by_day and "BYSETPOS" not in parts:
        number = int(parts.get("BYMONTHDAY", first.day))
        return (lambda day: day.day == number and in_turn(day)) if number > 0 else None
    if len(by_day) != 1 or "BYMONTHDAY" in parts:
        return None
    weekday, place = _DAYS.index(by_day[0][-2:]), int(by_day[0][:-2] or parts["BYSETPOS"])
    return lambda day: day.weekday() == weekday and _place(day, place) == place and in_turn(day)


def _place(day: date, like: int) -> int:
    """Which of its weekdays in the month a day is, counted from the end where `like` is negative."""
    if like > 0:
        return (day.day - 1) // _WEEK + 1
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return -((following - timedelta(days=1) - day).days // _WEEK + 1)


def _until(value: str, start: datetime) -> datetime:
    if len(value) == len("20261118"):
        day = datetime.strptime(value, "%Y%m%d")  # noqa: DTZ007
        return datetime.combine(day.date(), datetime.max.time(), start.tzinfo)
    read = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    return read.replace(tzinfo=UTC if value.endswith("Z") else start.tzinfo)
