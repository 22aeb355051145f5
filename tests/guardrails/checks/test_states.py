"""What a state demands of words for a product it binds: approval, statements, prohibitions, risks beside benefits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails import (
    Context,
    Draft,
    Finding,
    Line,
    Mode,
    Product,
    ProductStatus,
    Profile,
    Section,
    Severity,
    Statement,
    check,
    draft_from_text,
)
from tests.guardrails.gate_fakes import NOW

OIL = Product("OIL", ("Larkoil",), ProductStatus.STATE_LICENSED)
DRUG = Product("DRUG", ("Epidiolex",), ProductStatus.FDA_APPROVED)
SAID = "Larkoil oil relieves nausea and eases sleep."
ROLES = "Keep out of reach of children and pets. Call poison control. Please use responsibly."


def reasons(text: str, place: str, **context: object) -> list[str]:
    """Reasons of STATE-01, for a lone text that people wrote."""
    return [f.reason for f in found(text, replace(Context(jurisdiction=place, products=(OIL, DRUG)), **context))]  # type: ignore[arg-type]


def found(text: str, context: Context) -> list[Finding]:
    draft = draft_from_text(text)
    if context.profile is Profile.DRAFT:
        draft = Draft("d", "leaflet", "Leaflet", (Section("s", "Text", (Line((Statement(text),)),)),))
    verdict = check(draft, evidence={}, claims=(), context=context, now=NOW)
    return [f for f in verdict.findings if f.check_id == "STATE-01"]


@pytest.mark.parametrize(
    ("text", "context", "bound"),
    [
        (SAID, {}, True),
        ("Our oil relieves nausea.", {}, True),  # a lone text may only describe its product
        ("Our oil relieves nausea.", {"profile": Profile.DRAFT}, False),  # a draft names it
        ("Larkoil relieves nausea.", {"profile": Profile.DRAFT}, True),
        ("Dronabinol capsules relieve nausea.", {}, False),
        ("Epidiolex lowers seizures.", {}, False),
        ("The meeting is on Monday.", {}, False),
        ("The meeting is on Monday.", {"product_ids": ("OIL",)}, True),
        ("The meeting is on Monday.", {"product_ids": ("DRUG",)}, False),
        ("The meeting is on Monday.", {"product_ids": ("NEVER-HEARD-OF",)}, True),
        (SAID, {"mode": Mode.INTERNAL}, False),  # the check is off there
        ("", {}, False),
    ],
)
def test_a_state_binds_its_own_products(text: str, context: dict[str, object], bound: bool) -> None:
    """State-licensed, hemp and unknown products; an approved drug follows federal rules everywhere."""
    assert bool(reasons(text, "US-PA", **context)) is bound


@pytest.mark.parametrize(
    ("place", "approvals", "channel", "asked"),
    [
        ("US-PA", (), "email", True),
        ("US-PA", ("PA-2026-17",), "email", False),
        ("US-PA", ("US-PA 17",), "email", False),
        ("US-PA", ("FL-2026-17",), "email", True),
        ("US-FL", (), "email", True),
        ("US-FL", (), "leaflet", False),
        ("US-NY", (), "email", False),
    ],
)
def test_prior_approval_is_shown_by_its_number(
    place: str, approvals: tuple[str, ...], channel: str, asked: bool
) -> None:
    held = reasons(SAID, place, approval_ids=approvals, channel=channel)
    assert any("prior approval" in reason for reason in held) is asked


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (SAID, True),
        (f"{SAID} It can cause dizziness. Do not drive; risks of dependence exist.", False),
        ("Larkoil relieves nausea, with a risk of dizziness.", False),
        ("Larkoil relieves nausea. Larkoil eases sleep. It can cause dizziness.", True),
    ],
)
def test_risks_stand_as_fully_as_benefits(text: str, held: bool) -> None:
    ny = [r for r in reasons(f"{text} {ROLES}", "US-NY") if "as fully as benefits" in r]
    massachusetts = [r for r in reasons(text, "US-MA") if "as fully as benefits" in r]
    assert (bool(ny), massachusetts) == (held, [])


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Larkoil is the best oil.", True),
        ("Is Larkoil the best oil?", False),
        ("Larkoil is an oil in a brown bottle.", False),
    ],
)
def test_what_a_state_prohibits_is_held_where_it_is_said(text: str, held: bool) -> None:
    assert any("superiority of a brand" in reason for reason in reasons(text, "US-NY")) is held


def test_mandated_statements_are_offered_and_then_suffice() -> None:
    fair = f"{SAID} It can cause dizziness."
    missing = [f for f in found(fair, Context(jurisdiction="US-NY", products=(OIL,))) if f.suggestion]
    assert {f.severity for f in missing} == {Severity.REWRITE}
    offered = fair + "".join(f.suggestion.text for f in missing if f.suggestion)
    assert not any("demands the statement" in reason for reason in reasons(offered, "US-NY"))


def test_a_statement_that_depends_on_words_is_asked_for_with_them() -> None:
    """California's notice belongs to an advertisement of physicians' recommendations, and to no other."""
    assert not reasons(SAID, "US-CA")
    assert reasons("Larkoil: ask a physician who recommends cannabis.", "US-CA")


def test_an_unknown_state_is_judged_by_the_strictest_and_left_to_a_person() -> None:
    held = found(SAID, Context(jurisdiction="US-WY", products=(OIL,)))
    assert any("No pack for 'US-WY'" in f.reason for f in held)
    assert max(f.severity for f in held) is Severity.REVIEW
