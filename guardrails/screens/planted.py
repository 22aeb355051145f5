"""Sentences of a record that are no statement of a study, whoever put them there: orders, links, secrets, talk to the reader.

A record is data. Such a sentence in it is never quoted, cited or given to a model, whatever a drafter makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.domain import Evidence
from guardrails.normalise import fold
from guardrails.screens.data import load_screen
from guardrails.screens.injection import find_injections
from guardrails.screens.sentences import sentences_of
from guardrails.screens.spans import Span, without_overlaps


@dataclass(frozen=True, slots=True)
class _Rule:
    match: re.Pattern[str]
    unless: re.Pattern[str] | None
    also: frozenset[str]
    reason: str


_LABEL = re.compile(r"(?m)(?:^|(?<=[.!?] ))[^\S\n]*[A-Z][A-Za-z]*(?:[ ,/&-]+[A-Za-z]+){0,5}:(?=\s)")
"""What heads a section or sentence, `RESULTS:`; an order may stand behind it, or be one itself (`SYSTEM:`)."""

_HEAD = re.compile(r"(?i)^[a-z]+(?:[ ,/&-]+[a-z]+){0,5}:\s+")
"""The same before a folded sentence."""


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            re.compile(row["match"]),
            re.compile(row["unless"]) if "unless" in row else None,
            frozenset(row.get("also", ())),
            row["reason"],
        )
        for row in load_screen("planted")["sentences"]
    )


@cache
def _honest() -> dict[str, re.Pattern[str]]:
    return {row["reason"]: re.compile(row["match"]) for row in load_screen("planted")["honest"]}


def planted_in(source: Evidence) -> tuple[Span, ...]:
    """The planted sentences of a source. A label tells its reader what to do: there only orders to a machine count."""
    return find_planted(source.text, instructs=source.origin == "label")


@lru_cache(maxsize=512)
def find_planted(text: str, *, instructs: bool = False) -> tuple[Span, ...]:
    """Whole sentences of a record's text that must not be quoted, in order; none in an honest abstract.

    Args:
        text: of a record.
        instructs: True for a text whose office is to tell people what to do.
    """
    orders = _orders(text, source=not instructs)
    found = []
    for sentence in sentences_of(text):
        inside = (o.reason for o in orders if o.start < sentence.end and sentence.start < o.end)
        reason = next(inside, None) or next(_broken(sentence.plain, "label" if instructs else None), None)
        if reason:
            found.append(Span(sentence.start, sentence.end, "planted", reason))
    return without_overlaps(found)


@lru_cache(maxsize=512)
def why_set_aside(title: str, text: str, *, instructs: bool = False) -> str | None:
    """Why a record as a whole is no evidence until a person has read it: it gives orders to a machine; None if it does not."""
    for order in (*_orders(title, source=True), *_orders(text, source=not instructs)):
        return order.reason
    of_title = next(_broken(fold(title), "title"), None)
    return of_title or next((why for s in sentences_of(text) for why in _broken(s.plain, "whole")), None)


def _orders(text: str, *, source: bool = False) -> list[Span]:
    """What the screen of injections found, without what honest abstracts are known to write."""
    honest = _honest()
    bare = _LABEL.sub(lambda label: " " * len(label[0]), text)
    spans = [*find_injections(text, source=source), *(find_injections(bare, source=source) if bare != text else ())]
    return [s for s in spans if s.reason not in honest or not honest[s.reason].search(text[s.start : s.end])]


@lru_cache(maxsize=4096)
def why_no_report(text: str) -> str | None:
    """Why what a drafter wrote as evidence reports nothing (an order, a task, a secret, a link); None if it may."""
    for order in _orders(text, source=True):
        return order.reason
    return next((why for s in sentences_of(text) for why in _broken(s.plain, "draft")), None)


def _broken(plain: str, place: str | None) -> Iterator[str]:
    """Reasons of the rules that a folded sentence breaks, of those that hold at `place`; None: in records, where all do.

    It is read with and without the label before it.
    """
    readings = dict.fromkeys((plain, _HEAD.sub("", plain)))
    for rule in _rules():
        if place is not None and place not in rule.also:
            continue
        if any(rule.match.search(r) and not (rule.unless and rule.unless.search(r)) for r in readings):
            yield rule.reason
