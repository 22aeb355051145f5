"""A sentence stands in for a qualifier only where the qualifier has to stand."""

from __future__ import annotations

from guardrails.claims.cases import judge_approved_case

CLAIM = {
    "claim_id": "Q-1",
    "version": 1,
    "text": "The syrup may ease evening cramps in adults on radiotherapy.",
    "required_qualifier": "Children and pregnant women were not studied.",
    "audience": "HCP",
    "jurisdiction": "US",
    "status": "approved",
    "expires": "2027-08-31",
}
CONTEXT = {"audience": "HCP", "jurisdiction": "US-OH", "date": "2026-10-05", "mode": "account_manager"}


def reasons(draft: str) -> list[str]:
    verdict = judge_approved_case({"id": "x", "context": CONTEXT, "library": [CLAIM], "draft": draft})
    return [f.reason for f in verdict.findings if f.check_id == "CLM-04"]


def test_beside_the_claim_a_changed_qualifier_is_put_back() -> None:
    assert "Not the qualifier" in reasons(f"{CLAIM['text']} Children and pregnant women were hardly studied.")[0]


def test_elsewhere_it_is_missing_all_the_same() -> None:
    found = reasons(f"{CLAIM['text']}\n\nSee you on Monday.\n\nAre children and pregnant women not studied?")
    assert "has to carry beside it" in found[0]
