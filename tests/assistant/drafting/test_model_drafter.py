"""Plan and wording, budgets, ledger and remembered replies, against a played endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import EvidencePack
from assistant.drafting.absence import search_evidence
from assistant.drafting.extractive import ExtractiveDrafter
from assistant.drafting.model_answer import ModelAnswerDrafter
from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.numbered import number_passages
from assistant.drafting.remembering import SqlMemory
from assistant.engine import make_engine
from assistant.errors import DrafterUnavailable
from assistant.migrations import upgrade
from assistant.settings import ModelSettings
from assistant.store.model_calls import ModelLedger
from guardrails import Mode, Profile
from tests.assistant.drafting.packs import CONTEXT, item, pack, query, record, with_text
from tests.fakes_model import FakeModel, honest, read_request, says

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with FakeModel(honest) as played:
        yield played


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[ModelLedger]:
    engine = make_engine(f"sqlite:///{tmp_path / 'app.db'}")
    upgrade(engine)
    yield ModelLedger(engine, lambda: NOW)
    engine.dispose()


def drafter(endpoint: FakeModel, ledger: ModelLedger | None = None, **more: Any) -> ModelDrafter:
    options = {k: more.pop(k) for k in ("standing", "tell", "clock") if k in more}
    given = {"model": "played", "model_base_url": endpoint.base_url, "model_retries": 0, **more}
    settings = ModelSettings(_env_file=None, **given)
    return ModelDrafter(settings, memory=SqlMemory(ledger, settings) if ledger else None, **options)


def two_studies() -> EvidencePack:
    return pack(item(record(1)), item(record(2)))


def test_the_wording_sees_only_the_passages_of_the_plan_in_its_order(model: FakeModel) -> None:
    model.plan = lambda n: {
        "points": [{"purpose": "harm", "passages": [2, 99]}, {"purpose": "efficacy", "passages": [1, 2]}]
    }
    whole = two_studies()
    made = drafter(model).draft_statements(query(), whole, CONTEXT)
    asked = read_request(model.drafts[0])
    assert [p["passage"] for p in asked.passages] == [1, 2]
    offered = number_passages(whole, 24_000)
    assert [p["text"] for p in asked.passages] == [offered[1].citation.quote, offered[0].citation.quote]
    assert {s.citations[0] for s in made.statements} <= {offered[0].citation, offered[1].citation}


def test_where_the_plan_finds_no_answer_nothing_is_worded(model: FakeModel) -> None:
    model.plan = lambda n: {"points": []}
    assert drafter(model).draft_statements(query(), pack(), CONTEXT).statements == ()
    assert model.drafts == []


@pytest.mark.parametrize(
    "plan",
    [
        {"points": [{"purpose": "praise", "passages": [1]}]},
        {"points": [{"purpose": "harm", "passages": ["1"]}]},
        {"points": [{"purpose": "harm", "passages": [1], "say": "It cures."}]},
        {"plan": []},
        [],
    ],
)
def test_a_plan_of_another_shape_is_not_used(model: FakeModel, plan: Any) -> None:
    model.plan = lambda n: plan
    with pytest.raises(DrafterUnavailable, match="shape asked for"):
        drafter(model).draft_statements(query(), pack(), CONTEXT)
    assert model.drafts == []


def test_personal_data_never_reaches_a_prompt(model: FakeModel) -> None:
    words = "My patient Maria Delgado, MRN 4471820, phone 614-555-0147: does an oil help her neuropathy?"
    drafter(model).draft_statements(query(words), pack(), CONTEXT)
    sent = json.dumps(model.requests)
    assert "neuropathy" in sent
    for secret in ("Delgado", "4471820", "555-0147"):
        assert secret not in sent


def test_a_draft_stays_within_its_tokens(model: FakeModel) -> None:
    settings = ModelSettings(_env_file=None, model="played", model_base_url=model.base_url)
    small = ModelDrafter(settings.model_copy(update={"model_draft_tokens": 30}))
    with pytest.raises(DrafterUnavailable, match="CALLPREP_MODEL_DRAFT_TOKENS"):
        small.draft_statements(query(), pack(), CONTEXT)
    assert model.drafts == []


def test_a_draft_stays_within_its_time(model: FakeModel) -> None:
    ticks = iter(range(0, 100_000, 50))
    with pytest.raises(DrafterUnavailable, match="CALLPREP_MODEL_DRAFT_S"):
        drafter(model, clock=lambda: float(next(ticks)), model_draft_s=60, model_deadline_s=1800).draft_statements(
            query(), pack(), CONTEXT
        )
    assert model.drafts == []


def test_every_call_is_in_the_ledger_with_its_price(model: FakeModel, ledger: ModelLedger) -> None:
    made = drafter(model, ledger, model_input_price=2.0, model_output_price=10.0).draft_statements(
        query(), pack(), CONTEXT
    )
    (cost,) = ledger.drafts()
    assert (cost.draft_key, cost.model, cost.calls, cost.failed) == (made.draft_key, "played", 3, 0)
    assert (cost.input_tokens, cost.output_tokens) == (33, 21)
    assert cost.cost == pytest.approx((33 * 2 + 21 * 10) / 1_000_000)
    assert cost.latency_ms > 0


def test_a_failed_call_is_in_the_ledger_and_its_reply_is_not_remembered(model: FakeModel, ledger: ModelLedger) -> None:
    model.play(says("no json"))
    with pytest.raises(DrafterUnavailable):
        drafter(model, ledger).draft_statements(query(), pack(), CONTEXT)
    model.play(honest)
    assert drafter(model, ledger).draft_statements(query(), pack(), CONTEXT).statements
    (cost,) = ledger.drafts()
    assert (cost.calls, cost.failed, cost.cost) == (6, 1, None)


def test_the_same_question_on_the_same_evidence_is_asked_once(model: FakeModel, ledger: ModelLedger) -> None:
    first = drafter(model, ledger).draft_statements(query(), pack(), CONTEXT)
    before = len(model.requests)
    again = drafter(model, ledger).draft_statements(query(), pack(), CONTEXT)
    assert len(model.requests) == before
    assert again.statements == first.statements
    assert again.usage.requests == 0


@pytest.mark.parametrize("change", ["question", "evidence", "rules and claims", "model", "temperature"])
def test_whatever_a_reply_depends_on_is_asked_anew(model: FakeModel, ledger: ModelLedger, change: str) -> None:
    drafter(model, ledger, standing=lambda: "rules 1").draft_statements(query(), pack(), CONTEXT)
    before = len(model.drafts)
    standing = "rules 2" if change == "rules and claims" else "rules 1"
    more: dict[str, Any] = {"model": {"model": "other"}, "temperature": {"model_temperature": 0.5}}.get(change, {})
    asked = query("Does the oil help sleep in neuropathy?") if change == "question" else query()
    held = pack(with_text("An oil lowered neuropathy ratings in 12 adults.")) if change == "evidence" else pack()
    drafter(model, ledger, standing=lambda: standing, **more).draft_statements(asked, held, CONTEXT)
    assert len(model.drafts) == before + 1


@pytest.mark.parametrize(
    "change",
    [
        {"mode": Mode.FORMULARY},
        {"profile": Profile.SCREEN},
        {"jurisdiction": "US-MD"},
        {"audience": "PATIENT"},
        {"product_ids": ("QUILLMERA",)},
        {"request_origin": "unsolicited"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_reply_is_never_used_in_another_context(
    model: FakeModel, ledger: ModelLedger, change: dict[str, Any]
) -> None:
    drafter(model, ledger).draft_statements(query(), pack(), CONTEXT)
    before = len(model.drafts)
    drafter(model, ledger).draft_statements(query(), pack(), replace(CONTEXT, **change))
    assert len(model.drafts) == before + 1


def test_steps_are_told_and_never_a_word_of_an_answer(model: FakeModel) -> None:
    steps: list[str] = []
    made = drafter(model, tell=steps.append).draft_statements(query(), pack(), CONTEXT)
    assert [step.split()[0] for step in steps] == ["Planning", "Phrasing", "Checking"]
    assert not any(statement.text in step for statement in made.statements for step in steps)


def test_an_endpoint_without_any_shape_leads_to_the_extractive_answer() -> None:
    held = pack()
    with FakeModel(honest, takes=()) as mute:
        answer = ModelAnswerDrafter(drafter(mute)).draft(held, search_evidence(held.log), CONTEXT)
    plain = ExtractiveDrafter().draft(held, search_evidence(held.log), CONTEXT)
    assert answer.evidence == plain.evidence
    assert "extractive instead" in answer.drafter
