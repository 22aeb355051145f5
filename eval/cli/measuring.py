"""Commands that measure sets: guardrail, claims, approved, answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import (
    AsJson,
    AsOf,
    Delivery,
    FailOver,
    FailUnder,
    Home,
    Html,
    Limit,
    NoSave,
    Resume,
    Runs,
    Seed,
    Sets,
    deliver,
    runs_folder,
)
from eval.moments import moment

if TYPE_CHECKING:
    from eval.domain import Outcome
    from eval.measuring import Options


def guardrail(
    sets: Sets = None,
    profile: Annotated[str, typer.Option(help="screen (wording alone) or draft (every check).")] = "screen",
    jurisdiction: Annotated[str, typer.Option(help="US or a state such as US-NY.")] = "US",
    adjudicate: Annotated[
        Path | None, typer.Option(help="File of disputed labels: one {id, label, reason} a line; figures both ways.")
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Walk through the misjudged texts and write disputes down.")
    ] = False,
    as_of: AsOf = None,
    limit: Limit = None,
    seed: Seed = 0,
    resume: Resume = False,
    as_json: AsJson = False,
    html: Html = None,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """Is each text held exactly when it should be? Positive = any decision but RELEASE.

    Example: callprep-eval guardrail my_set.jsonl --fail-under block_recall=0.98 --html report.html
    """
    from eval.measuring import Options

    options = Options(
        limit, seed, profile, jurisdiction, None, moment(as_of), None if no_save else _journals(runs), resume
    )
    how = Delivery(as_json, html, tuple(fail_under or ()), tuple(fail_over or ()), runs, not no_save)
    if adjudicate is None:
        deliver(lambda: _measure("guardrail", sets, options), how)
        return
    from eval.adjudication import adjudicated, ask_for_disputes

    def both_ways() -> Outcome:
        outcome = _measure("guardrail", sets, options)
        if ask:
            ask_for_disputes(outcome, adjudicate, typer.prompt, typer.echo)
        return adjudicated(outcome, adjudicate)

    deliver(both_ways, how)


def claims(
    sets: Sets = None,
    limit: Limit = None,
    seed: Seed = 0,
    resume: Resume = False,
    as_json: AsJson = False,
    html: Html = None,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """Is a claim accepted exactly when its evidence supports it? Balanced accuracy is over supported against the rest.

    Example: callprep-eval claims claims.jsonl.gz --limit 500 --fail-over false_accept_number=0.05
    """
    from eval.measuring import Options

    options = Options(limit, seed, journals=None if no_save else _journals(runs), resume=resume)
    how = Delivery(as_json, html, tuple(fail_under or ()), tuple(fail_over or ()), runs, not no_save)
    deliver(lambda: _measure("claims", sets, options), how)


def approved(
    sets: Sets = None,
    limit: Limit = None,
    seed: Seed = 0,
    resume: Resume = False,
    as_json: AsJson = False,
    html: Html = None,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """Is approved language used as approved? A decision is right when the case lists it as acceptable.

    Example: callprep-eval approved cases.jsonl --fail-under verdict_accuracy=0.95
    """
    from eval.measuring import Options

    options = Options(limit, seed, journals=None if no_save else _journals(runs), resume=resume)
    how = Delivery(as_json, html, tuple(fail_under or ()), tuple(fail_over or ()), runs, not no_save)
    deliver(lambda: _measure("approved", sets, options), how)


def answers(
    sets: Sets = None,
    home: Home = None,
    as_of: AsOf = None,
    limit: Limit = None,
    seed: Seed = 0,
    resume: Resume = False,
    price_in: Annotated[float | None, typer.Option(min=0, help="Price of a million input tokens of the model.")] = None,
    price_out: Annotated[float | None, typer.Option(min=0, help="Price of a million output tokens.")] = None,
    as_json: AsJson = False,
    html: Html = None,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """Does the whole pipeline behave and cite? Questions in the answers format, BioASQ or PubMedQA JSON.

    Without --home and without a library in use, the demo library is loaded into a folder that is gone afterwards.

    Example: callprep-eval answers questions.jsonl --fail-under behaviour_accuracy=0.8
    """
    from eval.measuring import Options

    prices = None if price_in is None and price_out is None else (price_in or 0.0, price_out or 0.0)
    journals = None if no_save else _journals(runs)
    options = Options(limit, seed, home=home, now=moment(as_of), journals=journals, resume=resume, prices=prices)
    how = Delivery(as_json, html, tuple(fail_under or ()), tuple(fail_over or ()), runs, not no_save)
    deliver(lambda: _measure("answers", sets, options), how)


def _measure(command: str, sets: list[Path] | None, options: Options) -> Outcome:
    from eval.measuring import measure

    return measure(command, sets or (), options)


def _journals(runs: Path | None) -> Path:
    return runs_folder(runs) / "unfinished"
