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
        "Six patients died and three were men.",
        "Six patients died and three of them were men.",
        "Six and three of them died.",
        "Six patients died; three of them were men.",
        "Six patients died, among them three men.",
        "Six patients died (three of heart failure).",
        "Six patients died. Three patients were men.",
        "Six patients died, three on zelpiride.",
        "Six patients on dialysis, three on zelpiride, died.",
        "Six patients with cancer, three with placebo, died.",
        "Three of the patients died; six were men.",
        "Three of the six patients who fell ill died.",
        # a part of a list, or of what was said to have further members
        "Ten patients died, including six on zelpiride and three on placebo.",
        "Deaths were ten, six and three.",
        "Death came to 12 on exercise, six on zelpiride and three on placebo.",
        # two things that befell people who may be the same
        "Nausea was seen in six and death in three patients.",
        "Six patients with nausea and three with vomiting died.",
        "Six patients died on zelpiride and three on placebo vomited.",
        "Six patients on zelpiride died and three on placebo vomited.",
        "Six patients on zelpiride and three on zelpiride died.",
        "Six men and three men died.",
        "Six women died and three men lived.",
        # one count at several times
        "Death was seen in six patients at week 2 and three at week 4.",
        "Death was seen in six at baseline and three at follow-up.",
        "Six patients died in the first period and three patients in the second period.",
        "Deaths were four, three and two at weeks 2, 4 and 8.",
        "By weeks 2 and 4, respectively, six and three had died.",
        "Death, nausea and fever in four, three and two patients.",
        # kinds that may have people in common
        "Six adults and three women died.",
        "The zelpiride group had six deaths and the placebo group had three patients.",
        "Deaths with nausea (n=6) or vomiting (n=3).",
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
        "Deaths were six and three.",
        "Deaths were six (9%) and three (4%).",
        "Deaths were six versus three.",
        "Deaths were four, three and two.",
        "Six children and three adults died.",
        "On zelpiride and placebo died six and three.",
        "Six patients on zelpiride and three on placebo died.",
        "Six patients treated with zelpiride and three with placebo died.",
        "Six patients died with zelpiride and three with placebo.",
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
    "source",
    [
        "Deaths on zelpiride (n=6) or placebo (n=3).",
        "Deaths on zelpiride (6) and placebo (3).",
        "The zelpiride group had six deaths and the placebo group had three deaths.",
        "The zelpiride group had six deaths and the placebo group had three.",
    ],
)
def test_the_sizes_of_groups_are_a_sum_that_a_person_looks_at(source: str) -> None:
    """Nobody knows whether it is the size of a group or what befell it."""
    found = support(NINE, source)
    assert (found.label, found.confirmed) == (Label.SUPPORTED, False)


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


@pytest.mark.parametrize("statement", ["Nine men died.", "Nine women died.", "Nine females died."])
def test_a_sum_is_of_all_whom_it_adds_up(statement: str) -> None:
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
