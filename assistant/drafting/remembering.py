"""The model drafter's memory in the database: its calls with their price, and its replies."""

from __future__ import annotations

from typing import Any

from assistant.drafting.spending import ModelCall, cost_of
from assistant.settings import ModelSettings
from assistant.store.model_calls import ModelLedger


class SqlMemory:
    """Writes calls down with their cost, and remembers replies."""

    def __init__(self, ledger: ModelLedger, settings: ModelSettings, *, recalls: bool = True) -> None:
        self._ledger, self._recalls = ledger, recalls
        self._prices = settings.model_input_price, settings.model_output_price

    def note(self, call: ModelCall, draft_key: str, model: str) -> None:
        """One row; a failed call counts as a request."""
        self._ledger.add(
            {
                "draft_key": draft_key,
                "model": model,
                "purpose": call.purpose,
                "prompt": call.prompt,
                "requests": call.usage.requests,
                "input_tokens": call.usage.input_tokens,
                "output_tokens": call.usage.output_tokens,
                "cost": cost_of(call.usage, *self._prices),
                "latency_ms": round(call.latency_ms, 1),
                "outcome": call.outcome,
            }
        )

    def recall(self, draft_key: str) -> dict[str, Any] | None:
        """The reply that was remembered under a key; None where every reply is to be new."""
        return self._ledger.recall(draft_key) if self._recalls else None

    def remember(self, draft_key: str, reply: dict[str, Any]) -> None:
        """Keep a reply that could be used."""
        self._ledger.remember(draft_key, reply)
