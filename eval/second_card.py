"""Joins both readers on rounds that neither has seen, and writes the card of the second one."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from eval.scorer_training import FOLDER, Fitted, overstatement, read_rows, rule_hits
from guardrails.scorer.features import blocks
from guardrails.scorer.model import load_model
from guardrails.scorer.second import read_second, word_vectors

LOW, HIGH = 0.03, 0.97
"""Below and above, the n-grams are sure enough: what the second reader would change there is not worth its time."""
FLAGGED = 0.06
"""Share of the honest statements of rounds left out that both readers together may flag."""
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def write_card(folder: Path, held: Collection[str], made: int) -> None:
    """Weights of both readers by regression, bias by the honest ones they may flag. A teacher told of `made` texts."""
    lesson = f"one with what a larger model (all-mpnet-base-v2, Apache-2.0, tuned on the same) says of {made:,} texts made of them"
    card: dict[str, Any] = {
        "what": "Second opinion of the reader: the six layers of all-MiniLM-L6-v2 (Apache-2.0) tuned on statements.jsonl.",
        "use": "Joined with the n-grams where they leave a short text or a line of its own in it open. Nothing else asks it.",
        "method": f"AdamW, three passes, one with texts put together from several{', ' + lesson if made else ''}; a loss that tells "
        "pairs apart, mean of the tokens, a second head for the categories; eight bits. See eval/second_reader.py, eval/second_teacher.py.",
        "left_out": sorted(held),
        "tokenizer_sha256": hashlib.sha256((folder / "tokenizer.json").read_bytes()).hexdigest(),
        "words_sha256": hashlib.sha256(word_vectors(folder / "model.safetensors").data).hexdigest(),
        "date": str(datetime.now(UTC).date()),
    }
    _write(card)
    rows = read_rows()
    own = [row for row in rows if row.round in held]
    rest = [row for row in rows if row.round not in held]
    wrong = np.array([row.wrong for row in own])
    fitted = Fitted([blocks(row.text) for row in rest], [row.wrong for row in rest])
    scores = fitted.scores([blocks(row.text) for row in own])
    reader = read_second(FOLDER, folder)
    first, second = np.log(scores / (1 - scores)), np.array([reader.logit(row.text) for row in own])
    solver = LogisticRegression(C=1e6).fit(np.column_stack([first, second]), wrong)
    a, b = (round(float(weight), 3) for weight in solver.coef_[0])
    joined, doubt = a * first + b * second, (scores >= LOW) & (scores < HIGH)
    card["joining"] = {"low": LOW, "high": HIGH, "first": a, "second": b, "bias": _bias(joined, scores, ~wrong)}
    card["joining"]["overstated"] = 1.0
    _write(card)  # the rules are asked below, beside this reader
    card["joining"]["overstated"] = overstatement(own, list(rule_hits(own)), 1 / (1 + np.exp(-joined)))
    both = np.where(doubt, joined + card["joining"]["bias"], first)
    card["on_rounds_left_out"] = {
        "statements": len(own),
        "asked": round(float(doubt.mean()), 3),
        "n_grams": _figures(first, wrong),
        "second": {"auc": round(float(roc_auc_score(wrong, second)), 4)},
        "joined_everywhere": {"auc": round(float(roc_auc_score(wrong, joined)), 4)},
        "both": _figures(both, wrong),
    }
    _write(card)


def _bias(joined: Numbers, scores: Numbers, honest: Flags) -> float:
    """What puts the point where as many honest statements are flagged in all as may be."""
    sure = int((honest & (scores >= HIGH)).sum())
    doubtful = np.sort(joined[honest & (scores >= LOW) & (scores < HIGH)])[::-1]
    return round(_point() - float(doubtful[int(FLAGGED * honest.sum()) - sure]), 3)


def _point() -> float:
    least = load_model().least
    return math.log(least / (1 - least))


def _figures(scores: Numbers, wrong: Flags) -> dict[str, float]:
    flagged = scores >= _point()
    found = {
        "auc": roc_auc_score(wrong, scores),
        "recall": flagged[wrong].mean(),
        "false_flags": flagged[~wrong].mean(),
    }
    return {name: round(float(value), 4) for name, value in found.items()}


def _write(card: dict[str, Any]) -> None:
    (FOLDER / "second.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
