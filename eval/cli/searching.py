"""The command `retrieval`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import (
    AsJson,
    Delivery,
    FailOver,
    FailUnder,
    Html,
    Limit,
    NoSave,
    Runs,
    Seed,
    deliver,
    runs_folder,
)

if TYPE_CHECKING:
    from eval.domain import Outcome


def retrieval(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="BEIR folder: corpus, queries.SPLIT, qrels/SPLIT.tsv. Further ones after --pool join the pool."
        ),
    ] = None,
    corpus: Annotated[Path | None, typer.Option(help="Corpus file, instead of a folder.")] = None,
    queries: Annotated[Path | None, typer.Option(help="Queries file, with --corpus.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements file, with --corpus.")] = None,
    pool: Annotated[
        list[Path] | None, typer.Option(help="Folder whose documents are added as distractors; repeatable.")
    ] = None,
    split: Annotated[str, typer.Option(help="dev, train or test.")] = "dev",
    system: Annotated[
        list[str] | None, typer.Option(help="full, rrf, vectors, words; the first is the main one; repeatable.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="File of embeddings by text hash; kept beside the runs if not given.")
    ] = None,
    limit: Limit = None,
    seed: Seed = 0,
    as_json: AsJson = False,
    html: Html = None,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """How well does search find what was judged relevant? Without a set, the judgements of the demo library.

    Example: callprep-eval retrieval nfcorpus --system full --system rrf --fail-under ndcg@10=0.34
    """
    from eval.measuring import SearchOptions, measure_search

    folder, pools = _set_and_pool(folders or [], pool or [], corpus is not None)
    options = SearchOptions(
        folder, (corpus, queries, qrels), pools, split, tuple(system or ("full",)), cache, limit, seed
    )

    def make() -> Outcome:
        return measure_search(options, lambda: runs_folder(runs).parent / "eval" / "embeddings.sqlite")

    deliver(make, Delivery(as_json, html, tuple(fail_under or ()), tuple(fail_over or ()), runs, not no_save))


def _set_and_pool(folders: list[Path], pool: list[Path], has_files: bool) -> tuple[Path | None, tuple[Path, ...]]:
    """`--pool A B C` reaches us as one option and two arguments; the first argument is the set unless files are named."""
    from eval.errors import UsageError

    own, more = (None, folders) if has_files else (folders[0] if folders else None, folders[1:])
    if more and not pool:
        raise UsageError(f"{str(more[0])!r} is one folder too many; measure several sets with `callprep-eval matrix`.")
    return own, (*pool, *more)
