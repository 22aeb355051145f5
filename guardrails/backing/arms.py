"""The arms of a trial in the order its text names them, to give `4% and 9%` their owners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.backing.words import terms_of

_DECLARED = re.compile(
    r"\b(?:took|takes?|received?|receiving|given|gave|got|applied|started|starting|offered|used|had|"
    r"randomi[sz]ed(?: \d[\d,]*(?: \w+){0,3})?(?: \d:\d(?::\d)?)? to(?: receive)?|(?:randomly )?(?:assigned|allocated)(?: \d[\d,]*(?: \w+){0,3})?(?: \d:\d)? to(?: receive)?|"  # noqa: E501
    r"sedated with|treated with|taught (?:\w+ )?with|compared|comparing|comparison of|either|between|undergo|underwent|injected with|(?:trial|study) of)\s"  # noqa: E501
    r"(?P<list>[^.;:]{3,170})",
    re.I,
)
_SPLIT = re.compile(r",?\s+(?:or|versus|vs\.?|compared with|and)\s+(?:to\s|with\s|by\s)?|,\s+")
_LINKED = re.compile(r"\s(?:or|versus|vs\.?|with|and)\s", re.I)
_TAIL = re.compile(
    r"\s(?:for|after|before|in|at|on|by|once|twice|three times|daily|during|over|within|was|were|had|under|until|to|into|every|a month|when|as|from|added|injection|who)\b.*|\(.*",  # noqa: E501
    re.I,
)
CONTROL = frozenset({"placebo", "control", "usual care", "waiting list", "standard", "comparator", "untreat"})
"""Names of arms that are compared with."""
_COUNTED = re.compile(r"\b\d[\d.,]*\s?(?:mg|g|µg|mcg|mL|%|units)?\b|\([^)]*\)|\bn\s?=\s?\d+")


@lru_cache(maxsize=512)
def declared_arms(text: str) -> tuple[frozenset[str], ...]:
    """Terms of each arm, in the order of the first list of two to four that has a control, else of the first; empty without one."""
    lists = list(_declared(text))
    named = (arms for arms in lists if any(arm & CONTROL for arm in arms))
    return next(named, lists[0] if lists else ())


def _declared(text: str) -> Iterator[tuple[frozenset[str], ...]]:
    for found in _DECLARED.finditer(text):
        listed = found["list"]
        if listed.lower().startswith(("with ", "to ")):
            continue
        verb = found.group()[: found.start("list") - found.start()].lower()
        if not _LINKED.search(listed) or (verb.startswith("compar") and " with " in listed and " or " not in listed):
            listed = listed.replace(" with ", " versus ", 1)
        if verb.strip().startswith(("had", "used", "got", "between", "took", "start")) and " or " not in listed:
            continue
        arms = [_arm(part) for part in _SPLIT.split(_COUNTED.sub(" ", listed))]
        arms = [arm for arm in arms if arm]
        if 2 <= len(arms) <= 4 and len(set(arms)) == len(arms):
            yield tuple(arms)


def _arm(part: str) -> frozenset[str]:
    """Terms of one item of the list, without how and how long it was given."""
    words = _TAIL.sub("", " " + part.strip())
    terms = [term.name for term in terms_of(words)]
    return frozenset(terms[:6])
