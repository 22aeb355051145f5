"""Rating on the terminal: one item after the other, each written down at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.rating.items import Item
from eval.rating.ratings import CRITERIA, HIGHEST, LOWEST, RUBRIC, append_rating, done_by, rating_line

Prompt = Callable[[str], str]
STOP = "q"


def rate_in_terminal(items: Sequence[Item], rater: str, path: Path, prompt: Prompt, tell: Callable[[str], Any]) -> int:
    """How many items were rated; `q` stops, and the next call goes on with the first item not yet rated."""
    known = done_by(path, rater)
    left = [i for i in items if (i.item_id, frozenset(s.sha256 for s in i.sides)) not in known]
    tell(
        f"{len(items) - len(left)} of {len(items)} items are rated. Points {LOWEST} (poor) to {HIGHEST} (excellent); {STOP} stops."
    )
    for count, item in enumerate(left):
        seen = item.shuffled(rater)
        tell(f"\n=== {item.item_id}: {item.question}")
        rated = _rate(seen, prompt, tell)
        if rated is None:
            return count
        points, preference, note = rated
        append_rating(path, rating_line(seen, rater, points, preference, note))
    return len(left)


def _rate(
    item: Item, prompt: Prompt, tell: Callable[[str], Any]
) -> tuple[list[dict[str, int]], str | None, str] | None:
    points = []
    for place, side in zip(("left", "right"), item.sides, strict=False):
        tell(f"\n--- {place if len(item.sides) > 1 else 'text'}\n{side.text}\n")
        given = {}
        for criterion in CRITERIA:
            answer = _one_of(f"{criterion} ({RUBRIC[criterion]})", [str(n) for n in range(LOWEST, HIGHEST + 1)], prompt)
            if answer is None:
                return None
            given[criterion] = int(answer)
        points.append(given)
    preference = None
    if len(item.sides) > 1:
        preference = _one_of("Which is better? left, right or same", ["left", "right", "same"], prompt)
        if preference is None:
            return None
    return points, preference, prompt("Note (may be empty)").strip()


def _one_of(question: str, allowed: Sequence[str], prompt: Prompt) -> str | None:
    """One of the answers, asked again until it is; None to stop."""
    while True:
        answer = prompt(question).strip().lower()
        if answer == STOP:
            return None
        if answer in allowed:
            return answer
