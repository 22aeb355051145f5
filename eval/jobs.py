"""One measurement as a file of settings describes it: a command, its sets, its options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import ConfigDict, Field

from eval.domain import Outcome
from eval.journal import journal_of
from eval.moments import moment
from eval.report.shape import Report
from eval.runs import report_now
from eval.settings_file import Settings

Command = Literal["guardrail", "claims", "approved", "answers", "retrieval", "rules", "mutate"]


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
    k: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    per_operator: int = Field(default=25, ge=1)
    """For `mutate`: most mutants judged of each operator. There, `limit` is how many of its questions are asked."""


Measure = Callable[[Job, Path], Report]
"""A job and the folder that its paths are relative to -> its report."""


def measurer(cache: Path | None = None) -> Measure:
    """Measures jobs.

    Args:
        cache: File of embeddings by text hash; None: beside the stored runs.
    """
    return lambda job, folder: report_now(lambda: run_job(job, folder, cache))


def run_job(job: Job, folder: Path, cache: Path | None = None) -> Outcome:
    """The outcome of a job.

    Raises:
        EvalError: As the command of the job would raise.
    """
    from eval.measuring import Options, SearchOptions, measure, measure_mutants, measure_search

    if job.command == "rules":
        from eval.benches.rules import measure_rules

        return measure_rules()
    if job.command == "retrieval":
        return measure_search(
            SearchOptions(
                job.limit,
                job.seed,
                folder=folder / job.sets[0] if job.sets else None,
                files=(_path(folder, job.corpus), _path(folder, job.queries), _path(folder, job.qrels)),
                pool=tuple(folder / name for name in job.pool),
                split=job.split,
                systems=job.system,
                cutoffs=job.k,
                cache=cache,
            )
        )
    options = Options(
        limit=job.limit,
        seed=job.seed,
        profile=job.profile,
        jurisdiction=job.jurisdiction,
        home=_path(folder, job.home),
        now=moment(job.as_of),
    )
    if job.command == "mutate":
        return measure_mutants(job.per_operator, options)
    return measure(job.command, [folder / name for name in job.sets], options)


@contextmanager
def long_run(command: str, file: Path, journals: Path | None, resume: bool) -> Iterator[Callable[[Measure], Measure]]:
    """Makes a measure remember its reports, so that a killed run of a file of jobs goes on with the first one missing.

    Args:
        command: What runs the jobs.
        file: The file of jobs.
        journals: Where reports are kept until all are there; None keeps none.
        resume: Whether to take up what a killed run left.
    """
    from eval.datasets.lines import sha256_of_file
    from eval.parts import ruleset

    journal = journal_of(command, {str(file): sha256_of_file(file)}, ruleset(), journals, resume=resume)

    def remembered(measure: Measure) -> Measure:
        def report(job: Job, folder: Path) -> Report:
            key = [job.model_dump(mode="json"), str(folder), _stamps(job, folder)]
            return cast("Report", journal.remember(key, lambda: measure(job, folder)))

        return report

    yield remembered
    journal.done()


def _stamps(job: Job, folder: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of the files of a job: a changed set is measured again."""
    named = [*job.sets, *job.pool, *filter(None, (job.corpus, job.queries, job.qrels))]
    places = [folder / name for name in named]
    files = sorted(f for place in places for f in ([place] if place.is_file() else place.rglob("*")) if f.is_file())
    return [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files]


def _path(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / name
