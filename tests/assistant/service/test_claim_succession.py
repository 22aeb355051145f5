"""A file is older than the step that took a version out of force, whatever state it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.service.claim_succession import succession
from guardrails import Claim

HELD = Claim("C-1", 1, "The spray delivers 50 metered doses per bottle.", "admin", "draft")


@pytest.mark.parametrize("held", ["withdrawn", "rejected", "superseded"])
@pytest.mark.parametrize("brought", ["draft", "pending_review", "approved", "suspended"])
def test_no_state_of_a_file_leads_back_into_force(held: str, brought: str) -> None:
    told = succession([replace(HELD, state=held)], [replace(HELD, state=brought)]).refused
    assert any("does not make it" in why for why in told)


@pytest.mark.parametrize("brought", ["draft", "pending_review", "approved"])
def test_a_suspended_version_waits_for_its_reinstatement(brought: str) -> None:
    told = succession([replace(HELD, state="suspended")], [replace(HELD, state=brought)]).refused
    assert any("claims reinstate" in why for why in told)


@pytest.mark.parametrize("brought", ["withdrawn", "superseded"])
def test_a_file_may_take_a_suspended_version_out_for_good(brought: str) -> None:
    assert not succession([replace(HELD, state="suspended")], [replace(HELD, state=brought)]).refused


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "suspended", "superseded"])
def test_the_same_state_again_is_no_step(state: str) -> None:
    assert not any(
        "does not make it" in why
        for why in succession([replace(HELD, state=state)], [replace(HELD, state=state)]).refused
    )
