from __future__ import annotations

import pytest

from ingest import Article, Integrity, Link, PublicationType, integrity_of
from ingest.domain import Declared, Design, Species

RETRACTED = PublicationType("D016441", "Retracted Publication")
NOTICE = PublicationType("D016440", "Retraction Notice")
TRIAL = PublicationType("D016449", "Randomized Controlled Trial")


def record(*types: PublicationType, links: tuple[str, ...] = (), title: str = "Oil in nausea.") -> Article:
    return Article("7", "7", title, publication_types=types, links=tuple(Link(kind, "J X", "8") for kind in links))


@pytest.mark.parametrize(
    ("article", "state"),
    [
        (record(TRIAL), Integrity.OK),
        (record(TRIAL, RETRACTED), Integrity.RETRACTED),
        (record(PublicationType("D016441", "A name given later")), Integrity.RETRACTED),
        (record(PublicationType("D000000", "Retracted Publication")), Integrity.OK),
        (record(PublicationType("", "Retracted Publication")), Integrity.RETRACTED),
        (record(TRIAL, links=("RetractionIn",)), Integrity.RETRACTED),
        (record(NOTICE), Integrity.NOTICE),
        (record(PublicationType("D016440", "Retraction of Publication"), links=("RetractionOf",)), Integrity.NOTICE),
        (record(PublicationType("", "Retraction of Publication")), Integrity.NOTICE),
        (record(links=("RetractionOf",)), Integrity.NOTICE),
        (record(NOTICE, title="Retracted: Oil in nausea."), Integrity.NOTICE),
        (record(NOTICE, RETRACTED, links=("RetractionIn", "RetractionOf")), Integrity.RETRACTED),
        (record(TRIAL, links=("RetractedandRepublishedIn",)), Integrity.RETRACTED),
        (record(TRIAL, links=("RetractedandRepublishedFrom", "RetractionOf")), Integrity.OK),
        (record(TRIAL, links=("ErratumIn",)), Integrity.ERRATUM),
        (record(PublicationType("D016425", "Published Erratum")), Integrity.NOTICE),
        (record(links=("ErratumFor",)), Integrity.NOTICE),
        (record(TRIAL, links=("ExpressionOfConcernIn",)), Integrity.CONCERN),
        (record(TRIAL, links=("ExpressionOfConcernIn", "ErratumIn")), Integrity.CONCERN),
        (record(PublicationType("D000075742", "Expression of Concern")), Integrity.NOTICE),
        (record(links=("ExpressionOfConcernFor",)), Integrity.NOTICE),
        (record(TRIAL, links=("CorrectedandRepublishedIn",)), Integrity.REPUBLISHED),
        (record(PublicationType("D016439", "Corrected and Republished Article")), Integrity.OK),
        (record(TRIAL, links=("RepublishedIn", "UpdateIn", "CommentIn")), Integrity.OK),
        (record(title="RETRACTED: Oil in nausea."), Integrity.RETRACTED),
        (record(title="[Retracted] Oil in nausea."), Integrity.RETRACTED),
        (record(title="Retracted article: Oil"), Integrity.RETRACTED),
        (record(title="WITHDRAWN: Oil in nausea."), Integrity.WITHDRAWN),
        (record(title="Retraction notice to: Oil in nausea"), Integrity.NOTICE),
        (record(title="Withdrawal notice to “Oil in nausea”"), Integrity.NOTICE),
        (record(title="TEMPORARY REMOVAL: Oil in nausea"), Integrity.WITHDRAWN),
        (record(title="Removal of oil from skin: a trial"), Integrity.OK),
        (record(title="Erratum to: Oil in nausea"), Integrity.NOTICE),
        (record(title="Correction: Oil in nausea"), Integrity.NOTICE),
        (record(title="Expression of Concern: Oil"), Integrity.NOTICE),
        (record(title="Retracted eyelids in thyroid disease"), Integrity.OK),
        (record(title="Correction of hypokalaemia with potassium"), Integrity.OK),
        (record(title="Withdrawn patients in trials"), Integrity.OK),
        (record(title="Retraction pockets of the ear drum"), Integrity.OK),
    ],
)
def test_state(article: Article, state: Integrity) -> None:
    assert integrity_of(article) is state


@pytest.mark.parametrize("declared", [Integrity.CONCERN, Integrity.RETRACTED, Integrity.ERRATUM])
def test_a_digest_is_as_its_author_declares(declared: Integrity) -> None:
    digest = Article("digest:x", None, "Oil", declared=Declared(Species.HUMAN, Design.RCT, integrity=declared))
    assert integrity_of(digest) is declared


def test_nothing_but_intact_and_corrected_records_may_be_cited() -> None:
    assert {state for state in Integrity if state.citable} == {
        *(Integrity.OK, Integrity.ERRATUM, Integrity.REPUBLISHED),
    }
