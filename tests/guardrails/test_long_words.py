"""Texts that no one writes take no longer than others: endless words and rows of dashes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from guardrails import Context, check, draft_from_text
from guardrails.claims.talk import is_talk


@pytest.mark.parametrize("text", ["a" * 3000, "-" * 2000, "Our oil " + "—" * 1500 + " helps."])
def test_a_verdict_comes(text: str) -> None:
    done: list[object] = []

    def judge() -> None:
        done.append(check(draft_from_text(text), evidence={}, claims=(), context=Context(), now=datetime.now(UTC)))
        done.append(is_talk(text))

    worker = threading.Thread(target=judge, daemon=True)
    worker.start()
    worker.join(timeout=60)
    assert len(done) == 2, "no verdict within a minute"
