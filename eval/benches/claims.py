"""Is a claim accepted exactly when its evidence supports it?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.benches.sampling import Sampling, choose
from eval.datasets.claims import LABELS, ClaimRow, read_claims
from eval.domain import CaseRow, Curve, Cut, Listing, Outcome, Score, SetInfo
from eval.metrics.classification import (
    accuracy,
    balanced_accuracy,
    confusion,
    f1,
    macro_f1,
    merged,
    precision,
    recall,
)
from eval.metrics.intervals import share
from eval.progress import track


@dataclass(frozen=True, slots=True)
class Answer:
    """What the support check says: a label of the format, how sure, and why not."""

    label: str
    score: float | None
    problems: tuple[str, ...]
    open: bool = False
    """Nothing speaks against the claim, but it was not found confirmed either: a person has to compare."""


Check = Callable[[str, str], Answer]
"""(claim, evidence) -> answer."""
MUST_ROWS = {
    "false_accept_number": ("number_changed",),
    "false_accept_direction": ("direction_flipped",),
    "false_accept_population": ("population_shift",),
}
_LISTED = 40


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim with its answer."""

    case_id: str
    row: ClaimRow
    answer: Answer

    @property
    def accepted(self) -> bool:
        """True where the check calls the claim supported."""
        return self.answer.label == "supported"

    @property
    def objected(self) -> bool:
        """True where something speaks against the claim."""
        return not (self.accepted or self.answer.open)

    @property
    def right(self) -> bool:
        """True where it is accepted exactly if it is supported."""
        return self.accepted == (self.row.label == "supported")


def measure_claims(paths: Sequence[Path], check: Check, sampling: Sampling, settings: Mapping[str, Any]) -> Outcome:
    """Check every claim of the sets.

    Raises:
        DatasetInvalid: A set cannot be read.
    """
    checked: list[Checked] = []
    infos: list[SetInfo] = []
    times: list[float] = []
    notes: list[str] = []
    for path in paths:
        data = read_claims(path)
        loaded, rows = choose(path, data.rows, sampling, len(paths) > 1, lambda r: r.id)
        infos.append(loaded.info)
        notes += [f"{path.name}: label {used} ({n} times)" for used, n in data.aliases_used.items()]
        for row in track(rows, path.name):
            began = time.perf_counter()
            answer = check(row.claim, row.evidence)
            times.append(1000 * (time.perf_counter() - began))
            checked.append(Checked(loaded.case_id(row.id), row, answer))
    return outcome_of(checked, tuple(infos), settings, tuple(times), tuple(notes))


def outcome_of(
    checked: Sequence[Checked],
    infos: tuple[SetInfo, ...],
    settings: Mapping[str, Any],
    times: tuple[float, ...] = (),
    notes: tuple[str, ...] = (),
) -> Outcome:
    """All figures on claims that were checked."""
    checked = sorted(checked, key=lambda c: c.case_id)
    table = confusion(((c.row.label, c.answer.label) for c in checked), LABELS)
    two = merged(table, "supported")
    metrics = {
        "balanced_accuracy": balanced_accuracy(two),
        "macro_f1": macro_f1(table),
        "accuracy": accuracy(table),
        "precision": precision(table, "supported"),
        "recall": recall(table, "supported"),
        "f1": f1(table, "supported"),
        "false_accept_rate": _false_accepts(checked),
        **{
            name: _false_accepts([c for c in checked if c.row.error_type in types]) for name, types in MUST_ROWS.items()
        },
        **{f"recall_{label}": recall(table, label) for label in LABELS[1:]},
        **_objections(checked),
    }
    return Outcome(
        command="claims",
        sets=infos,
        settings=settings,
        metrics=metrics,
        cases=tuple(_case(c) for c in checked),
        cuts=_cuts(checked),
        matrices=(table.matrix("Label against answer"),),
        listings=(_accepted(checked), _refused(checked)),
        curves=_curves(checked),
        latencies_ms=times,
        notes=notes,
    )


def _false_accepts(checked: Sequence[Checked]) -> Score:
    false = [c for c in checked if c.row.label != "supported"]
    return share(sum(c.accepted for c in false), len(false), "no claim of this kind is labelled other than supported")


def _objections(checked: Sequence[Checked]) -> dict[str, Score]:
    """What the objections alone do, and what is left to people for want of confirmation."""
    right = [c for c in checked if c.row.label == "supported"]
    wrong = [c for c in checked if c.row.label != "supported"]
    sides = confusion(((str(c.row.label != "supported"), str(c.objected)) for c in checked), (str(False), str(True)))
    return {
        "objections_balanced_accuracy": balanced_accuracy(sides),
        "objected_though_supported": share(
            sum(c.objected for c in right), len(right), "no claim is labelled supported"
        ),
        "left_to_people_supported": share(
            sum(c.answer.open for c in right), len(right), "no claim is labelled supported"
        ),
        "left_to_people_other": share(
            sum(c.answer.open for c in wrong), len(wrong), "every claim is labelled supported"
        ),
    }


def _cuts(checked: Sequence[Checked]) -> tuple[Cut, ...]:
    kinds = sorted({c.row.error_type for c in checked if c.row.error_type})
    by_error = tuple(
        (kind, {"false_accept_rate": _false_accepts([c for c in checked if c.row.error_type == kind])})
        for kind in kinds
    )
    by_set: dict[str, list[Checked]] = {}
    for item in checked:
        by_set.setdefault(item.case_id.partition("#")[0] if "#" in item.case_id else "", []).append(item)
    cuts = [Cut("False accepts by error type", by_error, "false_accept_rate")] if by_error else []
    if len(by_set) > 1:
        rows = tuple((name, _set_scores(items)) for name, items in sorted(by_set.items()))
        cuts.append(Cut("By set", rows, "balanced_accuracy"))
    return tuple(cuts)


def _set_scores(items: Sequence[Checked]) -> dict[str, Score]:
    table = confusion(((c.row.label, c.answer.label) for c in items), LABELS)
    return {
        "balanced_accuracy": balanced_accuracy(merged(table, "supported")),
        "macro_f1": macro_f1(table),
        "false_accept_rate": _false_accepts(items),
    }


def _curves(checked: Sequence[Checked]) -> tuple[Curve, ...]:
    """Precision against recall of "supported" as the threshold on the check's own score moves; none without scores."""
    scored = [(c.answer.score, c.row.label == "supported") for c in checked if c.answer.score is not None]
    positives = sum(hit for _, hit in scored)
    if not positives or len({s for s, _ in scored}) < 2:
        return ()
    points = []
    for threshold in sorted({round(s, 3) for s, _ in scored}, reverse=True)[:: max(1, len(scored) // 200)]:
        taken = [hit for s, hit in scored if s >= threshold]
        if taken:
            points.append((sum(taken) / positives, sum(taken) / len(taken)))
    accepted = [c.row.label == "supported" for c in checked if c.accepted]
    used = [(sum(accepted) / positives, sum(accepted) / len(accepted), "in use")] if accepted else []
    title = "Precision against recall of supported, by score"
    return (Curve(title, "recall", "precision", tuple(points), tuple(used)),)


def _case(checked: Checked) -> CaseRow:
    detail: dict[str, Any] = {"error_type": checked.row.error_type, "problems": list(checked.answer.problems)}
    if checked.answer.score is not None:
        detail["score"] = round(checked.answer.score, 6)
    return CaseRow(checked.case_id, checked.row.label, checked.answer.label, float(checked.right), detail)


def _accepted(checked: Sequence[Checked]) -> Listing:
    wrong = [c for c in checked if c.accepted and not c.right]
    rows = tuple((c.case_id, c.row.label, c.row.error_type or "-", c.row.claim) for c in wrong[:_LISTED])
    return Listing(f"Accepted without support: {len(wrong)}", ("case", "label", "error", "claim"), rows)


def _refused(checked: Sequence[Checked]) -> Listing:
    wrong = [c for c in checked if not c.accepted and not c.right]
    rows = tuple((c.case_id, c.answer.label, "; ".join(c.answer.problems), c.row.claim) for c in wrong[:_LISTED])
    return Listing(f"Supported but refused: {len(wrong)}", ("case", "answer", "why", "claim"), rows)
