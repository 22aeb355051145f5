"""Identifiers with a shape of their own: numbers, mail, addresses of machines. 45 CFR 164.514(b)(2)(i)(D)-(R)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.screens.data import load_screen
from guardrails.screens.spans import Apart, Span

_CUE_REACH = 60
_OWNER_REACH = 80


@dataclass(frozen=True, slots=True)
class _Pattern:
    category: str
    match: re.Pattern[str]
    cue: re.Pattern[str] | None
    digits: int
    luhn: bool
    person: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    public: re.Pattern[str]
    patterns: tuple[_Pattern, ...]
    professional: re.Pattern[str]
    personal: re.Pattern[str]
    role_mailbox: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = load_screen("identifiers")
    patterns = tuple(
        _Pattern(
            row["category"],
            re.compile(row["match"], re.I),
            re.compile(row["cue"], re.I) if "cue" in row else None,
            int(row.get("digits", 0)),
            bool(row.get("luhn")),
            bool(row.get("person")),
            tuple(row.get("needs", ())),
        )
        for row in data["patterns"]
    )
    return _Rules(
        re.compile("|".join(f"(?:{p})" for p in data["public"]), re.I),
        patterns,
        re.compile(data["professional_owner"], re.I),
        re.compile(data["personal_owner"], re.I),
        re.compile(data["role_mailbox"], re.I),
    )


@lru_cache(maxsize=4)
def public_ids(text: str) -> tuple[Span, ...]:
    """Ids of publications, trials, lots, grants and documents: they look like a person's number and are not."""
    return tuple(Span(m.start(), m.end(), "public id", "") for m in _rules().public.finditer(text))


def find_identifiers(text: str) -> Iterator[Span]:
    """Numbers and addresses that identify a person, unless they belong to a professional or a firm."""
    rules = _rules()
    lowered = text.lower()
    taken: Apart | None = None
    for pattern in rules.patterns:
        if pattern.needs and not any(map(lowered.__contains__, pattern.needs)):
            continue
        for match in pattern.match.finditer(text):
            span = Span(match.start(), match.end(), pattern.category, f"{pattern.category} of a person")
            if not _fits(pattern, match, text):
                continue
            if taken is None:
                taken = Apart(public_ids(text))
            if taken.meets(span) or _is_professional(rules, pattern, span, text):
                continue
            taken.add(span)
            yield span


def _fits(pattern: _Pattern, match: re.Match[str], text: str) -> bool:
    quote = match.group()
    digits = [c for c in quote if c.isdigit()]
    if len(digits) < pattern.digits or (pattern.luhn and not passes_luhn("".join(digits))):
        return False
    near = max(0, match.start() - _CUE_REACH)
    line_start = text.rfind("\n", near, match.start()) + 1
    before = text[max(line_start, near) : match.start()]
    if not before.strip() and (line_start := line_start or text.rfind("\n", 0, near) + 1) > 0:
        # A form puts the number on the line below its heading.
        before = text[max(0, line_start - 30) : match.start()].replace("\n", " ")
    if pattern.cue is not None and not pattern.cue.search(before):
        return False
    if pattern.person:
        nearby = text[max(0, match.start() - _OWNER_REACH) : match.end() + _OWNER_REACH]
        return bool(_rules().personal.search(nearby))
    return True


def passes_luhn(digits: str) -> bool:
    """Whether a payment card number is well formed."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _is_professional(rules: _Rules, pattern: _Pattern, span: Span, text: str) -> bool:
    """Whether the nearest owner named before is a clinician, an institution or a firm."""
    if pattern.category not in ("phone", "fax", "email", "url"):
        return False
    if pattern.category == "email" and rules.role_mailbox.search(text[span.start : span.end]):
        return True
    before = text[max(0, span.start - _OWNER_REACH) : span.start]
    before = (
        before[max(before.rfind(". "), before.rfind("\n\n")) + 1 :] if not before.rstrip().endswith("Dr.") else before
    )
    professional = [m.end() for m in rules.professional.finditer(before)]
    personal = [m.end() for m in rules.personal.finditer(before)]
    return bool(professional) and (not personal or professional[-1] > personal[-1])
