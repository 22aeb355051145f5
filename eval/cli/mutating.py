"""The mutation lab from the command line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import AsJson, Delivery, FailOver, FailUnder, Home, Html, NoSave, Runs, Seed, deliver

if TYPE_CHECKING:
    from pathlib import Path

    from eval.domain import Outcome

FLOORS = ("kill_rate=0.98", "critical_kill_rate=1")
CEILINGS = ("false_block_rate=0.02",)
LAB_TIME = "2026-11-17T18:00:00-05:00"


def mutate(
    per_operator: Annotated[int, typer.Option(min=1, help="Most mutants judged of each operator.")] = 25,
    home: Home = None,
    seed: Seed = 0,
    as_json: AsJson = False,
    html: Html = None,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """Spoil clean documents in known ways; each has to be held. Exit 3 below the floors, which stand without being asked for.

    Example: callprep-eval mutate --per-operator 40 --html mutants.html
    """
    floors, ceilings = tuple(fail_under or FLOORS), tuple(fail_over or CEILINGS)
    deliver(lambda: _measured(home, per_operator, seed), Delivery(as_json, html, floors, ceilings, runs, not no_save))


def _measured(home: Path | None, per_operator: int, seed: int) -> Outcome:
    from dataclasses import replace

    from eval.answering import library_to_ask
    from eval.mutation.clean import demo_documents
    from eval.mutation.lab import run_lab
    from eval.parts import ruleset

    with library_to_ask(home) as (rooms, _):
        drafted = demo_documents(rooms, datetime.fromisoformat(LAB_TIME))
    return replace(run_lab(drafted, per_operator=per_operator, seed=seed), versions=ruleset())
