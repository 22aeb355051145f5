"""Instructions planted for the model or the reviewer, and characters that hide text.

The real defence lies elsewhere: sources are data and no verdict reads a model's word. This screen keeps a poisoned
passage out of a draft and tells people that somebody tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.assertion import assess
from guardrails.case import Container, Sentence
from guardrails.lexicon import Hit, Lexicon
from guardrails.screens.data import load_screen
from guardrails.screens.sentences import sentences_of
from guardrails.screens.spans import Span, without_overlaps
from guardrails.unbroken import broken_up

_HIDDEN = re.compile(
    "[\u2061-\u2064\u2066-\u2069\u202a-\u202e\u180e\U000e0001-\U000e007f\ufff9-\ufffb\u115f\u1160\u3164]+"
    "|[\u00ad\u200c\u200d]{2,}|[\ufe00-\ufe0f]{3,}|[\U000e0100-\U000e01ef]+"
)
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]+")
_STRAY = 2
"""Web pages leave a zero-width space or two behind; more are put there."""
_START = 3
_POLITE = re.compile(r"(?:\W|\b(?:please|now|then|also|kindly|finally|next|and|first|instead|ok|okay)\b)*")


@dataclass(frozen=True, slots=True)
class _Frame:
    every: tuple[frozenset[str], ...]
    none: frozenset[str]
    start: bool
    """The first class stands among the first words."""
    first: bool
    """Only words of courtesy stand before it: an order, not a noun."""
    in_source: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Rules:
    lexicon: Lexicon
    frames: tuple[_Frame, ...]
    markup: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _rules() -> _Rules:
    data = load_screen("injection")
    frames = tuple(
        _Frame(
            tuple(frozenset(group.split("|")) for group in row["all"]),
            frozenset(row.get("none", ())),
            bool(row.get("start")),
            bool(row.get("first")),
            bool(row.get("in_source")),
            row["reason"],
        )
        for row in data["frames"]
    )
    markup = tuple((re.compile(row["match"]), row["reason"]) for row in data["markup"])
    return _Rules(Lexicon(data["classes"], data["sets"]), frames, markup)


@lru_cache(maxsize=64)
def find_injections(text: str, *, source: bool = False) -> tuple[Span, ...]:
    """Spans that give orders to a machine or hide text, in text order.

    Args:
        text: a source, note, file name or draft.
        source: True for abstracts and notes, which report and never give orders; a task or a request is enough there.
    """
    text = broken_up(text)
    found = list(_marks(text))
    for sentence in sentences_of(text):
        found.extend(_in_sentence(sentence, source))
    return without_overlaps(found)


def _marks(text: str) -> Iterator[Span]:
    if not text.isascii():
        strays = list(_ZERO_WIDTH.finditer(text))
        many = strays if sum(len(m.group()) for m in strays) > _STRAY else []
        for match in (*_HIDDEN.finditer(text), *many):
            yield Span(match.start(), match.end(), "hidden characters", "hides text from the reader")
    for pattern, reason in _rules().markup:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "markup", reason)


def _in_sentence(sentence: Sentence, source: bool) -> Iterator[Span]:
    rules = _rules()
    hits = rules.lexicon.find(sentence.plain)
    if not hits:
        return
    names = {hit.name for hit in hits}
    for frame in rules.frames:
        if (frame.in_source and not source) or frame.none & names:
            continue
        chosen = [
            next((h for h in hits if h.name in group and (at or _placed(frame, h, sentence))), None)
            for at, group in enumerate(frame.every)
        ]
        kept = [hit for hit in chosen if hit is not None]
        if len(kept) == len(chosen) and not _quoted_to_forbid(sentence, kept[0]):
            yield Span(sentence.start, sentence.end, "instruction", frame.reason)
            return


def _placed(frame: _Frame, hit: Hit, sentence: Sentence) -> bool:
    if frame.first:
        return _POLITE.fullmatch(sentence.plain[: hit.start]) is not None
    return not frame.start or hit.first < _START


def _quoted_to_forbid(sentence: Sentence, hit: Hit) -> bool:
    return assess(sentence, hit.start, hit.end).container is Container.FORBIDDEN
