"""Drafter and gate word and judge by the same tables: one change moves both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from assistant.drafting.points import study_points
from guardrails import StatementKind, evidence_bound
from guardrails.build import build_case
from guardrails.case import Check
from guardrails.checks import guideline, verb
from guardrails.data_files import load_data
from guardrails.domain import Citation, Context, Draft, Finding, Line, Mode, Profile, Section, Statement
from ingest import AbstractSection, TextOrigin
from tests.assistant.drafting.packs import NOW, item, query, record

Tables = Callable[[str, dict[str, Any]], None]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    """Puts a changed table in the place of a stored one."""

    def change(name: str, rows: dict[str, Any]) -> None:
        monkeypatch.setattr(evidence_bound, "load_data", lambda asked: rows if asked == name else load_data(asked))
        clear()

    def clear() -> None:
        evidence_bound._verbs.cache_clear()
        evidence_bound.recommendations.cache_clear()

    yield change
    monkeypatch.undo()
    clear()


def drafted(*results: str) -> str:
    """What the drafter restates first of an invented trial's digest."""
    stored = record()
    sections = tuple(AbstractSection("RESULTS", None, text) for text in results)
    article = replace(stored.article, sections=sections, text_origin=TextOrigin.DIGEST)
    points = study_points(item(replace(stored, article=article)), query())
    assert points is not None
    return points.result.text


def objections(text: str, module: Check) -> list[Finding]:
    """What one check of the gate says to a text that cites the same trial."""
    source = item(record()).evidence
    said = Statement(
        text, kind=StatementKind.EVIDENCE, citations=(Citation(source.evidence_id, 0, 9, source.text[:9]),)
    )
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (Line((said,)),)),))
    context = Context(mode=Mode.SCIENTIFIC_REACTIVE, profile=Profile.DRAFT)
    return list(module.run(build_case(draft, {source.evidence_id: source}, (), context, NOW)))


SAYS = "The extract reduces nausea during chemotherapy."


def test_a_verb_in_the_table_is_hedged_by_the_drafter_and_judged_by_the_gate(tables: Tables) -> None:
    result = drafted(SAYS)
    assert result.startswith("The extract may reduce nausea")
    assert objections(SAYS, verb.CHECK)
    assert not objections(result, verb.CHECK)

    table = load_data("evidence/verbs.yaml")
    tables("evidence/verbs.yaml", {**table, "verbs": {k: v for k, v in table["verbs"].items() if k != "reduces"}})
    result = drafted(SAYS)
    assert result.startswith("The extract reduces nausea")
    assert not objections(SAYS, verb.CHECK)


@pytest.mark.parametrize("words", ["in controls", "of healthy controls", "the increases", "with dose increases"])
def test_a_noun_of_the_same_form_is_no_verb(words: str) -> None:
    text = f"Survival was 21 days {words} and 24 with the extract during chemotherapy nausea."
    result = drafted(text)
    assert "may" not in result
    assert not objections(text, verb.CHECK)


def test_the_drafter_leaves_out_what_goes_against_a_recommendation_of_the_table(tables: Tables) -> None:
    against = "Patients with nausea during chemotherapy could use an oil against the cancer, 24.5% of 128."
    other = "Nausea during chemotherapy was less frequent."
    rows = load_data("evidence/guidelines.yaml")
    row = {"id": "X", "says": "advises against it", "strength": "weak", "certainty": "low", "conflict": ["use an oil"]}
    tables("evidence/guidelines.yaml", {**rows, "recommendations": [row]})
    result = drafted(against, other)
    assert "oil" not in result
    assert "less frequent" in result
    assert objections(against, guideline.CHECK)

    tables("evidence/guidelines.yaml", {**rows, "recommendations": []})
    result = drafted(against, other)
    assert "oil" in result
    assert not objections(against, guideline.CHECK)
