from collections import Counter
from datetime import datetime

import pytest

from assistant.artifacts.checklist import DOMAINS
from assistant.documents.figures import figures_by_section
from assistant.errors import NotFound, UsageError
from assistant.service.brief import brief
from assistant.service.rooms import Rooms
from guardrails import Line, Released, Section, StatementKind, Table, line_text

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
INDICATION = "chemotherapy-induced nausea and vomiting"


@pytest.fixture(scope="module")
def released(rooms: Rooms) -> Released:
    outcome = brief(rooms, "QUILLMERA", INDICATION, "committee", AS_OF, "M. Sorrel")
    assert isinstance(outcome, Released), outcome.verdict.findings
    return outcome


def part(released: Released, key: str) -> Section:
    return next(s for s in released.draft.sections if s.section_id == key)


def words(section: Section) -> str:
    lines = [
        cell
        for block in section.blocks
        for cell in ([block] if isinstance(block, Line) else [c for row in block.rows for c in row])
    ]
    return "\n".join(line_text(line) for line in lines)


def rows(section: Section, at: int = 0) -> list[list[str]]:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return [[line_text(cell) for cell in row] for row in tables[at].rows]


def counts(released: Released) -> dict[str, str]:
    """Name and count of the honest denominator, which stands in two pairs of columns."""
    return {name: count for row in rows(part(released, "search")) for name, count in (row[:2], row[2:])}


MONOGRAPH = (
    (
        "header",
        ("Schedule III", "Owen Tadlock, PharmD, for the committee", "paid for by the manufacturer", "M. Sorrel"),
    ),
    ("summary", ("48/120 (40%) vs 30/120 (25%)", "The manufacturer makes no recommendation.")),
    ("indications", ("Labeled:", "Indicated in adults", "Not labeled:", "patients under 18")),
    ("pharmacology", ("CB1 receptor", "half-life 8 h", "oromucosal", "cannot be carried from one agent")),
    ("dosing", ("at most 6 mg a day", "20-25 C", "Schedule III", "witnessed waste")),
    ("search", ("60 records searched", "12 matched")),
    ("evidence", ("147 evaluable adults", "95% CI 4 to 28", "NNT 7", "Only 10% had olanzapine", "no difference")),
    ("guideline", ("ASCO (2024)", "certainty low or very low")),
    ("safety", ("Hypersensitivity", "No boxed warning", "somnolence 31% vs 14%", "Interactions:", "Misuse potential:")),
    ("populations", ("pregnancy or lactation", "Under 18", "65 and over", "Hepatic impairment")),
    ("alternatives", ("Nabilone capsules", "Dronabinol capsules", "ranks nothing")),
    ("cost", ("budget impact", "no data")),
    ("operations", ("order-set entry", "alert", "education")),
    ("options", ("Add", "Add with restriction", "Non-formulary", "Defer", "no preference")),
    ("monitoring", ("rescue use", "Re-review at 12 months")),
    ("references", ("PMID 39151115", "Prescribing information QUIL-PI-03")),
    ("appendix", ("Slides", "Likely questions", "Need: 5 of 8 answered")),
)


@pytest.mark.parametrize(("number", "key", "told"), [(n, key, told) for n, (key, told) in enumerate(MONOGRAPH, 1)])
def test_each_of_the_seventeen_parts_says_what_it_is_for(
    released: Released, number: int, key: str, told: tuple[str, ...]
) -> None:
    section = part(released, key)
    assert section.title.startswith(f"{number}. ")
    text = "\n".join([words(section), *(b.lead for b in section.blocks if isinstance(b, Line))])
    for said in told:
        assert said in text


def test_the_sponsor_stands_in_front_and_nothing_recommends(released: Released) -> None:
    assert "Written and paid for by the manufacturer, Halden Botanics" in released.draft.banner
    assert "no recommendation" in released.draft.banner
    assert "The order carries no preference." in words(part(released, "options"))


def test_trials_on_another_question_stay_out_of_the_trial_table(released: Released) -> None:
    sources = " ".join(row[0] for row in rows(part(released, "evidence")))
    assert "Grimison 2024" in sources
    assert "Label study" in sources
    assert "Twelves" not in sources
    assert "ASCO" not in sources


def test_rows_name_population_result_harms_and_limits(released: Released) -> None:
    row = next(r for r in rows(part(released, "evidence")) if r[0].startswith("Grimison 2024"))
    assert "147 evaluable adults" in row[0]
    assert "[PMID 39151115, digest]" in row[0]
    assert "Comparator" not in row[0]  # the design says placebo-controlled
    assert "PMID" not in row[1]
    assert "17/70 (24%)" in row[1]
    assert row[1].endswith("NNT 7 (4 to 25), computed.")
    assert "56% with THC:CBD and 24% with placebo" in row[2]
    assert row[3].startswith("Only 10% had olanzapine")


def test_an_active_comparator_is_named(released: Released) -> None:
    named = {row[0].split(".")[0]: row[0] for row in rows(part(released, "evidence"))}
    assert named["Ahmedzai 1983"].endswith("Comparator: Prochlorperazine 10 mg three times daily.")
    assert "Ondansetron alone, the combination, and placebo." in named["Meiri 2007"]


def test_reviews_tell_of_the_symptom_asked_about_alone(released: Released) -> None:
    row = next(r for r in rows(part(released, "evidence")) if r[0].startswith("Whiting 2015"))
    assert "47% with cannabinoids" in row[1]
    assert "pain reduction" not in row[1]


def test_the_effects_of_the_trial_table_are_drawn(released: Released) -> None:
    (figure,) = figures_by_section(released.draft)["evidence"]
    for words in ("Label study", "15 (3.3 to 26.7)", "Grimison 2024", "16 (4 to 28)", "Duran 2010", "49.2 (1 to 75)"):
        assert words in figure.words


def test_a_second_report_of_one_program_is_no_confirmation(released: Released) -> None:
    row = next(r for r in rows(part(released, "evidence")) if r[0].startswith("Grimison 2020"))
    assert "One trial program with Grimison 2024" in row[3]


def test_no_number_needed_to_treat_from_a_tiny_trial(released: Released) -> None:
    row = next(r for r in rows(part(released, "evidence")) if r[0].startswith("Duran 2010"))
    assert "difference 49.2 points" in row[1]
    assert "NNT" not in row[1]


def test_contrary_findings_report_no_difference_or_worse(released: Released) -> None:
    bullets = [b for b in part(released, "evidence").blocks if isinstance(b, Line) and b.style == "bullet"]
    names = [b.lead for b in bullets]
    assert "Cote 2016:" in names
    assert "stand in the rows of Grimison 2024, Grimison 2020 and Meiri 2007." in words(part(released, "evidence"))
    assert not any("Whiting" in name for name in names)
    assert all(" not " in line_text(b) or "no better" in line_text(b) for b in bullets)


def test_abbreviations_and_brackets_are_set_as_a_person_would(released: Released) -> None:
    assert "cmax" not in released.draft.text
    assert "Cmax, Tmax and AUC did not differ significantly" in released.draft.text
    for line in released.draft.text.split("\n"):
        assert line.count("(arm rates not in the record) (") == 0
        assert "(arm rates not in the record); " not in line


def test_references_are_exactly_the_sources_cited(released: Released) -> None:
    cited = {
        c.evidence_id
        for s, _, _ in released.draft.statements()
        if s.kind is StatementKind.EVIDENCE
        for c in s.citations
        if not c.evidence_id.startswith("label:")
    }
    listed = words(part(released, "references")).split("\n")
    assert len(listed) == len(set(listed)) == len(cited) + 1
    for evidence_id in cited:
        if evidence_id.isdigit():
            assert any(f"PMID {evidence_id}" in line for line in listed)


def test_forty_eight_questions_are_answered_or_said_to_be_open(released: Released) -> None:
    assert [len(questions) for questions in DOMAINS.values()] == [8] * 6
    covered = " ".join(" ".join(row) for row in rows(part(released, "appendix"), at=1))
    for questions in DOMAINS.values():
        for question in questions:
            assert question.words in covered
    assert "Cost: 0 of 8 answered" in covered


def test_labels_are_counted_apart_from_digests_and_abstracts(released: Released) -> None:
    assert counts(released)["Read as digest, not in full / as label"] == "10 / 2"


def test_nothing_is_told_a_third_time(released: Released) -> None:
    """Once in its part, and once more in the summary or the table at most: a committee reads four to six pages."""
    told = Counter(
        s.text.split(" [")[0].rstrip(".")
        for s, section, _ in released.draft.statements()
        if len(s.text.split()) > 8 and section.section_id not in ("summary", "evidence")
    )
    assert {text for text, times in told.items() if times > 1} == set()
    assert len(released.draft.text.split()) < 3150


def test_a_study_cited_for_exposure_says_nothing_of_survival(released: Released) -> None:
    assert "temozolomide pharmacokinetics" in words(part(released, "safety"))
    assert "alive at 1 year" not in released.draft.text


def test_labels_of_the_class_stand_side_by_side_with_their_source(released: Released) -> None:
    named = {row[0]: row for row in rows(part(released, "alternatives"))}
    assert set(named) == {"Quillmera", "Dronabinol", "Nabilone"}
    assert "[Label, nabilone, digest]" in named["Nabilone"][1]
    assert "vertigo 52%" in named["Nabilone"][2]


def test_the_summary_says_first_what_is_known_of_the_product_and_what_is_not(released: Released) -> None:
    leads = [line.lead for line in part(released, "summary").blocks if isinstance(line, Line)]
    assert leads == [
        "Quillmera, label study:", "Quillmera, adverse reactions:", "Published evidence:", "Other cannabinoids (indirect):",
        "Recommendation:",
    ]  # fmt: skip
    assert "No study of Quillmera is among the 60 records" in words(part(released, "summary"))


def test_the_best_possible_certainty_is_said(released: Released) -> None:
    assert counts(released)["Best certainty possible, before rating down"] == "high (randomized trials)"


def test_same_time_same_bytes(rooms: Rooms, released: Released) -> None:
    again = brief(rooms, "QUILLMERA", INDICATION, "committee", AS_OF, "M. Sorrel")
    assert again.draft == released.draft


def test_a_brief_that_the_company_asks_for_is_promotional_and_keeps_class_evidence_back(rooms: Rooms) -> None:
    outcome = brief(rooms, "QUILLMERA", INDICATION, "company", AS_OF, "M. Sorrel")
    assert not isinstance(outcome, Released)


def test_unknown_origins_and_products_are_refused(rooms: Rooms) -> None:
    with pytest.raises(UsageError, match="committee or company"):
        brief(rooms, "QUILLMERA", INDICATION, "nobody", AS_OF, "M. Sorrel")
    with pytest.raises(NotFound, match="QUILLMERA"):
        brief(rooms, "NOSUCH", INDICATION, "committee", AS_OF, "M. Sorrel")
