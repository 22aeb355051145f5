"""Patterns over the tokens of a sentence, as written in the rule data.

Items are parted by spaces: `word`, `word*` (begins so), `@role`, `(a|b c|@d)` either, with `?` optional, `!(…)` the next
token is not this; `..4` up to four tokens inside the clause; `~6` up to six tokens whatever stands
between; `<` and `>` the ends of the sentence. `^` marks the item whose assertion counts (the whole match unless marked).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import NamedTuple
from weakref import WeakSet

from guardrails.errors import RuleDataInvalid
from guardrails.language import load_language
from guardrails.reading import Reading, sign_of

_COMMON = frozenset(
    "a an the of to in is are it its and or for on that this with by at as be was were not no you your we our us they "
    "their one all more can has have will from than but do does i my so if when".split()
)
_MANY = 25
"""How many rare words one common word or one role is worth, when the rarest demand of a pattern is looked for."""
_LEVELS = 2
"""How many demands an index compares for all patterns at once; few patterns are left then, and those are asked one by one."""
_LEX = re.compile(r"!\(|\(|\)\?|\)|\||\^|[^\s()|^]+")
_MACRO = re.compile(r"\$([a-z_]+)")


_MADE: WeakSet[Pattern] = WeakSet()
"""Every pattern that rules or word lists of this process hold."""
_MAKING = Lock()


class Match(NamedTuple):
    """Tokens `first` to `last` matched; `focus` is the first token of the marked item, `focus_last` its last."""

    first: int
    last: int
    focus: int
    focus_last: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """One pattern. `needs`: for each set, the sentence must contain one of its keys."""

    source: str
    body: str
    needs: tuple[frozenset[str], ...]
    begun: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    """The same where a beginning of a word will do as well: keys, and beginnings with the space before them."""

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled pattern, made when a sentence first meets its needs: most are never met in a run."""
        return re.compile(self.body)

    def may_match(self, reading: Reading) -> bool:
        """Whether the sentence has a key of every set that the pattern needs."""
        if any(map(reading.keys.isdisjoint, self.needs)):
            return False
        return all(
            not reading.keys.isdisjoint(keys) or any(map(reading.line.__contains__, words))
            for keys, words in self.begun
        )

    def find(self, reading: Reading) -> Iterator[Match]:
        """Every match, leftmost first, not overlapping."""
        return self.search(reading) if self.may_match(reading) else iter(())

    def search(self, reading: Reading) -> Iterator[Match]:
        """The same, where it is known that the pattern may match."""
        marked = self.expression.groups  # the marked item is the only group that is numbered
        for found in self.expression.finditer(reading.line):
            ends = (found.start(), found.end() - 1, found.start(marked), found.end(marked) - 1)
            yield Match(*map(reading.index_at, ends))


class PatternIndex:
    """Many patterns, asked together: only those are run whose every demand a sentence meets."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        first = {pattern.body: number for number, pattern in reversed([*enumerate(self._patterns)])}
        self._first = tuple(first[pattern.body] for pattern in self._patterns)
        """For each the number of the first that is written alike: rules share patterns."""
        self._asks_more = tuple(bool(pattern.begun) or len(pattern.needs) > _LEVELS for pattern in self._patterns)
        self._levels = tuple(self._level(at) for at in range(_LEVELS))

    def _level(self, at: int) -> tuple[int, dict[str, int]]:
        """Of the demands in place `at`: the patterns that have none there, and by key those that it satisfies, a bit for each."""
        free = 0
        met: dict[str, int] = {}
        for number, pattern in enumerate(self._patterns):
            if at >= len(pattern.needs):
                free |= 1 << number
            else:
                for key in pattern.needs[at]:
                    met[key] = met.get(key, 0) | 1 << number
        return free, met

    def candidates(self, reading: Reading) -> list[int]:
        """Numbers of the patterns that can match, in order."""
        left = (1 << len(self._patterns)) - 1
        for free, met in self._levels:
            for key in met.keys() & reading.keys:
                free |= met[key]
            left &= free
        numbers = []
        while left:
            lowest = left & -left
            number = lowest.bit_length() - 1
            if not self._asks_more[number] or self._patterns[number].may_match(reading):
                numbers.append(number)
            left ^= lowest
        return numbers

    def find(self, reading: Reading) -> Iterator[tuple[int, Match]]:
        """Every match of every pattern with the number of its pattern, pattern by pattern."""
        found: dict[int, list[Match]] = {}
        for number in self.candidates(reading):
            first = self._first[number]
            if first not in found:
                found[first] = list(self._patterns[number].search(reading))
            for match in found[first]:
                yield number, match


def compile_pattern(source: str) -> Pattern:
    """The pattern written as `source`.

    Raises:
        RuleDataInvalid: brackets do not close, an item is empty, two items are marked, all may be left out, or a macro is unknown.
    """
    tokens = _LEX.findall(expand(source))
    body, needs, rest = _row(tokens, 0, source)
    if rest != len(tokens) or source.count("^") > 1:
        raise RuleDataInvalid(f"pattern {source!r}: close every bracket and mark one item at most")
    if not needs and re.match(body, ""):
        raise RuleDataInvalid(f"pattern {source!r} holds everywhere; one of its items has to stand in the sentence")
    whole = sorted((need for need in needs if not any(map(_is_beginning, need))), key=_commonness)
    begun = tuple(_begun(need) for need in needs if any(map(_is_beginning, need)))
    pattern = Pattern(source, body, tuple(whole), begun)
    with _MAKING:
        _MADE.add(pattern)
    return pattern


def compile_all() -> int:
    """Compile every pattern made so far; how many there are. A service does it before its first request.

    A pattern costs about ten milliseconds when a sentence first meets its needs: the next rare word of a reader would pay it.
    """
    with _MAKING:
        made = tuple(_MADE)
    return len([pattern.expression for pattern in made])


def expand(source: str) -> str:
    """`source` with every `$name` written out.

    Raises:
        RuleDataInvalid: a name is not in `data/language/macros.yaml`.
    """
    macros = load_language("macros")["macros"]

    def written(match: re.Match[str]) -> str:
        if match.group(1) not in macros:
            raise RuleDataInvalid(f"pattern {source!r}: no macro {match.group()!r}; add it to macros.yaml")
        return str(macros[match.group(1)])

    return _MACRO.sub(written, source)


_Needs = list[frozenset[str]]


def _is_beginning(key: str) -> bool:
    return key.endswith("*") and len(key) > 1


def _begun(need: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    beginnings = frozenset(filter(_is_beginning, need))
    return need - beginnings, tuple(f" {key[:-1]}" for key in sorted(beginnings))


def _commonness(keys: AbstractSet[str]) -> int:
    """Roughly how many sentences have one of these."""
    return sum(_MANY if key in _COMMON or key.startswith("@") or _is_beginning(key) else 1 for key in keys)


def _row(tokens: list[str], at: int, source: str) -> tuple[str, _Needs, int]:
    """Items in a row up to `|`, `)` or the end: expression, sets of needed keys, next position."""
    pieces: list[str] = []
    needs: _Needs = []
    while at < len(tokens) and tokens[at] not in ("|", ")", ")?"):
        piece, need, at = _item(tokens, at, source)
        pieces.append(piece)
        needs.extend(need)
    if not pieces:
        raise RuleDataInvalid(f"pattern {source!r} has an empty item; write a word, @role or a gap")
    return "".join(pieces), needs, at


def _item(tokens: list[str], at: int, source: str) -> tuple[str, _Needs, int]:
    item = tokens[at]
    if item == "^":
        piece, need, after = _item(tokens, at + 1, source)
        return f"(?P<f>{piece})", need, after
    if item in ("(", "!("):
        piece, need, after = _group(tokens, at + 1, source)
        return (f"(?!{piece})", [], after) if item == "!(" else (piece, need, after)
    fixed = _fixed(item)
    if fixed is not None:
        return fixed, [], at + 1
    if item.endswith("?") and len(item) > 1:
        return f"(?:{_atom(item[:-1])})?", [], at + 1
    return _atom(item), [frozenset({item})], at + 1


def _group(tokens: list[str], at: int, source: str) -> tuple[str, _Needs, int]:
    """Alternatives up to the closing bracket; a key of any one of them is needed unless one has none or all are optional."""
    pieces: list[str] = []
    keys: set[str] = set()
    free = False
    while True:
        piece, needs, at = _row(tokens, at, source)
        pieces.append(piece)
        free = free or not needs
        keys |= min(needs, key=_commonness, default=frozenset())
        if at >= len(tokens):
            raise RuleDataInvalid(f"pattern {source!r}: close every bracket")
        if tokens[at] != "|":
            break
        at += 1
    body = f"(?:{'|'.join(pieces)})"
    if tokens[at] == ")?":
        return f"{body}?", [], at + 1
    return body, [] if free else [frozenset(keys)], at + 1


def _fixed(item: str) -> str | None:
    """The expression of a gap or an end of the sentence."""
    if item == "<":
        return "^"
    if item == ">":
        return r"(?: [.!?\"')]#?\|[^ ]*+)*$"
    if item.startswith("..") and item[2:].isdigit():
        return rf"(?: [^ #]*+(?!#)){{0,{item[2:]}}}?"
    if item.startswith("~") and item[1:].isdigit():
        return rf"(?: [^ ]*+){{0,{item[1:]}}}?"
    return None


def _atom(atom: str) -> str:
    """The expression of one token with the space before it; possessive, so that it never ends inside a token."""
    if atom.startswith("@"):
        sign = sign_of(atom[1:])
        return rf" [^ {sign}]*+{sign}[^ ]*+"
    if atom.endswith("*") and len(atom) > 1:
        return rf" {re.escape(atom[:-1])}[^ |]*+\|[^ ]*+"
    return rf" {re.escape(atom)}#?\|[^ ]*+"
