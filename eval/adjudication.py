"""Disputed labels: a person says why a label is wrong; the figures are given with the set's labels and with theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from eval.datasets.rows import Row, read_rows
from eval.domain import CaseRow, Listing, Outcome, Score
from eval.errors import DatasetInvalid
from eval.metrics.classification import binary_scores, confusion, macro_f1

LABELS = ("violation", "ok")


class Dispute(Row):
    """One disputed label: the case, the label a person would give, and why."""

    label: Literal["violation", "ok"]
    reason: str
    who: str = ""


def adjudicated(outcome: Outcome, path: Path) -> Outcome:
    """The outcome with every metric also as `adjudicated_<metric>`, and the disputes listed.

    Raises:
        DatasetInvalid: The file is wrong, or disputes a case that was not measured.
    """
    disputes = {d.id: d for d in read_rows(path, Dispute)} if path.is_file() else {}
    known = {case.case_id for case in outcome.cases}
    if unknown := sorted(set(disputes) - known):
        raise DatasetInvalid(f"{path.name}: case {unknown[0]!r} was not measured; dispute ids of this run")
    table = confusion(
        ((disputes[c.case_id].label if c.case_id in disputes else c.expected, c.got) for c in outcome.cases), LABELS
    )
    scores: dict[str, Score] = {**binary_scores(table, "violation"), "macro_f1": macro_f1(table)}
    rows = tuple((d.id, d.label, d.who or "-", d.reason) for d in disputes.values())
    return replace(
        outcome,
        metrics={**outcome.metrics, **{f"adjudicated_{name}": score for name, score in scores.items()}},
        listings=(*outcome.listings, Listing(f"Disputed labels: {len(rows)}", ("case", "label", "by", "reason"), rows)),
    )


def ask_for_disputes(outcome: Outcome, path: Path, prompt: Callable[..., Any], tell: Callable[[str], Any]) -> None:
    """Show each misjudged text once and write down every dispute at once, so that the walk can be broken off."""
    decided = {d.id for d in read_rows(path, Dispute)} if path.is_file() else set()
    texts = {row[0]: row for listing in outcome.listings for row in listing.rows}
    for case in (c for c in outcome.cases if not c.correct and c.case_id not in decided):
        tell(
            f"\n{case.case_id}: labelled {case.expected}, judged {case.got}\n{' | '.join(texts.get(case.case_id, ())[1:])}"
        )
        keep = prompt("Keep the label? [Y/n/q]", default="Y").strip().lower()[:1]
        if keep == "q":
            return
        if keep != "n":
            continue
        reason = prompt("Why is the label wrong? (empty to stop)", default="")
        if not reason.strip():
            return
        _append(path, case, reason.strip())


def _append(path: Path, case: CaseRow, reason: str) -> None:
    row = {"id": case.case_id, "label": case.got, "reason": reason}
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
