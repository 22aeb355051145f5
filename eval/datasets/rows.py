"""From lines to checked rows: required fields, known labels, unique ids; any fault names its line."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from eval.datasets.lines import objects_or_faults, sha256_of_file
from eval.domain import SetInfo
from eval.errors import DatasetInvalid


class Row(BaseModel):
    """One line of a set. Fields beyond the format are kept and ignored."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    id: str
    _line: int = PrivateAttr(default=0)

    @property
    def line_number(self) -> int:
        """Line of the file, from 1; 0 for a row that was not read from one."""
        return self._line

    def placed(self, number: int) -> Self:
        """The row with its line noted."""
        self._line = number
        return self


R = TypeVar("R", bound=Row)
T = TypeVar("T")


def read_rows(path: Path, model: type[R], prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> list[R]:
    """All rows of a file, in order.

    Args:
        path: `.jsonl` or `.jsonl.gz`.
        model: What a row looks like.
        prepare: Maps a raw object to the fields of the model, such as label aliases.

    Raises:
        DatasetInvalid: A line lacks a field, has an unknown label or an id that came before, or the file is empty.
    """
    rows: list[R] = []
    for item in _each(path, model, prepare):
        if isinstance(item, DatasetInvalid):
            raise item
        rows.append(item)
    return rows


def faults_of(
    path: Path, model: type[R], prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None
) -> list[str]:
    """Everything that `read_rows` would refuse, in the order of lines, instead of the first alone."""
    return [str(item) for item in _each(path, model, prepare) if isinstance(item, DatasetInvalid)]


def _each(
    path: Path, model: type[R], prepare: Callable[[dict[str, Any]], dict[str, Any]] | None
) -> Iterator[R | DatasetInvalid]:
    """A checked row or a fault for every line that is not blank."""
    seen: dict[str, int] = {}
    empty = True
    for found in objects_or_faults(path):
        empty = False
        if isinstance(found, DatasetInvalid):
            yield found
            continue
        number, raw = found
        try:
            row = _validated(path, number, prepare(raw) if prepare else raw, model)
            _refuse_id(path, number, row.id, seen)
        except DatasetInvalid as exc:
            yield exc
            continue
        seen[row.id] = number
        yield row.placed(number)
    if empty:
        yield DatasetInvalid(f"{path.name} line 1: the set is empty; write one object a line")


def _refuse_id(path: Path, number: int, row_id: str, seen: Mapping[str, int]) -> None:
    place = f"{path.name} line {number}"
    if not row_id.strip():
        raise DatasetInvalid(f"{place}: id is empty; give every case its own id")
    if row_id in seen:
        raise DatasetInvalid(f"{place}: id {row_id!r} was used in line {seen[row_id]}; give every case its own id")


def info_of(path: Path, used: int, total: int) -> SetInfo:
    """Name, hash and size of a set file."""
    return SetInfo(
        path.name if path.parent.name == "" else f"{path.parent.name}/{path.name}", sha256_of_file(path), used, total
    )


def sampled(rows: Sequence[T], limit: int | None, seed: int, key: Callable[[T], str]) -> list[T]:
    """At most `limit` rows, chosen by seed from the rows sorted by `key`; all of them without a limit.

    The same rows whatever the order of the file.
    """
    ordered = sorted(rows, key=key)
    if limit is None or limit >= len(ordered):
        return ordered
    return sorted(random.Random(seed).sample(ordered, limit), key=key)  # noqa: S311


def _validated(path: Path, number: int, raw: dict[str, Any], model: type[R]) -> R:
    try:
        return model.model_validate(raw)
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        found = "" if first["type"] == "missing" else f", not {_short(first['input'])}"
        said = "is missing" if first["type"] == "missing" else first["msg"][:1].lower() + first["msg"][1:]
        raise DatasetInvalid(f"{path.name} line {number}: {where}: {said}{found}") from exc


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
