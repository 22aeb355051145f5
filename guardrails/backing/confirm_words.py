"""Words that a source confirms only by having them too, as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from guardrails.backing.lexicon import read_data


@dataclass(frozen=True)
class ConfirmWords:
    """Patterns over words that a source confirms only by having them too (`data/support/confirm.yaml`)."""

    bare: re.Pattern[str]
    """Amounts and comparisons."""
    comparison: re.Pattern[str]
    alike: tuple[re.Pattern[str], ...]
    """Amounts of one meaning."""
    announced: re.Pattern[str]
    denial: re.Pattern[str]
    """Words of ending among them."""
    end: re.Pattern[str]
    kinds: dict[str, re.Pattern[str]]
    anyone: re.Pattern[str]
    narrowing: re.Pattern[str]
    """What narrows whom or what a count is of."""


@cache
def confirm_words() -> ConfirmWords:
    """The words of the file, compiled."""
    data = read_data("confirm.yaml")
    return ConfirmWords(
        _pattern([*data["amounts"], *data["comparisons"]]),
        _pattern(data["comparisons"]),
        tuple(_pattern(group) for group in data["alike"]),
        _pattern(data["announced"]),
        _pattern([*data["denials"], *data["ends"]]),
        _pattern(data["ends"]),
        {kind: _pattern(words) for kind, words in data["kinds"].items()},
        _pattern(data["anyone"]),
        _pattern(data["narrowing"]),
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.I)
