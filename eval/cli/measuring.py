"""Commands that measure sets: guardrail, claims, approved, answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import deliver
from eval.cli.options import AsOf, Delivery, Draw, Home, Resume, Sets, spread
from eval.moments import moment

if TYPE_CHECKING:
    from eval.domain import Outcome


@spread
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
    resume: Resume = False,
    *,
    draw: Draw,
    how: Delivery,
) -> None:
    """Is each text held exactly when it should be? Positive = any decision but RELEASE.

    Example: callprep-eval guardrail my_set.jsonl --fail-under block_recall=0.98 --html report.html
    """
    from eval.adjudication import adjudicated, ask_for_disputes
    from eval.errors import UsageError
    from eval.measuring import Options, measure

    if ask and adjudicate is None:
        raise UsageError("--ask writes disputes down; name their file with --adjudicate FILE.")
    options = Options(
        draw.limit,
        draw.seed,
        profile=profile,
        jurisdiction=jurisdiction,
        now=moment(as_of),
        journals=how.journals,
        resume=resume,
    )

    def make() -> Outcome:
        outcome = measure("guardrail", sets or (), options)
        if adjudicate is None:
            return outcome
        if ask:
            ask_for_disputes(outcome, adjudicate, typer.prompt, typer.echo)
        return adjudicated(outcome, adjudicate)

    deliver(make, how)


@spread
def claims(sets: Sets = None, resume: Resume = False, *, draw: Draw, how: Delivery) -> None:
    """Is a claim accepted exactly when its evidence supports it? Balanced accuracy is over supported against the rest.

    Example: callprep-eval claims claims.jsonl.gz --limit 500 --fail-over false_accept_number=0.05
    """
    from eval.measuring import Options, measure

    options = Options(draw.limit, draw.seed, journals=how.journals, resume=resume)
    deliver(lambda: measure("claims", sets or (), options), how)


@spread
def approved(sets: Sets = None, resume: Resume = False, *, draw: Draw, how: Delivery) -> None:
    """Is approved language used as approved? A decision is right when the case lists it as acceptable.

    Example: callprep-eval approved cases.jsonl --fail-under verdict_accuracy=0.95
    """
    from eval.measuring import Options, measure

    options = Options(draw.limit, draw.seed, journals=how.journals, resume=resume)
    deliver(lambda: measure("approved", sets or (), options), how)


@spread
def answers(
    sets: Sets = None,
    home: Home = None,
    as_of: AsOf = None,
    price_in: Annotated[float | None, typer.Option(min=0, help="Price of a million input tokens of the model.")] = None,
    price_out: Annotated[float | None, typer.Option(min=0, help="Price of a million output tokens.")] = None,
    resume: Resume = False,
    *,
    draw: Draw,
    how: Delivery,
) -> None:
    """Does the whole pipeline behave and cite? Questions in the answers format, BioASQ or PubMedQA JSON.

    Without --home and without a library in use, the demo library is loaded into a folder that is gone afterwards.

    Example: callprep-eval answers questions.jsonl --fail-under behaviour_accuracy=0.8
    """
    from eval.measuring import Options, measure

    prices = None if price_in is None and price_out is None else (price_in or 0.0, price_out or 0.0)
    options = Options(
        draw.limit,
        draw.seed,
        home=home,
        now=moment(as_of),
        journals=how.journals,
        resume=resume,
        prices=prices,
    )
    deliver(lambda: measure("answers", sets or (), options), how)
