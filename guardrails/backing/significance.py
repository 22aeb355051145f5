"""What a sentence says of the significance of its effects, in words, P values or intervals."""

from __future__ import annotations

from guardrails.backing.passage import Cue, Piece
from guardrails.numbers import NumberKind

RATIOS = ("HR", "OR", "RR", "IRR", "PR", "geometric mean ratio")
"""Roles of effects of which 1 means no difference."""


def significance_of(piece: Piece, cue: Cue, clause: tuple[int, int]) -> int:
    """1 where an effect is stated significant, -1 where stated not, 0 where neither is said near it."""
    for category, value in (("not_significant", -1), ("significant", 1)):
        hits = piece.cues.get(category, ())
        if any(clause[0] <= hit.start < clause[1] for hit in hits):
            return value
    stated = by_interval(piece, cue.end, cue.end + 160)
    if stated:
        return stated
    for category, value in (("not_significant", -1), ("significant", 1)):
        if any(hit.start >= cue.end and hit.start - cue.end < 140 for hit in piece.cues.get(category, ())):
            return value
    return 0


def by_interval(piece: Piece, start: int, end: int) -> int:
    """-1 where the first confidence interval in reach holds "no effect", 1 where it does not, 0 where there is none."""
    ratio = False
    for number in piece.numbers:
        if not start <= number.start < end:
            continue
        ratio = ratio or (number.kind is NumberKind.EFFECT and number.role in RATIOS)
        if number.kind is NumberKind.INTERVAL and number.confidence and number.high is not None:
            none = 1.0 if ratio else 0.0
            return -1 if number.value < none < number.high else 1
    return 0


def stated_significance(piece: Piece) -> int:
    """What a sentence says of significance: 1 significant, -1 not, 0 nothing or both."""
    against = bool(piece.cues.get("not_significant")) or any(
        c.category == "same" and "differ" in piece.text[c.start - piece.start : c.end - piece.start]
        for c in piece.cues.get("same", ())
    )
    for_it = any(
        not any(no.start <= cue.start < no.end for no in piece.cues.get("not_significant", ()))
        for cue in piece.cues.get("significant", ())
    )
    if against != for_it:
        return 1 if for_it else -1
    return 0 if against else by_interval(piece, piece.start, piece.end)
