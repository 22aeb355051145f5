"""Steps in the life of a claim: new, edit, submit, sign, withdraw, reinstate, and the same edit for many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from assistant.errors import NotFound, UsageError
from assistant.evidence import read_evidence
from assistant.service.cascade import CascadeReport, Cause, WhereUsed, run_cascade, where_used
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import (
    Claim,
    approve_version,
    assert_not_overtaken,
    claim_row,
    export_claims,
    move,
    parse_claims,
    revise,
    sign,
)

EDITABLE = (
    *("text", "claim_type", "products", "product_status", "evidence_level", "language", "modes", "audiences"),
    *("channels", "jurisdictions", "variations", "locked_terms", "qualifiers", "must_cooccur", "must_not_cooccur"),
    *("references", "effective_from", "expires", "statement_id", "slots"),
)
"""Fields that an edit may set, as they are named in a claims file."""


def find_claim(rooms: Rooms, name: str, reader: User | None = None) -> Claim:
    """A version by `HB-C-001 v2`, or the newest of `HB-C-001`.

    Raises:
        NotFound: No claim of that name, or it is not among what the reader sees.
    """
    claim_id, _, version = name.strip().partition(" v")
    every = Sight(rooms, reader).of(rooms.claims.claims)
    found = [c for c in every if c.claim_id == claim_id and (not version or str(c.version) == version)]
    if not found:
        raise NotFound(f"No claim {name!r}. `callprep claims list` shows all.")
    return max(found, key=lambda c: c.version)


def used_by_name(rooms: Rooms, name: str) -> WhereUsed:
    """What rests on a claim (`HB-C-001 v2`; the newest version without one), a record or a label, by its id.

    Raises:
        NotFound: No claim, record or label is known by that name, and nothing rests on one.
    """
    claim_id, _, version = name.strip().partition(" v")
    if version or any(c.claim_id == claim_id for c in rooms.claims.claims):
        return where_used(rooms, claims=[find_claim(rooms, name).key])
    used = where_used(rooms, sources=[claim_id])
    known = {label.label_id for label in rooms.claims.labels} | set(rooms.library.articles([claim_id]))
    if claim_id not in known and not (used.claims or used.drafts):
        raise NotFound(
            f"No claim, record or label {name!r}. `callprep claims list` and `callprep search` show what is there."
        )
    return used


def new_claim(rooms: Rooms, row: Mapping[str, Any], now: datetime) -> Claim:
    """A draft of a new claim.

    Raises:
        ClaimsInvalid: A field is missing or impossible.
        UsageError: The id is taken, or a product is not in the library.
        Conflict: Somebody else took the id meanwhile.
    """
    if is_taken(rooms, str(row.get("claim_id"))):
        raise UsageError(
            f"The id {row['claim_id']!r} is taken. Give another one, or edit that claim for its next version."
        )
    claim = _of_known_products(rooms, _parsed(rooms, {**row, "version": 1, "state": "draft"}))
    return _kept(rooms, "claim.drafted", (), claim, now)


def is_taken(rooms: Rooms, claim_id: str) -> bool:
    """True if a claim of this id is there, whoever's: ids are shared by the whole house."""
    return any(c.claim_id == claim_id for c in rooms.claims.claims)


def edit_claim(rooms: Rooms, claim: Claim, changes: Mapping[str, Any], now: datetime) -> Claim:
    """The draft with the changes; for a version that was submitted, version n + 1 as a draft, while n stays usable.

    Raises:
        Conflict: Somebody changed it meanwhile.
        UsageError: A field that no edit may set, or nothing to change.
        ClaimsInvalid: An impossible value.
    """
    _assert_editable(changes)
    if claim.state == "rejected":
        raise UsageError(f"{claim.key} is rejected; nothing was changed.")
    base = claim if claim.state == "draft" else revise(claim)
    if base is not claim and any(c.key == base.key for c in rooms.claims.claims):
        raise UsageError(f"{base.key} exists; edit that one. Nothing was changed.")
    edited = _of_known_products(rooms, _parsed(rooms, {**claim_row(base), **changes}))
    if edited == base:
        raise UsageError(f"{claim.key} says that already; nothing was changed.")
    return _kept(rooms, "claim.edited", (claim,), edited, now)


def edit_many(
    rooms: Rooms, chosen: Callable[[Claim], bool], changes: Mapping[str, Any], now: datetime
) -> tuple[Claim, ...]:
    """The same edit for the newest version of every chosen claim; versions that say it already are left alone.

    Raises:
        UsageError: No claim is chosen, nothing to change, or a field cannot be edited.
        ClaimsInvalid: An impossible value; nothing is written.
        Conflict: Somebody changed one of them meanwhile; nothing is written.
    """
    newest = {c.claim_id: c for c in sorted(rooms.claims.claims, key=lambda c: c.version)}
    found = [c for c in newest.values() if chosen(c) and c.state not in ("withdrawn", "rejected")]
    if not found:
        raise UsageError("No claim matches; nothing was changed.")
    _assert_editable(changes)
    bases = [c if c.state == "draft" else revise(c) for c in found]
    edited = [(base, _of_known_products(rooms, _parsed(rooms, {**claim_row(base), **changes}))) for base in bases]
    changed = tuple(after for base, after in edited if after != base)
    _put(rooms, changed, found, now)
    rooms.audit.append(
        rooms.actor, "claims.edited", {"claims": [c.key for c in changed], "fields": sorted(changes)}, now
    )
    return changed


def submit_claim(rooms: Rooms, claim: Claim, now: datetime) -> Claim:
    """A draft sent to review, its references pinned to what the library holds now.

    Raises:
        GuardrailError: It is no draft.
        Conflict: Somebody changed it meanwhile.
    """
    return _kept(rooms, "claim.submitted", (claim,), move(pinned(rooms, claim), "pending_review"), now)


def sign_claim(
    rooms: Rooms, claim: Claim, discipline: str, signer: str, now: datetime
) -> tuple[Claim, tuple[CascadeReport, ...]]:
    """One signature; the third approves, and what the version supersedes leaves force with all that rests on it.

    Raises:
        GuardrailError: A state in which nothing is signed, an unknown discipline, no name, or a newer version is approved.
        Conflict: Somebody changed it, or another version of it, meanwhile.
    """
    library = rooms.claims.claims
    if claim.state == "pending_review":
        assert_not_overtaken(library, claim)
    signed = sign(claim, discipline, signer, now.date())
    if signed.state != "approved" or claim.state == "approved":
        return _kept(rooms, "claim.signed", (claim,), signed, now, discipline=discipline, name=signer), ()
    before = {c.key: c.state for c in library}
    others = [c for c in approve_version(library, signed) if c.key != signed.key]
    replaced = [c for c in others if c.state != before[c.key]]
    # The other versions are written as they are: where one was approved meanwhile, this step comes too late.
    siblings = [c for c in others if c.claim_id == signed.claim_id and c not in replaced]
    _put(rooms, [signed, *replaced, *siblings], (*library, claim), now)
    detail = {"claim": signed.key, "supersedes": [c.key for c in replaced], "discipline": discipline, "name": signer}
    rooms.audit.append(rooms.actor, "claim.approved", detail, now)
    return signed, tuple(run_cascade(rooms, Cause.SUPERSESSION, c.key, now) for c in replaced)


def withdraw_claim(rooms: Rooms, claim: Claim, reason: str, now: datetime) -> tuple[Claim, CascadeReport]:
    """The claim out of force for good, and the cascade over all that rests on it.

    Raises:
        GuardrailError: No reason, or a state that is not withdrawn.
        Conflict: Somebody changed it meanwhile.
    """
    withdrawn = move(claim, "withdrawn", reason=reason, on=now.date())
    _kept(rooms, "claim.withdrawn", (claim,), withdrawn, now, reason=reason)
    return withdrawn, run_cascade(rooms, Cause.WITHDRAWAL, claim.key, now)


def reinstate_claim(rooms: Rooms, claim: Claim, now: datetime) -> Claim:
    """A suspended claim back in force: its three signatures still hold for its record.

    Raises:
        GuardrailError: It is not suspended, not signed by all three, or a newer version is approved.
        Conflict: Somebody changed it meanwhile.
    """
    assert_not_overtaken(rooms.claims.claims, claim)
    return _kept(rooms, "claim.reinstated", (claim,), move(claim, "approved"), now)


def export_library(rooms: Rooms, form: str) -> str:
    """The library as it is now, in a form that can be imported again."""
    return export_claims(rooms.claims, form)


def pinned(rooms: Rooms, claim: Claim) -> Claim:
    """The claim with the version hash of every source that the library or a label snapshot holds."""
    known = {e.evidence_id: e.version_hash for e in read_evidence(rooms.library, _articles([claim])).values()}
    known |= {label.label_id: label.version_hash for label in rooms.claims.labels}
    return replace(
        claim,
        references=tuple(replace(r, content_sha256=known.get(r.source_id, r.content_sha256)) for r in claim.references),
    )


def _articles(claims: Iterable[Claim]) -> list[str]:
    return sorted({r.source_id for c in claims for r in c.references if r.in_library})


def _parsed(rooms: Rooms, row: Mapping[str, Any]) -> Claim:
    qualifiers = dict(rooms.claims.qualifiers)
    qualifiers |= {q.qualifier_id: q.text for c in rooms.claims.claims for q in c.qualifiers}
    (claim,) = parse_claims({"claims": [dict(row)], "qualifiers": qualifiers}).claims
    return claim


def _assert_editable(changes: Mapping[str, Any]) -> None:
    if not changes:
        raise UsageError('Say what to change, such as --set "expires=2027-12-31".')
    if wrong := sorted(set(changes) - set(EDITABLE)):
        raise UsageError(f"{wrong[0]!r} cannot be edited; fields are {', '.join(EDITABLE)}.")


def _of_known_products(rooms: Rooms, claim: Claim) -> Claim:
    """The claim itself, if the library knows each of its products; a misspelt one would never match a text."""
    known = sorted(p.product_id for p in rooms.claims.products)
    if unknown := [p for p in claim.product_ids if p not in known]:
        raise UsageError(f"Product {unknown[0]!r} is not in the claims library; it has {', '.join(known) or 'none'}.")
    return claim


def previous_version(rooms: Rooms, claim: Claim) -> Claim:
    """The version before this one.

    Raises:
        UsageError: It is the first.
    """
    older = [c for c in rooms.claims.claims if c.claim_id == claim.claim_id and c.version < claim.version]
    if not older:
        raise UsageError(f"{claim.key} is the first version; name the one to compare it with.")
    return max(older, key=lambda c: c.version)


def _kept(rooms: Rooms, action: str, seen: Sequence[Claim], claim: Claim, now: datetime, **detail: object) -> Claim:
    _put(rooms, [claim], seen, now)
    rooms.audit.append(rooms.actor, action, {"claim": claim.key, "state": claim.state, **detail}, now)
    return claim


def _put(rooms: Rooms, claims: Iterable[Claim], seen: Iterable[Claim], now: datetime) -> None:
    rooms.claim_rows.adopt(rooms.claims.claims, now)
    rooms.claim_rows.put(claims, now, seen)


def dates(text: str) -> date:
    """A date as it is typed.

    Raises:
        UsageError: No ISO date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise UsageError(f"{text!r} is no date; write YYYY-MM-DD.") from exc


def keys(claims: Sequence[Claim]) -> list[str]:
    """Their keys."""
    return [claim.key for claim in claims]
