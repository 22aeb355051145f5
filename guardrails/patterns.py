"""Patterns over the tokens of a sentence, as written in the rule data.

Items are parted by spaces: `word`, `word*` (begins so), `@role`, `(a|b c|@d)` either, with `?` optional, `!(…)` the next
token is not this; `..4` up to four tokens inside the clause, `...` up to twenty; `~6` up to six tokens whatever stands
between; `<` and `>` the ends of the sentence. `^` marks the item whose assertion counts (the whole match unless marked).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.errors import RuleDataInvalid
from guardrails.language import load_language
from guardrails.reading import Reading

_LEX = re.compile(r"!\(|\(|\)\?|\)|\||\^|[^\s()|^]+")
_MACRO = re.compile(r"\$([a-z_]+)")
_LONG_GAP = 20


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `first` to `last` matched; `focus` is the first token of the marked item, `focus_last` its last."""

    first: int
    last: int
    focus: int
    focus_last: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern. `needs`: for each set, the sentence must contain one of its keys."""

    source: str
    expression: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def find(self, reading: Reading) -> Iterator[Match]:
        """Every match, leftmost first, not overlapping."""
        if any(need.isdisjoint(reading.keys) for need in self.needs):
            return
        for found in self.expression.finditer(reading.line):
            if found.end() == found.start():
                continue
            first, last = reading.index_at(found.start()), reading.index_at(found.end() - 1)
            try:
                focus = reading.index_at(found.start("f")), reading.index_at(found.end("f") - 1)
            except IndexError:
                focus = first, last
            yield Match(first, last, *focus)


def compile_pattern(source: str) -> Pattern:
    """The pattern written as `source`.

    Raises:
        RuleDataInvalid: brackets do not close, an item is empty, two items are marked, or a macro is unknown.
    """
    tokens = _LEX.findall(expand(source))
    body, needs, rest = _row(tokens, 0, source)
    if rest != len(tokens) or source.count("^") > 1:
        raise RuleDataInvalid(f"pattern {source!r}: close every bracket and mark one item at most")
    return Pattern(source, re.compile(r"(?<![^ ])" + body), tuple(sorted(needs, key=len)))


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
    token = tokens[at]
    if token == "^":
        piece, need, after = _item(tokens, at + 1, source)
        return f"(?P<f>{piece})", need, after
    if token in ("(", "!("):
        piece, need, after = _group(tokens, at + 1, source)
        return (f"(?!{piece})", [], after) if token == "!(" else (piece, need, after)
    fixed = _fixed(token)
    if fixed is not None:
        return fixed, [], at + 1
    if token.endswith("?") and len(token) > 1:
        return f"(?:{_atom(token[:-1])})?", [], at + 1
    return _atom(token), [] if token.endswith("*") else [frozenset({token})], at + 1


def _group(tokens: list[str], at: int, source: str) -> tuple[str, _Needs, int]:
    """Alternatives up to the closing bracket; a key of any one of them is needed unless one has none or all are optional."""
    pieces: list[str] = []
    keys: set[str] = set()
    free = False
    while True:
        piece, needs, at = _row(tokens, at, source)
        pieces.append(piece)
        free = free or not needs
        keys |= min(needs, key=len, default=frozenset())
        if at >= len(tokens):
            raise RuleDataInvalid(f"pattern {source!r}: close every bracket")
        if tokens[at] != "|":
            break
        at += 1
    body = f"(?:{'|'.join(pieces)})"
    if tokens[at] == ")?":
        return f"{body}?", [], at + 1
    return body, [] if free else [frozenset(keys)], at + 1


def _fixed(token: str) -> str | None:
    """The expression of a gap or an end of the sentence."""
    if token == "<":
        return "^"
    if token == ">":
        return r"(?:[.!?\"')]\|[^ ]* )*$"
    if token == "...":
        return rf"(?:[^ #]* ){{0,{_LONG_GAP}}}?"
    if token.startswith("..") and token[2:].isdigit():
        return rf"(?:[^ #]* ){{0,{token[2:]}}}?"
    if token.startswith("~") and token[1:].isdigit():
        return rf"(?:[^ ]* ){{0,{token[1:]}}}?"
    return None


def _atom(atom: str) -> str:
    if atom.startswith("@"):
        return rf"[^ ]*\|{re.escape(atom[1:])}\|[^ ]* "
    if atom.endswith("*") and len(atom) > 1:
        return rf"{re.escape(atom[:-1])}[^ |]*\|[^ ]* "
    return rf"{re.escape(atom)}#?\|[^ ]* "
