"""How well search finds what was judged relevant: one main system, others beside it with paired intervals."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from eval.datasets.lines import sha256_of_file
from eval.datasets.retrieval import RetrievalSet
from eval.domain import CaseRow, Curve, Cut, Listing, Outcome, Score, SetInfo
from eval.intervals import bootstrap, paired_difference
from eval.metrics.retrieval import Metric, Value, average_precision, interpolated_precision, mrr, ndcg, recall, success
from eval.progress import track

System = Callable[[str], Sequence[str]]
FUNCTIONS: Mapping[str, Metric] = {
    "ndcg": ndcg,
    "recall": recall,
    "mrr": mrr,
    "map": average_precision,
    "success": success,
}
STANDARD = ("ndcg@10", "recall@100", "recall@10", "mrr@10", "map@100", "success@1", "success@10")
_WORST = 40
_COMPARED = ("ndcg@10", "recall@100", "mrr@10")


@dataclass(frozen=True, slots=True)
class SystemRun:
    """One system on every query: values by metric and query, latencies."""

    name: str
    values: Mapping[str, Mapping[str, Value]]
    """query id -> metric -> value"""
    latencies_ms: tuple[float, ...]
    precisions: tuple[tuple[float, ...], ...] = ()
    """Per query with a relevant document, its precision at recall 0, 0.1, … 1."""

    def known(self, metric: str) -> dict[str, float]:
        """Values of one metric by query; queries without a value are left out."""
        return {q: v[metric].value or 0.0 for q, v in sorted(self.values.items()) if v[metric].value is not None}

    def score(self, metric: str) -> Score:
        """Mean of a metric with its bootstrap interval over queries."""
        interval = bootstrap(list(self.known(metric).values()))
        if interval is None:
            return Score(None, reason="no query has a relevant document")
        return Score(interval.mean, interval.low, interval.high, interval.count)


def metric_names(cutoffs: Sequence[int] = ()) -> tuple[str, ...]:
    """The standard metrics, and every metric at further cutoffs."""
    return tuple(dict.fromkeys((*STANDARD, *(f"{name}@{k}" for k in cutoffs for name in FUNCTIONS))))


def measure_retrieval(
    data: RetrievalSet,
    systems: Mapping[str, System],
    queries: Mapping[str, str],
    settings: Mapping[str, Any],
    cutoffs: Sequence[int] = (),
) -> Outcome:
    """The first system's figures; every further one beside it, with the first minus it query by query."""
    names = metric_names(cutoffs)
    runs = [run_system(name, system, queries, data.judgements, names) for name, system in systems.items()]
    main = runs[0]
    notes = [f"{data.missing} judged documents are not in the corpus; they count as not found"] if data.missing else []
    if data.pooled:
        notes.append(f"distractors were added from {', '.join(data.pooled)}")
    return Outcome(
        command="retrieval",
        sets=(_info(data, len(queries)),),
        settings={**settings, "system": main.name, "documents": len(data.documents)},
        metrics={metric: main.score(metric) for metric in names},
        cases=tuple(_case(main, query, queries[query]) for query in sorted(queries)),
        cuts=_cuts(runs),
        listings=(_worst(main, queries),),
        curves=_curve(main),
        latencies_ms=main.latencies_ms,
        notes=tuple(notes),
    )


def run_system(
    name: str,
    system: System,
    queries: Mapping[str, str],
    judgements: Mapping[str, Mapping[str, int]],
    metrics: Sequence[str] = STANDARD,
) -> SystemRun:
    """Ask every query once, in the order of ids."""
    values: dict[str, dict[str, Value]] = {}
    times: list[float] = []
    precisions: list[tuple[float, ...]] = []
    for query in track(sorted(queries), name):
        began = time.perf_counter()
        ranking = list(system(queries[query]))
        times.append(1000 * (time.perf_counter() - began))
        precisions.append(interpolated_precision(ranking, judgements[query]))
        values[query] = {metric: _value(metric, ranking, judgements[query]) for metric in metrics}
    return SystemRun(name, values, tuple(times), tuple(filter(None, precisions)))


def _curve(run: SystemRun) -> tuple[Curve, ...]:
    """Mean over queries of the interpolated precision at eleven levels of recall; none where nothing relevant is judged."""
    if not run.precisions:
        return ()
    points = tuple((level / 10, fmean(p[level] for p in run.precisions)) for level in range(11))
    return (
        Curve(
            f"Precision against recall, {run.name}, mean of {len(run.precisions)} queries",
            "recall",
            "precision",
            points,
        ),
    )


def _value(metric: str, ranking: Sequence[str], judged: Mapping[str, int]) -> Value:
    name, _, k = metric.partition("@")
    return FUNCTIONS[name](ranking, judged, int(k))


def paired_gain(first: SystemRun, second: SystemRun, metric: str = "ndcg@10") -> Score:
    """First minus second over the queries that both have a value for."""
    a, b = first.known(metric), second.known(metric)
    shared = sorted(a.keys() & b.keys())
    gap = paired_difference([a[q] for q in shared], [b[q] for q in shared])
    return Score(gap.mean, gap.low, gap.high, gap.count) if gap else Score(None, reason="no query has both values")


def _cuts(runs: Sequence[SystemRun]) -> tuple[Cut, ...]:
    if len(runs) < 2:
        return ()
    rows = tuple((run.name, {m: run.score(m) for m in _COMPARED}) for run in runs)
    return (Cut("By system", rows, "ndcg@10"), _gains(runs))


def _gains(runs: Sequence[SystemRun]) -> Cut:
    rows = tuple(
        (f"{runs[0].name} minus {other.name}", {m: paired_gain(runs[0], other, m) for m in _COMPARED})
        for other in runs[1:]
    )
    return Cut("Paired differences, query by query", rows, signed=True)


def _case(run: SystemRun, query: str, text: str) -> CaseRow:
    values = run.values[query]
    detail = {m: None if v.value is None else round(v.value, 9) for m, v in values.items()}
    main = values["ndcg@10"]
    return CaseRow(query, "", main.reason if main.value is None else f"{main.value:.4f}", main.value, detail)


def _worst(run: SystemRun, queries: Mapping[str, str]) -> Listing:
    known = sorted(run.known("ndcg@10").items(), key=lambda pair: (pair[1], pair[0]))
    rows = tuple((query, f"{value:.3f}", queries[query]) for query, value in known[:_WORST])
    return Listing(f"Worst queries of {len(known)}", ("query", "ndcg@10", "text"), rows)


def _info(data: RetrievalSet, asked: int) -> SetInfo:
    import hashlib

    digest = hashlib.sha256("".join(sha256_of_file(path) for path in data.files).encode()).hexdigest()
    return SetInfo(data.name, digest, asked, len(data.queries))
