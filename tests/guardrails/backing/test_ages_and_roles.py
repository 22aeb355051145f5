# ruff: noqa: E501
"""How old people are, of what kind they are, who speaks and chooses, and who was left out: wrong ones are refused, near misses pass."""

from __future__ import annotations

import pytest

from guardrails import Label, support
from guardrails.backing.ages import ages_of

OLD = "We followed 640 adults aged 65 or over who took an opioid for cancer pain. Falls were more frequent with zelpiride than without (8% vs 6%)."
CHILDREN = "In 96 children aged 6 to 15 years with leukaemia, zelpiride cream eased pain more than vehicle cream did (p = 0.01)."
LUNG = "Thirty-one patients with cachexia from non-small-cell lung cancer took zelpiride. Weight rose by 1.6 kg."
USERS = "Weight loss did not differ between users and non-users of zelpiride in this registry."
SMOKERS = "The 40 smokers in this cohort took zelpiride; cough eased in 12."
RELATIVES = "We interviewed 24 relatives of people with cancer. Relatives were grateful for night visits but felt unprepared for the last days."
BOTH = "Relatives and patients felt unprepared for the last days."
CHOICE = "Thirty adults took zelpiride and placebo in random order. Twenty-two would rather continue with zelpiride."
TWO = "Some adults preferred zelpiride and others preferred placebo. Both were given for a week."
NONE = "Nobody preferred zelpiride. All adults took zelpiride and placebo for a week."
SCOPE = "The panel suggests that zelpiride may be offered to adults with nausea. Children and adolescents were outside its scope."
SEVERE = (
    "Exposure to zelpiride was 2.4-fold in moderate impairment; severe impairment was not studied. The dose was 1 mg."
)
RULED = "A harm of zelpiride cannot be excluded. High doses eased pain in adults."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("In working-age adults on an opioid, falls were more frequent with zelpiride than without.", OLD),
        ("Among people in their fifties on an opioid, falls were more frequent with zelpiride.", OLD),
        ("In women under 50 on an opioid, falls were more frequent with zelpiride than without.", OLD),
        ("In children under six with leukaemia, zelpiride cream eased pain.", CHILDREN),
        ("In toddlers with leukaemia, zelpiride cream eased pain.", CHILDREN),
        ("In children aged 2 to 4 years with leukaemia, zelpiride cream eased pain.", CHILDREN),
        ("In cachexia from small-cell lung cancer, weight rose by 1.6 kg on zelpiride.", LUNG),
        ("Cough eased in 12 of the 40 non-smokers who took zelpiride.", SMOKERS),
        ("Patients felt unprepared for the last days.", RELATIVES),
        ("Most would have preferred placebo.", CHOICE),
        ("Teenagers whose nausea persists may be offered zelpiride.", SCOPE),
        ("In severe impairment, exposure to zelpiride was 2.4-fold.", SEVERE),
        ("In people of curative intent and with nausea, zelpiride may be offered.", SCOPE),
    ],
)
def test_other_people_are_refused(statement: str, source: str) -> None:
    assert support(statement, source).label is not Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("In adults on an opioid, falls were more frequent with zelpiride than without.", OLD),
        ("In children with leukaemia, zelpiride cream eased pain more than vehicle cream.", CHILDREN),
        ("In young adults, zelpiride eased cough in 12 smokers.", SMOKERS),
        ("In non-small cell lung cancer with cachexia, weight rose by 1.6 kg on zelpiride.", LUNG),
        ("Weight loss did not differ in users of zelpiride.", USERS),
        ("Weight loss did not differ in non-users of zelpiride.", USERS),
        ("Relatives felt unprepared for the last days.", RELATIVES),
        ("Patients felt unprepared for the last days.", BOTH),
        ("Patients rested on Sundays.", "Relatives were grateful for night visits. Patients rested on Sundays."),
        ("Twenty-two preferred zelpiride.", CHOICE),
        ("Some adults preferred placebo.", TWO),
        ("Adults with nausea may be offered zelpiride.", SCOPE),
        ("In moderate impairment, exposure to zelpiride was 2.4-fold.", SEVERE),
        ("In adults, high doses of zelpiride eased pain.", RULED),
    ],
)
def test_the_same_people_pass(statement: str, source: str) -> None:
    assert support(statement, source).label is Label.SUPPORTED


def test_a_choice_that_is_denied_or_unknown_is_not_compared() -> None:
    for statement, source in (("Most preferred placebo.", NONE), ("Most preferred a walk.", CHOICE)):
        assert not any("is preferred" in problem.why for problem in support(statement, source).problems)


def test_an_age_inside_that_of_the_source_is_no_other_age() -> None:
    answer = support("In adults over 70 on an opioid, falls were more frequent with zelpiride than without.", OLD)
    assert not any("studied" in problem.why for problem in answer.problems)


def test_ages_are_read_in_years_and_in_words() -> None:
    def spans(text: str) -> set[tuple[int, int]]:
        return {(age.low, age.high) for age in ages_of(text)}

    assert spans("adults aged 18 years or older") == {(18, 120)}
    assert spans("patients aged between 40 and 60") == {(40, 60)}
    assert spans("6- to 12-year-olds, 6 to 12 years old") >= {(6, 12)}
    assert spans("women over 50") == {(50, 120)}
    assert spans("in their nineties") == {(90, 99)}
    assert spans("24 to 120 hours, 18% to 20%") == set()
    assert support("Nothing is said of ages.", "").label is not None
