"""Every wording check holds its own bad examples, and honest neighbours about the same subjects pass."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from guardrails import Context, Decision, Mode, Severity, check, draft_from_text
from guardrails.domain import Verdict

EXAMPLES = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)


def judged(text: str) -> Verdict:
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)


@pytest.mark.parametrize("check_id", sorted(EXAMPLES))
def test_bad_examples_are_held_by_their_check(check_id: str) -> None:
    for text in EXAMPLES[check_id]["bad"]:
        held = {f.check_id for f in judged(text).findings if f.severity > Severity.WARN}
        assert check_id in held, text


def test_honest_neighbours_pass() -> None:
    """All but a few: how many honest texts are held is measured on sets that nobody here has tuned on, not in this table."""
    good = [text for examples in EXAMPLES.values() for text in examples["good"]]
    held = [text for text in good if judged(text).decision is not Decision.RELEASE]
    assert len(held) <= 0.025 * len(good), held


def test_every_check_has_examples_or_is_judged_on_sources() -> None:
    from guardrails.checks import CHECKS

    assert {c.check_id for c in CHECKS} == set(EXAMPLES) | _JUDGED_ON_SOURCES


_JUDGED_ON_SOURCES = {
    "CITE-01", "CITE-02", "NUM-01", "QUOTE-01", "RETR-01", "CHER-01", "CLM-01", "CLM-02", "CLM-03", "CLM-04", "ROUTE-01", "REQ-01",
    "STATE-01", "AGENT-01", "BAL-02", "CERT-02", "GUIDE-01",
}  # fmt: skip
"""Judged on evidence, claims or context; their tables stand in the tests of those rooms."""
