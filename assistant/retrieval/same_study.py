"""Which records report one and the same study, and which are one and the same report under several identifiers.

Aliases (same DOI, PMCID, title and first author; a preprint and the article it became) are one report: one stands for
all. Reports that share a trial registration or a declared program are one study with several reports: each may be
cited, together they count once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.evidence import program_of
from ingest import Design, StoredArticle, TextOrigin, normalised_words

_SUMMARIES = (Design.GUIDELINE, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.REVIEW, Design.LABEL)
_SAME_REPORT_LINKS = frozenset(
    {"UpdateIn", "UpdateOf", "RepublishedIn", "RepublishedFrom", "CorrectedandRepublishedIn"}
    | {"CorrectedandRepublishedFrom", "ReprintIn", "ReprintOf", "OriginalReportIn"}
)
_PREPRINT_UI = "D000076942"
_PREPRINT_PLACES = re.compile(r"\b(?:medrxiv|biorxiv|research square|preprints?)\b", re.IGNORECASE)
_LEAST_WORDS = 6
"""Titles shorter than this (`Reply.`, `Cannabis and cancer`) are shared by different papers."""


def report_groups(records: Sequence[StoredArticle]) -> dict[str, tuple[str, ...]]:
    """Record id -> ids of all records that are the same report, itself included, in the order given."""
    return _groups(records, _report_keys)


def study_groups(records: Sequence[StoredArticle]) -> dict[str, tuple[str, ...]]:
    """Record id -> ids of all records on the same study, itself included, in the order given."""
    return _groups(records, lambda record: {*_report_keys(record), *_study_keys(record)})


def stands_for(records: Sequence[StoredArticle]) -> StoredArticle:
    """The one report that stands for its aliases: citable, then the article before its preprint, PubMed before digest.

    Ties go to the first in the order given.
    """
    return min(
        records,
        key=lambda r: (not r.integrity.citable, is_preprint(r), r.article.text_origin is TextOrigin.DIGEST),
    )


def is_preprint(record: StoredArticle) -> bool:
    """True for a preprint, by its publication type or where it appeared."""
    article = record.article
    typed = any(kind.ui == _PREPRINT_UI or kind.name == "Preprint" for kind in article.publication_types)
    return typed or bool(_PREPRINT_PLACES.search(f"{article.journal or ''} {article.journal_abbreviation or ''}"))


def _report_keys(record: StoredArticle) -> set[str]:
    article = record.article
    keys = {f"id:{article.article_id}"}
    keys |= {f"doi:{article.doi.lower()}"} if article.doi else set()
    keys |= {f"pmc:{article.pmcid.upper()}"} if article.pmcid else set()
    keys |= {f"id:{link.pmid}" for link in article.links if link.ref_type in _SAME_REPORT_LINKS and link.pmid}
    words = normalised_words(article.title)
    if len(words) >= _LEAST_WORDS and article.authors:
        keys.add(f"title:{' '.join(words)}|{article.authors[0].name.split()[0].lower()}")
    return keys


def _study_keys(record: StoredArticle) -> set[str]:
    """A review that lists the registrations of the trials it covers is none of their reports."""
    program = program_of(record)
    return {f"study:{program}"} if program and record.classification.design not in _SUMMARIES else set()


def _groups(
    records: Sequence[StoredArticle], keys_of: Callable[[StoredArticle], Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    leaders: dict[str, str] = {}

    def leader(key: str) -> str:
        while leaders.setdefault(key, key) != key:
            key = leaders[key]
        return key

    own = {}
    for record in records:
        own[record.article.article_id], *others = sorted(keys_of(record))
        for other in others:
            leaders[leader(other)] = leader(own[record.article.article_id])
    members: dict[str, list[str]] = {}
    for article_id, key in own.items():
        members.setdefault(leader(key), []).append(article_id)
    return {article_id: tuple(members[leader(key)]) for article_id, key in own.items()}
