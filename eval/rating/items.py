"""What is rated: released answers to a question, or two wordings of one message, in an order that hides which is which."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.datasets.rows import Row, read_rows
from eval.errors import DatasetInvalid, UsageError

NOTHING = "Nothing was released for this."


@dataclass(frozen=True, slots=True)
class Side:
    """One text to rate. `system` is what stays hidden from the rater."""

    system: str
    text: str
    certificate: str = ""
    """Id of the certificate of a released answer; empty for wording that a person wrote and the gate judged."""

    @property
    def sha256(self) -> str:
        """Names the text in ratings, so that a rating of another text is never taken for one of this."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """One question or message with one or two texts."""

    item_id: str
    question: str
    sides: tuple[Side, ...]

    def shuffled(self, rater: str) -> Item:
        """The item with its sides in the order that this rater sees: fixed, but not to be guessed."""
        coin = hashlib.sha256(f"{rater}\0{self.item_id}".encode()).digest()[0] & 1
        return Item(self.item_id, self.question, self.sides[::-1] if coin else self.sides)


class WordingRow(Row):
    """One line of a file of wordings: two ways to put one message."""

    message: str
    a: str
    b: str
    mode: str = "promotional"


def read_wordings(path: Path, judge: Callable[[WordingRow, str], str]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Pairs of which the gate releases both wordings, and a line for every pair that it does not.

    Args:
        path: Lines of `id`, `message`, `a`, `b` and optional `mode`.
        judge: (row, wording) -> empty if it may be shown, else why not.

    Raises:
        DatasetInvalid: A line is wrong, or no pair may be shown.
    """
    items, held = [], []
    for row in read_rows(path, WordingRow):
        reasons = [f"{name}: {why}" for name, text in (("a", row.a), ("b", row.b)) if (why := judge(row, text))]
        if reasons:
            held.append(f"{path.name} line {row.line_number}: {row.id} is not shown ({'; '.join(reasons)})")
        else:
            items.append(Item(row.id, row.message, (Side("a", row.a), Side("b", row.b))))
    if not items:
        raise DatasetInvalid(f"{path.name}: the gate releases no pair whole; {held[0]}")
    kept, alike = distinct(items)
    return kept, (*held, *alike)


def distinct(items: Sequence[Item]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The items whose texts differ, and a line for each of the others.

    Raises:
        UsageError: No item is left.
    """
    kept = tuple(i for i in items if len({s.sha256 for s in i.sides}) == len(i.sides))
    if not kept:
        raise UsageError("The two sides say the same on every item; there is nothing to rate.")
    alike = (i.item_id for i in items if i not in kept)
    return kept, tuple(f"{item_id} is left out: both sides say the same" for item_id in alike)


def key_of(items: Sequence[Item]) -> dict[str, Any]:
    """Which text comes from which system: kept apart from what raters see, without any text."""
    return {item.item_id: {side.sha256: side.system for side in item.sides} for item in items}
