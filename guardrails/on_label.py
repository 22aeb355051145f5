"""Whether what a sentence says of an approved agent stays inside its labelled uses."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from guardrails.case import Case
from guardrails.domain import ProductStatus
from guardrails.language import load_language
from guardrails.normalise import fold
from guardrails.reading import Reading


@lru_cache(maxsize=1)
def _labelled() -> dict[str, frozenset[str]]:
    return {agent: frozenset(uses) for agent, uses in load_language("on_label")["agents"].items()}


def stays_on_label(reading: Reading, case: Case) -> bool:
    """True where every agent named is approved and every condition named is among its labelled uses."""
    known = dict(_labelled())
    for agent, uses_given in _from_context(case).items():
        known[agent] = known.get(agent, frozenset()) | uses_given
    words = [t.word for t in reading.tokens]
    agents = [
        word
        for at, word in enumerate(words)
        if word in known or (reading.tokens[at].tags & _AGENTS and not _is_form(reading, at, known))
    ]
    uses = {t.word for t in reading.tokens if "condition" in t.tags}
    return bool(agents) and bool(uses) and all(agent in known and uses <= known[agent] for agent in agents)


def _is_form(reading: Reading, at: int, known: Collection[str]) -> bool:
    """Whether a word is the form of the approved agent before it: "cannabidiol solution", "dronabinol capsules"."""
    return at > 0 and "product_noun" in reading.tokens[at].tags and reading.tokens[at - 1].word in known


_AGENTS = frozenset(("named_agent", "brand", "product_noun"))


def _from_context(case: Case) -> dict[str, frozenset[str]]:
    """Labelled uses of the approved products that the context knows, by folded one-word name."""
    found: dict[str, frozenset[str]] = {}
    for product in case.context.products:
        if product.status is ProductStatus.FDA_APPROVED and product.indications:
            words = frozenset(fold(" ".join(product.indications)).replace(",", " ").replace("-", " ").split())
            found.update({fold(name): words for name in product.names})
    return found
