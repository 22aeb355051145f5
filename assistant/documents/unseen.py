"""Words of a document that a reader does not see as they stand: struck out, hidden, or in the colour of the paper.

They stay in the text, between the tildes by which Markdown strikes words out: whoever judges the text reads it with them and
without them, and whoever looks at it sees what was struck or hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum

MARK = "~~"
_TILDES = re.compile(r"~{2,}")
_BREAKS = re.compile(r"\s*[\n\r]\s*")
_MARKED = re.compile(r"~~.*?~~", re.S)


class Sight(IntEnum):
    """Whether words are seen as they stand."""

    SEEN = 0
    DOUBTFUL = 1
    """By some readers, or not known: another medium, a ground that is not known."""
    UNSEEN = 2


def told(stretches: Iterable[tuple[str, Sight]]) -> tuple[str, str]:
    """A paragraph with its unseen words between tildes, and how it reads without the doubtful ones.

    The second is empty where nothing is in doubt, or where everything is. Tildes of the paragraph's own never pair with
    those that mark words.
    """
    given = _joined(stretches)
    joined = _joined((words, _of_blanks(given, at)) for at, (words, _) in enumerate(given))
    if all(sight is Sight.SEEN for _, sight in joined):
        return "".join(words for words, _ in joined), ""
    marked = [(_marked(words, sight), sight) for words, sight in joined]
    whole = "".join(words for words, _ in marked)
    if {True} != {
        any(_says(words) for words, held in marked if held is sight) for sight in (Sight.SEEN, Sight.DOUBTFUL)
    }:
        return whole, ""
    return whole, "".join(words for words, sight in marked if sight is not Sight.DOUBTFUL)


def without_unseen(text: str) -> str:
    """A paragraph as told, without the words between its marks."""
    return _MARKED.sub(" ", text)


def _joined(stretches: Iterable[tuple[str, Sight]]) -> list[tuple[str, Sight]]:
    """Neighbours of one sight in one."""
    joined: list[tuple[str, Sight]] = []
    for words, sight in stretches:
        if joined and joined[-1][1] is sight:
            joined[-1] = (joined[-1][0] + words, sight)
        elif words:
            joined.append((words, sight))
    return joined


def _of_blanks(joined: list[tuple[str, Sight]], at: int) -> Sight:
    """The sight of a stretch; blanks that part no word are as good as seen."""
    words, sight = joined[at]
    blank = all(c.isspace() or unicodedata.category(c) == "Cf" for c in words)
    before, after = joined[at - 1][0][-1:] if at else "", joined[at + 1][0][:1] if at + 1 < len(joined) else ""
    return Sight.SEEN if blank and not (before.isalnum() and after.isalnum()) else sight


def _marked(words: str, sight: Sight) -> str:
    plain = _BREAKS.sub(" ", _TILDES.sub("~", words))
    return f"{MARK}{plain}{MARK}" if sight is Sight.UNSEEN and plain.strip("~") else plain


def _says(words: str) -> bool:
    return any(c.isalnum() for c in words)
