"""Phrases of a word list found in a text: one pass over the tokens tags every list at once.

An entry is a row of tokens. In a token `a|b` is either, `a*` any word that begins so, a last `?` makes it optional, `#`
is a number, `@name` a set of single words, `a_b` two words; a token `~` stands for up to four words of any kind (`~7` for up to seven).
Hyphens part tokens, so `co-pay` and `co pay` are one entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from guardrails.normalise import unmask

_TOKEN = re.compile(r"\d[\d,.]*\d|\d|[^\W\d_]+(?:'[^\W\d_]+)?|[%$€£#]")
_COUNTS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred thousand"
)
_NUMBER_WORDS = frozenset(_COUNTS.split())
_DEFAULT_GAP = 4


class Hit(NamedTuple):
    """One entry of one list found: token positions and character offsets."""

    name: str
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    words: frozenset[str]
    prefixes: tuple[str, ...]
    number: bool
    optional: bool
    gap: int

    def takes(self, word: str) -> bool:
        return (
            word in self.words
            or bool(self.prefixes and word.startswith(self.prefixes))
            or (self.number and (word[0].isdigit() or word in _NUMBER_WORDS))
        )


@lru_cache(maxsize=1024)
def _read(plain: str) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Words, numbers and signs of a folded text, hidden characters passed over, with their starts and ends in it.

    A possessive `'s` is left out. Remembered for recent texts: every lexicon reads the same sentences.
    """
    shown, places = unmask(plain)
    found = list(_TOKEN.finditer(shown))
    return (
        tuple(_bare(m.group()) for m in found),
        tuple(places[m.start()] for m in found),
        tuple(places[m.end() - 1] + 1 for m in found),
    )


def _bare(word: str) -> str:
    return word.removesuffix("'s") if word != "let's" else word


class _Entry(NamedTuple):
    """An entry of a list, with sets of words of which the text needs one each: those behind a gap, which cost most to look for."""

    name: str
    parts: tuple[_Part, ...]
    needs: tuple[frozenset[str], ...]


class _Beginning:
    """The entries that begin with one word, found by the word behind it: most of them go on with another one."""

    def __init__(self, entries: tuple[_Entry, ...]) -> None:
        self._entries = entries
        self._by_second: dict[str, list[int]] = {}
        self._whatever: list[int] = []
        self._shaped: list[int] = []
        for at, entry in enumerate(self._entries):
            second = entry.parts[1] if len(entry.parts) > 1 else None
            if second is None or second.gap or second.optional:
                self._whatever.append(at)
            elif second.number or second.prefixes:
                self._shaped.append(at)
            else:
                for word in second.words:
                    self._by_second.setdefault(word, []).append(at)
        self._alone = tuple(self._entries[at] for at in self._whatever)

    def going_on(self, word: str) -> Sequence[_Entry]:
        """Entries that may go on with `word`, in their order; it is empty behind the last word of a text."""
        fitting = self._by_second.get(word, ())
        shaped = [at for at in self._shaped if self._entries[at].parts[1].takes(word)] if word else ()
        if not fitting and not shaped:
            return self._alone
        return [self._entries[at] for at in sorted((*self._whatever, *fitting, *shaped))]


class Lexicon:
    """Word lists compiled for one pass. Equal input gives equal hits in text order."""

    def __init__(self, lists: Mapping[str, Iterable[str]], sets: Mapping[str, Iterable[str]] | None = None) -> None:
        """Compile `lists` (name → entries); `sets` are single-word groups that an entry may name with `@`."""
        self._sets = {name: tuple(words) for name, words in (sets or {}).items()}
        self._exact: dict[str, list[_Entry]] = {}
        self._prefix: dict[str, list[_Entry]] = {}
        self._number: list[_Entry] = []
        for name, entries in lists.items():
            for entry in entries:
                for written in _written_out(str(entry)):
                    self._add(name, written)
        self._lengths = tuple(sorted({len(prefix) for prefix in self._prefix}))
        self._cached = lru_cache(maxsize=1024)(self._find)
        self._beginning = lru_cache(maxsize=16384)(self._entries_of)

    def find(self, plain: str) -> tuple[Hit, ...]:
        """Every entry that occurs in a folded text, hidden characters passed over; recent texts are remembered."""
        return self._cached(plain)

    def _find(self, plain: str) -> tuple[Hit, ...]:
        words, starts, ends = _read(plain)
        hits: dict[tuple[str, int], Hit] = {}
        absent = frozenset(words).isdisjoint
        for at, beginning in enumerate(map(self._beginning, words)):
            if beginning is None:
                continue
            for name, parts, needs in beginning.going_on(words[at + 1] if at + 1 < len(words) else ""):
                if (needs and any(map(absent, needs))) or (name, at) in hits:
                    continue
                last = at + 1 if len(parts) == 1 else _match(words, parts, 1, at + 1)
                if last is not None:
                    hits[name, at] = Hit(name, at, last - 1, starts[at], ends[last - 1])
        return tuple(hits.values())

    def _entries_of(self, word: str) -> _Beginning | None:
        """What begins with a word; None if nothing does."""
        entries = tuple(self._starting(word))
        return _Beginning(entries) if entries else None

    def _starting(self, word: str) -> Iterator[_Entry]:
        yield from self._exact.get(word, ())
        for length in self._lengths:
            if length > len(word):
                break
            yield from self._prefix.get(word[:length], ())
        if word[0].isdigit() or word in _NUMBER_WORDS:
            yield from self._number

    def _add(self, name: str, entry: str) -> None:
        parts = self._parts(entry)
        while parts and parts[0].optional:
            self._index(name, (replace(parts[0], optional=False), *parts[1:]))
            parts = parts[1:]
        if not parts or parts[0].gap:
            raise ValueError(f"entry {entry!r} of list {name!r} begins with a gap or is empty; begin with a word")
        self._index(name, parts)

    def _index(self, name: str, parts: tuple[_Part, ...]) -> None:
        first = parts[0]
        plain = [part for part in parts[1:] if part.words and not (part.optional or part.prefixes or part.number)]
        gapped = any(part.gap or part.optional for part in parts)
        entry = _Entry(name, parts, tuple(part.words for part in plain) if gapped else ())
        for word in first.words:
            self._exact.setdefault(word, []).append(entry)
        for prefix in first.prefixes:
            self._prefix.setdefault(prefix, []).append(entry)
        if first.number:
            self._number.append(entry)

    def _parts(self, entry: str) -> tuple[_Part, ...]:
        return tuple(self._part(spec) for spec in re.split(r"[\s-]+", entry.strip().lower()) if spec)

    def _part(self, spec: str) -> _Part:
        if spec.startswith("~"):
            return _Part(frozenset(), (), False, True, int(spec[1:] or _DEFAULT_GAP))
        optional = spec.endswith("?")
        choices = [word for choice in spec.removesuffix("?").split("|") for word in self._expand(choice)]
        return _Part(
            frozenset(word for word in choices if not word.endswith("*") and word != "#"),
            tuple(word[:-1] for word in choices if word.endswith("*")),
            "#" in choices,
            optional,
            0,
        )

    def _expand(self, choice: str) -> Sequence[str]:
        if not choice.startswith("@"):
            return (choice,)
        if choice[1:] not in self._sets:
            raise ValueError(f"no set {choice!r}; define it under `sets`")
        return [word for inner in self._sets[choice[1:]] for word in self._expand(str(inner).lower())]


def _written_out(entry: str) -> Iterator[str]:
    """An entry without `_`: one for all single words of a token, one for each of its alternatives of several words."""
    specs = [spec.replace("-", "_") if "|" in spec else spec for spec in entry.split()]
    at = next((i for i, spec in enumerate(specs) if "_" in spec), None)
    if at is None:
        yield entry
        return
    choices = specs[at].split("|")
    single = "|".join(choice for choice in choices if "_" not in choice)
    for choice in filter(None, (single, *(choice.replace("_", " ") for choice in choices if "_" in choice))):
        yield from _written_out(" ".join((*specs[:at], choice, *specs[at + 1 :])))


def _fits(words: Sequence[str], parts: Sequence[_Part], part: int, at: int) -> bool:
    """Whether an entry may go on at `at` with `parts[part]`: a cheap look, since most do not."""
    if part == len(parts) or parts[part].gap or parts[part].optional:
        return True
    return at < len(words) and parts[part].takes(words[at])


def _match(words: Sequence[str], parts: Sequence[_Part], part: int, at: int) -> int | None:
    """One past the last token of the shortest match of `parts[part:]` from `at`, or None."""
    while part < len(parts):
        spec = parts[part]
        part += 1
        if spec.gap:
            places = range(at, min(at + spec.gap, len(words)) + 1)
            ends = (_match(words, parts, part, place) for place in places if _fits(words, parts, part, place))
            return next((end for end in ends if end is not None), None)
        taken = at < len(words) and spec.takes(words[at])
        if spec.optional:
            end = _match(words, parts, part, at + 1) if taken else None
            return end if end is not None else _match(words, parts, part, at)
        if not taken:
            return None
        at += 1
    return at
