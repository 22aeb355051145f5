"""Which records a search may return. Applied to fetched records, after an over-fetch: index filters would scan."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain import Filters
from ingest import Article, Passage, StoredArticle

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
"""Properties whose values are counted beside a search."""
_INDEXED = ("MeSH heading", "publication type", "substance", "funder", "section")
"""Properties by which one can filter and whose values are too many to count."""
_SIZES = ((1000, "1000 or more"), (300, "300 to 999"), (100, "100 to 299"), (30, "30 to 99"), (1, "under 30"))


def refusal(record: StoredArticle, filters: Filters) -> str | None:
    """The first filter that a record does not meet, in words; None if it meets all."""
    refused = refusals(record, filters)
    return next((name for name in (*DIMENSIONS, *_INDEXED, *sorted(refused)) if name in refused), None)


def refusals(record: StoredArticle, filters: Filters) -> frozenset[str]:
    """All filters that a record does not meet. A record that does not state a value does not meet a filter on it."""
    article = record.article
    chosen = {
        "study design": filters.designs,
        "species": filters.species,
        "text origin": filters.origins,
        "integrity": filters.integrity,
        "language": filters.languages,
    }
    refused = {name for name, wanted in chosen.items() if wanted and not set(wanted) & set(values_of(record, name))}
    indexed = (filters.mesh, filters.types, filters.substances, filters.funders, filters.sections)
    refused |= {
        name
        for name, wanted in zip(_INDEXED, indexed, strict=True)
        if wanted and not _folded(wanted) & _folded(_index_terms(article, name))
    }
    if filters.min_sample is not None and (record.classification.sample_size or 0) < filters.min_sample:
        refused.add("sample size")
    if not _year_fits(article.year, filters):
        refused.add("year")
    if filters.with_abstract and not article.text:
        refused.add("abstract")
    if filters.with_conflicts and not article.conflict_statement:
        refused.add("conflict statement")
    return frozenset(refused)


def passage_fits(passage: Passage, article: Article, filters: Filters) -> bool:
    """True unless sections are chosen and the passage stands in another one."""
    if not filters.sections:
        return True
    section = next((s for s, start, end in article.section_spans() if start <= passage.start < end), None)
    return section is not None and bool(_folded(filters.sections) & _folded((section.label, section.category)))


def _index_terms(article: Article, name: str) -> Iterable[str | None]:
    """Everything by which one of the indexed properties may be chosen."""
    if name == "MeSH heading":
        plain = {term for m in article.mesh for term in (m.ui, m.name)}
        return plain | {f"{m.name}/{qualifier}" for m in article.mesh for qualifier in m.qualifiers}
    if name == "publication type":
        return {term for kind in article.publication_types for term in (kind.ui, kind.name)}
    if name == "substance":
        return {term for c in article.chemicals for term in (c.name, c.registry) if term != "0"}
    if name == "funder":
        return {grant.agency for grant in article.grants}
    return {term for section in article.sections for term in (section.label, section.category)}


def _folded(terms: Iterable[str | None]) -> set[str]:
    return {term.casefold() for term in terms if term}


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
