"""The fitted weights, and the probability they give a text.

A logistic regression over hashed n-grams, each block weighted by rarity and brought to length one. `data/scorer` holds the
weights (half-precision pairs of rarity and weight, bucket by bucket), the card that says how they came about, and the
statements they were fitted on. `eval/scorer_training.py` makes all of it anew.
"""

from __future__ import annotations

import json
import math
import struct
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from guardrails.errors import RuleDataInvalid
from guardrails.scorer.features import BUCKETS, blocks


@dataclass(frozen=True, eq=False)
class Model:
    """Weights, and the operating point of the card."""

    rarity: tuple[float, ...]
    weight: tuple[float, ...]
    bias: float
    least: float
    """From this probability on there is an objection, whether it comes from the scorer alone or from it and a sign together."""


@cache
def load_model() -> Model:
    """The shipped model.

    Raises:
        RuleDataInvalid: the files are missing or do not fit each other.
    """
    folder = files("guardrails") / "data" / "scorer"
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        packed = (folder / "weights.bin").read_bytes()
        numbers = struct.unpack(f"<{2 * BUCKETS}e", packed)
        return Model(numbers[:BUCKETS], numbers[BUCKETS:], card["bias"], card["operating_point"])
    except (OSError, ValueError, KeyError, struct.error) as exc:
        raise RuleDataInvalid(f"data/scorer cannot be read ({exc}); reinstall the package") from exc


@lru_cache(maxsize=4096)
def probability(text: str) -> float:
    """How likely reviewers would reject the text, 0 to 1, on wording alone; remembered for recent texts."""
    model = load_model()
    total = model.bias + sum(_block(model, counts) for counts in blocks(text))
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def _block(model: Model, counts: Counter[int]) -> float:
    dot = norm = 0.0
    rarity, weight, log = model.rarity, model.weight, math.log
    for bucket, count in counts.items():
        value = rarity[bucket] if count == 1 else (1.0 + log(count)) * rarity[bucket]
        norm += value * value
        dot += value * weight[bucket]
    return dot / math.sqrt(norm) if norm else 0.0
