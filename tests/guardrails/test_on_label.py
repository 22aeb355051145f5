"""An approved medicine is itself in any of its forms, whatever products the context knows."""

from __future__ import annotations

import pytest

from guardrails import Context, check, draft_from_text, known_products
from tests.guardrails.gate_fakes import NOW


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (
            "FDA has approved a single plant-derived cannabidiol solution, and that for seizures of three epilepsies.",
            False,
        ),
        ("Dronabinol capsules are FDA approved for nausea and vomiting in adults.", False),
        ("FDA approved Epidiolex for seizures in Dravet syndrome; cancer symptoms are outside that label.", False),
        ("FDA approved Epidiolex for seizures in Dravet syndrome; its use in cancer pain is outside that label.", True),
        ("FDA approved Epidiolex for seizures in Dravet syndrome; cancer pain is not outside that label.", True),
        ("FDA approved Epidiolex for seizures in Dravet syndrome; cancer pain is outside that label no longer.", True),
        (
            "FDA approved Epidiolex for seizures in Dravet syndrome; cancer pain was outside that label until FDA added it.",
            True,
        ),
        ("FDA approved Epidiolex for seizures in Dravet syndrome; cancer pain is outside no label.", True),
        (
            "FDA approved Epidiolex for seizures in Dravet syndrome; cancer pain is outside that label, but approved too.",
            True,
        ),
        ("FDA approved Epidiolex for seizures in Dravet syndrome and cancer pain.", True),
        ("An oral cannabidiol solution is approved by FDA for insomnia.", True),
        ("Dronabinol capsules are FDA approved for insomnia.", True),
    ],
)
@pytest.mark.parametrize("products", [(), known_products()])
def test_status_for_a_labelled_use(text: str, held: bool, products: tuple) -> None:  # type: ignore[type-arg]
    context = Context(products=products)
    verdict = check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)
    assert ("FDA-01" in {f.check_id for f in verdict.findings}) is held
