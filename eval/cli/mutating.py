"""The mutation lab and its clean documents from the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from eval.cli.common import deliver
from eval.cli.options import Delivery, Draw, Home, Resume, spread

FLOORS = ("kill_rate=0.98", "critical_kill_rate=1")
CEILINGS = ("false_block_rate=0.02",)


@spread
def mutate(
    per_operator: Annotated[int, typer.Option(min=1, help="Most mutants judged of each operator.")] = 25,
    home: Home = None,
    seed: Annotated[int, typer.Option("--seed", help="Which mutants are judged.")] = 0,
    resume: Resume = False,
    *,
    how: Delivery,
) -> None:
    """Spoil clean documents in known ways; each has to be held. Exit 3 below the floors, which stand without being asked for.

    Example: callprep-eval mutate --per-operator 40 --html mutants.html
    """
    from eval.measuring import Options, measure_mutants

    limits = replace(how, fail_under=how.fail_under or list(FLOORS), fail_over=how.fail_over or list(CEILINGS))
    options = Options(seed=seed, home=home, journals=how.journals, resume=resume)
    deliver(lambda: measure_mutants(per_operator, options), limits)


@spread
def clean(home: Home = None, resume: Resume = False, *, draw: Draw, how: Delivery) -> None:
    """Draft documents of every kind in good faith and see what the gate holds of them. Exit 3 above 2 % blocked.

    Example: callprep-eval clean --limit 60 --html clean.html
    """
    from eval.measuring import Options, measure_clean

    options = Options(limit=draw.limit, home=home, journals=how.journals, resume=resume)
    deliver(lambda: measure_clean(options), replace(how, fail_over=how.fail_over or ["blocked_rate=0.02"]))
