"""Words bound to what stands behind them: products, verbs, guidelines, trials that a state asks for, room for risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from guardrails.case import Check
from guardrails.checker import Bench, check
from guardrails.checks import CHECKS, agent, guideline, prominence, state, verb
from guardrails.checks.agent import agents_in
from guardrails.data_files import load_data
from guardrails.domain import (
    Citation,
    Claim,
    Context,
    Draft,
    Evidence,
    Finding,
    Line,
    Mode,
    Product,
    ProductStatus,
    Profile,
    Section,
    Severity,
    Statement,
    StatementKind,
)
from guardrails.evidence_bound import level_of
from guardrails.rule_listing import rule_files, rules_of_checks
from guardrails.trials import double_blind_trials
from tests.guardrails.checks.test_claim_checks import signed
from tests.guardrails.gate_fakes import NOW

TRIAL = Evidence(
    "1",
    "In a randomized, double-blind, placebo-controlled trial in adults, nausea was lower with THC:CBD than with placebo.",
    "h1",
    species="human",
    design="randomized trial",
)
REPLY = Context(mode=Mode.SCIENTIFIC_REACTIVE, profile=Profile.DRAFT)
RATS = Evidence("2", "In rats, cannabidiol lowered pain behaviour.", "h2", species="animal", design="animal study")
REVIEW = replace(TRIAL, evidence_id="3", design="systematic review", certainty="moderate")


def said(
    text: str,
    module: Check,
    evidence: Sequence[Evidence] = (TRIAL,),
    context: Context = REPLY,
    claims: Sequence[Claim] = (),
    kind: StatementKind = StatementKind.EVIDENCE,
    bench: Bench | None = None,
) -> list[Finding]:
    """Findings of one check, judged with all others unless another bench is given."""
    cited = tuple(Citation(e.evidence_id, 0, len(e.text), e.text) for e in evidence)
    draft = Draft(
        "D", "answer", "Answer", (Section("s", "Evidence", (Line((Statement(text, kind=kind, citations=cited),)),)),)
    )
    verdict = check(
        draft,
        evidence={e.evidence_id: e for e in evidence},
        claims=tuple(claims),
        context=context,
        now=NOW,
        bench=bench,
    )
    return [f for f in verdict.findings if f.check_id == module.check_id]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Nausea was lower with THC:CBD than with placebo.", False),
        ("Nausea was lower with nabiximols than with placebo.", False),
        ("Nausea was lower with CBD than with placebo.", True),
        ("Nausea was lower with dronabinol than with placebo.", True),
        ("Nausea was lower with THC:CBD than with olanzapine.", True),
        ("CBD alone was not tested.", False),
        ("Nausea was lower with a cannabinoid than with placebo.", False),
    ],
)
def test_a_product_has_to_stand_in_a_source(text: str, missing: bool) -> None:
    assert bool(said(text, agent.CHECK)) is missing


def test_a_combination_hides_its_parts() -> None:
    assert [name for name, _ in agents_in("oral THC:CBD capsules")] == ["thc_cbd"]
    assert [name for name, _ in agents_in("THC:CBD or CBD alone")] == ["thc_cbd", "cbd"]


@pytest.mark.parametrize(
    ("text", "evidence", "offered"),
    [
        ("THC:CBD reduces nausea.", (TRIAL,), "may reduce"),
        ("THC:CBD reduced nausea in the trial.", (TRIAL,), None),
        ("THC:CBD may reduce nausea.", (TRIAL,), None),
        ("THC:CBD reduces nausea.", (REVIEW,), None),
        ("THC:CBD reduces nausea.", (TRIAL, REVIEW), None),
        ("Cannabidiol relieves pain.", (RATS,), "may relieve"),
        ("Nobody knows whether cannabidiol relieves pain.", (RATS,), None),
        ("THC:CBD reduces nausea in controls.", (TRIAL,), "may reduce"),
        ("Pain fell with THC:CBD, and controls did not change.", (TRIAL,), None),
    ],
)
def test_a_verb_is_as_strong_as_its_evidence(text: str, evidence: tuple[Evidence, ...], offered: str | None) -> None:
    assert bool(said(text, verb.CHECK, evidence)) is (offered is not None)
    alone = said(text, verb.CHECK, evidence, bench=Bench((verb.CHECK,)))
    assert [f.suggestion.text for f in alone if f.suggestion] == ([offered] if offered else [])


def test_every_level_and_verb_is_written_out() -> None:
    table = load_data("evidence/verbs.yaml")
    assert set(table["levels"][-1]) == {"name", "present"}
    reached = {
        level_of(replace(TRIAL, certainty=c, origin=o, species=s))["name"]
        for c in (None, "high", "moderate", "low", "very low")
        for o in ("abstract", "label")
        for s in ("human", "animal")
    }
    assert reached == {level["name"] for level in table["levels"]}


@pytest.mark.parametrize(
    ("text", "conflict"),
    [
        ("CBD boosts the effect of chemotherapy.", "2.1"),
        ("Patients can take cannabis instead of chemotherapy.", "2.2"),
        ("Consider CBD at 400 mg a day for symptom burden.", "3.2"),
        ("MASCC recommends cannabinoids for cancer pain.", "MASCC"),
        ("ASCO advises against cannabis in place of chemotherapy.", None),
        ("Cannabis was added to standard antiemetics.", None),
        ("Participants received CBD 400 mg a day.", None),
        ("Can patients take cannabis instead of chemotherapy?", None),
    ],
)
def test_a_statement_against_a_guideline_names_the_recommendation(text: str, conflict: str | None) -> None:
    found = said(text, guideline.CHECK)
    assert bool(found) is (conflict is not None)
    if conflict:
        assert conflict in found[0].reason


def test_trials_are_counted_once_a_program_and_only_if_they_count() -> None:
    second = replace(TRIAL, evidence_id="4")
    same = replace(TRIAL, evidence_id="5", program_id="P")
    again = replace(TRIAL, evidence_id="6", program_id="P")
    fallen = replace(TRIAL, evidence_id="7", citable=False)
    assert double_blind_trials([TRIAL, second, same, again, fallen, REVIEW, RATS]) == ("1", "4", "P")


def test_maryland_asks_for_two_trials_and_counts_them() -> None:
    oil = Product("OIL", ("Larkoil",), ProductStatus.STATE_LICENSED)
    here = Context(
        mode=Mode.FORMULARY, profile=Profile.DRAFT, jurisdiction="US-MD", product_ids=("OIL",), products=(oil,)
    )
    text = "Larkoil reduces nausea. Sedation is a risk. For use by qualifying patients only."
    one = [f for f in said(text, state.CHECK, (TRIAL,), here) if "studies" in f.reason]
    two = [f for f in said(text, state.CHECK, (TRIAL, replace(TRIAL, evidence_id="9")), here) if "studies" in f.reason]
    assert [f.severity for f in one] == [Severity.BLOCK]
    assert two == []


def test_the_room_of_risk_is_reported_and_has_a_floor() -> None:
    benefit = signed(Claim("E", 1, "Larkoil lowered nausea scores in adults in a trial.", "efficacy", "approved"))
    risk = signed(Claim("S", 1, "Sedation and dizziness were common with Larkoil in that trial.", "safety", "approved"))
    promotional = Context(mode=Mode.PROMOTIONAL, profile=Profile.DRAFT)

    def ratio(text: str) -> Finding:
        (found,) = said(text, prominence.CHECK, (), promotional, (benefit, risk), StatementKind.CLAIM)
        return found

    both = ratio(f"{benefit.text} {risk.text}")
    assert (both.severity, "ratio of 1.11" in both.reason) == (Severity.WARN, True)
    assert ratio(benefit.text).severity == Severity.REVIEW
    assert said("Larkoil comes in bottles.", prominence.CHECK, (), promotional, (benefit, risk)) == []


def test_every_rule_says_where_it_comes_from() -> None:
    listed = rule_files()
    assert len(listed) > 40
    assert [f.name for f in listed if not f.as_of] == []
    assert [f.name for f in listed if not f.source and not f.name.startswith("support/")] == []
    assert {str(row["check_id"]) for row in rules_of_checks()} == {c.check_id for c in CHECKS}
    assert {str(row["check_id"]) for row in rules_of_checks() if not row["waivable"]} == {
        "AE-01",
        "PHI-01",
        "CURE-01",
        "KICK-01",
    }
