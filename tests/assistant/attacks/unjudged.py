"""A released document that no check has read, so that what writes it must cope with any text."""

from __future__ import annotations

from datetime import datetime

from assistant.artifacts.parts import FactBook
from guardrails import Context, Draft, Mode, Profile, Released, Signer, release
from guardrails.checker import Bench


def unjudged(draft: Draft, facts: FactBook, now: datetime) -> Released:
    outcome = release(
        draft,
        evidence={"fact:t": facts.evidence()},
        claims=(),
        context=Context(mode=Mode.INTERNAL, profile=Profile.DRAFT),
        now=now,
        signer=Signer(b"k" * 32),
        bench=Bench((), (), 10.0, 10.0),
    )
    assert isinstance(outcome, Released)
    return outcome
