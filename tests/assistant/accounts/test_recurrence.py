"""Series of meetings: dates within a window, exceptions taken out, and rules that are not read told so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.accounts.calendar import calendar_rows
from assistant.accounts.planning import NOTICE
from assistant.accounts.recurrence import Window, repeats
from assistant.domain import Account

START = datetime(2026, 11, 3, 9, tzinfo=ZoneInfo("America/New_York"))  # the first Tuesday of the month
WINDOW = Window(date(2026, 11, 10), date(2027, 1, 31))


def days(rule: str, window: Window = WINDOW) -> list[str] | None:
    found = repeats(rule, START, window, ())
    return None if found is None else [f"{moment:%m-%d}" for moment in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=9", ["11-10", "11-11"]),
        ("FREQ=DAILY;INTERVAL=5;UNTIL=20261120", ["11-13", "11-18"]),
        ("FREQ=WEEKLY;UNTIL=20261124T140000Z", ["11-10", "11-17", "11-24"]),
        ("FREQ=WEEKLY;UNTIL=20261124T130000Z", ["11-10", "11-17"]),
        ("FREQ=WEEKLY;UNTIL=20261124", ["11-10", "11-17", "11-24"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5", ["11-17", "11-19", "12-01"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=TU;COUNT=4", ["11-17", "11-23"]),
        ("FREQ=MONTHLY", ["12-03", "01-03"]),
        ("FREQ=MONTHLY;BYMONTHDAY=15", ["11-15", "12-15", "01-15"]),
        ("FREQ=MONTHLY;BYDAY=1TU", ["12-01", "01-05"]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", ["12-01", "01-05"]),
        ("FREQ=MONTHLY;BYDAY=-1TU", ["11-24", "12-29", "01-26"]),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", ["01-05"]),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=4;COUNT=99999999999999999999", ["12-01", "12-29", "01-26"]),
        ("FREQ=DAILY;COUNT=-1", None),
        ("FREQ=DAILY;COUNT=0", None),
        ("FREQ=SECONDLY;COUNT=1000000000", None),
        ("FREQ=YEARLY", None),
        ("FREQ=WEEKLY;BYHOUR=9", None),
        ("FREQ=WEEKLY;BYDAY=1TU", None),
        ("FREQ=WEEKLY;INTERVAL=0", None),
        ("FREQ=MONTHLY;BYDAY=TU", None),
        ("FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=1", None),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", None),
        ("FREQ=WEEKLY;UNTIL=soon", None),
        ("INTERVAL=2", None),
    ],
)
def test_dates_of_a_rule(rule: str, expected: list[str] | None) -> None:
    assert days(rule) == expected


def test_the_hour_stays_across_the_change_of_clocks() -> None:
    start = datetime(2026, 10, 27, 9, tzinfo=ZoneInfo("America/New_York"))
    found = repeats("FREQ=WEEKLY;COUNT=2", start, Window(date(2026, 10, 1), date(2026, 12, 1)), ())
    assert found is not None
    assert [moment.isoformat() for moment in found] == ["2026-11-03T09:00:00-05:00"]


def test_a_series_older_than_forty_years_is_not_counted_through() -> None:
    assert repeats("FREQ=DAILY", datetime(1950, 1, 1, 9, tzinfo=UTC), WINDOW, ()) is None


SERIES = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:s-1
DTSTART:20261103T140000Z
DURATION:PT20M
SUMMARY:Round
LOCATION:Lakeshore
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE:20261110T140000Z
END:VEVENT
BEGIN:VEVENT
UID:s-1
RECURRENCE-ID:20261117T140000Z
DTSTART:20261118T160000Z
DURATION:PT20M
SUMMARY:Round, moved
LOCATION:Lakeshore
END:VEVENT
END:VCALENDAR
"""


def rows_of(text: str) -> list[dict[str, str]]:
    held = {"A-1": Account("A-1", "Lakeshore", "US-OH", 1, "awareness")}
    return [row for _, row in calendar_rows(text, held, {}, WINDOW)]


def test_meetings_of_a_series_are_rows_of_their_own_without_those_taken_out_or_moved() -> None:
    rows = rows_of(SERIES)
    assert [(row["id"], row["start"][:16]) for row in rows] == [
        ("s-1", "2026-11-03T14:00"),
        ("s-1/20261124T140000Z", "2026-11-24T14:00"),
        ("s-1/20261201T140000Z", "2026-12-01T14:00"),
        ("s-1/20261117T140000Z", "2026-11-18T16:00"),
    ]
    assert rows[0][NOTICE] == "the event repeats; its meetings from 2026-11-10 to 2027-01-31 are taken"
    assert all(NOTICE not in row for row in rows[1:])


def test_a_first_meeting_that_was_cancelled_stays_out() -> None:
    rows = rows_of(SERIES.replace("EXDATE:20261110T140000Z", "EXDATE:20261103T140000Z,20261110T140000Z"))
    assert "s-1" not in [row["id"] for row in rows]


def test_a_rule_that_is_not_read_gives_the_first_date_and_says_so() -> None:
    rows = rows_of(SERIES.replace("FREQ=WEEKLY", "FREQ=YEARLY"))
    assert [row["id"] for row in rows] == ["s-1", "s-1/20261117T140000Z"]
    assert "in a way not read here" in rows[0][NOTICE]
