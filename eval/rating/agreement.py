"""Figures on ratings: means per system, preferences, and how far raters agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from eval.domain import CaseRow, Cut, Listing, Outcome, Score
from eval.intervals import bootstrap
from eval.metrics.agreement import ORDINAL, cohen_kappa, krippendorff_alpha
from eval.metrics.intervals import share
from eval.rating.ratings import CRITERIA, Rating

Key = Mapping[str, Mapping[str, str]]


def rating_outcome(ratings: Sequence[Rating], key: Key) -> Outcome:
    """All figures. Kappa needs two raters on the same texts; alpha any number from two on.

    With more than two raters kappa is that of the pair that shares most texts, by name where several do.
    """
    ordered = sorted(ratings, key=lambda r: r.id)
    raters = sorted({r.rater for r in ordered})
    first, second = _pair(ordered, raters)
    metrics: dict[str, Score] = {}
    for criterion in CRITERIA:
        units = _units(ordered, criterion)
        metrics[f"alpha_{criterion}"] = krippendorff_alpha([list(u.values()) for u in units.values()], ORDINAL)
        metrics[f"kappa_{criterion}"] = cohen_kappa(
            [(u[first], u[second]) for u in units.values() if first in u and second in u]
        )
    metrics |= _preference_agreement(ordered, key, first, second)
    return Outcome(
        command="rate",
        sets=(),
        settings={"raters": raters, "kappa_of": [r for r in (first, second) if r]},
        metrics=metrics,
        cases=tuple(_case(r) for r in ordered),
        cuts=_cuts(ordered, key),
        listings=(_apart(ordered),),
        notes=(f"{len(ordered)} ratings of {len({r.item for r in ordered})} items by {', '.join(raters)}",),
    )


def _units(ratings: Sequence[Rating], criterion: str) -> dict[tuple[str, str], dict[str, float]]:
    """(item, text) -> rater -> points."""
    units: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for rating in ratings:
        for side in rating.sides:
            units[rating.item, side.text_sha256][rating.rater] = float(side.points[criterion])  # type: ignore[index]
    return units


def _pair(ratings: Sequence[Rating], raters: Sequence[str]) -> tuple[str, str]:
    items = {rater: {r.item for r in ratings if r.rater == rater} for rater in raters}
    pairs = sorted(combinations(raters, 2), key=lambda p: (-len(items[p[0]] & items[p[1]]), p))
    return pairs[0] if pairs else ("", "")


def _preference_agreement(ratings: Sequence[Rating], key: Key, first: str, second: str) -> dict[str, Score]:
    units: dict[str, dict[str, str]] = defaultdict(dict)
    for rating in ratings:
        if rating.preferred is not None:
            units[rating.item][rating.rater] = _choice(rating, key)
    if not units:
        return {}
    pairs = [(u[first], u[second]) for u in units.values() if first in u and second in u]
    return {
        "alpha_preference": krippendorff_alpha([list(u.values()) for u in units.values()]),
        "kappa_preference": cohen_kappa(pairs),
    }


def _choice(rating: Rating, key: Key) -> str:
    """The preferred system; without a key the text by its place in the order of hashes, which all raters share."""
    chosen = rating.preferred or ""
    hashes = sorted(side.text_sha256 for side in rating.sides)
    return chosen if chosen == "same" else key.get(rating.item, {}).get(chosen, f"text {hashes.index(chosen) + 1}")


def _cuts(ratings: Sequence[Rating], key: Key) -> tuple[Cut, ...]:
    points: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    chosen: dict[str, list[bool]] = defaultdict(list)
    for rating in ratings:
        for side in rating.sides:
            system = key.get(rating.item, {}).get(side.text_sha256, "not in the key")
            for criterion in CRITERIA:
                points[system][criterion].append(float(side.points[criterion]))  # type: ignore[index]
            if rating.preferred not in (None, "same"):
                chosen[system].append(rating.preferred == side.text_sha256)
    means = tuple((system, {c: _mean(by[c]) for c in CRITERIA}) for system, by in sorted(points.items()))
    cuts = [Cut("Points per system, 1 to 5", means)]
    if chosen:
        rows = tuple((s, {"preferred": share(sum(c), len(c), "no choice was made")}) for s, c in sorted(chosen.items()))
        cuts.append(Cut("Preferred where a choice was made", rows, "preferred"))
    return tuple(cuts)


def _mean(values: Sequence[float]) -> Score:
    found = bootstrap(sorted(values))
    return Score(found.mean, found.low, found.high, found.count) if found else Score(None, reason="no points")


def _case(rating: Rating) -> CaseRow:
    detail: dict[str, Any] = {"item": rating.item, "rater": rating.rater, "note": rating.note}
    detail["sides"] = [{"text_sha256": s.text_sha256, "points": dict(s.points)} for s in rating.sides]
    return CaseRow(rating.id, "", rating.preference or "", None, detail)


def _apart(ratings: Sequence[Rating]) -> Listing:
    rows = []
    for criterion in CRITERIA:
        for (item, text), by_rater in sorted(_units(ratings, criterion).items()):
            gap = max(by_rater.values()) - min(by_rater.values())
            if gap >= 2:
                said = ", ".join(f"{rater} {points:.0f}" for rater, points in sorted(by_rater.items()))
                rows.append((item, text[:8], criterion, said))
    return Listing(f"Two points or more apart: {len(rows)}", ("item", "text", "criterion", "points"), tuple(rows))
