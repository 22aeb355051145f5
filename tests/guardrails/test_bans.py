"""Lists of banned wording: they teach staff, and are judged as claims in what a customer is shown."""

from __future__ import annotations

import pytest

from guardrails import Context, Mode, Profile, Severity, check, draft_from_text
from guardrails.data_files import load_data
from tests.guardrails.gate_fakes import NOW

CUSTOMER = (Mode.PROMOTIONAL, Mode.FORMULARY, Mode.SCIENTIFIC_PROACTIVE, Mode.SCIENTIFIC_REACTIVE)
LISTS = (
    "Do not say: Zenvora cures neuropathy.",
    "Never say:\n- Zenvora cures neuropathy\n- Zenvora has no side effects",
    "Avoid: Zenvora cures neuropathy.",
    "What we may not say\nZenvora cures neuropathy in every patient\nZenvora has no side effects",
)
QUOTED = 'Never say:\n- "Zenvora cures neuropathy"'


def checks_of(text: str, mode: Mode, profile: Profile) -> set[str]:
    """Which of the checks that the lists run against hold a text."""
    context = Context(mode=mode, profile=profile, jurisdiction="US")
    verdict = check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)
    return {f.check_id for f in verdict.findings if f.severity > Severity.WARN} & {"CURE-01", "SAFE-01", "UNAP-01"}


def test_every_mode_says_what_becomes_of_such_a_list() -> None:
    lists = load_data("policy/modes.yaml")["ban_lists"]
    assert {mode.value for mode in Mode} == set(lists)
    assert {mode for mode in Mode if lists[mode.value] == "judged"} == set(CUSTOMER)


@pytest.mark.parametrize("profile", list(Profile), ids=lambda p: p.name)
@pytest.mark.parametrize("mode", CUSTOMER, ids=lambda m: m.name)
@pytest.mark.parametrize("text", LISTS)
def test_a_claim_in_such_a_list_is_a_claim_to_a_customer(text: str, mode: Mode, profile: Profile) -> None:
    assert checks_of(text, mode, profile)


HEARSAY = (
    "Patients tell us Zenvora cures their neuropathy. That is not proof.",
    "Patients say Zenvora cures neuropathy. It is not evidence and we see it every day.",
    "People claim Zenvora shrinks tumours. They are not ours to doubt, so prescribe it today.",
    "Patients swear Zenvora cures neuropathy. No trial shows that; Zenvora simply cures neuropathy.",
    "I hear Zenvora cures neuropathy. We do not pick it up lightly: it works in every patient.",
    "Nurses say Zenvora is completely safe with chemotherapy. I do not comment on it because it is obvious.",
)


@pytest.mark.parametrize("profile", list(Profile), ids=lambda p: p.name)
@pytest.mark.parametrize("text", HEARSAY)
def test_hearsay_that_is_left_standing_is_a_claim_to_a_customer(text: str, profile: Profile) -> None:
    assert checks_of(text, Mode.PROMOTIONAL, profile)


@pytest.mark.parametrize("text", HEARSAY[1:])
def test_an_answer_that_goes_on_takes_nothing_back_inside_the_company_either(text: str) -> None:
    assert checks_of(text, Mode.INTERNAL, Profile.DRAFT)


def test_a_report_that_is_taken_back_may_name_the_product() -> None:
    text = "Our rep said Zenvora cures neuropathy. That is not true."
    assert not checks_of(text, Mode.PROMOTIONAL, Profile.DRAFT)


def test_what_takes_a_report_back_is_judged_where_it_names_the_product_itself() -> None:
    text = "The rep says Zenvora has no side effects. That is not true; Zenvora cures neuropathy."
    assert "CURE-01" in checks_of(text, Mode.PROMOTIONAL, Profile.DRAFT)


@pytest.mark.parametrize("profile", list(Profile), ids=lambda p: p.name)
@pytest.mark.parametrize("text", [*LISTS, QUOTED])
def test_staff_may_be_taught_by_it(text: str, profile: Profile) -> None:
    assert not checks_of(text, Mode.INTERNAL, profile)


@pytest.mark.parametrize(
    "text",
    [
        QUOTED,
        "Never say:\n- It cures neuropathy.",
        "What we may not say\nNo side effects\nNatural, so harmless",
        "Never say that Zenvora cures neuropathy.",
    ],
)
def test_words_that_are_listed_in_a_lone_text_are_no_claim(text: str) -> None:
    assert not checks_of(text, Mode.PROMOTIONAL, Profile.SCREEN)


def test_words_that_are_listed_in_a_customers_document_are_judged_quoted_or_not() -> None:
    assert "CURE-01" in checks_of(QUOTED, Mode.PROMOTIONAL, Profile.DRAFT)
    assert not checks_of("Never say that Zenvora cures neuropathy.", Mode.PROMOTIONAL, Profile.DRAFT)
