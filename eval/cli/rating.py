"""The commands `rate page`, `rate ask` and `rate report`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import deliver
from eval.cli.options import AsOf, Delivery, Draw, spread
from eval.errors import UsageError
from eval.moments import moment

if TYPE_CHECKING:
    from eval.rating.items import Item

app = typer.Typer(
    help="People rate answers: blind pairs, a five-point rubric, agreement. Example: callprep-eval rate page rate.html",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@dataclass(frozen=True, slots=True)
class ToRate:
    """What is rated: answers to questions, or two wordings of one message."""

    questions: Annotated[
        list[Path] | None, typer.Option("--questions", help="What is asked; the shipped questions if none. Repeatable.")
    ] = None
    home: Annotated[
        list[Path] | None,
        typer.Option(
            "--home", help="Home folder whose answers are rated; two make blind pairs; the demo library if none."
        ),
    ] = None
    wordings: Annotated[
        Path | None, typer.Option("--wordings", help="Rate two wordings of one message: lines of id, message, a, b.")
    ] = None
    as_of: AsOf = None


@app.command("page")
@spread
def page(
    out: Annotated[Path, typer.Argument(help="HTML file to write; the key goes beside it, keep it from raters.")],
    *,
    given: ToRate,
    draw: Draw,
) -> None:
    """One self-contained page for a browser; ratings stay there until they are exported.

    Example: callprep-eval rate page rate.html --home ~/old --home ~/new --limit 20
    """
    from eval.rating.items import key_of
    from eval.rating.page import rating_page
    from eval.runs import write_whole

    items = _items(given, draw)
    write_whole(out, rating_page(items))
    write_whole(_key_path(out), json.dumps(key_of(items), indent=1) + "\n")
    typer.echo(f"{out}\n{_key_path(out)}")


@app.command("ask")
@spread
def ask(
    rater: Annotated[str, typer.Option("--rater", help="Your name.")],
    ratings: Annotated[Path, typer.Option("--ratings", help="File that ratings are added to; a second call goes on.")],
    *,
    given: ToRate,
    draw: Draw,
) -> None:
    """Rate on the terminal, one item after the other; `q` stops and keeps what was rated.

    Example: callprep-eval rate ask --rater ann --ratings ann.jsonl --limit 10
    """
    from eval.rating.items import key_of
    from eval.rating.terminal import rate_in_terminal
    from eval.runs import write_whole

    items = _items(given, draw)
    write_whole(_key_path(ratings), json.dumps(key_of(items), indent=1) + "\n")
    rated = rate_in_terminal(items, rater, ratings, _prompt, typer.echo)
    typer.echo(f"{rated} rated now, in {ratings}", err=True)


@app.command("report")
@spread
def report(
    ratings: Annotated[list[Path], typer.Argument(help="Files of ratings, from the page or the terminal.")],
    key: Annotated[list[Path] | None, typer.Option("--key", help="Key files that say which text is whose.")] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write one row a rated text, for spreadsheets.")
    ] = None,
    *,
    how: Delivery,
) -> None:
    """Means per system, preferences, Cohen's kappa of two raters and Krippendorff's alpha, with intervals.

    Example: callprep-eval rate report ann.jsonl ben.jsonl --key rate.key.json --csv ratings.csv
    """
    from eval.rating.agreement import rating_outcome
    from eval.rating.ratings import as_rows, read_ratings

    found, systems = read_ratings(ratings), _read_keys(key or [])
    deliver(lambda: rating_outcome(found, systems), how)
    if csv is not None:
        from eval.rating.spreadsheet import csv_text
        from eval.runs import write_whole

        write_whole(csv, csv_text(as_rows(found, systems)))


def _items(given: ToRate, draw: Draw) -> tuple[Item, ...]:
    from eval.measuring import Options
    from eval.rating.material import answer_items, wording_items

    if given.wordings is not None and (given.questions or given.home):
        raise UsageError("--wordings stands alone; leave out --questions and --home.")
    if len(given.home or ()) > 2:
        raise UsageError("--home may be given once or twice.")
    options = Options(draw.limit, draw.seed, now=moment(given.as_of))
    if given.wordings is not None:
        items, left_out = wording_items(given.wordings, options)
    else:
        items, left_out = answer_items(given.questions or [], given.home or [], options)
    for line in left_out:
        typer.echo(f"callprep-eval: {line}", err=True)
    return items


def _prompt(text: str) -> str:
    return str(typer.prompt(text, default="", show_default=False))


def _key_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.key.json")


def _read_keys(paths: list[Path]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in paths:
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            found |= {str(item): {str(k): str(v) for k, v in sides.items()} for item, sides in raw.items()}
        except (OSError, ValueError, AttributeError) as exc:
            raise UsageError(
                f"{str(path)!r} is no key file; give the .key.json that was written beside the page."
            ) from exc
    return found
