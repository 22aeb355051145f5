"""A text cut into sentences with exact offsets.

Written for scientific and business prose: citations, decimals, abbreviations, bullets, tables and headings. Offsets are
code points of the text as given; spans leave out outer white space and together cover everything else. They do not
overlap, save where what is judged is cut: there the parts of an endless sentence share their edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.language import load_language

_BULLET = re.compile(r"[ \t]*(?:[-*+•●·–—‣◦▪■□✗✓✘✔→>]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[ \t]+")
_STOP = re.compile(r"[.!?…。！？]+")
_CLOSERS = "\"'”’»)]}*_"
_CITATION = re.compile(r"\s?(?:\[[^\[\]\n]{1,80}\]|\((?:PMID|DOI|doi|ref|NCT)[^()\n]{1,80}\)|[¹²³⁰⁴⁵⁶⁷⁸⁹]+|\^\d+)")
_NOTE_NUMBER = re.compile(r"(?<=[^\W\d_][.])\d{1,3}(?:[,–-]\d{1,3})*(?=\s|$)")
_WORD_BEFORE = re.compile(r"([^\W\d_](?:[^\W\d_]|[.'’](?=[^\W\d_]))*)$")
_WORD_AFTER = re.compile(r"[\s\"'“‘(\[*_]*([^\W\d_]+)")
_LAST_WORD = re.compile(r"([^\W\d_]+),?\s*$")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_AHEAD = 300
"""Characters behind a stop that tell whether it ends a sentence: more than any run of signs."""
_LONGEST = 1500
"""Characters of a sentence. Lists without a stop are longer, and what looks at every pair of words must not see them whole."""
_SHARED = 400
"""Characters that neighbouring parts of an endless sentence share where they are judged: more than a claim with its product."""
_CLAUSES = tuple(map(re.compile, (";", ",", r"\s(?:[-–—/|•·]|and|but|or|while)\s", r"\s")))
"""What a clause may begin behind, surest first; a word begins behind the last."""
_LONG_LINE = 45
"""A line shorter than this is a heading or an item, not wrapped prose."""


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    data = load_language("sentences")
    return {key: frozenset(data[key]) for key in ("never", "sometimes", "openers", "unfinished")}


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every sentence of `text`, in order; a heading, bullet or table cell is one of its own."""
    return tuple(_parts(text, 0))


@lru_cache(maxsize=64)
def split_to_judge(text: str) -> tuple[tuple[int, int], ...]:
    """As `split_sentences`, but parts of an endless sentence overlap: what lies across a cut stands whole in one of them."""
    return tuple(_parts(text, _SHARED))


def _parts(text: str, shared: int) -> Iterator[tuple[int, int]]:
    """Sentences without outer white space; of one too long, parts that share so many characters."""
    for block in _blocks(text):
        for sentence in _sentences(text, *block):
            for start, end in _portions(text, *sentence, shared):
                piece = text[start:end]
                first, last = len(piece) - len(piece.lstrip()), len(piece.rstrip())
                if last > first:
                    yield start + first, start + last


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches in which prose runs on: lines, joined where prose was wrapped, parted at tabs."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", text)]
    index = 0
    while index < len(lines):
        start, end = lines[index]
        seen, tabbed = start, "\t" in text[start:end]
        while index + 1 < len(lines) and _runs_on(text, seen, lines[index], lines[index + 1]):
            seen = max(
                seen, 1 + text.rfind("\n", end, lines[index + 1][0]), 1 + text.rfind("\r", end, lines[index + 1][0])
            )
            index += 1
            end = lines[index][1]
            if tabbed:
                break
        yield from _cells(text, start, end)
        index += 1


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cell in re.finditer(r"[^\t]+|\t(?!\t)", text[start:end]):
        if cell.group().strip():
            yield start + cell.start(), start + cell.end()


def _runs_on(text: str, seen: int, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """True where `following` continues the sentence of `line` (wrapped prose), which as people see it begins at `seen`."""
    gap = text[line[1] : following[0]]
    head, tail = text[line[0] : line[1]].rstrip(), text[following[0] : following[1]]
    if gap.count("\n") > 1 or not tail.strip() or "\t" in tail or "\t" in head or _BULLET.match(tail):
        return False
    if head.rstrip(_CLOSERS).endswith((".", "!", "?", ":", ";", "…")):
        return False
    length = line[0] + len(head) - seen
    last = _LAST_WORD.search(head[-_AHEAD:])
    unfinished = bool(last and last.group(1).lower() in _words()["unfinished"]) or head.endswith(",")
    if tail.lstrip()[:1].islower():
        return length >= _LONG_LINE or unfinished
    return length >= _LONG_LINE and unfinished


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    bullet = _BULLET.match(text, start, end)
    begin, cursor = start, bullet.end() if bullet else start
    while stop := _STOP.search(text, cursor, end):
        cut = _after_stop(text, stop.end(), end)
        if _ends(text, stop, cut, end, begin):
            yield begin, cut
            begin = cut
        cursor = max(cut, stop.end())
    yield begin, end


def _after_stop(text: str, cursor: int, end: int) -> int:
    """Past closing quotes, brackets and citations that belong to the sentence before."""
    note = _NOTE_NUMBER.match(text, cursor, end)
    if note:
        cursor = note.end()
    while cursor < end and text[cursor] in _CLOSERS:
        cursor += 1
    while citation := _CITATION.match(text, cursor, end):
        cursor = citation.end()
        while cursor < end and text[cursor] in ".,;":
            cursor += 1
    return cursor


def _ends(text: str, stop: re.Match[str], cut: int, end: int, begin: int) -> bool:
    if cut < end and not text[cut].isspace():
        return _glued(text, stop, cut)
    rest = text[cut : min(end, cut + _AHEAD)]
    if not rest.strip():
        return True
    after = _WORD_AFTER.match(rest)
    following = rest.lstrip()[:1]
    if "!" in stop.group() or "?" in stop.group():
        return not (following.islower() and cut > stop.end())
    if stop.group() in ("…", "...", "..") and following.islower():
        return False
    word = _WORD_BEFORE.search(text, max(begin, text.rfind(" ", begin, stop.start())), stop.start())
    return _full_stop(word.group(1) if word else "", after.group(1) if after else "", following)


def _full_stop(word: str, after: str, following: str) -> bool:
    """Whether a single full stop after `word` ends the sentence, `following` being the next character."""
    low = word.lower()
    words = _words()
    if low in words["never"]:
        return False if low != "no" else not following.isdigit()
    if low in words["sometimes"] or _INITIALS.fullmatch(word):
        return after.lower() in words["openers"] and after[:1].isupper()
    if following.islower():
        return len(word) > 2 or not word
    return True


def _glued(text: str, stop: re.Match[str], cut: int) -> bool:
    """A stop with no space after it ends a sentence only between a word and a capital ("works.Ask us")."""
    before, after = text[max(0, stop.start() - 3) : stop.start()], text[cut : cut + 2]
    return len(before) == 3 and before.isalpha() and before.islower() and after[:1].isupper() and after[1:].islower()


def _portions(text: str, start: int, end: int, shared: int) -> Iterator[tuple[int, int]]:
    """The stretch itself; one that no writer would call a sentence is cut, at a semicolon, comma or space where it has one."""
    while end - start > _LONGEST:
        ends = (text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) + 1 for mark in ";, ")
        cut = next((end for end in ends if end), start + _LONGEST)
        yield start, cut
        start = _resumed(text, cut, shared)
    yield start, end


def _resumed(text: str, cut: int, shared: int) -> int:
    """Where the next part begins: up to `shared` characters before the cut, at a clause where one begins, so that a denial comes along."""
    found = (mark.search(text, cut - shared, cut - shared // 2) for mark in _CLAUSES)
    return next((mark.end() for mark in found if mark), cut - shared)
