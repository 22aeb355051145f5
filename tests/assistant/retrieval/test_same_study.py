"""One study, however many identifiers: aliases become one item, reports of one trial count once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.same_study import is_preprint, report_groups, stands_for, study_groups
from assistant.retrieval.understand import understand
from ingest import Author, Design, Integrity, Link, PublicationType

TITLE = "Oral cannabidiol against nausea during chemotherapy for solid tumors"
QUESTION = "Does cannabidiol reduce nausea in people with cancer?"


@pytest.fixture
def make(make_study):
    def one(key, title=TITLE, *, author="Known A", design=Design.RCT, integrity=Integrity.OK, **fields):
        study = make_study(
            key, title, agents=("cannabidiol",), design=design, integrity=integrity, results=f"Nausea fell in {key}."
        )
        return replace(study, authors=(Author(author),), **fields)

    return one


def test_four_aliases_become_one_item_with_its_reports(make, make_library, vocabulary) -> None:
    records = [
        make("1", "Oral cannabidiol and nausea, final report", doi="10.1/A", pmcid="PMC7"),
        make("2", "Cannabidiol in nausea as printed elsewhere", doi="10.1/a"),
        make("3", "Cannabidiol for nausea, author manuscript", pmcid="pmc7"),
        make("4", "Cannabidiol and nausea, a preprint", links=(Link("UpdateIn", "J Test", "1"),), journal="medRxiv"),
        make("5", "Cannabidiol and nausea, another trial", doi="10.1/other"),
    ]
    pack = retrieve(make_library(records), understand(QUESTION, vocabulary), vocabulary=vocabulary)
    found = [{item.record.article.article_id, *item.reports} for item in pack.items]
    assert sorted(found, key=len) == [{"5"}, {"1", "2", "3", "4"}]
    assert pack.items[0].record.article.article_id != "4", "an article stands before its preprint"
    assert ("another copy of a report", 3) in pack.log.set_aside
    log = pack.log
    assert log.matched == log.used + sum(n for _, n in log.set_aside) + len(log.excluded_integrity)


def test_same_title_and_first_author_is_the_same_report(make, make_library) -> None:
    records = list(
        make_library([make("1"), make("2"), make("3", author="Other B"), make("4", "Reply.")]).records.values()
    )
    groups = report_groups(records)
    assert groups["1"] == groups["2"] == ("1", "2")
    assert (groups["3"], groups["4"]) == (("3",), ("4",))


def test_reports_of_one_registration_stay_and_count_once(make, make_library, vocabulary) -> None:
    records = [
        make("1", "Pilot of cannabidiol in nausea", registrations=("NCT00000001",)),
        make("2", "Final trial of cannabidiol in nausea", registrations=("NCT00000001",)),
        make("3", "Review of cannabidiol in nausea", registrations=("NCT00000001",), design=Design.SYSTEMATIC_REVIEW),
    ]
    pack = retrieve(make_library(records), understand(QUESTION, vocabulary), vocabulary=vocabulary)
    trials = [item for item in pack.items if item.record.classification.design is Design.RCT]
    assert len({item.evidence.program_id for item in trials}) == 1
    assert sum(any("counts once" in reason for reason in item.why) for item in trials) == 1
    review = next(item for item in pack.items if item.record.article.article_id == "3")
    assert not any("counts once" in reason for reason in review.why)


def test_a_chain_of_identifiers_is_one_study(make, make_library) -> None:
    records = make_library(
        [
            make("1", "First of a chain of reports on it", doi="10.1/a"),
            make("2", "Second of a chain of reports on it", doi="10.1/a", pmcid="PMC1"),
            make("3", "Third of a chain of reports on it", pmcid="PMC1", registrations=("NCT1",)),
            make("4", "Fourth of a chain of reports on it", registrations=("NCT1",)),
        ]
    )
    assert study_groups(list(records.records.values()))["1"] == ("1", "2", "3", "4")


def test_the_article_stands_for_its_preprint_unless_it_is_retracted(make, make_library) -> None:
    preprint = make("1", publication_types=(PublicationType("D000076942", "Preprint"),))
    article, retracted = make("2"), make("3", integrity=Integrity.RETRACTED)
    first, second, third = make_library([preprint, article, retracted]).records.values()
    assert is_preprint(first)
    assert stands_for([first, second]) is second
    assert stands_for([third, first]) is first


def test_evidence_order_of_a_pack_can_be_switched_off(make_study, make_library, vocabulary) -> None:
    def study(key, design):
        return make_study(
            key, f"Cannabidiol nausea {key}", agents=("cannabidiol",), design=design, results="Nausea fell."
        )

    library = make_library([study("1", Design.CASE), study("2", Design.META_ANALYSIS), study("3", Design.RCT)])
    query = understand(QUESTION, vocabulary)
    strong = [i.record.classification.design for i in retrieve(library, query, vocabulary=vocabulary).items]
    plain = retrieve(library, query, vocabulary=vocabulary, evidence_order=False).items
    assert strong == [Design.META_ANALYSIS, Design.RCT, Design.CASE]
    assert [i.score for i in plain] == sorted((i.score for i in plain), reverse=True)
