"""What the indexes are given of a passage."""

from __future__ import annotations

from typing import NamedTuple

from ingest.domain import Passage


class Searched(NamedTuple):
    """A passage with what is searched beside its own words."""

    passage: Passage
    title: str
    headings: tuple[str, ...]
    """MeSH of its article: each descriptor, and each with its qualifiers as `Nausea/chemically induced`."""
