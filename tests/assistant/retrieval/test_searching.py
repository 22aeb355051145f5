"""Filters return exactly the records that meet them, counts say what a choice would leave, reasons can be checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import Filters
from assistant.retrieval.searching import search, survey
from assistant.retrieval.understand import understand
from ingest import AbstractSection, Chemical, Design, Grant, Integrity, MeshHeading, PublicationType, Species

QUESTION = "Does cannabidiol reduce nausea?"


@pytest.fixture
def library(make_study, make_library):
    def nausea(key, **fields):
        return make_study(key, f"Cannabidiol and nausea {key}", results="Nausea fell with cannabidiol.", **fields)

    return make_library(
        [
            nausea("1", design=Design.RCT, n=120, year=2012),
            nausea("2", design=Design.CASE, n=1, year=2020),
            nausea("3", design=Design.META_ANALYSIS, n=900, year=2021),
            nausea("4", design=Design.LABORATORY, species=Species.ANIMAL, n=None, year=2021),
            nausea("5", design=Design.RCT, n=40, year=2021, integrity=Integrity.RETRACTED),
            replace(nausea("6", design=Design.OBSERVATIONAL, n=300, year=None), languages=("fre",)),
        ]
    )


def ids(hits):
    return {hit.record.article.article_id for hit in hits}


FILTERED = [
    (Filters(), {"1", "2", "3", "4", "5", "6"}),
    (Filters(designs=("randomized trial",)), {"1", "5"}),
    (Filters(designs=("randomized trial", "meta-analysis")), {"1", "3", "5"}),
    (Filters(species=("animal",)), {"4"}),
    (Filters(year_from=2012, year_to=2020), {"1", "2"}),
    (Filters(year_from=2021), {"3", "4", "5"}),
    (Filters(min_sample=40), {"1", "3", "5", "6"}),
    (Filters(languages=("fre",)), {"6"}),
    (Filters(integrity=("ok",)), {"1", "2", "3", "4", "6"}),
    (Filters(designs=("randomized trial",), year_from=2015, integrity=("ok",)), set()),
    (Filters(designs=("randomized trial",), year_from=2012, min_sample=100, species=("human",)), {"1"}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERED)
def test_a_filter_returns_exactly_the_records_that_meet_it(library, vocabulary, filters, expected) -> None:
    query = understand(QUESTION, vocabulary, filters=filters)
    assert ids(search(library, query)) == expected
    found = survey(library, query)
    assert (ids(found.hits), found.kept) == (expected, len(expected))


INDEXED = [
    (Filters(mesh=("humans",)), {"1", "2"}),
    (Filters(mesh=("D006801", "D000818")), {"1", "2", "3"}),
    (Filters(mesh=("Nausea/drug therapy",)), {"1"}),
    (Filters(mesh=("Nausea/prevention & control",)), {"2"}),
    (Filters(types=("D016449",)), {"1"}),
    (Filters(types=("case reports",)), {"2"}),
    (Filters(substances=("Cannabidiol",)), {"1", "3"}),
    (Filters(substances=("19GBJ60SN5",)), {"1"}),
    (Filters(substances=("0",)), set()),
    (Filters(funders=("NCI NIH HHS",)), {"3"}),
    (Filters(with_conflicts=True), {"2"}),
    (Filters(with_abstract=True), {"1", "2", "3"}),
    (Filters(mesh=("Humans",), substances=("cannabidiol",), types=("D016449", "D002363")), {"1"}),
]


@pytest.fixture
def indexed(make_study, make_library):
    def record(key, **fields):
        return replace(
            make_study(key, f"Cannabidiol and nausea {key}", results="Nausea fell with cannabidiol."), **fields
        )

    humans, animals = MeshHeading("D006801", "Humans"), MeshHeading("D000818", "Animals")
    nausea = [MeshHeading("D009325", "Nausea", True, (q,)) for q in ("drug therapy", "prevention & control")]
    return make_library(
        [
            record(
                "1", mesh=(humans, nausea[0]), publication_types=(PublicationType("D016449", "Randomized Controlled Trial"),),
                chemicals=(Chemical("Cannabidiol", "19GBJ60SN5"),),
            ),
            record(
                "2", mesh=(humans, nausea[1]), publication_types=(PublicationType("D002363", "Case Reports"),),
                conflict_statement="None declared.",
            ),
            record("3", mesh=(animals,), chemicals=(Chemical("Cannabidiol"),), grants=(Grant("NCI NIH HHS", "R01"),)),
        ]
    )  # fmt: skip


@pytest.mark.parametrize(("filters", "expected"), INDEXED)
def test_a_filter_on_indexing_returns_exactly_the_records_that_have_it(indexed, vocabulary, filters, expected) -> None:
    found = survey(indexed, understand(QUESTION, vocabulary, filters=filters))
    assert (ids(found.hits), found.kept) == (expected, len(expected))


def test_passages_can_be_limited_to_labelled_sections(make_study, make_library, vocabulary) -> None:
    both = make_study(
        "1", "Cannabidiol in nausea", methods="Cannabidiol for nausea, 5 mg.", results="Nausea fell by half."
    )
    other = make_study("2", "Cannabidiol in nausea", methods="Cannabidiol for nausea, 9 mg.")
    by_category = AbstractSection("WHAT WE SAW", "RESULTS", "Nausea fell by a third.")
    third = replace(make_study("3", "Cannabidiol in nausea"), sections=(by_category,))
    library = make_library([both, other, third])
    for chosen in ("RESULTS", "results"):
        hits = search(library, understand(QUESTION, vocabulary, filters=Filters(sections=(chosen,))), max_per_article=3)
        assert {hit.passage.text for hit in hits} == {"Nausea fell by half.", "Nausea fell by a third."}


def test_a_count_is_what_choosing_the_value_leaves(library, vocabulary) -> None:
    filters = Filters(species=("human",), year_from=2020)
    found = survey(library, understand(QUESTION, vocabulary, filters=filters))
    for design, count in found.counts["study design"].items():
        chosen = replace(filters, designs=(design,))
        assert survey(library, understand(QUESTION, vocabulary, filters=chosen)).kept == count
    for species, count in found.counts["species"].items():
        chosen = replace(filters, species=(species,))
        assert survey(library, understand(QUESTION, vocabulary, filters=chosen)).kept == count
    assert found.counts["species"] == {"human": 3, "animal": 1}
    assert found.shut_out == {"species": 1, "year": 2}
    assert found.looked_at == 6


def test_a_filter_looks_deeper_until_enough_are_found(make_study, make_library, vocabulary) -> None:
    many = [make_study(str(n), "Cannabidiol nausea nausea", results="Nausea and cannabidiol.") for n in range(10, 900)]
    rare = make_study("9", "A letter", results="Long words before nausea are said.", design=Design.EDITORIAL)
    library = make_library([*many, rare])
    query = understand(QUESTION, vocabulary, filters=Filters(designs=("editorial or letter",)))
    assert ids(search(library, query)) == {"9"}


def test_evidence_order_puts_the_stronger_design_first_and_can_be_left(library, vocabulary) -> None:
    query = understand(QUESTION, vocabulary, filters=Filters(integrity=("ok",), species=("human",)))
    by_evidence = [h.record.classification.design for h in search(library, query, order="evidence")]
    assert by_evidence.index(Design.META_ANALYSIS) < by_evidence.index(Design.RCT) < by_evidence.index(Design.CASE)
    scores = [h.score for h in search(library, query)]
    assert scores == sorted(scores, reverse=True)


def test_each_rank_has_its_reasons(library, vocabulary) -> None:
    hits = {h.record.article.article_id: h for h in search(library, understand(QUESTION, vocabulary))}
    why = hits["3"].why
    assert why[0].startswith("meta-analysis, n=900")
    assert "published 2021" in why
    assert any(reason.startswith("words ") and "cannabidiol" in reason and "nausea" in reason for reason in why)
    assert "retracted: may not be cited" in hits["5"].why
    assert not any(reason.startswith("published") for reason in hits["6"].why)


def test_ranks_count_from_one_and_scores_lie_in_0_to_1(library, vocabulary) -> None:
    hits = search(library, understand(QUESTION, vocabulary, limit=3))
    assert [h.rank for h in hits] == [1, 2, 3]
    assert all(0 <= h.score <= 1 for h in hits)
    assert all(h.record.article.text[h.passage.start : h.passage.end] == h.passage.text for h in hits)


def test_synonyms_reach_records_that_lack_the_words_of_the_question(make_study, make_library, vocabulary) -> None:
    named = make_study("1", "CIPN and duloxetine", results="CIPN improved.")
    heading = make_study("2", "Neurotoxicity of paclitaxel", results="Chemotherapy-induced peripheral neuropathy.")
    library = make_library([named, heading, make_study("3", "Gout", results="Uric acid fell.")])
    query = understand("CIPN", vocabulary)
    hits = search(library, query)
    assert [h.record.article.article_id for h in hits] == ["1", "2"]
    assert "found by a synonym or MeSH heading" in hits[1].why
    assert [h.record.article.article_id for h in search(library, replace(query, expansion=()))] == ["1"]
    survey_ids = ids(survey(library, query).hits)
    assert survey_ids == {"1", "2"}
