"""What asking a model costs: one record a call, and a budget that one draft may spend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.drafting.reply import Usage
from assistant.errors import DrafterUnavailable


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to an endpoint, or one answer taken from memory in its place."""

    purpose: str
    """ready | plan | answer | remembered"""
    prompt: str
    """Name and version, e.g. `plan.v1`."""
    usage: Usage
    latency_ms: float
    outcome: str
    """`ok`, or the kind of failure."""


@dataclass(slots=True)
class Budget:
    """Tokens and seconds of one draft; what is used up is refused before the next request, not after it."""

    tokens: int
    seconds: float
    clock: Callable[[], float]
    spent: Usage = field(default_factory=Usage)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def require(self) -> None:
        """Raises DrafterUnavailable where nothing is left for another request."""
        if self.spent.input_tokens + self.spent.output_tokens >= self.tokens:
            raise DrafterUnavailable(
                f"The draft used up its {self.tokens} tokens: raise CALLPREP_MODEL_DRAFT_TOKENS or draft without a model"
            )
        if self.clock() - self.began >= self.seconds:
            raise DrafterUnavailable(
                f"The draft used up its {self.seconds:g} s: raise CALLPREP_MODEL_DRAFT_S or draft without a model"
            )

    def add(self, usage: Usage) -> None:
        """Count one request."""
        self.spent = self.spent.plus(usage)


def cost_of(usage: Usage, input_price: float | None, output_price: float | None) -> float | None:
    """In the currency of the prices, which are per million tokens; None where no price is configured."""
    if input_price is None or output_price is None:
        return None
    return (usage.input_tokens * input_price + usage.output_tokens * output_price) / 1_000_000
