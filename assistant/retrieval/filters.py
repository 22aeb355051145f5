"""Which records a search may return. Applied to fetched records, after an over-fetch: index filters would scan."""

from __future__ import annotations

from assistant.domain import Filters
from ingest import StoredArticle

DIMENSIONS = (
    "study design",
    "species",
    "year",
    "sample size",
    "language",
    "integrity",
    "text origin",
    "evidence level",
)
_SIZES = ((1000, "1000 or more"), (300, "300 to 999"), (100, "100 to 299"), (30, "30 to 99"), (1, "under 30"))


def refusal(record: StoredArticle, filters: Filters) -> str | None:
    """The first filter that a record does not meet, in words; None if it meets all."""
    refused = refusals(record, filters)
    return next((name for name in DIMENSIONS if name in refused), None)


def refusals(record: StoredArticle, filters: Filters) -> frozenset[str]:
    """All filters that a record does not meet. A record that does not state a value does not meet a filter on it."""
    chosen = {
        "study design": filters.designs,
        "species": filters.species,
        "text origin": filters.origins,
        "integrity": filters.integrity,
        "language": filters.languages,
    }
    refused = {name for name, wanted in chosen.items() if wanted and not set(wanted) & set(values_of(record, name))}
    if filters.min_sample is not None and (record.classification.sample_size or 0) < filters.min_sample:
        refused.add("sample size")
    if not _year_fits(record.article.year, filters):
        refused.add("year")
    return frozenset(refused)


def values_of(record: StoredArticle, dimension: str) -> tuple[str, ...]:
    """The values of one property of a record, as they are counted and chosen; () where it states none."""
    article, kind = record.article, record.classification
    if dimension == "language":
        return article.languages
    values: dict[str, object] = {
        "study design": kind.design.value,
        "species": kind.species.value,
        "year": article.year,
        "sample size": next((name for least, name in _SIZES if (kind.sample_size or 0) >= least), None),
        "integrity": record.integrity.value,
        "text origin": article.text_origin.value,
        "evidence level": kind.level,
    }
    value = values[dimension]
    return (str(value),) if value is not None else ()


def _year_fits(year: int | None, filters: Filters) -> bool:
    if filters.year_from is None and filters.year_to is None:
        return True
    if year is None:
        return False
    return (filters.year_from or year) <= year <= (filters.year_to or year)
