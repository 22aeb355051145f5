"""Articles and classifications as JSON text, and back. Fields at their default are left out.

So a field that joins the type later changes neither the text nor the hash of records stored before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ingest.domain import Article, Classification


def article_to_json(article: Article) -> str:
    """One line of JSON; the same article always gives the same text."""
    return _adapter(Article).dump_json(article, exclude_defaults=True).decode()


def article_from_json(text: str) -> Article:
    """The article as it was stored."""
    article: Article = _adapter(Article).validate_json(text)
    return article


def classification_to_json(classification: Classification) -> str:
    """One line of JSON."""
    return _adapter(Classification).dump_json(classification, exclude_defaults=True).decode()


def classification_from_json(text: str) -> Classification:
    """The classification as it was stored."""
    classification: Classification = _adapter(Classification).validate_json(text)
    return classification


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
