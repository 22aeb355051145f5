"""The statements that a text resembles most: the scorer's reasons, in words."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import numpy as np

_WORD = re.compile(r"[a-z]{2,}|[%?!]")


@dataclass(frozen=True, slots=True)
class Example:
    """One statement the model was fitted on."""

    statement_id: str
    text: str
    categories: tuple[str, ...]
    """Empty for an honest statement."""


@dataclass(frozen=True, eq=False)
class _Index:
    examples: tuple[Example, ...]
    holders: Mapping[str, np.ndarray[Any, Any]]
    """Numbers of the rejected statements that hold a telling word."""
    weight: Mapping[str, float]
    norms: np.ndarray[Any, Any]


_COMMON = 0.02
"""Words in more of the statements than this tell nothing about what one of them is like."""


def nearest_rejected(text: str, count: int = 3) -> tuple[Example, ...]:
    """The rejected statements that share the rarest words with a text, closest first."""
    import numpy as np

    index = _index()
    words = sorted(set(_WORD.findall(text.lower())) & index.holders.keys())
    if not words:
        return ()
    held = [index.holders[word] for word in words]
    weights = np.repeat([index.weight[word] for word in words], [len(one) for one in held])
    shared = np.bincount(np.concatenate(held), weights, len(index.norms))
    likeness = shared / index.norms
    ranked: list[int] = []
    while len(ranked) < count and likeness[best := int(likeness.argmax())]:
        ranked.append(best)
        likeness[best] = 0.0
    return tuple(index.examples[number] for number in ranked)


@cache
def _index() -> _Index:
    import numpy as np

    source = files("guardrails") / "data" / "scorer" / "statements.jsonl"
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    examples = tuple(Example(r["id"], r["text"], tuple(r["categories"])) for r in rows if r["categories"])
    words = [set(_WORD.findall(example.text.lower())) for example in examples]
    seen = Counter(word for own in words for word in own)
    weight = {word: math.log(len(examples) / n) ** 2 for word, n in seen.items() if n <= _COMMON * len(examples)}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(words):
        for word in sorted(own & weight.keys()):
            holders[word].append(number)
    norms = np.array([math.sqrt(sum(weight[word] for word in sorted(own & weight.keys()))) or 1.0 for own in words])
    return _Index(examples, {word: np.array(held) for word, held in holders.items()}, weight, norms)
