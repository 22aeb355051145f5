"""The options that commands share, each declared once: groups of them, and the decorator that spreads a group over a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

Sets = Annotated[
    list[Path] | None, typer.Argument(help="Sets to measure (.jsonl or .jsonl.gz); the shipped ones if none.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout instead of the table.")]
Html = Annotated[Path | None, typer.Option("--html", help="Also write one self-contained HTML report.")]
Runs = Annotated[
    Path | None, typer.Option("--runs", help="Folder of stored runs; `runs` in CALLPREP_HOME if not given.")
]
NoSave = Annotated[bool, typer.Option("--no-save", help="Do not store this run.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a killed run of the same sets and settings.")]
Cache = Annotated[
    Path | None, typer.Option("--cache", help="File of embeddings by text hash; beside the runs if none.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Judge as of this time, e.g. 2026-11-17T18:00:00-05:00.")]
Home = Annotated[
    Path | None, typer.Option("--home", help="Home folder whose library is measured; the one in use if not given.")
]


@dataclass(frozen=True, slots=True)
class Draw:
    """Which cases of a set are taken."""

    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many cases of each set.")] = None
    seed: Annotated[int, typer.Option("--seed", help="Which cases a limit takes.")] = 0


@dataclass(frozen=True, slots=True)
class View:
    """How the result of a command on stored runs is shown."""

    as_json: AsJson = False
    html: Html = None
    runs: Runs = None

    @property
    def runs_folder(self) -> Path:
        """Where runs are kept."""
        return runs_folder(self.runs)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the result of a measurement is handed over and kept."""

    as_json: AsJson = False
    html: Html = None
    fail_under: Annotated[
        list[str] | None, typer.Option("--fail-under", help="METRIC=VALUE: exit 3 if below. May be repeated.")
    ] = None
    fail_over: Annotated[
        list[str] | None, typer.Option("--fail-over", help="METRIC=VALUE: exit 3 if above. May be repeated.")
    ] = None
    runs: Runs = None
    no_save: NoSave = False

    @property
    def runs_folder(self) -> Path:
        """Where runs are kept."""
        return runs_folder(self.runs)

    @property
    def journals(self) -> Path | None:
        """Where an unfinished run is kept; None where nothing is stored."""
        return None if self.no_save else journals_folder(self.runs)


def runs_folder(given: Path | None) -> Path:
    """Where runs are kept."""
    if given is not None:
        return given
    from eval.parts import default_runs_folder

    return default_runs_folder()


def journals_folder(given: Path | None) -> Path:
    """Where unfinished runs are kept: below the stored ones."""
    return runs_folder(given) / "unfinished"


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command with each parameter that is a group of options taken apart into those options."""
    signature = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {n: p.annotation for n, p in signature.parameters.items() if is_dataclass(p.annotation)}

    @wraps(command)
    def run(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        command(**given)

    apart = [
        option
        for name, own in signature.parameters.items()
        for option in (_options(groups[name]) if name in groups else [own.replace(kind=own.KEYWORD_ONLY)])
    ]
    run.__signature__ = signature.replace(parameters=apart)  # type: ignore[attr-defined]
    run.__annotations__ = {option.name: option.annotation for option in apart}
    return run


def _options(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
        for f in fields(group)
    ]
