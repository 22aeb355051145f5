"""A regular expression with a cheap look first: most word lists of the support check have nothing in a given text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

_LEAD = re.compile(r"(?:\\b|\(\?<[!=][^()]*\))*")
_LITERAL = re.compile(r"[^\W\d_]+")
_OPTIONAL = "?*{"
_LEAST = 3
"""A shorter beginning stands in every text."""


@dataclass(frozen=True)
class Finder:
    """A pattern and the beginnings of which a text must have one; without beginnings it is always tried."""

    pattern: re.Pattern[str]
    beginnings: tuple[str, ...]

    def may_match(self, low: str) -> bool:
        """False where the text cannot match."""
        return not self.beginnings or any(beginning in low for beginning in self.beginnings)

    def search(self, low: str) -> re.Match[str] | None:
        """The first match in a lower-case text."""
        return self.pattern.search(low) if self.may_match(low) else None

    def finditer(self, low: str) -> Iterator[re.Match[str]]:
        """Every match in a lower-case text."""
        return self.pattern.finditer(low) if self.may_match(low) else iter(())


def finder(parts: list[str]) -> Finder:
    """The alternatives `parts`, each at the start of a word.

    Raises:
        re.error: one of them does not compile.
    """
    pattern = re.compile("|".join(rf"(?<![\w-])(?:{part})" for part in parts))
    found: set[str] = set()
    for part in parts:
        for branch in _branches(part):
            begin = _begin(branch)
            if begin is None:
                return Finder(pattern, ())
            found |= begin
    return Finder(pattern, tuple(sorted(found, key=len)))


def _branches(text: str) -> list[str]:
    """The alternatives of an expression, parted at bars outside brackets."""
    depth, start, branches, in_class = 0, 0, [], False
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            branches.append(text[start:position])
            start = position + 1
        position += 1
    return [*branches, text[start:]]


def _begin(branch: str) -> set[str] | None:
    """Literal beginnings of one alternative; None where it may begin in ways that are not written out."""
    rest = branch[_LEAD.match(branch).end() :]  # type: ignore[union-attr]
    literal = _LITERAL.match(rest)
    if literal is not None:
        word = literal.group()
        if rest[literal.end() : literal.end() + 1] and rest[literal.end()] in _OPTIONAL:
            word = word[:-1]
        return {word} if len(word) >= _LEAST else None
    if not rest.startswith("(?:"):
        return None
    close = _closing(rest)
    if close + 1 < len(rest) and rest[close + 1] in _OPTIONAL:
        return None
    found: set[str] = set()
    for inner in _branches(rest[3:close]):
        begin = _begin(inner)
        if begin is None:
            return None
        found |= begin
    return found


_BRACKET = re.compile(r"\\.|[()]")
_STEP = {"(": 1, ")": -1}


def _closing(text: str) -> int:
    """Position of the bracket that closes the first one: there is one, since the whole pattern compiles."""
    brackets = list(_BRACKET.finditer(text))
    depths = accumulate(_STEP.get(found.group(), 0) for found in brackets)
    return next(found.start() for found, depth in zip(brackets, depths, strict=True) if depth == 0)
