"""Whether what a sentence says of an approved agent stays inside its labelled uses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    uses = {
        word for at, word in enumerate(words) if "condition" in reading.tokens[at].tags and not _set_outside(words, at)
    }
    return bool(agents) and bool(uses) and all(agent in known and uses <= known[agent] for agent in agents)


_PARTS = frozenset((*";:,—.", "but", "while", "whereas", "although", "though"))
_LABEL = frozenset(("label", "labels", "labeling", "labelling", "indication", "indications"))
_OUTSIDE = frozenset(("outside", "beyond"))
_STANDS = frozenset("is are was were falls fall lies lie remains remain stays stay".split())
_MOST_NAMED = 3
"""Words that name what stands outside; with more of them something is said of it."""
_BEFORE_LABEL = frozenset("the that this its their fda".split())


def _set_outside(words: Sequence[str], at: int) -> bool:
    """Whether a sentence ends with "cancer symptoms are outside that label": a condition is set outside, and no more is said."""
    first = max((n + 1 for n in range(at) if words[n] in _PARTS), default=0)
    last = len(words) - (words[-1] == ".")
    verb = next((n for n in range(at, last) if words[n] in _STANDS), last)
    if verb - first > _MOST_NAMED or verb + 2 >= last:
        return False
    return (
        words[verb + 1] in _OUTSIDE
        and words[last - 1] in _LABEL
        and _BEFORE_LABEL.issuperset(words[verb + 2 : last - 1])
    )


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
