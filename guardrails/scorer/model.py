"""The fitted weights, and the probability they give a text.

A logistic regression over n-grams, each block weighted by rarity and brought to length one. `data/scorer` holds the weights
(the n-grams' hashes in ascending order, then their rarities, then their weights, in half precision), the card that says how
they came about, and the statements they were fitted on. `eval/scorer_training.py` makes all of it anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from guardrails.errors import RuleDataInvalid

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from typing import Any

    import numpy as np

    from guardrails.scorer.features import Kind

_LEADING = 20
"""Bits of a hash by which its place among the keys is guessed; with fewer the guess is off more often."""
_BYTES = 8
"""Of one n-gram: four of its hash, two of its rarity, two of its weight."""


@dataclass(frozen=True, eq=False)
class Model:
    """Weights, and the operating point of the card."""

    keys: np.ndarray[Any, Any]
    """Hashes of the known n-grams, ascending."""
    rarity: np.ndarray[Any, Any]
    """In half precision, as shipped: what is looked up at random is to stay near the processor."""
    weight: np.ndarray[Any, Any]
    bias: float
    least: float
    """From this probability on there is an objection, whether it comes from the scorer alone or from it and a rule together."""

    @cached_property
    def _stretches(self) -> np.ndarray[Any, Any]:
        """Where the keys with the same leading bits begin: one key at most for most of them."""
        import numpy as np

        leading = np.arange(1 << _LEADING, dtype=np.uint32) << np.uint32(32 - _LEADING)
        return np.minimum(np.searchsorted(self.keys, leading), len(self.keys) - 1).astype(np.int32)

    def places(self, hashes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Where each hash stands among the keys; anywhere if it is none of them. Several times as fast as a binary search."""
        import numpy as np

        places: np.ndarray[Any, Any] = self._stretches[hashes >> np.uint32(32 - _LEADING)]
        last = len(self.keys) - 1
        behind = np.flatnonzero(self.keys[places] < hashes)
        while len(behind := behind[places[behind] < last]):
            places[behind] += 1
            behind = behind[self.keys[places[behind]] < hashes[behind]]
        return places


@cache
def load_model() -> Model:
    """The shipped model; see `read_model`."""
    return read_model(files("guardrails") / "data" / "scorer")


def read_model(folder: Traversable) -> Model:
    """The model of a folder.

    Raises:
        RuleDataInvalid: the files are missing or do not fit each other.
    """
    import numpy as np

    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        packed = (folder / "weights.bin").read_bytes()
        count = len(packed) // _BYTES
        keys = np.frombuffer(packed, dtype="<u4", count=count)
        numbers = np.frombuffer(packed, dtype="<f2", offset=4 * count, count=2 * count)
        return Model(keys, numbers[:count], numbers[count:], card["bias"], card["operating_point"])
    except (OSError, ValueError, KeyError) as exc:
        raise RuleDataInvalid(f"data/scorer cannot be read ({exc}); reinstall the package") from exc


@lru_cache(maxsize=512)
def probabilities(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[float, ...]:
    """How likely reviewers would reject each stretch of a text, 0 to 1, on wording alone; remembered for recent texts."""
    from guardrails.scorer.features import blocks_of

    totals = _totals(load_model(), blocks_of(text, spans))
    return tuple(1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total)))) for total in totals)


def _totals(model: Model, kinds: Sequence[Kind]) -> list[float]:
    """Log-odds of each stretch: what its known n-grams weigh, over the length of their vector by kind."""
    import numpy as np

    every = [hashes for kind in kinds for hashes, _ in kind.grams]
    hashes = np.concatenate(every)
    places = model.places(hashes)
    known = model.keys[places] == hashes
    kinds_of = np.repeat(
        np.arange(len(kinds), dtype=np.int32), [sum(len(one) for one, _ in kind.grams) for kind in kinds]
    )
    distinct, which = np.unique(places[known] * np.int32(len(kinds)) + kinds_of[known], return_inverse=True)
    texts, held = _held(kinds, np.concatenate([[0], np.cumsum(known)]))
    count = len(kinds[0].first)
    counts = np.bincount(texts * len(distinct) + which[held], minlength=count * len(distinct))
    found = np.flatnonzero(counts > 0)
    text, gram = np.divmod(found, len(distinct))
    place, kind_of = np.divmod(distinct, len(kinds))
    logs = 1.0 + np.log(np.arange(1, counts.max(initial=0) + 1))
    values = logs[counts[found] - 1] * model.rarity[place].astype(np.float64)[gram]
    weighed = values * model.weight[place].astype(np.float64)[gram]
    bins = text * len(kinds) + kind_of[gram]
    norms = np.sqrt(np.bincount(bins, values * values, count * len(kinds)))
    sums = np.bincount(bins, weighed, count * len(kinds)) / np.where(norms > 0, norms, 1.0)
    return [model.bias + float(total) for total in sums.reshape(count, -1).sum(axis=1)]


def _held(kinds: Sequence[Kind], before: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Which stretch holds which known n-gram, by number; `before`: how many known ones stand before each.

    The n-grams of one length that a stretch holds follow each other: from the first that begins in it to the last that ends in it.
    """
    import numpy as np

    first, last = [], []
    at = 0
    for kind in kinds:
        for hashes, span in kind.grams:
            begin = np.minimum(kind.first, len(hashes))
            first.append(before[at + begin])
            last.append(before[at + np.maximum(begin, kind.last - span + 1)])
            at += len(hashes)
    begun = np.concatenate(first)
    held = np.concatenate(last) - begun
    runs = np.repeat(begun - np.cumsum(held) + held, held) + np.arange(held.sum())
    return np.repeat(np.tile(np.arange(len(kinds[0].first)), len(first)), held), runs
