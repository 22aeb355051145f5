"""Which cases of which files are measured: the same ones whatever the order of lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eval.datasets.rows import info_of, sampled
from eval.domain import SetInfo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sampling:
    """At most `limit` cases of each file, drawn by seed; all without a limit."""

    limit: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file of cases that was read and sampled. Ids carry the file's name where several files are measured together."""

    info: SetInfo
    prefix: str

    def case_id(self, row_id: str) -> str:
        """Id that is unique over all files of the measurement."""
        return f"{self.prefix}{row_id}"


def choose(
    path: Path, rows: Sequence[T], sampling: Sampling, several: bool, key: Callable[[T], str]
) -> tuple[Loaded, list[T]]:
    """The rows to measure, sorted by id, with what is to be said about their file."""
    kept = sampled(rows, sampling.limit, sampling.seed, key)
    info = info_of(path, len(kept), len(rows))
    return Loaded(info, f"{info.name}#" if several else ""), kept
