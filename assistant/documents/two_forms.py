"""Two forms of one message, of which a reader sees either: what the one says differently, and whether it leaves something out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.documents.paragraphs import Paragraph, Piece
from assistant.documents.unseen import MARK, without_unseen

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"<?\b(?:https?://|mailto:|www\.)\S+", re.I)
_LONG = 4
"""Letters of a word that tells one paragraph from another."""
_MISSED = 12
"""So many different such words are more than a line that asks to show the other form."""


def unlike(form: Sequence[Piece], first: Iterable[Piece], place: str) -> Iterator[Piece]:
    """The pieces of a form without paragraphs of its text whose words the first form has in the same order, all seen."""
    whole = f" {' '.join(_words(first))} "
    number = 0
    for piece in form:
        if isinstance(piece, Paragraph) and piece.part == place and piece.text.strip():
            number += 1
            words = _words([piece])
            if piece.also or MARK in piece.text or (words and f" {' '.join(words)} " not in whole):
                yield replace(piece, number=number)
        else:
            yield piece


def leaves_out(form: Iterable[Piece], first: Iterable[Piece]) -> bool:
    """Whether paragraphs of the first form are for the greater part not in the other one, in whatever order."""
    shown = (replace(p, text=without_unseen(p.text)) if isinstance(p, Paragraph) else p for p in form)
    held, missed = set(_words(shown)), set[str]()
    for piece in first:
        telling = {word for word in _words([piece]) if len(word) >= _LONG}
        if 2 * len(telling - held) > len(telling):
            missed |= telling - held
    return len(missed) >= _MISSED


def _words(pieces: Iterable[Piece]) -> list[str]:
    return [
        word
        for piece in pieces
        if isinstance(piece, Paragraph)
        for word in _WORD.findall(_LINK.sub(" ", piece.text).lower())
    ]
