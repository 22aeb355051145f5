"""The statements that a text resembles most: the scorer's reasons, in words."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
    holders: dict[str, list[int]]
    norms: tuple[float, ...]

    def rarity(self, word: str) -> float:
        return math.log(len(self.examples) / len(self.holders[word]))


def nearest_rejected(text: str, count: int = 3) -> tuple[Example, ...]:
    """The rejected statements that share the rarest words with a text, closest first."""
    index = _index()
    shared: Counter[int] = Counter()
    for word in set(_WORD.findall(text.lower())) & index.holders.keys():
        for number in index.holders[word]:
            shared[number] += index.rarity(word) ** 2  # type: ignore[assignment]
    ranked = sorted(shared, key=lambda n: (-shared[n] / index.norms[n], n))
    return tuple(index.examples[n] for n in ranked if index.examples[n].categories)[:count]


@cache
def _index() -> _Index:
    source = files("guardrails") / "data" / "scorer" / "statements.jsonl"
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    examples = tuple(Example(r["id"], r["text"], tuple(r["categories"])) for r in rows)
    holders: dict[str, list[int]] = defaultdict(list)
    words = [set(_WORD.findall(example.text.lower())) for example in examples]
    for number, own in enumerate(words):
        for word in own:
            holders[word].append(number)
    rarity = {word: math.log(len(examples) / len(held)) for word, held in holders.items()}
    norms = tuple(math.sqrt(sum(rarity[word] ** 2 for word in own)) or 1.0 for own in words)
    return _Index(examples, dict(holders), norms)
