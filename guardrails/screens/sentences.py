"""The sentences of a text that belongs to no draft."""

from __future__ import annotations

from functools import lru_cache

from guardrails.case import Sentence
from guardrails.domain import Mode
from guardrails.normalise import fold
from guardrails.statements import split_to_judge
from guardrails.unbroken import broken_up


@lru_cache(maxsize=64)
def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Sentences with their place in `text`, folded, in mode `internal`."""
    text = broken_up(text)
    plain = fold(text)
    return tuple(
        Sentence(text[start:end], start, end, plain[start:end], None, None, None, Mode.INTERNAL, index)
        for index, (start, end) in enumerate(split_to_judge(text))
    )
