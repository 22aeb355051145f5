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

    from guardrails.scorer.features import Grams, Stretches

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
def probabilities(texts: tuple[str, ...], whole: str = "") -> tuple[float, ...]:
    """How likely reviewers would reject each text, 0 to 1, on wording alone; remembered for recent texts.

    `whole`, the text that they are stretches of, changes nothing but the time that it takes.
    """
    import numpy as np

    from guardrails.scorer.features import blocks_of

    model = load_model()
    totals = np.full(len(texts), model.bias)
    for stretches, grams in blocks_of(texts, whole):
        totals += _block(model, stretches, grams)
    return tuple(1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, float(total))))) for total in totals)


def _block(model: Model, stretches: Stretches, grams: Sequence[Grams]) -> np.ndarray[Any, Any]:
    """What one kind of n-grams adds to each text: their weights over the length of its vector."""
    import numpy as np

    hashes = np.concatenate([hashes for hashes, _ in grams])
    begin = np.concatenate([np.arange(len(hashes)) for hashes, _ in grams])
    end = np.concatenate([np.arange(span, span + len(hashes)) for hashes, span in grams])
    places = model.places(hashes)
    known = np.flatnonzero(model.keys[places] == hashes)
    known = known[np.argsort(places[known])]
    places = places[known]
    texts, held = stretches.holding(begin[known], end[known])
    every = places[held]
    new = np.ones(len(every), dtype=bool)
    new[1:] = (every[1:] != every[:-1]) | (texts[1:] != texts[:-1])
    fresh = np.flatnonzero(new)
    counts = np.diff(fresh, append=len(every))
    texts, held = texts[fresh], held[fresh]
    count = len(stretches.first)
    values = (1.0 + np.log(counts)) * model.rarity[places].astype(np.float64)[held]
    norms = np.sqrt(np.bincount(texts, values * values, count))
    return np.bincount(texts, values * model.weight[places].astype(np.float64)[held], count) / np.where(
        norms > 0, norms, 1.0
    )
