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
