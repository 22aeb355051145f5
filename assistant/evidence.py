"""Stored records -> what the gate may know of them. The one place where a record becomes Evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from guardrails import Evidence
from ingest import StoredArticle


class Records(Protocol):
    """The part of a library that gives records as they are now."""

    def articles(self, ids: Iterable[str]) -> Mapping[str, StoredArticle]:
        """The records of these ids, integrity as of now; unknown ids are left out."""


def evidence_of(record: StoredArticle) -> Evidence:
    """A record as evidence: its stored text, version, integrity, species, design and origin."""
    article, kind = record.article, record.classification
    return Evidence(
        evidence_id=article.article_id,
        text=article.text,
        version_hash=record.version_hash,
        integrity=record.integrity.value,
        citable=record.integrity.citable,
        species=kind.species.value,
        design=kind.design.value,
        origin=_origin(record),
        title=article.title,
        pmid=article.pmid,
        year=article.year,
        sample_size=kind.sample_size,
        program_id=program_of(record),
    )


def read_evidence(library: Records, ids: Iterable[str]) -> dict[str, Evidence]:
    """Evidence by id, read fresh from the library; unknown ids are left out."""
    return {article_id: evidence_of(record) for article_id, record in library.articles(ids).items()}


def program_of(record: StoredArticle) -> str | None:
    """What several reports of one study share: the declared program, else the first trial registration, else None."""
    declared = record.article.declared
    if declared and declared.program_id:
        return declared.program_id
    registered = record.article.registrations or record.classification.registrations
    return registered[0] if registered else None


def _origin(record: StoredArticle) -> str:
    if record.article.kind == "label":
        return "label"
    return record.article.text_origin.value
