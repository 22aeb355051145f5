"""Where and when a private person can be found: addresses, home towns, dates, great ages, and what singles one out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.screens.data import load_screen
from guardrails.screens.spans import Span

_OFFICE = re.compile(
    r"\b(?:offices?|hospital|clinic|pharmacy|institute|company|restaurant|bus station|headquarter\w*|dispensary|"
    r"warehouse|venue|hotel|conference|meeting|center|centre|university|department|located|distributor|manufactured)\b",
    re.I,
)
_GROUP_DOSE = re.compile(r"\d\s*/\s*\d+\s*(?:\(|%|patients|participants|mg|mL|responders|women|men|of\b)", re.I)


@dataclass(frozen=True, slots=True)
class _Rules:
    addresses: tuple[re.Pattern[str], ...]
    lives: re.Pattern[str]
    stop: re.Pattern[str]
    named_street: re.Pattern[str]
    hometown: re.Pattern[str]
    broad: frozenset[str]
    date: re.Pattern[str]
    personal_date: re.Pattern[str]
    business_date: re.Pattern[str]
    age: re.Pattern[str]
    group_age: re.Pattern[str]
    singular: re.Pattern[str]
    quasi: tuple[tuple[int, re.Pattern[str]], ...]


@cache
def _rules() -> _Rules:
    data = load_screen("persons")
    return _Rules(
        (re.compile(data["street"]), re.compile(data["unit"], re.I), re.compile(data["zip"])),
        re.compile(data["lives"], re.I),
        re.compile(data["address_stop"]),
        re.compile(data["named_street"]),
        re.compile(data["hometown"]),
        frozenset(data["broad_places"].split()),
        re.compile(data["date"], re.I),
        re.compile(data["date_of_person"], re.I),
        re.compile(data["date_of_business"], re.I),
        re.compile(data["age"], re.I),
        re.compile(data["age_of_group"], re.I),
        re.compile(data["singular"], re.I),
        tuple((int(row["points"]), re.compile(row["match"], 0 if row.get("case") else re.I)) for row in data["quasi"]),
    )


def find_addresses(text: str, *, note: bool = True) -> Iterator[Span]:
    """Street addresses, units, ZIP codes and home towns of private persons; in a note also names above an address."""
    rules = _rules()
    for match in rules.lives.finditer(text):
        end = _address_end(text, match.end())
        if _ADDRESS_LIKE.match(text[match.end() : end]):
            yield Span(match.end(), end, "address", "address of a person")
    if note:
        yield from _contact_blocks(text)
    for pattern in rules.addresses:
        for match in pattern.finditer(text):
            if not _OFFICE.search(text[max(0, match.start() - 60) : match.start()].rsplit(". ", 1)[-1]):
                yield Span(match.start(), match.end(), "address", "address of a person")
    homes: dict[tuple[int, int], bool] = {}
    for match in rules.named_street.finditer(text):
        place = _clause_at(text, match.start())
        if place not in homes:
            clause = text[slice(*place)]
            homes[place] = bool(rules.singular.search(clause) or _HOME.search(clause))
        if homes[place]:
            yield Span(match.start("place"), match.end("place"), "address", "street of a person")
    for match in rules.hometown.finditer(text):
        words = match.group("place").lower().split(",")[0].split()
        if words[0] not in rules.broad and words[-1] not in ("hospital", "clinic", "institute", "center", "centre"):
            yield Span(match.start("place"), match.end("place"), "address", "place finer than a state for one person")


_HOME = re.compile(r"\b(?:lives?|home|house)\b")
_ADDRESS_LIKE = re.compile(
    r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d)"
    r"(?!\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\b|o['’]clock\b)|\d{1,2}(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
    r"(?=[^%(]{3,160}$)(?:the corner of )?(?:\d+[A-Za-z]?[ ,]+[\wÀ-Þ]|[A-ZÀ-Þ][\w.'’-]+(?: [\w.'’-]+){0,3} \d)"
)
_MAX_LINES = 6
_LONGEST = 1000
"""Characters of a line that may hold an address: what is longer than 160 is none, and a line may be a whole text."""
_BLANK = re.compile(r"[ .]*")
_BLOCK_LINE = re.compile(r"[\s?,]*[\wÀ-Þ][^:!?;]{0,58}$")
_NUMBERED = re.compile(
    r"[\s?]*(?:\d+[A-Za-z]?[,\s]+[\w'’.-]|\w[\w'’. -]{2,40}\s\d+\b|P\.? ?O\.? Box|PSC|Unit \d|Apt|Suite)", re.I
)
_SAYS_SOMETHING = re.compile(r"\b(?:is|are|was|were|will|has|have|had|starts?|begins?|meets?)\b|(?:\S+\s+){7}\S", re.I)
"""A line with a verb, or of more than seven words, tells where something happens; it is no line of an address."""
_BARE_NAME = re.compile(r"[\s?]*[^\W\d_][\w'’.-]+(?: [^\W\d_][\w'’.-]*){1,3}\s*$")


def _address_end(text: str, start: int) -> int:
    """Where an address that begins at `start` ends: its first line to a stop, then lines that look like more of it."""
    stop_rule = _rules().stop
    end = start
    for _ in range(_MAX_LINES):
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        stop = stop_rule.search(text[end : min(line_end, end + _LONGEST)])
        cut = end + (stop.start() if stop else line_end - end)
        if line_end == len(text) or _BLANK.fullmatch(text, cut, line_end) is None:
            return cut
        next_end = text.find("\n", line_end + 1)
        following = text[line_end + 1 : len(text) if next_end < 0 else next_end]
        if not _BLOCK_LINE.match(following) or (cut > start and len(following.split()) > 7):
            return cut
        end = line_end + 1
    return end


def _contact_blocks(text: str) -> Iterator[Span]:
    """A name on a line of its own with address lines below it."""
    offset = 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        offset += len(line) + 1
        below = [at for at in range(index + 1, min(index + 4, len(lines))) if lines[at].strip()]
        if not below or not _BARE_NAME.match(line):
            continue
        first = next((at for at in below if _NUMBERED.match(lines[at]) and not _SAYS_SOMETHING.search(lines[at])), None)
        if first is None or not _BLOCK_LINE.match(lines[first]):
            continue
        start = offset + sum(len(other) + 1 for other in lines[index + 1 : first])
        last = first
        while last + 1 < len(lines) and last - first < _MAX_LINES and _BLOCK_LINE.match(lines[last + 1] or "x"):
            last += 1
        end = start + len("\n".join(lines[first : last + 1]).rstrip())
        yield Span(start + len(lines[first]) - len(lines[first].lstrip(" ?")), end, "address", "address of a person")
        name = line.strip(" ?")
        at = offset - len(line) - 1 + line.index(name)
        yield Span(at, at + len(name), "name", "name above an address")


def find_dates(text: str, *, named: Collection[Span] = (), note: bool = True) -> Iterator[Span]:
    """Dates finer than a year that belong to one person, `named` being the persons found.

    In a note a date with a person in the sentence is enough.
    """
    starts = sorted(span.start for span in named)
    places: dict[tuple[int, int], bool] = {}
    for match in _rules().date.finditer(text):
        if _GROUP_DOSE.match(text, match.start()) or not _possible(match.group()):
            continue
        place = _clause_at(text, match.start())
        if place not in places:
            someone = bisect_left(starts, place[0]) < bisect_left(starts, place[1])
            places[place] = _tells_a_date_of_someone(text[slice(*place)], someone, note)
        if places[place]:
            yield Span(match.start(), match.end(), "date", "date finer than a year for one person")


def _tells_a_date_of_someone(clause: str, named: bool, note: bool) -> bool:
    rules = _rules()
    personal, business = rules.personal_date.search(clause), rules.business_date.search(clause)
    someone = named or bool(rules.singular.search(clause))
    return bool(personal and (someone or (note and not business))) or (note and someone and not business)


def find_ages(text: str) -> Iterator[Span]:
    """Ages above 89 of one person; a group's limit or range is none."""
    rules = _rules()
    for match in rules.age.finditer(text):
        after, before = text[match.end() : match.end() + 16], text[max(0, match.start() - 22) : match.start()]
        if (
            rules.group_age.search(after)
            or rules.group_age.search(before)
            or re.match(r"\s?(?:%|mg|mL|-?year-olds)", after)
        ):
            continue
        yield Span(match.start(), match.end(), "age over 89", "age above 89")


def find_combination(text: str) -> Iterator[Span]:
    """What together singles out one patient (three points or more), though no single detail does."""
    rules = _rules()
    person = rules.singular.search(text)
    if person is None:
        return
    details: list[Span] = []
    points = 0
    for worth, pattern in rules.quasi:
        match = pattern.search(text)
        if match:
            points += worth
            details.append(
                Span(match.start(), match.end(), "combination", "details that together single out one patient")
            )
    if points >= 3:
        yield from details


def _clause_at(text: str, at: int) -> tuple[int, int]:
    """The sentence around an offset, roughly: a full stop before a capital or a line break ends it."""
    lines, stops, ends = _borders(text)
    before, stop, after = bisect_right(lines, at), bisect_left(stops, at), bisect_left(ends, at)
    start = max(lines[before - 1] if before else 0, stops[stop - 1] if stop else 0)
    return start, ends[after] if after < len(ends) else len(text)


_LINE = re.compile(r"\n")
_STOP = re.compile(r"[.!?]\s+(?=[A-Z])")
_END = re.compile(r"[.!?](?=\s|$)|\n")


@lru_cache(maxsize=4)
def _borders(text: str) -> tuple[list[int], list[int], list[int]]:
    """Where lines begin, where sentences begin behind a stop, and where a stop or a line ends one."""
    lines, stops = ([m.end() for m in pattern.finditer(text)] for pattern in (_LINE, _STOP))
    return lines, stops, [m.start() for m in _END.finditer(text)]


def _possible(quote: str) -> bool:
    """Whether figures can be a date: 24/7 and 1/2 are none, 2/11 is."""
    parts = [int(p) for p in re.findall(r"\d+", quote)]
    if re.fullmatch(r"\d{1,2}/\d{1,2}", quote):
        return (
            1 <= parts[0] <= 12
            and 1 <= parts[1] <= 31
            and (parts[0], parts[1]) not in {(1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (1, 1)}
        )
    return True
