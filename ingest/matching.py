"""What both indexes have in common: rounded scores, ties by passage id, the article a passage belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.domain import Match

_DIGITS = 6
"""Scores are rounded so that the last bits of a float never order results."""


def article_id_of(passage_id: str) -> str:
    """The article a passage belongs to: its id without version and ordinal."""
    return passage_id.rsplit(":", 2)[0]


def match(passage_id: str, score: float) -> Match:
    """A match with its score brought into 0-1 and rounded."""
    return Match(passage_id, article_id_of(passage_id), round(min(1.0, max(0.0, score)), _DIGITS))


def ranked(matches: Iterable[Match], k: int) -> list[Match]:
    """The best `k`, ties by passage id."""
    return sorted(matches, key=lambda found: (-found.score, found.passage_id))[:k]
