"""Honest texts that name wrong words, a harm or a gift for good reasons, and bad texts that only look like them."""

from __future__ import annotations

import pytest

from guardrails import Finding
from tests.guardrails.checks.test_denials import judged, objections as of_all_checks, table

TABLES = ("corrections", "plain_talk", "reported")


def objections(text: str) -> list[Finding]:
    """What the rules object to; the learned reader is measured elsewhere."""
    return [f for f in of_all_checks(judged(text)) if f.check_id != "LRN-01"]


@pytest.mark.parametrize("name", TABLES)
def test_a_rule_objects_to_the_bad_texts(name: str) -> None:
    assert [text for texts in table(name)["held"].values() for text in texts if not objections(text)] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_rule_objects_to_the_honest_texts(name: str) -> None:
    honest = [text for texts in table(name)["released"].values() for text in texts]
    found = {text: [f.rule or f.check_id for f in objections(text)] for text in honest}
    assert {text: rules for text, rules in found.items() if rules} == {}
