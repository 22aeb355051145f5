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
from guardrails.reading import Reading

_SPLIT = re.compile(r"\s+(?![^(]*\))")
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
        RuleDataInvalid: brackets do not close, an item is empty, or two items are marked.
    """
    if source.count("(") != source.count(")") or source.count("^") > 1:
        raise RuleDataInvalid(f"pattern {source!r}: close every bracket and mark one item at most")
    body: list[str] = []
    needs: list[frozenset[str]] = []
    for item in _SPLIT.split(source.strip()):
        piece, need = _item(item, source)
        body.append(piece)
        if need:
            needs.append(need)
    needs.sort(key=len)
    return Pattern(source, re.compile(r"(?<![^ ])" + "".join(body)), tuple(needs))


def _item(item: str, source: str) -> tuple[str, frozenset[str] | None]:
    """Expression and needed keys of one item."""
    if item == "<":
        return "^", None
    if item == ">":
        return r"(?:[.!?\"')]\|[^ ]* )*$", None
    if item == "...":
        return rf"(?:[^ #]* ){{0,{_LONG_GAP}}}?", None
    if item.startswith("..") and item[2:].isdigit():
        return rf"(?:[^ #]* ){{0,{item[2:]}}}?", None
    if item.startswith("~") and item[1:].isdigit():
        return rf"(?:[^ ]* ){{0,{item[1:]}}}?", None
    if item.startswith("!("):
        return f"(?!{_either(item[2:-1], source)[0]})", None
    marked = item.startswith("^")
    item = item[1:] if marked else item
    optional = item.endswith("?") and len(item) > 1
    item = item[:-1] if optional else item
    piece, need = _either(item[1:-1], source) if item.startswith("(") else _row(item, source)
    if marked:
        piece = f"(?P<f>{piece})"
    if optional:
        return f"(?:{piece})?", None
    return piece, need


def _either(body: str, source: str) -> tuple[str, frozenset[str] | None]:
    pieces: list[str] = []
    keys: set[str] = set()
    open_ended = False
    for row in body.split("|"):
        piece, need = _row(row.strip(), source)
        pieces.append(piece)
        if need is None:
            open_ended = True
        else:
            keys |= need
    return f"(?:{'|'.join(pieces)})", None if open_ended else frozenset(keys)


def _row(row: str, source: str) -> tuple[str, frozenset[str] | None]:
    """Several atoms in a row; the first that is not a prefix is needed."""
    if not row:
        raise RuleDataInvalid(f"pattern {source!r} has an empty item; write a word, @role or a gap")
    piece, need = "", None
    for atom in row.split():
        if atom.startswith("..") and atom[2:].isdigit():
            piece += rf"(?:[^ #]* ){{0,{atom[2:]}}}?"
            continue
        optional = atom.endswith("?") and len(atom) > 1
        atom = atom[:-1] if optional else atom
        one = _atom(atom)
        piece += f"(?:{one})?" if optional else one
        if need is None and not optional and not atom.endswith("*"):
            need = frozenset({atom})
    return piece, need


def _atom(atom: str) -> str:
    if atom.startswith("@"):
        return rf"[^ ]*\|{re.escape(atom[1:])}\|[^ ]* "
    if atom.endswith("*") and len(atom) > 1:
        return rf"{re.escape(atom[:-1])}[^ |]*\|[^ ]* "
    return rf"{re.escape(atom)}#?\|[^ ]* "
