"""Fits the scorer of the gate anew: `python -m eval.scorer_training`. Offline, by hand; needs the development packages.

Reads the statements in `guardrails/data/scorer`, fits on all rounds, and sets the operating points on scores that each round
got from a model that had not seen it: nothing is judged by what it was fitted on. Writes weights, the standing of
every rule, and the card. The seed is fixed and the solver is deterministic: two runs write the same bytes on one machine.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from guardrails import Context, Finding, Mode, Severity, check, draft_from_text
from guardrails.scorer.features import Block, blocks
from guardrails.weighing import LEARNED

Grams = Sequence[tuple[Block, ...]]
Scores = np.ndarray[Any, np.dtype[np.float64]]
FOLDER = Path(__file__).parents[1] / "guardrails" / "data" / "scorer"
SEED = 0
INVERSE_PENALTY = 10.0
TELLING = 0.5
"""Power of how much more often violations (or honest statements) hold an n-gram: what tells them apart is penalised less."""
FEWEST = 3
"""N-grams in fewer statements are left out."""
FOLDS = 5
"""Models fitted to score rounds unseen; each leaves out a fifth of the rounds."""
FALSE_FLAGS = 0.08
"""Share of honest statements that the operating point may flag in rounds that the model has not seen."""
_MODES = {"account_manager": Mode.PROMOTIONAL, "any": Mode.PROMOTIONAL, "msl_reactive": Mode.SCIENTIFIC_REACTIVE}


@dataclass(frozen=True, slots=True)
class Row:
    """One statement with its label and writing round."""

    round: str
    text: str
    wrong: bool
    mode: Mode


def read_rows() -> list[Row]:
    """The statements, in file order."""
    with (FOLDER / "statements.jsonl").open(encoding="utf-8") as stream:
        raw = [json.loads(line) for line in stream]
    return [
        Row(r["round"], r["text"], r["label"] == "violation", _MODES.get(r["mode"]) or Mode(r["mode"])) for r in raw
    ]


class Fitted:
    """Rarity and weight of each n-gram that enough statements hold, in ascending order of their hashes, with the bias."""

    def __init__(self, grams: Grams, wrong: Sequence[bool]) -> None:
        every = np.concatenate([hashes for blocks_of_one in grams for hashes, _ in blocks_of_one])
        hashes, seen = np.unique(every, return_counts=True)
        self.keys = hashes[seen >= FEWEST]
        self.rarity = np.log((1 + len(grams)) / (1 + seen[seen >= FEWEST])) + 1
        solver = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", tol=1e-3, random_state=SEED)
        matrix = self._matrix(grams)
        scale = _telling(matrix, np.asarray(wrong))
        solver.fit(matrix.multiply(scale).tocsr(), list(wrong))
        self.weight, self.bias = solver.coef_[0] * scale, float(solver.intercept_[0])

    def packed(self) -> bytes:
        """Keys, rarities and weights as `guardrails.scorer.model` reads them."""
        numbers = np.concatenate([self.rarity, self.weight]).astype("<f2")
        return self.keys.astype("<u4").tobytes() + numbers.tobytes()

    def _matrix(self, grams: Grams) -> csr_matrix:
        rows, columns, values = [], [], []
        for number, blocks_of_one in enumerate(grams):
            for hashes, counts in blocks_of_one:
                nearest = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
                known = self.keys[nearest] == hashes
                places = nearest[known]
                found = (1 + np.log(counts[known])) * self.rarity[places]
                rows.append(np.full(len(places), number))
                columns.append(places)
                values.append(found / (math.sqrt(float(found @ found)) or 1.0))
        places_of = (np.concatenate(rows), np.concatenate(columns))
        return csr_matrix((np.concatenate(values), places_of), shape=(len(grams), len(self.keys)))

    def scores(self, grams: Grams) -> Scores:
        """Probability of each text."""
        scores: Scores = 1 / (1 + np.exp(-(self._matrix(grams) @ self.weight + self.bias)))
        return scores


def _telling(matrix: csr_matrix, wrong: np.ndarray[Any, np.dtype[np.bool_]]) -> Scores:
    """How much each n-gram tells, mean square one: naive Bayes log ratios scale what the regression sees (Wang and Manning 2012)."""
    held = [1 + np.asarray((matrix[rows] != 0).sum(axis=0)).ravel() for rows in (wrong, ~wrong)]
    in_wrong, in_honest = (counts / counts.sum() for counts in held)
    telling: Scores = np.abs(np.log(in_wrong / in_honest)) ** TELLING
    return telling / math.sqrt(float(np.mean(telling**2)))


def unseen_scores(rows: Sequence[Row], grams: Grams) -> Scores:
    """For each statement the score by a model that saw neither its round nor those of the same fold."""
    scores = np.zeros(len(rows))
    names = sorted({row.round for row in rows})
    for fold in range(FOLDS):
        held = set(names[fold::FOLDS])
        own = [i for i, row in enumerate(rows) if row.round in held]
        rest = [i for i, row in enumerate(rows) if row.round not in held]
        fitted = Fitted([grams[i] for i in rest], [rows[i].wrong for i in rest])
        scores[own] = fitted.scores([grams[i] for i in own])
    return scores


def rule_hits(rows: Sequence[Row]) -> Iterator[frozenset[str]]:
    """The rules that object to each statement, whatever the scorer says of them."""
    now = datetime(2026, 11, 17, 23, tzinfo=UTC)
    for row in rows:
        context = Context(mode=row.mode, jurisdiction="US")
        verdict = check(draft_from_text(row.text), evidence={}, claims=(), context=context, now=now)
        yield frozenset(f.rule or f.check_id for f in verdict.findings if _counts(f, row))


def _counts(finding: Finding, row: Row) -> bool:
    told = row.round not in PAIRS or finding.check_id not in _SCREENS
    return told and finding.check_id != LEARNED and (finding.severity > Severity.WARN or finding.signal)


PAIRS = frozenset(
    "T24 T25 T26 T27 T31 T32 T33 T34 T35 T36 T37 T38 T39 T40 T41 T42 T43 T44 T45 T46 T47 T48 T49 T50 T54 T55 T56 T57 "
    "T58 T59 T60 T62 T63 T64 T65 T66 T69 T71 T73 T74 T76 T77 T78 "
    "T82 T83 T84 T85 T86 T90".split()
)
"""Rounds of pairs: a violation and an honest text as near to it as can be. Their labels are of the wording alone (an honest text may well
tell of an event or a person), and no sender writes such pairs, so that no point is set on them. Of T85 the first 240 are pairs."""
PLAIN = frozenset({"T51", "T53", "T61", "T67", "T68", "T72", "T79", "T80", "T81"})
"""Rounds of plain lines, honest (T51, T53, T67, T68), openly in breach (T61), or both (T72, T79 to T81): too easy to set a point on."""
_SCREENS = ("AE-01", "PHI-01", "INJ-01")


def standing_of(rows: Sequence[Row], hits: Sequence[frozenset[str]]) -> dict[str, tuple[int, int]]:
    """For each rule how often it was right and how often wrong."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row, rules in zip(rows, hits, strict=True):
        for rule in rules:
            counts[rule][not row.wrong] += 1
    return {rule: (right, wrong) for rule, (right, wrong) in sorted(counts.items())}


def overstatement(rows: Sequence[Row], hits: Sequence[frozenset[str]], unseen: Scores) -> float:
    """By how much the odds of a rule's record overstate what the rule adds to a reader that has not seen the statement.

    A rule is most often right where the reader sees the same; taken as independent witnesses they would be counted twice.
    """
    counts = standing_of(rows, hits)
    log_odds = {rule: math.log((right + 0.5) / (wrong + 0.5)) for rule, (right, wrong) in counts.items()}
    best = np.array([max((log_odds[rule] for rule in own), default=0.0) for own in hits])
    known = np.log(unseen / (1 - unseen))
    told = np.column_stack([known, best, [bool(own) for own in hits]])
    solver = LogisticRegression(C=_UNPENALISED).fit(told, [row.wrong for row in rows])
    return round(math.exp(-float(solver.coef_[0][2])), 2)


_UNPENALISED = 1e6


def threshold(scores: Sequence[float], share: float) -> float:
    """The lowest score, in steps of 0.01, that at most `share` of the honest statements reach."""
    return next(t / 100 for t in range(1, 101) if sum(s >= t / 100 for s in scores) <= share * len(scores))


def main() -> None:
    """Fit, set the points, write."""
    rows = read_rows()
    grams = [blocks(row.text) for row in rows]
    unseen = unseen_scores(rows, grams)
    honest = [float(s) for s, row in zip(unseen, rows, strict=True) if not (row.wrong or row.round in PAIRS | PLAIN)]
    point = threshold(honest, FALSE_FLAGS)
    fitted = Fitted(grams, [row.wrong for row in rows])
    (FOLDER / "weights.bin").write_bytes(fitted.packed())
    card = _card(rows, unseen, point, fitted.bias)
    (FOLDER / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    _write_standing({}, 1.0)
    hits = list(rule_hits(rows))
    _write_standing(standing_of(rows, hits), overstatement(rows, hits, unseen))
    sys.stderr.write(json.dumps(card["rounds"], indent=1) + "\n")


def _write_standing(standing: dict[str, tuple[int, int]], overstated: float) -> None:
    lines = [
        "# How often each rule (a check, where it has no rules) was right and wrong on the statements of this folder: its weight",
        "# as a witness beside the scorer. Written by eval/scorer_training.py.",
        f'version: "{datetime.now(UTC).date()}"',
        'source: "guardrails/data/scorer/statements.jsonl"',
        "verified: false",
        "# By how much the odds of these records overstate what a rule adds to the reader, on rounds that the reader had not seen.",
        f"overstated: {overstated}",
        "rules:" if standing else "rules: {}",
        *(f'  "{rule}": [{right}, {wrong}]' for rule, (right, wrong) in standing.items()),
    ]
    (FOLDER / "standing.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _card(rows: Sequence[Row], unseen: Scores, point: float, bias: float) -> dict[str, Any]:
    rounds = {}
    for name in sorted({row.round for row in rows}):
        own = [(s, row.wrong) for s, row in zip(unseen, rows, strict=True) if row.round == name]
        bad, good = [s for s, w in own if w], [s for s, w in own if not w]
        rounds[name] = {
            "statements": len(own),
            "recall_alone": round(sum(s >= point for s in bad) / len(bad), 3) if bad else None,
            "false_flags_alone": round(sum(s >= point for s in good) / len(good), 3) if good else None,
        }
    return {
        "what": "Probability that reviewers would reject a lone text, by runs and pairs of words, denied words and runs of characters.",
        "use": "Raises a text to review, or bears out a rule that is a sign only. It never lowers a verdict.",
        "not_for": "Whole drafts with citations and approved wording: those are judged on their sources and claims.",
        "data": "statements.jsonl: written for this model in rounds from different angles; labels by their writers, read by no lawyer.",
        "method": f"Logistic regression, C={INVERSE_PENALTY}, seed {SEED}, scaled by naive Bayes ratios to the power {TELLING}; "
        f"n-grams in fewer than {FEWEST} statements are left out.",
        "operating_point": point,
        "point_set_at": f"{FALSE_FLAGS:.1%} of the honest statements of unseen rounds, those of pairs and of plain lines left out",
        "rounds": rounds,
        "bias": bias,
        "date": str(datetime.now(UTC).date()),
    }


if __name__ == "__main__":
    main()
