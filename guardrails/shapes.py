"""Sentence shapes: reported, limited, asked, logistics. What a sentence is when it is not the firm's own claim."""

from __future__ import annotations

from functools import lru_cache

from guardrails.language import load_language
from guardrails.patterns import Pattern, compile_pattern
from guardrails.reading import Reading


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[Pattern, ...]]:
    shapes = load_language("shapes")["shapes"]
    return {name: tuple(compile_pattern(p) for p in sources) for name, sources in shapes.items()}


@lru_cache(maxsize=8192)
def shapes_of(reading: Reading) -> frozenset[str]:
    """Names of all shapes that a sentence has."""
    return frozenset(name for name, patterns in _patterns().items() if any(_found(p, reading) for p in patterns))


def _found(pattern: Pattern, reading: Reading) -> bool:
    return next(pattern.find(reading), None) is not None
