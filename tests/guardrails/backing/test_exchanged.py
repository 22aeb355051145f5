"""What follows a sentence of its source closely is confirmed only if no word of it was exchanged, put in, or left out of a denial."""

import pytest

from guardrails import support
from guardrails.backing.exchanged import exchanged
from guardrails.backing.passage import read_passage


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        # who, what, when, how much of what
        (
            "In 90 patients with cancer, zelpiride lowered nausea scores by 1.4 points.",
            "In 90 patients with AIDS, zelpiride lowered nausea scores by 1.4 points.",
        ),
        (
            "Appetite improved in 75% of patients with placebo.",
            "Appetite improved in 49% of patients with zelpiride and in 75% with megestrol; there was no placebo group.",
        ),
        (
            "Zelpiride reduced delayed vomiting in 31 of 90 patients.",
            "Zelpiride reduced acute vomiting in 31 of 90 patients.",
        ),
        ("The starting dose was 10 sprays a day.", "The maximum dose was 10 sprays a day."),
        ("The mean dose was 20 mg daily.", "The median dose was 20 mg daily."),
        ("Mean weight loss was 1.2 kg at week 8.", "Mean weight gain was 1.2 kg at week 8."),
        (
            "Nausea was lower with zelpiride 5 mg at month 8 in 31 patients.",
            "Nausea was lower with zelpiride 5 mg at week 8 in 31 patients.",
        ),
        (
            "Nausea was lower with zelpiride after 24 hours in 31 patients.",
            "Nausea was lower with zelpiride within 24 hours in 31 patients.",
        ),
        ("The relative risk was 1.77 (95% CI 1.12 to 2.79).", "The relative risk was 1.77 (90% CI 1.12 to 2.79)."),
        ("Twenty patients stopped because of lack of effect.", "Twenty patients stopped because of adverse events."),
        ("A total of 90 patients were treated.", "A total of 90 patients were eligible."),
        # left out of a denial, which then denies more
        ("No deaths were reported.", "No treatment-related deaths were reported in the zelpiride group."),
        (
            "There were no adverse events in the 40 patients.",
            "There were no grade 4 adverse events in the 40 patients.",
        ),
        (
            "No interaction was observed in 12 patients.",
            "No clinically relevant interaction with paclitaxel was observed in 12 patients at 10 mg.",
        ),
        ("No patient discontinued.", "No patient discontinued because of somnolence."),
        (
            "No difference in rash was seen between groups.",
            "No significant difference in rash was seen between groups.",
        ),
        # what narrows a count, and a denial that is cut off
        (
            "Adverse events occurred in 12 of 72 patients.",
            "Grade 3 or higher adverse events occurred in 12 of 72 patients.",
        ),
        (
            "Zelpiride lowered nausea scores by 1.4 points.",
            "In 90 healthy volunteers, zelpiride lowered nausea scores by 1.4 points.",
        ),
        (
            "Pain fell by 2.1 points from baseline with zelpiride.",
            "Pain fell by 2.1 points from baseline with zelpiride, no more than with placebo.",
        ),
        # put in
        (
            "Treatment was stopped in 20 of 199 patients on zelpiride because of rash.",
            "Treatment was stopped in 20 of 199 patients on zelpiride.",
        ),
    ],
)
def test_a_changed_word_in_a_followed_sentence_is_for_a_person(statement: str, source: str) -> None:
    assert support(source, source).confirmed
    assert not support(statement, source).confirmed


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Adverse events occurred in 12 of 72 patients.", "Adverse events were seen in 12 of 72 patients."),
        ("Zelpiride was used exclusively in 40 adults.", "Zelpiride was used only in 40 adults."),
        ("Fatigue did not alter in the 40 adults.", "Fatigue did not change in the 40 adults."),
        ("In 11% of patients treatment ceased.", "Treatment was stopped in 11% of patients."),
        ("Nausea fell by 1.4 points on zelpiride.", "Nausea fell by 1.4 points on oral zelpiride."),
        ("No deaths occurred on zelpiride.", "No deaths occurred on zelpiride."),
        ("Nausea was seen in 12 patients.", "Dizziness was seen in 9 patients. Nausea was seen in 12 of the patients."),
    ],
)
def test_the_same_in_other_words_is_confirmed(statement: str, source: str) -> None:
    assert support(statement, source).confirmed


def spans(statement: str, source: str) -> list[str]:
    return [statement[start:end] for start, end in exchanged(read_passage(statement), read_passage(source))]


def test_what_is_reworded_as_a_whole_is_not_followed() -> None:
    assert spans("Relief came to half of them by June.", "In 40 adults zelpiride eased nausea within a week.") == []
    # The same words in another order are no copy.
    assert spans("Patients had rash.", "Rash was what in the end few patients ever had.") == []


def test_a_word_put_in_counts_where_the_rest_is_followed_closely() -> None:
    source = "Nausea fell by two points on zelpiride in Leeds."
    assert spans("Nausea fell by two points on zelpiride in Leeds from relaxation.", source) == ["from relaxation"]
    assert spans("Nausea fell, wardens wrote home, by two points.", source) == []


def test_the_closest_sentence_is_followed() -> None:
    source = "Nausea was seen in 12 patients on placebo. Rash was seen in 12 patients on zelpiride."
    assert spans("Rash was seen in 12 patients on zelpiride.", source) == []
    assert spans("Rash was seen in 12 patients on placebo.", source) == ["Rash"]
