"""The order of evidence: how directly it bears, then how relevant it is, then what kind of study it is."""

from __future__ import annotations

from ingest import Design, Species, StoredArticle

DIRECTNESS_ORDER = ("direct", "contrary", "indirect", "preclinical", "background")
_BANDS = 5
_TIERS: tuple[tuple[Design, ...], ...] = (
    (Design.LABEL, Design.GUIDELINE),
    (Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW),
    (Design.RCT,),
    (Design.NONRANDOMIZED, Design.OBSERVATIONAL, Design.CASE),
    (Design.REVIEW, Design.UNKNOWN, Design.PROTOCOL, Design.EDITORIAL),
)
_PRECLINICAL_TIER = len(_TIERS)


def tier(record: StoredArticle) -> int:
    """0 label or guideline, 1 systematic review, 2 randomized, 3 other human, 4 narrative, 5 preclinical."""
    kind = record.classification
    if kind.species in (Species.ANIMAL, Species.IN_VITRO) or kind.design is Design.LABORATORY:
        return _PRECLINICAL_TIER
    return next(place for place, designs in enumerate(_TIERS) if kind.design in designs)


def band(relevance: float) -> int:
    """Relevance 0-1 in fifths, 0 the most relevant: within one, the kind of study decides."""
    return _BANDS - 1 - min(_BANDS - 1, int(max(0.0, min(1.0, relevance)) * _BANDS))


def order_key(
    record: StoredArticle,
    directness: str,
    relevance: float,
    *,
    laboratory: bool = False,
    by_evidence: bool = True,
) -> tuple[int, int, int, float, str]:
    """Sorts records strongest first; ties by score, then id. Asked-for laboratory work leads with the preclinical.

    Without `by_evidence` relevance alone decides among records that bear on the question alike.
    """
    place = -1 if laboratory and directness == "preclinical" else DIRECTNESS_ORDER.index(directness)
    if not by_evidence:
        return place, 0, 0, -relevance, record.article.article_id
    return place, band(relevance), tier(record), -relevance, record.article.article_id


def tier_name(record: StoredArticle) -> str:
    """The kind of study in words."""
    kind = record.classification
    if tier(record) == _PRECLINICAL_TIER:
        return f"preclinical ({kind.species.value})"
    size = f", n={kind.sample_size}" if kind.sample_size else ""
    return f"{kind.design.value}{size}"
