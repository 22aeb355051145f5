"""What is quoted as a finding of an abstract without labels: never what was done or asked, where something came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import StudyPoints
from assistant.drafting.points import study_points
from assistant.drafting.sentences import only_design, record_sentences, tells_outcome
from ingest import AbstractSection, TextOrigin
from tests.assistant.drafting.packs import item, query, record, with_text

DONE = "Thirty adults with nausea during chemotherapy received an oral cannabis extract daily for 5 days."
CAME = "Vomiting stopped sooner under the capsules (P < 0.05)."
CONCLUDED = "The capsules were better tolerated by the young."


def points_of(text: str) -> StudyPoints | None:
    """The points of an invented trial, every quotation checked against the stored text."""
    found = with_text(text)
    points = study_points(found, query())
    for said in (points.main, points.result, *points.more, *points.harms) if points else ():
        for citation in said.citations:
            assert found.evidence.text[citation.start : citation.end] == citation.quote
            assert f"“{citation.quote.rstrip('.')}”" in said.text
    return points


def quoted(text: str) -> list[str]:
    points = points_of(text)
    assert points is not None
    return [c.quote for said in (points.main, *points.more) for c in said.citations]


@pytest.mark.parametrize(
    ("methods", "results", "conclusions"),
    [
        ("RESEARCH DESIGN AND METHODS: ", "RESULTS: ", "CONCLUSIONS: "),
        ("Patients and methods - ", "Results - ", "Conclusion - "),
        ("METHODS--", "MAIN RESULTS--", "CONCLUSIONS AND RELEVANCE--"),
        ("METHODS—", "RESULTS—", "CONCLUSION—"),
        ("METHODS/DESIGN ", "RESULTS ", "CONCLUSIONS "),
        ("Methods. ", "Results. ", "Conclusions. "),
        ("Materials & Methods:\n", "Key findings:\n", "Interpretation:\n"),
    ],
)
def test_a_heading_in_the_text_opens_a_zone_and_is_not_quoted(methods: str, results: str, conclusions: str) -> None:
    text = f"Nausea is common. {methods}{DONE} {results}{CAME} {conclusions}{CONCLUDED}"
    assert sorted(quoted(text)) == sorted([CAME, CONCLUDED])


def test_a_heading_is_found_before_the_capital_of_a_sentence() -> None:
    came = "In adults, nausea was significantly less with the oral extract."
    concluded = "The capsules were better tolerated by the young."
    text = (
        f"Methods We gave oral cannabis extract for nausea. Main Results {came} Conclusions and Relevance {concluded}"
    )
    assert sorted(quoted(text)) == sorted([came, concluded])


def test_a_heading_is_found_without_a_space_before_it() -> None:
    assert quoted(f"METHODS:{DONE}RESULTS:{CAME}") == [CAME]


def test_a_methods_sentence_with_a_direction_is_still_methods_under_its_heading() -> None:
    chosen = "Adults whose nausea had increased by 20% during chemotherapy were given an oral cannabis extract."
    assert quoted(f"METHODS: {chosen} RESULTS: {CAME}") == [CAME]
    assert points_of(f"METHODS: {chosen}") is None


def test_text_before_the_first_heading_of_the_study_is_background() -> None:
    known = "Oral cannabis extract reduces nausea during chemotherapy in 40% of cases."
    assert quoted(f"{known} METHODS: {DONE} RESULTS: {CAME}") == [CAME]
    assert known in quoted(f"{known} CONCLUSION: {CONCLUDED}")


@pytest.mark.parametrize(
    "words",
    [
        "Results of the oral cannabis extract for nausea: a fall of 12% during chemotherapy.",
        "In patients: nausea during chemotherapy fell by 12% with the oral extract.",
        "Patients on the oral extract - 14 in all - had less nausea during chemotherapy.",
        "The population of An invented mosquito fell by 12% during chemotherapy for nausea with extract.",
        "Method-related nausea fell by 12% with the oral extract during chemotherapy.",
    ],
)
def test_a_word_of_a_heading_in_a_sentence_opens_nothing(words: str) -> None:
    (span,) = record_sentences(with_text(words))
    assert (span.text, span.label) == (words, "")


def test_results_without_a_heading_begin_with_the_first_figure_of_a_test() -> None:
    text = f"BACKGROUND Nausea is common. METHODS {DONE} {CAME} {CONCLUDED}"
    assert sorted(quoted(text)) == sorted([CAME, CONCLUDED])


@pytest.mark.parametrize(
    "done",
    [
        "An oral cannabis extract was compared with placebo for nausea in 34 adults during chemotherapy.",
        "We investigated whether an oral cannabis extract reduces nausea during chemotherapy in 34 adults.",
        "The aim was to determine if oral cannabis extract improves nausea during chemotherapy versus placebo.",
        "To compare oral cannabis extract with placebo for nausea during chemotherapy, 34 adults were recruited.",
        "Thirty-four adults with nausea during chemotherapy were randomly assigned to oral cannabis extract or placebo.",
        "A double-blind, crossover trial of oral cannabis extract versus placebo for nausea during chemotherapy.",
        "Patients underwent chemotherapy and nausea under oral cannabis extract or placebo was recorded on 5 days.",
        "Chemotherapy-induced nausea under oral cannabis extract was compared with that under placebo.",
        "Adults were given oral cannabis extract to prevent nausea or placebo during chemotherapy for more than 5 days.",
        "Differences were sought: we assessed potential differences in nausea under oral cannabis extract and placebo.",
        "A prospective study compared two doses of oral cannabis extract for nausea during chemotherapy.",
        "We carried out a study in which oral cannabis extract and placebo for nausea were crossed over.",
        "Adults who had nausea during chemotherapy more than twice were enrolled and given oral cannabis extract.",
        "Patients will be given oral cannabis extract or placebo for nausea during chemotherapy.",
    ],
)
def test_what_was_done_or_asked_is_no_finding_while_there_is_one(done: str) -> None:
    assert only_design(done)
    assert quoted(f"{done} {CAME}") == [CAME]
    assert quoted(f"{done} Somnolence was the usual complaint there.")[0] != done
    assert quoted(done) == [done]


@pytest.mark.parametrize(
    "came",
    [
        "When the extract was compared with placebo, nausea was significantly less.",
        "Of those who received the extract, 12 of 17 preferred it.",
        "We assessed 30 adults and found no difference between the arms.",
        "The extract was compared with placebo (P = 0.03).",
        "Nausea was assessed daily and the extract showed an advantage.",
        "Complete response occurred in 42% of adults.",
        "Adults treated with the extract slept longer.",
    ],
)
def test_a_sentence_that_also_tells_what_came_of_it_is_a_finding(came: str) -> None:
    assert not only_design(came)
    assert tells_outcome(came)


def test_harms_that_were_only_watched_for_are_none() -> None:
    points = points_of(f"Adverse events were recorded daily by the nurses. {CAME} {CONCLUDED}")
    assert points is not None
    assert "recorded daily" not in " ".join(said.text for said in points.harms)


def test_labels_of_sections_speak_as_headings_do() -> None:
    stored = record()
    sections = (AbstractSection("PATIENTS", None, DONE), AbstractSection("DATA SYNTHESIS", None, CAME))
    points = study_points(item(replace(stored, article=replace(stored.article, sections=sections))), query())
    assert points is not None
    assert [c.quote for c in points.main.citations] == [CAME]


def test_a_chapter_of_a_document_is_no_zone() -> None:
    stored = record()
    advice = "Patients: adults with nausea during chemotherapy should be offered an oral cannabis extract."
    article = replace(
        stored.article, sections=(AbstractSection("PATIENTS", None, advice),), text_origin=TextOrigin.DOCUMENT
    )
    points = study_points(item(replace(stored, article=article)), query())
    assert points is not None
    assert [c.quote for c in points.main.citations] == [advice]
