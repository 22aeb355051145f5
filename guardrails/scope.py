"""Cues and how far they reach: which cue governs which token of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from guardrails.language import load_language
from guardrails.patterns import Match, PatternIndex, compile_pattern
from guardrails.reading import Reading, Token

_KINDS = (
    *("terminators", "pseudo", "negation_before", "negation_after", "possible", "probable", "proven", "unknown"),
    *(
        "hypothetical",
        "forbidden",
        "forbidden_after",
        "forbidden_ends",
        "authors",
        "guideline",
        "regulator",
        "approval",
        "person",
        "animals",
        "cells",
    ),
    *("one_person", "group", "rhetorical", "titles"),
    *("banning_headings", "banning_titles", "titles_of_right"),
    *("told_words", "told_harmless", "taken_back", "risk_named", "left_alone"),
    *("told_benefit", "flatly_denied", "set_right", "case_put", "question_put"),
    *("told_status", "status_set_right"),
)
_HARD = frozenset(";:—")
_REACH = 14


@dataclass(frozen=True, slots=True)
class Cues:
    """Where every kind of cue was found in one sentence."""

    found: dict[str, tuple[Match, ...]]

    def of(self, kind: str) -> tuple[Match, ...]:
        """Matches of one kind, in order."""
        return self.found.get(kind, ())

    def within(self, kind: str, first: int, last: int) -> bool:
        """Whether a cue of this kind lies in tokens `first` to `last`."""
        return any(first <= m.first and m.last <= last for m in self.of(kind))


@lru_cache(maxsize=1)
def _patterns() -> tuple[PatternIndex, tuple[str, ...]]:
    """All cue patterns in one index, and the kind of each."""
    data = load_language("cues")
    rows = [(kind, compile_pattern(source)) for kind in _KINDS for source in data[kind]]
    return PatternIndex([pattern for _, pattern in rows]), tuple(kind for kind, _ in rows)


@lru_cache(maxsize=1024)
def cues_in(reading: Reading) -> Cues:
    """All cues of a sentence; negations inside a pseudo-negation are left out."""
    index, kinds = _patterns()
    gathered: dict[str, set[Match]] = {}
    for number, match in index.find(reading):
        gathered.setdefault(kinds[number], set()).add(match)
    found = {kind: tuple(sorted(matches, key=lambda m: (m.first, -m.last))) for kind, matches in gathered.items()}
    masked = {i for m in found.get("pseudo", ()) for i in range(m.first, m.last + 1)}
    for kind in ("negation_before", "negation_after"):
        found[kind] = tuple(m for m in found.get(kind, ()) if masked.isdisjoint(range(m.first, m.last + 1)))
    return Cues(found)


def clause(reading: Reading, cues: Cues, index: int) -> tuple[int, int]:
    """First and last token of the clause around `index`: between terminators and hard punctuation."""
    walls = {m.first: m.last for m in cues.of("terminators")}
    ends = set(walls.values())
    first = index
    while first > 0 and first - 1 not in ends and not _is_wall(reading.tokens[first - 1]) and first not in walls:
        first -= 1
    last = index
    while last + 1 < len(reading.tokens) and last + 1 not in walls and not _is_wall(reading.tokens[last + 1]):
        last += 1
    return first, last


def _is_wall(token: Token) -> bool:
    return token.word in _HARD


def denied(reading: Reading, cues: Cues, first: int, last: int) -> bool:
    """Whether tokens `first` to `last` stand under an odd number of negations."""
    left, right = clause(reading, cues, first)
    before = [
        m for m in cues.of("negation_before") if left <= m.first and m.last < first and _reaches(reading, m, first)
    ]
    kept = _without_nested(before)
    after = [m for m in cues.of("negation_after") if m.first > last and m.last <= right and _belongs(reading, last, m)]
    count = _parity(reading, kept) + (1 if after else 0)
    return count % 2 == 1


def _without_nested(matches: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first, -m.last)):
        if not kept or match.first > kept[-1].last:
            kept.append(match)
    return kept


def _parity(reading: Reading, matches: list[Match]) -> int:
    """Two negations cancel only where one governs the other directly ("never fails to"); else they add up to one."""
    count = 0
    previous: Match | None = None
    for match in matches:
        nested = previous is not None and match.first - previous.last <= 3 and _inverts(reading, match)
        count = count + 1 if nested or count == 0 else count
        previous = match
    return count


def _inverts(reading: Reading, match: Match) -> bool:
    return reading.tokens[match.first].word in _grammar()["inverters"]


@lru_cache(maxsize=1)
def _grammar() -> dict[str, frozenset[str]]:
    data = load_language("grammar")
    return {key: frozenset(data[key]) for key in ("auxiliaries", "subjects", "conjunctions", "inverters")}


def _reaches(reading: Reading, cue: Match, target: int) -> bool:
    """Whether a negation before `target` still governs it: near enough, and no new verb began a clause between."""
    if target - cue.last > _REACH:
        return False
    grammar = _grammar()
    auxiliary = reading.tokens[max(0, cue.first - 1)].word in grammar["auxiliaries"]
    short = reading.tokens[cue.first].word in ("without", "zero", "lack", "lacks")
    for i in range(cue.last + 1, target + 1):
        word = reading.tokens[i].word
        if word not in grammar["conjunctions"]:
            continue
        following = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
        if following is None or i + 1 > target:
            break
        if word == "and" and following.word in grammar["subjects"]:
            return False
        if word == "," and following.word in grammar["subjects"]:
            return False
        if word in ("and", ",") and _is_finite(following) and (auxiliary or short or i - cue.last > 1):
            return False
    return True


def _is_finite(token: Token) -> bool:
    """A verb form that an auxiliary with "not" cannot govern: "does not sedate and *relieves*"."""
    return any(tag.endswith((".s", ".ed")) for tag in token.tags) and not any(
        tag.endswith(".base") for tag in token.tags
    )


def _belongs(reading: Reading, last: int, cue: Match) -> bool:
    """Whether a post-posed denial is about the tokens before it: no other clause begins between."""
    between = reading.tokens[last + 1 : cue.first]
    return len(between) <= 8 and not any(t.word in ("and", ",", "that", "which", "who") for t in between)
