"""Is a record intact, corrected, doubted, retracted, or itself a notice about another record?

Publication types and links are NLM's word and decide; a title prefix decides only where neither says anything
(records that NLM has not indexed yet). The record *of* a retraction notice and the record it retracts never share
a state: RETRACTED is the victim, NOTICE is the messenger.
"""

from __future__ import annotations

import re
from functools import cache

from ingest.domain import Article, Integrity
from ingest.phrases import load_rules
from ingest.publication_types import roles_of


@cache
def _title_rules() -> tuple[tuple[re.Pattern[str], Integrity], ...]:
    raw = load_rules("publication_types.yaml")["titles"]
    return tuple((re.compile("|".join(r["words"]), re.IGNORECASE), Integrity(r["state"])) for r in raw)


def integrity_of(article: Article) -> Integrity:
    """State of the record, the gravest that applies.

    A retracted and replaced report is RETRACTED; the record that replaces it (`RetractedandRepublishedFrom`,
    `CorrectedandRepublishedFrom`) is OK. Partial retractions are filed by NLM as errata and read as such.
    """
    roles = roles_of(article.publication_types)
    links = {link.ref_type for link in article.links}
    declared = article.declared.integrity if article.declared else Integrity.OK
    if "retracted" in roles or links & {"RetractionIn", "RetractedandRepublishedIn"} or declared is Integrity.RETRACTED:
        return Integrity.RETRACTED
    if _is_notice(set(roles), links):
        return Integrity.NOTICE
    if declared is not Integrity.OK:
        return declared
    if "ExpressionOfConcernIn" in links:
        return Integrity.CONCERN
    by_title = _by_title(article.title)
    if by_title:
        return by_title
    if "CorrectedandRepublishedIn" in links:
        return Integrity.REPUBLISHED
    if links & {"ErratumIn", "PartialRetractionIn"}:
        return Integrity.ERRATUM
    return Integrity.OK


def _is_notice(roles: set[str], links: set[str]) -> bool:
    """True where the record speaks about another one: by its type, or by a link that only notices carry."""
    if roles & {"retraction_notice", "erratum_notice", "concern_notice"}:
        return True
    replaces = links & {"RetractedandRepublishedFrom", "CorrectedandRepublishedFrom", "RepublishedFrom"}
    return not replaces and bool(
        links & {"RetractionOf", "ErratumFor", "ExpressionOfConcernFor", "PartialRetractionOf"}
    )


def _by_title(title: str) -> Integrity | None:
    for pattern, state in _title_rules():
        if pattern.match(title):
            return state
    return None
