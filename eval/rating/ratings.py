"""Ratings as lines of a file: appended one by one, read strictly, so that a session can be broken off and taken up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from eval.datasets.rows import Row, read_rows
from eval.errors import DatasetInvalid
from eval.rating.items import Item

CRITERIA = ("correctness", "completeness", "balance", "usefulness", "compliance")
RUBRIC = {
    "correctness": "Every statement agrees with its source.",
    "completeness": "What a clinician needs on the question is there.",
    "balance": "Harms, limits and contrary results stand beside benefits.",
    "usefulness": "It can be used in a conversation as it stands.",
    "compliance": "Nothing in it would worry a medical, legal or regulatory reviewer.",
}
LOWEST, HIGHEST = 1, 5
Points = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
PREFERENCES = ("left", "right", "same")


class RatedSide(BaseModel):
    """Points of one text."""

    model_config = ConfigDict(extra="allow", frozen=True)

    text_sha256: str
    points: dict[Literal["correctness", "completeness", "balance", "usefulness", "compliance"], Points]


class Rating(Row):
    """One rater's view of one item; `id` is `<item>|<rater>`."""

    item: str
    rater: str
    sides: tuple[RatedSide, ...] = Field(min_length=1, max_length=2)
    preference: Literal["left", "right", "same"] | None = None
    note: str = ""

    @property
    def preferred(self) -> str | None:
        """Hash of the preferred text, `same`, or None where a single text was rated."""
        if self.preference in (None, "same"):
            return self.preference
        return self.sides[0 if self.preference == "left" else -1].text_sha256


def rating_line(item: Item, rater: str, points: Sequence[Mapping[str, int]], preference: str | None, note: str) -> str:
    """One line of a ratings file; `item` is in the order that the rater saw."""
    sides = [{"text_sha256": s.sha256, "points": dict(p)} for s, p in zip(item.sides, points, strict=True)]
    row = {
        "id": f"{item.item_id}|{rater}",
        "item": item.item_id,
        "rater": rater,
        "sides": sides,
        "preference": preference,
    }
    return json.dumps({**row, "note": note}, ensure_ascii=False) + "\n"


def read_ratings(paths: Sequence[Path]) -> tuple[Rating, ...]:
    """The ratings of several files, each rater's item once.

    Raises:
        DatasetInvalid: A line is wrong, or a rater rated an item twice.
    """
    found: dict[str, Rating] = {}
    for path in paths:
        for rating in read_rows(path, Rating):
            if rating.id in found:
                raise DatasetInvalid(f"{path.name} line {rating.line_number}: {rating.id!r} was rated before; keep one")
            if missing := sorted({c for side in rating.sides for c in CRITERIA if c not in side.points}):
                raise DatasetInvalid(f"{path.name} line {rating.line_number}: {missing[0]} has no points")
            found[rating.id] = rating
    return tuple(found.values())


def done_by(path: Path, rater: str) -> set[tuple[str, frozenset[str]]]:
    """(item, hashes of its texts) that a rater has rated in a file; empty where there is none yet."""
    if not path.is_file() or not path.stat().st_size:
        return set()
    mine = (r for r in read_ratings([path]) if r.rater == rater)
    return {(r.item, frozenset(s.text_sha256 for s in r.sides)) for r in mine}


def append_rating(path: Path, line: str) -> None:
    """Write one rating down at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line)


def as_rows(ratings: Sequence[Rating], key: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """One flat row a rated text, for spreadsheets; the system is named where the key knows it."""
    return [
        {
            "item": r.item,
            "rater": r.rater,
            "system": key.get(r.item, {}).get(side.text_sha256, ""),
            **{c: side.points.get(c) for c in CRITERIA},  # type: ignore[call-overload]
            "preferred": "" if r.preferred is None else str(r.preferred in ("same", side.text_sha256)).lower(),
            "note": r.note,
        }
        for r in ratings
        for side in r.sides
    ]
