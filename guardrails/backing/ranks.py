# ruff: noqa: E501
"""What comes first among the things a source counts: `the main reason` said of one that had a smaller share than another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import Placed, placed_numbers
from guardrails.backing.words import mass
from guardrails.numbers import NumberKind

_FIRST = re.compile(
    r"\b(?:main|leading|chief|principal|commonest|(?:the )?most (?:common|frequent|often|frequently|usual)(?:ly)?|top)\b(?! (?:end|outcome|analysis|result|investigator))",
    re.I,
)
_NOT_FIRST = re.compile(r"\b(?:not|second|third|least|among|one of|no longer|than|after)\b|n't\b", re.I)
_KINDS = (NumberKind.PERCENT, NumberKind.COUNT, NumberKind.FRACTION)
_LEAST = 2.0


def rank_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to a first place that the source's own counts give to something else."""
    for piece in statement.pieces:
        said = _FIRST.search(piece.text)
        if said is None or _NOT_FIRST.search(piece.text) or piece.numbers:
            continue
        kind = _kind_named(piece, said)
        for group in _groups(source):
            best = max(group, key=_size)
            meant = [item for item in group if mass(piece.names & (item.close - best.close)) >= _LEAST]
            ahead = [item for item in meant if _size(item) < _size(best)]
            if len(ahead) != 1 or len(meant) > 1 or (piece.names - kind) & (best.close - ahead[0].close):
                continue
            why = f"The source gives the first place to another ({source.text[best.number.start : best.number.end]!r})."
            start, end = piece.start + said.start(), piece.start + said.end()
            span = (ahead[0].number.start, ahead[0].number.end)
            yield Problem(ProblemKind.DIRECTION, start, end, *span, why, 0.85, True)
            return


_VERB = re.compile(r"\b(?:was|were|is|are|came|had)\b|[,;:]")


def _kind_named(piece: Piece, said: re.Match[str]) -> frozenset[str]:
    """Terms of what the first place is one of ("reason for sedation" of "the leading reason for sedation")."""
    stop = _VERB.search(piece.text, said.end())
    high = piece.start + (stop.start() if stop else len(piece.text))
    return frozenset(term.name for term in piece.terms if piece.start + said.end() <= term.start < high)


def _groups(source: Passage) -> Iterator[list[Placed]]:
    """Counts or shares of one kind in one sentence, each with words of its own."""
    placed = placed_numbers(source.text)
    for position in range(len(source.pieces)):
        for kind in _KINDS:
            group = [
                p for p in placed if p.piece == position and p.number.kind is kind and p.close and not p.number.role
            ]
            if len(group) > 1:
                yield group


def _size(item: Placed) -> float:
    share = item.number.percent
    return item.number.value if share is None else share
