"""The commands `compare` and `history`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from eval.cli.common import AsJson, Html, Runs, print_json, runs_folder

_LISTED = 20


def compare(
    a: Annotated[str, typer.Argument(help="Run: id, start of an id, file, last:COMMAND or last~1:COMMAND.")],
    b: Annotated[str, typer.Argument(help="Run to hold against it.")],
    as_json: AsJson = False,
    html: Html = None,
    runs: Runs = None,
) -> None:
    """Is B better than A on the same cases? Paired bootstrap, McNemar's exact test, and the cases that moved.

    Example: callprep-eval compare last~1:guardrail last:guardrail
    """
    from eval.comparing import compare_runs
    from eval.report.pages import comparison_page
    from eval.runs import RunStore, write_whole

    store = RunStore(runs_folder(runs))
    found = compare_runs(store.get(a), store.get(b))
    if html is not None:
        write_whole(html, comparison_page(found))
    if as_json:
        print_json(found)
    else:
        typer.echo("\n".join(_comparison(found)))


def history(
    command: Annotated[str | None, typer.Argument(help="guardrail, claims, approved, answers or retrieval.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Metric to show; repeatable.")] = None,
    last: Annotated[int, typer.Option(min=1, help="How many runs, the newest ones.")] = 30,
    as_json: AsJson = False,
    html: Html = None,
    runs: Runs = None,
) -> None:
    """Every stored run with its revision and versions; the page draws the trend.

    Example: callprep-eval history guardrail --metric recall --metric precision --html trend.html
    """
    from eval.history import history_rows, metric_names
    from eval.report.pages import history_page
    from eval.report.table import columns, number
    from eval.runs import RunStore, write_whole

    rows = history_rows(RunStore(runs_folder(runs)).all(command)[-last:], metric or ())
    names = metric_names(rows)
    if html is not None:
        write_whole(html, history_page(rows))
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo("no run is stored yet")
    else:
        cells = [
            [r["run_id"], r["git"], *(number(r["metrics"][m]) if m in r["metrics"] else "-" for m in names)]
            for r in rows
        ]
        typer.echo("\n".join(columns([["run", "revision", *names], *cells])))


def _comparison(found: dict[str, Any]) -> list[str]:
    from eval.report.pages import paired_words, signed
    from eval.report.table import columns, number

    rows = [[m["metric"], number(m["a"]), number(m["b"]), signed(m["difference"])] for m in found["metrics"]]
    lines = [f"A {found['a']}", f"B {found['b']}", *columns([["metric", "A", "B", "B minus A"], *rows])]
    lines += ["", paired_words(found["paired"]), *(f"note: {w}" for w in found["warnings"])]
    lines += [f"differs: {d['what']}: {d['a']} | {d['b']}" for d in found["differs"]]
    lines += [
        f"{f['change']}: {f['id']} expected {f['expected']}, A {f['a']}, B {f['b']}" for f in found["flipped"][:_LISTED]
    ]
    if len(found["flipped"]) > _LISTED:
        lines.append(f"… {len(found['flipped']) - _LISTED} more; --json lists them")
    return lines
