"""Texts made of the statements, for the second reader to learn from: put together, taken apart, and with words exchanged."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Row = dict[str, Any]
MOST_WORDS, MOST_BESIDE = 75, 3
"""Texts put together: how long, and of how many statements besides the first."""
EXCHANGED = 0.18
"""Share of the words with near ones that are exchanged: about a tenth of all words."""
_NEAR, _NEIGHBOURS, _SEEN = 0.35, 8, 3
"""Least cosine of a word to take another's place, how many there may be, and how often each must occur in the statements."""
_BARE = frozenset(
    "the and for that this with from have has was were are but not his her its our your their they she him who what when".split()
)
"""Words that carry the sentence: they stay."""
_PART = re.compile(r'(?:(?<=[.!?…])|(?<=[.!?…]["”’)]))\s+(?=[A-Z"“(\d])|\n+|;\s+|\s—\s|:\s+')
_WORD = re.compile(r"[A-Za-z]{3,}")


def mixed(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    """Statements, every second of them in breach, among one to three honest ones of their mode: in breach where one part is.

    They teach that a claim stays one among other sentences; pairs teach that a sentence may not be one where the next takes it back.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
    honest: dict[str, list[str]] = {}
    for row in rows:
        if row["label"] == "ok":
            honest.setdefault(row["mode"], []).append(row["text"])
    by_label = [[row for row in rows if row["label"] == label] for label in ("ok", "violation")]
    made: list[Row] = []
    while len(made) < count:
        first = chance.choice(by_label[len(made) % 2])
        parts = chance.sample(honest[first["mode"]], chance.randint(1, MOST_BESIDE))
        parts.insert(chance.randint(0, len(parts)), first["text"])
        text = chance.choice((" ", " ", "\n")).join(p if p.rstrip()[-1:] in ".!?" else f"{p.rstrip()}." for p in parts)
        if len(text.split()) <= MOST_WORDS:
            made.append({**first, "text": text, "round": ""})
    return made


def taken_apart(rows: Sequence[Row], count: int, seed: int) -> list[str]:
    """Sentences and clauses of more than three words, each alone, and half as many pairs of two that do not belong together.

    What they mean without their neighbours no label tells; a teacher has to.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
    found = dict.fromkeys(
        part.strip()
        for row in rows
        for part in _PART.split(row["text"])
        if 3 < len(part.split()) < len(row["text"].split())
    )
    parts = list(found)
    chance.shuffle(parts)
    alone, rest = parts[:count], parts[count : 2 * count]
    return alone + [
        f"{one}{'' if one[-1:] in '.!?' else '.'} {other}" for one, other in zip(rest[::2], rest[1::2], strict=False)
    ]


def exchanged(rows: Sequence[Row], near: Mapping[str, Sequence[str]], count: int, seed: int) -> list[str]:
    """Statements with about a tenth of their words exchanged for near ones: a teacher tells what they mean now."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret hangs on it

    def other(found: re.Match[str]) -> str:
        word = found.group()
        others = near.get(word.lower())
        if not others or chance.random() > EXCHANGED:
            return word
        taken = chance.choice(others)
        return taken.capitalize() if word[0].isupper() else taken

    made = ((row["text"], _WORD.sub(other, row["text"])) for row in chance.sample(list(rows), count))
    return [text for before, text in made if text != before]


def near_words(
    rows: Sequence[Row], vocabulary: Mapping[str, int], vectors: np.ndarray[Any, Any]
) -> dict[str, list[str]]:
    """For each whole word of the statements those near to it by their vectors in the sentence model; it may have none."""
    counts = Counter(word for row in rows for word in _WORD.findall(row["text"].lower()))
    words = [
        word for word in sorted(vocabulary) if counts[word] >= _SEEN and _WORD.fullmatch(word) and word not in _BARE
    ]
    own = np.asarray(vectors, dtype=np.float32)[[vocabulary[word] for word in words]]
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    likeness = own @ own.T
    np.fill_diagonal(likeness, -1.0)
    order = np.argsort(-likeness, axis=1)[:, :_NEIGHBOURS]
    return {word: [words[n] for n in order[k] if likeness[k, n] > _NEAR] for k, word in enumerate(words)}
