# ruff: noqa: E501
"""What a source plainly says is confirmed; what nothing speaks against, and nothing says either, is left to a person."""

from __future__ import annotations

import pytest

from guardrails import Label, support

TRIAL = (
    "In this double-blind trial 120 adults with cancer took zelpiride 10 mg or placebo by mouth once daily for 4 weeks. Nausea was reported by "
    "24% of the zelpiride group and 48% of the placebo group (p = 0.01). Sleep improved in 30 of 60 adults on zelpiride. "
    "Diarrhoea was seen in 7% and 9%. Fatigue, a secondary outcome, did not change. Two of the 31 nurses withdrew; relatives were grateful for the visits."
)
DOSES = "Weight rose by 0.4 kg with 5 mg and by 1.9 kg with 25 mg of ramorexin."
GUIDE = (
    "The capsule is taken with a meal. A child below 18 kg falls outside the suggestion. Registry staff entered all forms on paper. "
    "Patients had spoken of relief at home."
)
NEEDED = "Vomiting occurred in 10% and 20% of the patients (difference 10 points, 95% CI 4 to 25)."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Nausea was reported by 24% of the zelpiride group.", TRIAL),
        ("Nausea was reported by 24% with zelpiride and 48% with placebo.", TRIAL),
        ("Fatigue did not change.", TRIAL),
        ("Fatigue, a secondary outcome, did not alter.", TRIAL),
        ("Diarrhoea was seen in 7% and 9%.", TRIAL),
        ("Diarrhoea occurred in 7% and in 9%.", TRIAL),
        ("Sleep improved in half of the adults on zelpiride.", TRIAL),
        ("Nausea was 24 points apart between zelpiride and placebo.", TRIAL),
        ("The NNT was 10.", NEEDED),
        ("Fatigue, as in “most never changed”, did not change.", TRIAL),
        ("Relatives were grateful for the visits.", TRIAL),
        ("Nausea was rarer with zelpiride than with placebo.", TRIAL),  # another word for what it found
        ("The 120 adults took zelpiride for 4 weeks.", TRIAL),
        ("Cost was seldom mentioned.", "Cost was hardly mentioned."),  # another word for one amount
        ("The harm of the drug was mainly drowsiness.", "Drowsiness was the main harm of the drug."),
        (
            "Fatigue was recorded in 12 rather than nausea.",
            "Fatigue was recorded in 12 in place of nausea.",
        ),  # nothing is compared
        ("Forms were entered on paper by registry staff.", GUIDE),  # in its own words, another order
        ("Registry, paper.", GUIDE),  # a label says nothing by itself
        # words that look like a denial and deny nothing
        ("Mean pain declined by 30% with zelpiride.", "Mean pain decreased by 30% with zelpiride."),
        (
            "Zelpiride was used exclusively in 40 adults with cancer pain.",
            "Zelpiride was used only in 40 adults with cancer pain.",
        ),
        (
            "Fewer patients vomited on zelpiride than on placebo.",
            "Vomiting was less frequent with zelpiride than with placebo.",
        ),
        # another word for an end
        ("In 11% of patients treatment ceased.", "Treatment was stopped in 11% of patients."),
        ("By week 4, 12 adults had quit zelpiride.", "By week 4, 12 adults had discontinued zelpiride."),
        ("Dizziness dropped by 30% with zelpiride.", "Dizziness fell by 30% with zelpiride."),
    ],
)
def test_what_the_source_plainly_says_is_confirmed(statement: str, source: str) -> None:
    found = support(statement, source)
    assert found.confirmed, (found.label, found.problems, found.unconfirmed)


@pytest.mark.parametrize(
    ("statement", "source", "words"),
    [
        (
            "The medicine wants an empty stomach before it.",
            GUIDE,
            "The medicine wants an empty stomach before it.",
        ),  # neither a number nor an effect nor its words
        (
            "A child below 18 kg falls within the suggestion made.",
            GUIDE,
            "A child below 18 kg falls within the suggestion made.",
        ),  # a denial is gone
        (
            "Relief was never spoken of by patients while at home.",
            GUIDE,
            "Relief was never spoken of by patients while at home.",
        ),  # a denial has come
        ("Diarrhoea was seen in 9%.", TRIAL, "9%"),  # nothing says which of the two
        ("Most adults on zelpiride slept.", TRIAL, "Most"),  # an amount in words
        ("Cost was seldom mentioned.", "Cost was mentioned by most.", "seldom"),  # of another meaning
        ("Nausea was reported later by the zelpiride group.", TRIAL, "later"),  # a comparison in words
        ("Patients were grateful for the visits.", TRIAL, "Patients"),  # the source speaks of others there
        (
            "Children were grateful for the visits.",
            f"{TRIAL} Nine children were seen.",
            "Children",
        ),  # others than there
        ("Weight rose by 1.9 kg with 5 mg.", DOSES, "1.9 kg"),  # a value with another's dose
        ("Of 31 adults, 48% had nausea.", TRIAL, "48%"),
        (
            "Women took cannabidiol.",
            "Women will take cannabidiol or placebo.",
            "Women took cannabidiol.",
        ),  # announced, not done
        (
            "Patients often say edibles do nothing and tend to stop taking them.",
            "Patients often say that edibles do nothing and tend to take more.",
            "stop",
        ),  # the opposite, by a verb of ending
        ("Nurses gave up smoking at work.", "Nurses hardly liked smoking at work.", "gave up"),
        (
            "Six of 40 adults declined treatment with zelpiride.",
            "Six of 40 adults had treatment with zelpiride.",
            "Six of 40 adults declined treatment with zelpiride.",
        ),  # whoever declines something denies it
    ],
)
def test_what_it_does_not_plainly_say_is_left_to_a_person(statement: str, source: str, words: str) -> None:
    found = support(statement, source)
    assert (found.label, found.confirmed) == (Label.SUPPORTED, False), found
    assert words in [statement[p.start : p.end] for p in found.unconfirmed]
    assert all(p.weight == 0 and repr(statement[p.start : p.end]) in p.why for p in found.unconfirmed)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Mean pain declined by 30% with zelpiride.", "Mean pain decreased by 30% with zelpiride."),
        ("Pain scores declined to 38 with zelpiride.", "Pain scores fell to 38 with zelpiride."),
        ("Zelpiride was given exclusively to adults.", "Zelpiride was given exclusively to adults, at night."),
    ],
)
def test_a_word_that_denies_nothing_leaves_nothing_open(statement: str, source: str) -> None:
    assert repr(statement) not in " ".join(p.why for p in support(statement, source).unconfirmed)


@pytest.mark.parametrize(
    "what", ["the capsule", "zelpiride", "the study drug", "a dose of zelpiride", "an infusion", "further zelpiride"]
)
def test_to_decline_a_thing_is_to_deny_it(what: str) -> None:
    took, declined = f"Twelve patients took {what}.", f"Twelve patients declined {what}."
    assert not support(declined, took).confirmed
    assert not support(took, declined).confirmed


@pytest.mark.parametrize(
    "how", ["by 30%", "with zelpiride", "to 38 points", "to a mean of 3", "significantly", "in both arms"]
)
def test_what_declines_is_denied_nothing(how: str) -> None:
    statement = f"Mean pain declined {how}."
    left = support(statement, f"Mean pain decreased {how}.").unconfirmed
    assert statement not in [statement[p.start : p.end] for p in left]


def test_a_range_of_doses_is_not_rounded() -> None:
    source = "Rats were given zelpiride at 2.5-10 mg/kg daily."
    assert support("Rats were given zelpiride at 2.5 to 10 mg/kg daily.", source).confirmed
    assert support("Rats were given zelpiride at 3-10 mg/kg daily.", source).label is not Label.SUPPORTED


def test_what_is_objected_to_is_not_also_called_open() -> None:
    found = support("Nausea was reported by 42% of the zelpiride group.", TRIAL)
    assert found.label is not Label.SUPPORTED
    assert (found.unconfirmed, found.confirmed) == ((), False)


def test_an_effect_that_may_go_another_way_is_open() -> None:
    source = "Pain improved in the first period but not in the second, and pain did not differ between the groups."
    assert not support("Pain improved.", source).confirmed


def test_an_empty_source_confirms_nothing() -> None:
    assert not support("Pain fell.", "").confirmed


LONG = "In this trial of 40 adults, pain: role (p=0.03) and sleep (p=0.02) improved, and fatigue did not change in the placebo group. Nausea fell."


@pytest.mark.parametrize(
    ("statement", "confirmed"),
    [
        (
            "In role (p=0.03), and sleep (p=0.02), improved and fatigue did not change.",
            True,
        ),  # how a part of a sentence begins
        ("Fatigue did not change in the group of 30 adults with sleep.", False),
        (" ; ", True),
    ],
)
def test_the_beginning_of_a_sentence_is_its_own_confirmation(statement: str, confirmed: bool) -> None:
    assert support(statement, LONG).confirmed is confirmed


def test_a_statement_that_is_too_long_is_not_compared() -> None:
    found = support("Fatigue did not change. " * 200, TRIAL)
    assert found.label is Label.PARTLY
    assert "sentence by sentence" in found.problems[0].why
