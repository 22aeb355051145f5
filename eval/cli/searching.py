"""The command `retrieval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.common import deliver
from eval.cli.options import Cache, Delivery, Draw, Resume, runs_folder, spread


@spread
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
    cutoff: Annotated[
        list[int] | None,
        typer.Option("--k", min=1, max=100, help="A further k for nDCG, recall, MRR, MAP and success."),
    ] = None,
    cache: Cache = None,
    resume: Resume = False,
    *,
    draw: Draw,
    how: Delivery,
) -> None:
    """How well does search find what was judged relevant? Without a set, the judgements of the demo library.

    Example: callprep-eval retrieval nfcorpus --system full --system rrf --fail-under ndcg@10=0.34
    """
    from eval.measuring import SearchOptions, measure_search

    folder, pools = _set_and_pool(folders or [], pool or [], corpus is not None)
    options = SearchOptions(
        draw.limit,
        draw.seed,
        journals=how.journals,
        resume=resume,
        folder=folder,
        files=(corpus, queries, qrels),
        pool=pools,
        split=split,
        systems=tuple(system or ("full",)),
        cutoffs=tuple(cutoff or ()),
        cache=cache or runs_folder(how.runs).parent / "eval" / "embeddings.sqlite",
    )
    deliver(lambda: measure_search(options), how)


def _set_and_pool(folders: list[Path], pool: list[Path], has_files: bool) -> tuple[Path | None, tuple[Path, ...]]:
    """`--pool A B C` reaches us as one option and two arguments; the first argument is the set unless files are named."""
    from eval.errors import UsageError

    own, more = (None, folders) if has_files else (folders[0] if folders else None, folders[1:])
    if more and not pool:
        raise UsageError(f"{str(more[0])!r} is one folder too many; measure several sets with `callprep-eval matrix`.")
    return own, (*pool, *more)
