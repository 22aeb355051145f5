"""The ways in which a text may be read: with the words that are struck out or hidden in it, and without them.

A "not" that nobody sees clears no claim, and a claim that is struck out is still in the text. Each reading is judged, and
the strictest verdict holds.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from guardrails.domain import Finding, Severity, Suggestion
from guardrails.markup import Edit, Unseen, Way, has_marks, marks_in_words, unseen

RULE = "GATE-01/struck"
_IN = "Words here are struck out or hidden; they are in the text all the same."
_WITHOUT = "So it reads without the words that are struck out or hidden."

_IN_DRAFT = "Words here are marked as struck out or hidden; write the sentence as it is meant to be read."


class Reading(NamedTuple):
    """One way to read a text, and where each of its characters stands in that text."""

    text: str
    at: Sequence[int]
    """`at[i]` is the offset of character `i` in the text as it stands; empty for that text itself."""
    until: Sequence[int]
    """Where what character `i` is written with ends there: a sign told by name takes several characters."""
    whole: bool
    """False where words are left out."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the reading stands in the text; one of no width stands behind the character before it."""
        last = self.until[end - 1] if end else 0
        return (self.at[start] if start < end else last), last


def readings(text: str) -> tuple[Reading, ...]:
    """The text as it stands, unless its marks alone would tell it from what follows; with all words; without the unseen ones."""
    as_it_stands = Reading(text, (), (), True)
    if not has_marks(text):
        return (as_it_stands,)
    hidden, within = unseen(text), marks_in_words(text)
    if not hidden and not within:
        return (as_it_stands,)
    ways = [way for way in Way if any(one.way is way for one in hidden)]
    read = [_read(text, [*_unmarked(hidden), *within], whole=True)]
    for chosen in _choices(ways):
        for gap in _gaps(text, hidden):
            edits = [*_left_out(text, hidden, chosen, gap), *_unmarked(hidden), *within]
            read.append(_read(text, edits, whole=False))
    # Elements and links have words of their own, which only the text as it stands holds.
    first = () if not within and set(ways) <= {Way.TILDES, Way.TILDE} else (as_it_stands,)
    different = {reading.text: reading for reading in reversed(read)}
    return (*first, *reversed(different.values()))


def _choices(ways: Sequence[Way]) -> Iterator[tuple[Way, ...]]:
    """The ways in which words may be unseen for a reader: each alone, and together, since no program follows all of them."""
    for count in range(1, len(ways) + 1):
        if count < 3 or count >= len(ways) - 1:
            yield from combinations(ways, count)


def _unmarked(hidden: Iterable[Unseen]) -> Iterator[Edit]:
    for one in hidden:
        yield Edit(one.start, one.first, "")
        yield Edit(one.last, one.end, "")


def _gaps(text: str, hidden: Iterable[Unseen]) -> tuple[str, ...]:
    """What may stand in place of words left out: nothing, and where they stand between letters also a blank."""
    between = (text[one.start - 1 : one.start].isalnum() and text[one.end : one.end + 1].isalnum() for one in hidden)
    return ("", " ") if any(between) else ("",)


def _left_out(text: str, hidden: Iterable[Unseen], ways: Sequence[Way], gap: str) -> Iterator[Edit]:
    for one in hidden:
        if one.way in ways:
            before, after = text[one.start - 1 : one.start], text[one.end : one.end + 1]
            if before.isalnum() and after.isalnum():
                yield Edit(one.start, one.end, gap)
            else:
                yield Edit(one.start, one.end + (after == " " and not before.strip()), "")


def _read(text: str, edits: Iterable[Edit], *, whole: bool) -> Reading:
    words: list[str] = []
    at, until = array("I"), array("I")
    cursor = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if start >= cursor:
            words += (text[cursor:start], new)
            at.extend((*range(cursor, start), *[start] * len(new)))
            until.extend((*range(cursor + 1, start + 1), *[end] * len(new)))
        cursor = max(cursor, end)
    at.extend(range(cursor, len(text)))
    until.extend(range(cursor + 1, len(text) + 1))
    return Reading("".join((*words, text[cursor:])), at, until, whole)


def merged(text: str, judged: Sequence[tuple[Reading, Sequence[Finding]]]) -> list[Finding]:
    """Findings of all readings at their places in the text; one that says no more than another one is left out."""
    hidden = unseen(text) if len(judged) > 1 else ()
    found: dict[tuple[object, ...], Finding] = {}
    kept: list[Finding] = []
    for reading, findings in judged:
        for finding in findings:
            placed = _placed(text, reading, finding)
            key = (placed.check_id, placed.rule, placed.start, placed.end)
            known = found.get(key)
            if known is None or reading is judged[0][0] or known.severity < placed.severity:
                found[key] = placed
                kept.append(_told(placed, reading, hidden))
    return kept


def _placed(text: str, reading: Reading, finding: Finding) -> Finding:
    if reading.text == text:
        return finding
    start, end = reading.place(finding.start, finding.end)
    offer = finding.suggestion
    return replace(finding, start=start, end=end, quote=text[start:end], suggestion=offer and _moved(offer, reading))


def _moved(offer: Suggestion, reading: Reading) -> Suggestion:
    start, end = reading.place(offer.start, offer.end)
    return replace(offer, start=start, end=end)


def _told(finding: Finding, reading: Reading, hidden: Iterable[Unseen]) -> Finding:
    """The finding with word of what is struck out or hidden in its quote, or was left out to find it."""
    if not reading.whole:
        return replace(finding, reason=f"{finding.reason} {_WITHOUT}")
    if any(one.first < finding.end and finding.start < one.last for one in hidden):
        return replace(finding, reason=f"{finding.reason} {_IN}")
    return finding


def struck_in(text: str) -> Iterator[Finding]:
    """Words struck out or hidden in a draft: what shows the marks and what hides the words would say two things."""
    for one in unseen(text) if has_marks(text) else ():
        if one.way is not Way.CODE and text.startswith(("<", "~~"), one.start):
            quote = text[one.start : one.end]
            yield Finding("GATE-01", Severity.REVIEW, one.start, one.end, quote, _IN_DRAFT, rule=RULE)
