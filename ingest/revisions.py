"""Which reading of a record stands, and how sound the record is: pure rules over what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ingest.domain import Article, Integrity, TextOrigin

_SAID_BY_NOTICE = {
    "RetractionOf": Integrity.RETRACTED,
    "RetractedandRepublishedFrom": Integrity.RETRACTED,
    "ExpressionOfConcernFor": Integrity.CONCERN,
    "ErratumFor": Integrity.ERRATUM,
}
"""NLM CommentsCorrections of a notice: what it makes of the record it names."""

_GRAVITY = (
    Integrity.OK,
    Integrity.REPUBLISHED,
    Integrity.ERRATUM,
    Integrity.NOTICE,
    Integrity.CONCERN,
    Integrity.RETRACTED,
    Integrity.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What decides between two readings of one record."""

    text_origin: TextOrigin
    pmid_version: int
    revised: date | None
    identified: bool
    """Has NLM's identifiers (XML); MEDLINE text has names only."""


def reading_of(article: Article) -> Reading:
    """What decides whether `article` replaces another reading."""
    identified = any(kind.ui for kind in article.publication_types) or any(heading.ui for heading in article.mesh)
    return Reading(article.text_origin, article.pmid_version, article.revised, identified)


def supersedes(candidate: Reading, stored: Reading) -> bool:
    """True where `candidate` replaces `stored`.

    A PubMed record replaces a digest and is never replaced by one. Otherwise version, then DateRevised decides; a
    reading without a date is older than one with. Of two equal dates the later arrival stands (a better parser must
    reach old records), except that MEDLINE text never replaces a reading with NLM's identifiers.
    """
    if candidate.text_origin is not stored.text_origin:
        return candidate.text_origin is TextOrigin.ABSTRACT
    new, old = (_age(candidate), _age(stored))
    if new != old:
        return new > old
    return candidate.identified or not stored.identified


def lifts_tombstone(candidate: Reading, deleted_at: datetime) -> bool:
    """True where a record was revised after its deletion was recorded: NLM brought it back."""
    return candidate.revised is not None and candidate.revised > deleted_at.date()


def notices_in(article: Article) -> dict[str, Integrity]:
    """Records that `article` declares retracted, doubtful or corrected, by PMID; {} for ordinary articles."""
    said: dict[str, Integrity] = {}
    for link in article.links:
        verdict = _SAID_BY_NOTICE.get(link.ref_type)
        if verdict is not None and link.pmid and link.pmid != article.pmid:
            said[link.pmid] = gravest([verdict, said.get(link.pmid, Integrity.OK)])
    return said


def gravest(states: Iterable[Integrity]) -> Integrity:
    """The state that stands where several apply; OK without any."""
    return max(states, key=_GRAVITY.index, default=Integrity.OK)


def _age(reading: Reading) -> tuple[int, date]:
    return reading.pmid_version, reading.revised or date.min
