"""The life of a claim version, as pure functions: every step returns a new value, nothing is edited in place.

    draft -> pending_review -> approved -> superseded | withdrawn
               |                  |  ^
               v                  v  |
            rejected            suspended

Approved means three signatures (Medical, Legal, Regulatory) over one record hash. Expiry is computed, never a state.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from guardrails.canonical import sha256_of
from guardrails.claims.zones import places_of, zone_of
from guardrails.domain import Claim, Signature
from guardrails.errors import GuardrailError

DISCIPLINES = ("M", "L", "R")
MEANING = "approved for use as recorded"
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"pending_review"}),
    "pending_review": frozenset({"approved", "rejected", "draft"}),
    "approved": frozenset({"superseded", "withdrawn", "suspended"}),
    "suspended": frozenset({"approved", "withdrawn", "superseded"}),
    "superseded": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
    "rejected": frozenset(),
}
_TAKEN = ("approved", "suspended")
"""States of a version that has the place of its claim: in force, or to come back."""
_LIFECYCLE_FIELDS = frozenset({"state", "superseded_by", "withdrawal_reason", "withdrawn_on", "signatures"})


class Standing(StrEnum):
    """Whether a claim version may be used at an instant, and if not, why."""

    IN_FORCE = "in force"
    NOT_YET_EFFECTIVE = "not yet effective"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    PENDING = "pending review"
    DRAFT = "a draft"
    UNSIGNED = "not signed by Medical, Legal and Regulatory on this wording"


_BY_STATE = {
    "superseded": Standing.SUPERSEDED,
    "withdrawn": Standing.WITHDRAWN,
    "suspended": Standing.SUSPENDED,
    "rejected": Standing.REJECTED,
    "pending_review": Standing.PENDING,
    "draft": Standing.DRAFT,
}


def record_hash(claim: Claim) -> str:
    """Hash of what the reviewers approve: everything but the state, its reasons and the signatures themselves."""
    return sha256_of({name: getattr(claim, name) for name in claim.__slots__ if name not in _LIFECYCLE_FIELDS})


def standing(claim: Claim, now: datetime, jurisdiction: str = "US") -> Standing:
    """Whether the claim may be used now.

    It takes effect with the first and expires with the last second of its dates, in the time zone of the jurisdiction
    (a US state's own, else America/New_York); where several are written, in each of them.
    """
    if claim.state != "approved":
        return _BY_STATE.get(claim.state, Standing.DRAFT)
    days = [now.astimezone(zone_of(place)).date() for place in places_of(jurisdiction)]
    if claim.expires is not None and max(days) > claim.expires:
        return Standing.EXPIRED
    if claim.effective_from is not None and min(days) < claim.effective_from:
        return Standing.NOT_YET_EFFECTIVE
    return Standing.IN_FORCE if fully_signed(claim) else Standing.UNSIGNED


def in_force(claim: Claim, now: datetime, jurisdiction: str = "US") -> bool:
    """True if the claim may be used now, see `standing`."""
    return standing(claim, now, jurisdiction) is Standing.IN_FORCE


@lru_cache(maxsize=32768)
def fully_signed(claim: Claim) -> bool:
    """True if all three disciplines signed exactly this record."""
    if len(claim.signatures) < len(DISCIPLINES):
        return False
    stamp = record_hash(claim)
    return {s.discipline for s in claim.signatures if s.record_sha256 == stamp} >= set(DISCIPLINES)


def sign(claim: Claim, discipline: str, name: str, on: date, meaning: str = MEANING) -> Claim:
    """The claim with one more signature; a claim under review is approved by its third one.

    Raises:
        GuardrailError: Unknown discipline, no name, a state in which nothing is signed, or a discipline that has signed
            exactly this record already.
    """
    if discipline not in DISCIPLINES or not name.strip():
        raise GuardrailError(f"signature of {name!r} for {discipline!r} is not valid; sign as M, L or R with a name")
    if claim.state not in ("pending_review", "approved", "superseded", "withdrawn", "suspended"):
        raise GuardrailError(f"claim {claim.key!r} is {claim.state}; submit it for review before it is signed")
    stamp = record_hash(claim)
    if before := next((s for s in claim.signatures if (s.discipline, s.record_sha256) == (discipline, stamp)), None):
        raise GuardrailError(
            f"claim {claim.key!r} is signed for {discipline} already, by {before.name!r}; one signature is enough"
        )
    kept = tuple(s for s in claim.signatures if s.discipline != discipline)
    signed = replace(claim, signatures=(*kept, Signature(discipline, name, meaning, on, stamp)))
    if signed.state == "pending_review" and fully_signed(signed):
        return replace(signed, state="approved")
    return signed


def move(
    claim: Claim, state: str, *, reason: str | None = None, superseded_by: str | None = None, on: date | None = None
) -> Claim:
    """The claim in another state.

    Raises:
        GuardrailError: The life of a claim knows no such step, approval lacks a signature, withdrawal a reason.
    """
    if state not in TRANSITIONS.get(claim.state, frozenset()):
        allowed = ", ".join(sorted(TRANSITIONS.get(claim.state, frozenset()))) or "nothing"
        raise GuardrailError(f"claim {claim.key!r} cannot go from {claim.state} to {state!r}; possible: {allowed}")
    if state == "approved" and not fully_signed(claim):
        raise GuardrailError(f"claim {claim.key!r} lacks signatures on this wording; collect M, L and R first")
    if state == "withdrawn" and not reason:
        raise GuardrailError(f"claim {claim.key!r} cannot be withdrawn without a reason; give one")
    if state == "withdrawn":
        return replace(claim, state=state, withdrawal_reason=reason, withdrawn_on=on)
    return replace(claim, state=state, superseded_by=superseded_by or claim.superseded_by)


def revise(claim: Claim, **changes: object) -> Claim:
    """Version n + 1 as an unsigned draft; version n stays as it is and usable.

    Raises:
        GuardrailError: A change to what the lifecycle itself owns.
    """
    if wrong := set(changes) & (_LIFECYCLE_FIELDS | {"claim_id", "version", "supersedes"}):
        raise GuardrailError(f"{sorted(wrong)} cannot be revised; use the lifecycle steps")
    fresh = {"state": "draft", "signatures": (), "superseded_by": None, "withdrawal_reason": None, "withdrawn_on": None}
    return replace(claim, version=claim.version + 1, supersedes=claim.key, **(fresh | changes))  # type: ignore[arg-type]


def assert_not_overtaken(claims: tuple[Claim, ...], claim: Claim) -> None:
    """Nothing where the version may come into force: no newer one of its claim is there, or may come back.

    Raises:
        GuardrailError: A newer version is approved, or suspended.
    """
    newer = [c for c in claims if c.claim_id == claim.claim_id and c.version > claim.version and c.state in _TAKEN]
    if newer:
        last = max(newer, key=lambda c: c.version)
        raise GuardrailError(
            f"claim {claim.key!r} cannot come into force any more, since {last.key!r} is {last.state}; open a new version "
            f"with this wording, or withdraw {last.key!r} first"
        )


def approve_version(claims: tuple[Claim, ...], approved: Claim) -> tuple[Claim, ...]:
    """The library with an approved version put in; those before it leave force in the same step.

    Raises:
        GuardrailError: The version is not approved, or a newer one is.
    """
    if approved.state != "approved" or not fully_signed(approved):
        raise GuardrailError(f"claim {approved.key!r} is not approved; sign it first")
    retired = {c.key: c for c in retired_by(claims, approved)}
    return (*(retired.get(c.key, c) for c in claims if c.key != approved.key), approved)


def retired_by(claims: tuple[Claim, ...], taking: Claim) -> tuple[Claim, ...]:
    """Those of the claims that leave force where this version takes the place of its claim, as superseded by it.

    Raises:
        GuardrailError: It cannot take the place, since a newer version is approved or suspended.
    """
    assert_not_overtaken(claims, taking)
    return tuple(
        move(c, "superseded", superseded_by=taking.key)
        for c in claims
        if c.state in _TAKEN and c.key != taking.key and _before(c, taking)
    )


def takes_place(claim: Claim) -> bool:
    """True for a version that has the place of its claim: in force by its state, or to come back."""
    return claim.state in _TAKEN


def _before(claim: Claim, approved: Claim) -> bool:
    """True for what it names as replaced, and for every older version: the one named may never have come into force."""
    older = claim.claim_id == approved.claim_id and claim.version < approved.version
    return older or claim.key == approved.supersedes
