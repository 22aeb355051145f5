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
    folder: Annotated[Path | None, typer.Argument(help="BEIR folder: corpus, queries.SPLIT, qrels/SPLIT.tsv.")] = None,
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

    options = SearchOptions(
        folder, (corpus, queries, qrels), tuple(pool or ()), split, tuple(system or ("full",)), cache, limit, seed
    )

    def make() -> Outcome:
        return measure_search(options, lambda: runs_folder(runs).parent / "eval" / "embeddings.sqlite")

    deliver(make, Delivery(as_json, html, tuple(fail_under or ()), tuple(fail_over or ()), runs, not no_save))
