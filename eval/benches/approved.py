"""Is approved language used as approved? A decision is right when the case lists it as acceptable."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.benches.sampling import Sampling, choose
from eval.datasets.approved import ApprovedRow, read_approved
from eval.domain import CaseRow, Cut, Listing, Matrix, Outcome, Score, SetInfo
from eval.errors import DatasetInvalid, EvalError
from eval.metrics.intervals import share
from eval.progress import track

Judge = Callable[[Mapping[str, Any]], tuple[str, tuple[str, ...]]]
"""A raw case -> (decision, reasons)."""
VERDICTS = ("pass", "rewrite", "review", "block")
_OF_DECISION = {"RELEASE": "pass", "REWRITE": "rewrite", "REVIEW": "review", "BLOCK": "block"}
Judged = tuple[str, ApprovedRow, str, tuple[str, ...]]


def measure_approved(paths: Sequence[Path], judge: Judge, sampling: Sampling, settings: Mapping[str, Any]) -> Outcome:
    """Judge every draft of the sets.

    Raises:
        DatasetInvalid: A set cannot be read.
    """
    judged: list[Judged] = []
    infos: list[SetInfo] = []
    times: list[float] = []
    for path in paths:
        data = read_approved(path)
        loaded, rows = choose(path, data, sampling, len(paths) > 1, lambda r: r.id)
        infos.append(loaded.info)
        for row in track(rows, path.name):
            began = time.perf_counter()
            decision, reasons = _judged(path, row, judge)
            times.append(1000 * (time.perf_counter() - began))
            judged.append((loaded.case_id(row.id), row, _OF_DECISION[decision], reasons))
    return outcome_of(judged, tuple(infos), settings, tuple(times))


def _judged(path: Path, row: ApprovedRow, judge: Judge) -> tuple[str, tuple[str, ...]]:
    try:
        return judge(row.model_dump())
    except EvalError as exc:
        raise DatasetInvalid(f"{path.name} line {row.line_number}: {exc}") from exc


def outcome_of(
    judged: Sequence[Judged], infos: tuple[SetInfo, ...], settings: Mapping[str, Any], times: tuple[float, ...] = ()
) -> Outcome:
    """All figures on drafts that were judged."""
    judged = sorted(judged, key=lambda j: j[0])
    wrong_release = [j for j in judged if j[2] == "pass" and "pass" not in j[1].acceptable]
    held = [j for j in judged if j[2] != "pass" and j[1].acceptable == {"pass"}]
    return Outcome(
        command="approved",
        sets=infos,
        settings=settings,
        metrics={
            "verdict_accuracy": _right(judged),
            "wrong_release_rate": _rate(wrong_release, [j for j in judged if "pass" not in j[1].acceptable]),
            "false_hold_rate": _rate(held, [j for j in judged if j[1].acceptable == {"pass"}]),
        },
        cases=tuple(_case(j) for j in judged),
        cuts=(_by_kind(judged),),
        matrices=(_matrix(judged),),
        listings=(_listing("Released wrongly", wrong_release), _listing("Other wrong decisions", _others(judged))),
        latencies_ms=times,
    )


def _right(judged: Sequence[Judged]) -> Score:
    return share(sum(j[2] in j[1].acceptable for j in judged), len(judged), "no cases")


def _rate(hits: Sequence[Judged], of: Sequence[Judged]) -> Score:
    return share(len(hits), len(of), "no case of this kind")


def _others(judged: Sequence[Judged]) -> list[Judged]:
    return [j for j in judged if j[2] not in j[1].acceptable and j[2] != "pass"]


def _by_kind(judged: Sequence[Judged]) -> Cut:
    kinds = sorted({j[1].kind or "not stated" for j in judged})
    rows = tuple(
        (k, {"verdict_accuracy": _right([j for j in judged if (j[1].kind or "not stated") == k])}) for k in kinds
    )
    return Cut("By kind", rows, "verdict_accuracy")


def _matrix(judged: Sequence[Judged]) -> Matrix:
    counts = tuple(
        tuple(sum(j[1].expected.verdict == expected and j[2] == got for j in judged) for got in VERDICTS)
        for expected in VERDICTS
    )
    return Matrix("Expected verdict against decision", VERDICTS, VERDICTS, counts)


def _case(judged: Judged) -> CaseRow:
    case_id, row, got, reasons = judged
    detail = {"kind": row.kind, "acceptable": sorted(row.acceptable), "reasons": list(reasons)}
    return CaseRow(case_id, row.expected.verdict, got, float(got in row.acceptable), detail)


def _listing(title: str, judged: Sequence[Judged]) -> Listing:
    rows = tuple(
        (case_id, row.kind, row.expected.verdict, got, row.expected.why, row.draft)
        for case_id, row, got, _ in judged[:60]
    )
    return Listing(f"{title}: {len(judged)}", ("case", "kind", "expected", "got", "why", "draft"), rows)
