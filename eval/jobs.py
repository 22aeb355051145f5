"""One measurement as a file of settings describes it: a command, its sets, its options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from eval.domain import Outcome
from eval.moments import moment
from eval.settings_file import Settings

Command = Literal["guardrail", "claims", "approved", "answers", "retrieval", "rules"]


class Job(Settings):
    """What to measure and how. Paths are relative to the file that holds the job."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    command: Command
    sets: tuple[str, ...] = ()
    """Files, or folders for `retrieval`; the shipped ones if none."""
    limit: int | None = Field(default=None, ge=1)
    seed: int = 0
    profile: str = "screen"
    jurisdiction: str = "US"
    home: str | None = None
    as_of: str | None = None
    corpus: str | None = None
    queries: str | None = None
    qrels: str | None = None
    pool: tuple[str, ...] = ()
    split: str = "dev"
    system: tuple[str, ...] = ("full",)


Measure = Callable[[Job, Path], Outcome]
"""A job and the folder that its paths are relative to -> its outcome."""


def run_job(job: Job, folder: Path, cache: Path | None = None) -> Outcome:
    """The outcome of a job.

    Args:
        job: What to measure.
        folder: What relative paths are relative to.
        cache: File of embeddings by text hash.

    Raises:
        EvalError: As the command of the job would raise.
    """
    if job.command == "retrieval":
        return _search(job, folder, cache)
    if job.command == "rules":
        from eval.benches.rules import measure_rules

        return measure_rules()
    from eval.measuring import Options, measure

    options = Options(
        limit=job.limit,
        seed=job.seed,
        profile=job.profile,
        jurisdiction=job.jurisdiction,
        home=_path(folder, job.home),
        now=moment(job.as_of),
    )
    return measure(job.command, [folder / name for name in job.sets], options)


def _search(job: Job, folder: Path, cache: Path | None) -> Outcome:
    from eval.measuring import SearchOptions, measure_search
    from eval.parts import default_cache

    files = (_path(folder, job.corpus), _path(folder, job.queries), _path(folder, job.qrels))
    place = folder / job.sets[0] if job.sets else None
    pool = tuple(folder / name for name in job.pool)
    options = SearchOptions(place, files, pool, job.split, job.system, cache, job.limit, job.seed)
    return measure_search(options, default_cache)


def _path(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / name
