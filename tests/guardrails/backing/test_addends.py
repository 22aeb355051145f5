"""Counts of a source are added up where they are told as separate, and never where one may be a part of the other."""

from __future__ import annotations

import pytest

from guardrails import Label, support
from guardrails.backing.addends import addends

NINE = "Nine patients died."


@pytest.mark.parametrize(
    "source",
    [
        "Of six patients who died, three were men.",
        "Of six who died, three had cancer.",
        "Out of the six and three who fell ill some died.",
        "Six patients died, including three men.",
        "Six patients died, three of whom were men.",
        "Six patients died and three of them were men.",
        "Six and three of them died.",
        "Six patients died; three of them were men.",
        "Six patients died, among them three men.",
        "Six patients died (three of heart failure).",
        "Six patients died. Three patients were men.",
        "Six patients died, three on zelpiride.",
        "Six patients on dialysis, three on zelpiride, died.",
        "Six patients with cancer, three with placebo, died.",
        "Three of the six patients who fell ill died.",
        # a part of a list, or of what was said to have further members
        "Ten patients died, including six on zelpiride and three on placebo.",
        "Deaths were ten, six and three.",
        "Death came to 12 on exercise, six on zelpiride and three on placebo.",
        # one count at several times
        "Death was seen in six patients at week 2 and three at week 4.",
        "Death was seen in six at baseline and three at follow-up.",
        "Six patients died in the first period and three patients in the second period.",
        "Deaths were four, three and two at weeks 2, 4 and 8.",
        "By weeks 2 and 4, respectively, six and three had died.",
        "Death, nausea and fever in four, three and two patients.",
        "Six patients died on the first day of the first week, and in the long time that followed it another three patients.",
    ],
)
def test_a_whole_and_its_part_are_no_sum(source: str) -> None:
    found = support(NINE, source)
    assert not found.confirmed
    assert found.label is not Label.SUPPORTED


@pytest.mark.parametrize(
    "source",
    [
        # perhaps a whole and its part
        "Deaths were six, and three were sudden.",
        "Deaths were six and three sudden.",
        "Deaths were six, and three were drug related.",
        "Patients who died were six, and three did so at home.",
        "Six patients died and three were men.",
        "Three of the patients died; six were men.",
        # two things that befell people who may be the same
        "Nausea was seen in six and death in three patients.",
        "Six patients with nausea and three with vomiting died.",
        "Six patients died on zelpiride and three on placebo vomited.",
        "Six patients on zelpiride died and three on placebo vomited.",
        "Six deaths on zelpiride and three withdrawals on placebo.",
        "Six and three patients died or vomited on placebo.",
        "Deaths, withdrawals: six and three patients.",
        "Patients with death, severe nausea: six and three.",
        # no arms, or arms that are not apart
        "Six patients on zelpiride and three on zelpiride died.",
        "Six patients with burns on the arms and three on the legs died.",
        "Six patients on morphine and three on ondansetron died.",
        "Six patients in Leeds and three in York died.",
        "Six patients took zelpiride and three patients placebo until death.",
        "In this crossover trial, six patients on zelpiride and three on placebo died.",
        # kinds that may have people in common
        "Six men and three men died.",
        "Six women died and three men lived.",
        "Six adults and three women died.",
        "Six doctors and three oncologists died.",
        # sizes of groups, or what befell them
        "Deaths with nausea (n=6) or vomiting (n=3).",
        "Deaths on zelpiride (n=6) or placebo (n=3).",
        "Deaths on zelpiride (6) and placebo (3).",
        "The zelpiride group had six deaths and the placebo group had three deaths.",
        "The zelpiride group had six deaths and the placebo group had three.",
        "The zelpiride group had six deaths and the placebo group had three patients.",
    ],
)
def test_a_sum_that_a_source_leaves_open_is_for_a_person(source: str) -> None:
    found = support(NINE, source)
    assert (found.label, found.confirmed) == (Label.SUPPORTED, False)


@pytest.mark.parametrize(
    "source",
    [
        "Deaths were six and three.",
        "Deaths were six (9%) and three (4%).",
        "Deaths were six versus three.",
        "Deaths were four, three and two.",
        "Six children and three adults died.",
        "On zelpiride and placebo died six and three.",
        "Six patients on zelpiride and three on placebo died.",
        "Six patients treated with zelpiride and three with placebo died.",
        "Six patients died with zelpiride and three with placebo.",
        "Six patients died in Leeds and three in the placebo group.",
        "Six patients were assigned to yoga and three to dance, and died.",
        "Six patients on zelpiride and three people on placebo died.",
        "Six patients in the zelpiride group and three receiving placebo died.",
        "Deaths were four on zelpiride 10 mg, three on zelpiride 5 mg and two on placebo.",
    ],
)
def test_what_is_told_as_separate_is_added_up(source: str) -> None:
    assert support(NINE, source).confirmed


@pytest.mark.parametrize(
    ("source", "sums"),
    [
        ("Relief was seen in 20/70 with zelpiride and 31/70 with placebo.", [(51, 140)]),
        ("Relief was seen in 20/70; it lasted in 12/20 of them.", []),
        ("Relief was seen in 20/70 patients with nausea and 12/70 with vomiting.", []),
        ("", []),
    ],
)
def test_fractions_are_added_up_by_arms(source: str, sums: list[tuple[int, int]]) -> None:
    assert [(sum(n.value for n in group), sum(n.total or 0 for n in group)) for group in addends(source)] == sums


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("Nine patients had nausea.", True),
        ("Nine patients had nausea on zelpiride or placebo.", True),
        ("Nine patients had nausea on zelpiride.", False),
        ("Nine patients had nausea in the placebo group.", False),
    ],
)
def test_what_one_arm_had_is_not_what_both_had(statement: str, holds: bool) -> None:
    source = "Nausea was seen in six patients on zelpiride and three on placebo."
    assert support(statement, source).confirmed is holds


def test_two_arms_told_as_fractions_make_one() -> None:
    source = "Withdrawals: 6/100 with zelpiride and 3/100 with placebo."
    assert support("9 of 200 patients withdrew.", source).label is Label.SUPPORTED
    assert support("9 of 100 patients withdrew.", source).label is not Label.SUPPORTED
    assert support("9 of 200 patients on zelpiride withdrew.", source).label is Label.CONTRADICTED


@pytest.mark.parametrize("people", ["people", "patients", "participants"])
def test_men_and_women_are_people(people: str) -> None:
    assert support(f"In all, 45 {people} took part.", "Twenty men and 25 women took part.").confirmed
    assert not support(f"In all {people} nausea fell.", "Nausea fell in men.").confirmed
    assert not support(f"Nausea fell in 20 {people}.", "Nausea fell in 20 men.").confirmed


@pytest.mark.parametrize("statement", ["Nine men died.", "Nine women died.", "Nine females died."])
def test_a_sum_is_of_all_whom_it_adds_up(statement: str) -> None:
    assert not support(statement.replace("Nine", "Nine older"), "Six older men and three older women died.").confirmed
    assert not support(statement, "Six men on zelpiride and three women on placebo died.").confirmed
    assert not support(statement, "Six men and three women died.").confirmed
    assert not support(statement, "Six males and three females died.").confirmed


@pytest.mark.parametrize(
    "source",
    [
        "The trial included 20 men and 25 women.",
        "The trial included 20 males and 25 females.",
        "Twenty patients were assigned to zelpiride and 25 patients were assigned to placebo.",
    ],
)
def test_people_of_two_kinds_or_arms_are_told_as_separate(source: str) -> None:
    assert [[n.value for n in group] for group in addends(source)] == [[20, 25]]
    assert support("The trial included 45 people.", source).label is Label.SUPPORTED


def test_who_is_included_among_others_is_a_part() -> None:
    assert not addends("The deaths included 20 men and 25 women.")


@pytest.mark.parametrize("arms", [("arm A", "arm B"), ("group A", "group B"), ("arm 1", "arm 2")])
def test_arms_of_one_letter_are_told_apart(arms: tuple[str, str]) -> None:
    source = "Six patients died in {} and three in {}.".format(*arms)
    assert support(f"Nine patients died in {arms[0]} and {arms[1]}.", source).confirmed
    assert not support(f"Nine patients died in {arms[0]}.", source).confirmed
