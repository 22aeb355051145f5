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
