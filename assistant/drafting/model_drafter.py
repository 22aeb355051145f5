"""Plans, then phrases: two small prompts to one endpoint, within a budget; an answer to the very same question is remembered.

What is remembered is the model's reply, never a released text: every draft made of it meets the gate as of now.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from assistant.domain import EvidencePack, Query
from assistant.drafting.llm import ModelEndpoint
from assistant.drafting.numbered import Numbered, as_data, number_passages, renumbered
from assistant.drafting.planning import SCHEMA as PLAN_SCHEMA, read_plan
from assistant.drafting.reply import SCHEMA, ModelDraft, NotAReply, Usage, read_reply
from assistant.drafting.spending import Budget, ModelCall
from assistant.settings import ModelSettings
from guardrails import Context, screen_note
from prompts import Prompt, load_prompt

logger = logging.getLogger(__name__)


class Memory(Protocol):
    """Where calls are written down and replies are remembered."""

    def note(self, call: ModelCall, draft_key: str, model: str) -> None:
        """Keep what a call cost."""

    def recall(self, draft_key: str) -> dict[str, Any] | None:
        """The reply that was remembered under a key."""

    def remember(self, draft_key: str, reply: dict[str, Any]) -> None:
        """Keep a reply that could be used."""


class ModelDrafter:
    """Drafts by asking a model. Cheap to build; the endpoint is first spoken to when a draft is asked for.

    Args:
        settings: Endpoint, limits, prices.
        prompt: Another prompt for the wording.
        clock: Seconds, for deadlines and budgets.
        memory: Ledger and remembered replies; none: nothing is kept.
        standing: Versions of rules and claims as of now; a reply is remembered for these alone.
        tell: Told each step; never a word of an answer.
    """

    def __init__(
        self,
        settings: ModelSettings,
        *,
        prompt: Prompt | None = None,
        clock: Callable[[], float] = time.monotonic,
        memory: Memory | None = None,
        standing: Callable[[], str] = str,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Raises DrafterUnavailable where no model is configured."""
        self._endpoint = ModelEndpoint(settings, clock=clock)
        self._settings, self._clock, self._memory = settings, clock, memory
        self._prompt, self._plan_prompt = prompt or load_prompt("answer"), load_prompt("plan")
        self._standing, self._tell = standing, tell

    @property
    def name(self) -> str:
        """What a draft records as its drafter: `model:<name>`."""
        return f"model:{self._settings.model}"

    def draft_statements(self, query: Query, pack: EvidencePack, context: Context) -> ModelDraft:
        """Statements on `query` from the passages of `pack`; none, and no request, where the pack is not sufficient.

        A reply is remembered for one context; in another mode, place or profile the model is asked anew.

        Raises:
            DrafterUnavailable: the endpoint is down, refuses, is too slow or too dear, or answers in a form that cannot be used.
        """
        offered = number_passages(pack, self._settings.model_max_prompt_chars) if pack.sufficient else ()
        if not offered:
            return ModelDraft((), (), Usage(), self._settings.model or "", self._prompt.key)
        question = screen_note(query.text).redacted
        key = self._key(question, pack, offered, context)
        kept = self._memory.recall(key) if self._memory else None
        if kept is not None:
            self._tell("The same question on the same evidence was answered before; its reply is checked anew")
            self._note(key, ModelCall("remembered", self._prompt.key, Usage(), 0.0, "ok"))
            by_number = {passage.number: passage for passage in offered}
            chosen = renumbered([by_number[number] for number in kept["chosen"]])
            return replace(self._read(kept["value"], chosen, Usage(), kept["text"]), draft_key=key)
        return self._asked(question, offered, key)

    def _asked(self, question: str, offered: tuple[Numbered, ...], key: str) -> ModelDraft:
        settings = self._settings
        budget = Budget(settings.model_draft_tokens, settings.model_draft_s, self._clock)
        most = str(settings.model_max_statements)
        note = lambda call: self._note(key, call)  # noqa: E731
        self._endpoint.get_ready(budget, note)
        self._tell(f"Planning from {len(offered)} passages")
        raw = self._endpoint.ask(
            self._plan_prompt, PLAN_SCHEMA, _slots(question, offered, max_points=most), budget, note
        )
        try:
            chosen = read_plan(raw.value, offered)
        except NotAReply as exc:
            raise self._endpoint.unusable(str(exc)) from exc
        if not chosen:
            return ModelDraft((), (), budget.spent, settings.model or "", self._prompt.key, raw.text, key)
        self._tell(f"Phrasing from the {len(chosen)} passages chosen")
        raw = self._endpoint.ask(self._prompt, SCHEMA, _slots(question, chosen, max_statements=most), budget, note)
        made = self._read(raw.value, chosen, budget.spent, raw.text)
        self._tell("Checking")
        if self._memory:
            numbers = {passage.citation: passage.number for passage in offered}
            reply = {"chosen": [numbers[p.citation] for p in chosen], "value": raw.value, "text": raw.text}
            self._memory.remember(key, reply)
        return replace(made, draft_key=key)

    def _read(self, value: Any, chosen: tuple[Numbered, ...], usage: Usage, text: str) -> ModelDraft:
        try:
            statements, dropped = read_reply(value, chosen, self._settings.model_max_statements)
        except NotAReply as exc:
            raise self._endpoint.unusable(str(exc)) from exc
        logger.info("Model draft: %s statements taken, %s dropped", len(statements), len(dropped))
        return ModelDraft(statements, dropped, usage, self._settings.model or "", self._prompt.key, text)

    def _note(self, key: str, call: ModelCall) -> None:
        if self._memory:
            self._memory.note(call, key, self._settings.model or "")

    def _key(self, question: str, pack: EvidencePack, offered: tuple[Numbered, ...], context: Context) -> str:
        """Hash of all that a reply depends on, and of the rules, claims and context that it was made under."""
        settings = self._settings
        asked = (question, pack.query.intent.value, [p.line for p in offered])
        evidence = [(i.evidence.evidence_id, i.evidence.version_hash, i.evidence.integrity) for i in pack.items]
        how = (settings.model_temperature, settings.model_max_tokens, settings.model_max_statements)
        model = (settings.model_base_url, settings.model, self._prompt.sha256, self._plan_prompt.sha256)
        whole = (asked, pack.log.snapshot_id, evidence, model, how, self._standing(), _judging(context))
        return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _judging(context: Context) -> tuple[object, ...]:
    """What a context changes in the judging of a text, apart from claims and products, whose versions are in the standing."""
    place = context.mode.value, context.profile.value, context.jurisdiction, context.audience
    return (*place, context.product_ids, context.request_origin)


def _slots(question: str, passages: tuple[Numbered, ...], **more: str) -> dict[str, str]:
    return {"question": as_data(question), "passages": "\n".join(p.line for p in passages), **more}
