"""What the second reader and its teacher have in common: the statements they learn from, what is lost, and the steps."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from eval.scorer_training import FOLDER, PAIRS, PLAIN
from eval.second_texts import Row

SEED = 0
OF_CATEGORIES = 1.5
"""Weight of the loss of the categories."""
OF_PAIRS = 1.0
"""Weight of the loss that tells the two of a pair apart."""
OF_DISTANCE, CLOSE, FAR = 0.05, 7.0, 4.0
"""Weight of the squared distance of the log-odds from the teacher's, cut at `CLOSE`; a text farther than `FAR` pulls no more."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts as a model takes them, what it is to say of each, and which is the twin of which (-1: none)."""

    texts: Sequence[Any]
    wanted: Any
    """A row a text: probability of a violation, then of each category."""
    twins: Sequence[int]
    logits: Any = None
    """The teacher's log-odds of a violation; not a number where it was not asked. None without a teacher."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a lesson is learned."""

    passes: int
    rate: float
    batch: int
    seed: int = SEED


def read_rows() -> list[Row]:
    """The reader's statements."""
    return [json.loads(line) for line in (FOLDER / "statements.jsonl").read_text(encoding="utf-8").splitlines()]


def rounds_left_out(rows: Sequence[Row]) -> frozenset[str]:
    """Every fifth round. Pairs are told apart, not sent, and plain lines are easy: they teach, and the point is set on other rounds."""
    return frozenset(sorted({row["round"] for row in rows} - PAIRS - PLAIN)[::5])


def kinds_of(rows: Sequence[Row]) -> list[str]:
    """The categories in the order of the heads."""
    return sorted({kind for row in rows for kind in row["categories"]})


def wanted_of(rows: Sequence[Row], kinds: Sequence[str]) -> Any:
    """Label and categories of each statement as ones and zeros."""
    told = [[row["label"] == "violation", *(kind in row["categories"] for kind in kinds)] for row in rows]
    return torch.tensor(told, dtype=torch.float32)


def twins_of(rows: Sequence[Row]) -> list[int]:
    """For each statement the place of the other of its pair, -1 where it has none: a pair is two lines of a row, the violation first."""
    twins = [-1] * len(rows)
    for place, (one, other) in enumerate(pairwise(rows)):
        labels = (one["label"], other["label"])
        if one["round"] in PAIRS and labels == ("violation", "ok") and _number(other) == _number(one) + 1:
            twins[place], twins[place + 1] = place + 1, place
    return twins


def _number(row: Row) -> int:
    return int(row["id"].rpartition("-")[2])


def groups_of(head: nn.Module, layers: Sequence[nn.Module], decay: float) -> list[dict[str, Any]]:
    """Parameters and rates: a layer learns by `decay` more slowly than the one above it, the head five times faster than the last."""
    groups = [{"params": list(head.parameters()), "lr": 5.0, "weight_decay": 0.0}]
    for number, layer in enumerate(layers):
        own, rate = list(layer.parameters()), decay ** (len(layers) - 1 - number)
        groups.append({"params": [p for p in own if p.dim() > 1], "lr": rate, "weight_decay": 0.01})
        groups.append({"params": [p for p in own if p.dim() == 1], "lr": rate, "weight_decay": 0.0})
    return groups


def fit(model: nn.Module, groups: list[dict[str, Any]], lesson: Lesson, pace: Pace) -> None:
    """Fit the layers and the heads of a model that gives the log-odds of a batch of texts."""
    torch.manual_seed(pace.seed)
    random.seed(pace.seed)
    solver = torch.optim.AdamW(groups)
    rates, chance, done = [group["lr"] for group in groups], np.random.default_rng(pace.seed), 0
    steps = pace.passes * len(_batches(lesson, pace.batch, np.random.default_rng(pace.seed)))
    model.train()
    for _ in range(pace.passes):
        for places in _batches(lesson, pace.batch, chance):
            share = pace.rate * min(1.0, (done + 1) / (0.06 * steps)) * max(0, steps - done) / steps
            for group, rate in zip(solver.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _loss(model([lesson.texts[place] for place in places]), places, lesson)
            solver.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            solver.step()
            done += 1


def _loss(found: Any, places: list[int], lesson: Lesson) -> Any:
    """What a batch loses; of a pair the violation is to score above the honest text."""
    wanted = lesson.wanted[places]
    loss = functional.binary_cross_entropy_with_logits(found[:, 0], wanted[:, 0])
    loss = loss + OF_CATEGORIES * functional.binary_cross_entropy_with_logits(found[:, 1:], wanted[:, 1:])
    if lesson.logits is not None:
        apart = (found[:, 0] - lesson.logits[places].clamp(-CLOSE, CLOSE)).nan_to_num()
        loss = loss + OF_DISTANCE * apart.clamp(-FAR, FAR).pow(2).mean()
    where = {place: n for n, place in enumerate(places)}
    pairs = [(n, where[lesson.twins[place]]) for place, n in where.items() if lesson.twins[place] > place]
    if pairs:
        worse, better = (torch.tensor(side) for side in zip(*pairs, strict=True))
        loss = loss + OF_PAIRS * functional.softplus(found[better, 0] - found[worse, 0]).sum() / len(places)
    return loss


def _batches(lesson: Lesson, size: int, chance: np.random.Generator) -> list[list[int]]:
    """Texts of like length together, the two of a pair always in one batch."""
    texts, twins = lesson.texts, lesson.twins
    units = [
        [place] if twins[place] < 0 else [place, twins[place]]
        for place in range(len(texts))
        if not -1 < twins[place] < place
    ]
    order, found = chance.permutation(len(units)), []
    for start in range(0, len(order), 40 * size):
        some = (units[number] for number in order[start : start + 40 * size])
        near = sorted(some, key=lambda unit: max(len(texts[place]) for place in unit))
        own: list[int] = []
        for unit in near:
            own += unit
            if len(own) >= size:
                found.append(own)
                own = []
        if own:
            found.append(own)
    random.shuffle(found)
    return found
