"""Which records a search may return. Applied to fetched records, after an over-fetch: index filters would scan."""

from __future__ import annotations

from assistant.domain import Filters
from ingest import StoredArticle


def refusal(record: StoredArticle, filters: Filters) -> str | None:
    """The filter that a record does not meet, in words; None if it meets all."""
    article, kind = record.article, record.classification
    checks = (
        (filters.designs, kind.design.value, "study design"),
        (filters.species, kind.species.value, "species"),
        (filters.origins, article.text_origin.value, "text origin"),
        (filters.integrity, record.integrity.value, "integrity"),
    )
    for wanted, value, name in checks:
        if wanted and value not in wanted:
            return name
    if filters.languages and not set(filters.languages) & set(article.languages):
        return "language"
    if filters.min_sample is not None and (kind.sample_size or 0) < filters.min_sample:
        return "sample size"
    return _year_refusal(article.year, filters)


def _year_refusal(year: int | None, filters: Filters) -> str | None:
    if filters.year_from is None and filters.year_to is None:
        return None
    if year is None:
        return "year"
    early = filters.year_from is not None and year < filters.year_from
    late = filters.year_to is not None and year > filters.year_to
    return "year" if early or late else None
