from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guardrails.claims.cases import judge_approved_case
from guardrails.errors import ClaimsInvalid

FILE = Path(__file__).resolve().parents[3] / "eval" / "data" / "approved.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
WORDS = {"RELEASE": "pass", "REWRITE": "rewrite", "REVIEW": "review", "BLOCK": "block"}


def test_there_are_enough_cases_of_every_outcome() -> None:
    assert len(CASES) >= 80
    assert {case["expected"]["verdict"] for case in CASES} == {"pass", "rewrite", "review", "block"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_approved_language(case: dict[str, Any]) -> None:
    verdict = judge_approved_case(case)
    assert not verdict.coverage.errored
    assert WORDS[verdict.decision] in case["expected"]["acceptable"], [f.reason for f in verdict.findings]


def test_a_case_without_a_library_is_refused() -> None:
    with pytest.raises(ClaimsInvalid, match="library"):
        judge_approved_case({"id": "X", "context": {}, "draft": "x"})


def test_a_patient_named_in_a_letter_of_approved_words_is_held() -> None:
    """Those who sign and are greeted are no patients; a name beside talk of one, or a number, is."""
    claim = {
        "claim_id": "Q-1",
        "version": 1,
        "text": "The spray delivers 50 metered doses per bottle.",
        "audience": "HCP",
        "jurisdiction": "US",
        "status": "approved",
        "expires": "2027-08-31",
    }
    context = {"audience": "HCP", "jurisdiction": "US-OH", "date": "2026-10-05", "mode": "account_manager"}

    def held(opening: str) -> bool:
        case = {"id": "x", "context": context, "library": [claim], "draft": f"{opening}\n\n{claim['text']}"}
        return any(f.check_id == "PHI-01" for f in judge_approved_case(case).findings)

    assert not held("Dear Ms. Alvarez,")
    assert held("Dear Ms. Alvarez, your patient Mrs. Penhallow called.")
    assert held("Dear Ms. Alvarez, call her on 617-555-0182.")
