"""The life of a claim in the hands of people: who may take which step, on which wording he saw, proving himself where it binds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.errors import Conflict, Forbidden, UsageError
from assistant.people.permissions import Permission, allows, may_speak_for
from assistant.service.asked import screened_words
from assistant.service.cascade import CascadeReport
from assistant.service.claim_steps import (
    edit_claim,
    find_claim,
    new_claim,
    reinstate_claim,
    sign_claim,
    submit_claim,
    withdraw_claim,
)
from assistant.service.people import prove
from assistant.service.rooms import Rooms
from assistant.service.sweep import sweep
from assistant.users import User
from guardrails import Claim, record_hash

STEPS = ("submit", "sign", "withdraw", "reinstate", "expire")
_PROVEN = ("sign", "withdraw", "reinstate")
_WRITTEN = ("claim.drafted", "claim.edited", "claim.submitted")


def draft_claim(rooms: Rooms, user: User, row: Mapping[str, Any]) -> Claim:
    """A draft of a new claim.

    Raises:
        Forbidden: No reviewer, or the product is somebody else's.
        UsageError: The id is taken.
        ClaimsInvalid: A field is missing or impossible.
    """
    _may_change(user, row.get("products", ()))
    return new_claim(rooms, row, rooms.clock())


def rewrite_claim(rooms: Rooms, user: User, name: str, seen: str, changes: Mapping[str, Any]) -> Claim:
    """The draft changed, or the next version as a draft. `seen` is the record hash of what the person looked at.

    Raises:
        NotFound: No such claim, or it is another product's.
        Forbidden: No reviewer, or the claim would become another product's.
        Conflict: Somebody changed it since.
        UsageError: Nothing changes.
        ClaimsInvalid: An impossible value.
    """
    claim = _seen(rooms, user, name, seen)
    _may_change(user, changes.get("products", ()))
    return edit_claim(rooms, claim, changes, rooms.clock())


def take_step(
    rooms: Rooms, user: User, name: str, seen: str, step: str, *, reason: str = "", password: str = ""
) -> tuple[Claim, tuple[CascadeReport, ...]]:
    """One step on one version, and the cascades that follow from it.

    Raises:
        NotFound: No such claim, or it is another product's.
        Forbidden: No reviewer, or one's own wording is to be signed.
        Conflict: Somebody changed it since.
        WrongPassword: Signing, withdrawing and reinstating need the right one.
        UsageError: No such step.
        GuardrailError: The claim's life knows no such step now.
    """
    if step not in STEPS:
        raise UsageError(f"The step is {step!r}; choose one of {', '.join(STEPS)}.")
    claim = _seen(rooms, user, name, seen)
    _may_change(user)
    if step == "sign" and user.user_id in _writers(rooms, claim):
        raise Forbidden("Nobody signs a wording that he wrote himself. Another reviewer of your discipline signs it.")
    if step in _PROVEN:
        prove(rooms, user.login, password, f"claim.{step}")
    return _taken(rooms, user, claim, step, reason)


def _taken(rooms: Rooms, user: User, claim: Claim, step: str, reason: str) -> tuple[Claim, tuple[CascadeReport, ...]]:
    now = rooms.clock()
    if step == "submit":
        return submit_claim(rooms, claim, now), ()
    if step == "reinstate":
        return reinstate_claim(rooms, claim, now), ()
    if step == "expire":
        return claim, sweep(rooms, now, only=claim.claim_id)
    if step == "withdraw":
        said = screened_words(rooms, reason.strip()[:500], "claim", user.user_id, now)
        withdrawn, report = withdraw_claim(rooms, claim, said, now)
        return withdrawn, (report,)
    return sign_claim(rooms, claim, user.role.discipline or "", user.name, now)


def _seen(rooms: Rooms, user: User, name: str, seen: str) -> Claim:
    claim = find_claim(rooms, name, user)
    if stamp_of(claim) != seen:
        raise Conflict(f"{claim.key} was changed since you looked at it. Look at it again.")
    return claim


def stamp_of(claim: Claim) -> str:
    """What tells whether a version is still as it was seen: its record, state and signatures."""
    signed = "".join(sorted(s.discipline for s in claim.signatures))
    return f"{claim.key} {record_hash(claim)[:24]} {claim.state} {signed}".strip()


def _may_change(user: User, products: Any = ()) -> None:
    if not allows(user.role, Permission.CLAIMS_CHANGE):
        raise Forbidden("Claims are written and signed by medical, legal and regulatory reviewers.")
    for product_id in products:
        if not may_speak_for(user, str(product_id)):
            raise Forbidden(f"{product_id} is not among your products. Ask an administrator.")


def _writers(rooms: Rooms, claim: Claim) -> set[str]:
    """Who drafted, edited or submitted exactly this version."""
    return {event.actor for event in rooms.audit.search(about=claim.key) if event.action in _WRITTEN}
