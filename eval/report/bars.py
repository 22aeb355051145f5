"""Bars with their intervals as a table: read by eye, by screen reader and on a narrow screen alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_TICKS = ("0", "0.2", "0.4", "0.6", "0.8", "1")


def interval_bars(title: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Bars from 0 to 1 with their intervals; a row without a value says so."""
    ticks = "".join(f"<i>{tick}</i>" for tick in _TICKS)
    body = "".join(_row(name, score) for name, score in rows)
    return (
        f'<table class="bars"><caption class="off">{escape(title)}</caption><thead><tr><th scope="col"></th>'
        f'<td aria-hidden="true"><div class="ticks">{ticks}</div></td><th scope="col" class="n">value [95 %] cases</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(name: str, score: Mapping[str, Any]) -> str:
    value, low, high = score.get("value"), score.get("low"), score.get("high")
    if value is None:
        track, said = "", "undefined"
    else:
        track = f'<i class="bar" style="width:{100 * _within(value):.2f}%"></i>'
        said = f"{value:.3f}"
    if value is not None and low is not None and high is not None:
        start, end = _within(low), _within(high)
        track += f'<i class="span" style="left:{100 * start:.2f}%;width:{100 * (end - start):.2f}%"></i>'
        said += f" [{low:.3f}, {high:.3f}]"
    count = f" <span>{score['count']}</span>" if score.get("count") else ""
    return (
        f'<tr><th scope="row">{escape(name)}</th><td class="plot" aria-hidden="true"><div class="track">{track}</div></td>'
        f'<td class="n">{said}{count}</td></tr>'
    )


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
