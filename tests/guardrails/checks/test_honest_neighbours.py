"""Honest texts that name wrong words, a harm or a gift for good reasons, and bad texts that only look like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from guardrails import Context, Finding, Mode, Severity, check, draft_from_text

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
TABLES = ("corrections", "reported", "plain_talk")


def table(name: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    loaded: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
        (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    )
    return loaded


def objections(text: str) -> list[Finding]:
    """What the rules object to; the learned reader is measured elsewhere."""
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    found = check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW).findings
    return [f for f in found if f.severity > Severity.WARN and f.check_id != "LRN-01"]


@pytest.mark.parametrize("name", TABLES)
def test_a_rule_objects_to_the_bad_texts(name: str) -> None:
    assert [text for texts in table(name)["held"].values() for text in texts if not objections(text)] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_rule_objects_to_the_honest_texts(name: str) -> None:
    honest = [text for texts in table(name)["released"].values() for text in texts]
    found = {text: [f.rule or f.check_id for f in objections(text)] for text in honest}
    assert {text: rules for text, rules in found.items() if rules} == {}
