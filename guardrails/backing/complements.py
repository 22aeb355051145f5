"""Shares told from the other side: `76% improved` for `24% had not improved`."""

from __future__ import annotations

import re

from guardrails.backing.passage import Passage, Piece
from guardrails.backing.words import mass
from guardrails.number_match import same_value
from guardrails.numbers import Number, NumberKind

_DENIES = re.compile(
    r"\b(?:not|no|never|none|neither|cannot|lack(?:ed|s|ing)?|absent|unaware|\w*n't|excluded|dropped|without|missing|left|withdrew|remaining|rest|"
    r"lost|incomplete|fail(?:ed|s)?|free (?:of|from)|spared|escaped|avoided|got through|all but|except|"
    r"non-(?!inferior|small|hodgkin|random|steroid)\w+|un(?:changed|affected|treated|blinded))\b",
    re.I,
)
_NEAR, _LOOSE = 0.51, 2.5
_SAME_THING = 2.0


def denies(text: str) -> bool:
    """Whether a text speaks of those who did not, were not or have not."""
    return bool(_DENIES.search(text))


def leaves(number: Number, other: Number) -> bool:
    """Whether a share is what another one leaves of 100%."""
    if number.percent is None or other.percent is None:
        return False
    near = _NEAR if number.kind is NumberKind.PERCENT else _LOOSE
    return abs(100 - number.percent - other.percent) <= near


def told_from_the_other_side(piece: Piece, source: Passage) -> bool:
    """Whether the shares of a sentence are the rest of those of one of the source, and just one of the two sentences denies."""
    shares = [n for n in piece.numbers if n.percent is not None]
    if any(same_value(n, other) == "same" for n in shares for other in source.numbers):
        return False  # the share itself stands in the source: nothing is turned round
    return bool(shares) and any(
        all(any(leaves(number, other) for other in home.numbers) for number in shares)
        and denies(piece.text) != denies(home.text)
        and _of_one_thing(piece, home)
        for home in source.pieces
    )


def _of_one_thing(piece: Piece, home: Piece) -> bool:
    return mass(piece.names & home.names, 1) >= _SAME_THING
