"""Rows that lists and profiles show: claims, accounts, requests, safety reports, released documents. One shape behind every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from assistant.domain import Account, Meeting, Person, Request, SafetyReport
from assistant.errors import Conflict, NotFound, UsageError
from assistant.evidence import read_evidence
from assistant.people.permissions import Permission, allows
from assistant.reviewing import ReviewItem, ReviewState
from assistant.service.account_calls import calls_at
from assistant.service.accounts import account_map
from assistant.service.asked import screened_words
from assistant.service.cascade import WhereUsed, where_used
from assistant.service.contacts import corrections
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import Claim, Evidence, Quarantined, Released, record_hash, standing

SOON_DAYS = 30


def claim_rows(rooms: Rooms, user: User, now: datetime, *, state: str = "", words: str = "") -> list[dict[str, Any]]:
    """Claim versions that are this person's business, by id; `state` is a standing or `expiring` (30 days)."""
    rows = [claim_row(claim, now) for claim in Sight(rooms, user).of(rooms.claims.claims)]
    if state == "expiring":
        rows = [r for r in rows if r["days_left"] is not None and 0 <= r["days_left"] <= SOON_DAYS and r["in_force"]]
    elif state:
        rows = [r for r in rows if r["standing"] == state]
    needle = words.strip().lower()
    return [r for r in rows if needle in f"{r['claim']} {r['text']} {r['claim_type']}".lower()]


def claim_row(claim: Claim, now: datetime) -> dict[str, Any]:
    """One claim version with its standing as of now."""
    state = standing(claim, now)
    left = (claim.expires - now.date()).days if claim.expires else None
    return {
        "claim": claim.key,
        "claim_id": claim.claim_id,
        "version": claim.version,
        "standing": state.value,
        "in_force": state.value == "in force",
        "claim_type": claim.claim_type,
        "text": claim.text,
        "products": list(claim.product_ids),
        "modes": [mode.value for mode in claim.modes],
        "jurisdictions": list(claim.jurisdictions_include),
        "excluded": list(claim.jurisdictions_exclude),
        "qualifiers": [q.text for q in claim.qualifiers],
        "variations": [v.text for v in claim.variations],
        "references": [{"kind": r.kind, "id": r.source_id, "anchor": r.anchor} for r in claim.references],
        "effective_from": claim.effective_from.isoformat() if claim.effective_from else None,
        "expires": claim.expires.isoformat() if claim.expires else None,
        "days_left": left,
        "signatures": [
            {"discipline": s.discipline, "name": s.name, "meaning": s.meaning, "on": s.signed_on.isoformat()}
            for s in claim.signatures
        ],
        "record_sha256": record_hash(claim),
        "fictional": claim.fictional,
    }


def claim_versions(rooms: Rooms, user: User, claim_id: str, now: datetime) -> list[dict[str, Any]]:
    """Every version of one claim that is this person's business, newest first.

    Raises:
        NotFound: No such claim, or it is another product's.
    """
    mine = Sight(rooms, user).of(c for c in rooms.claims.claims if c.claim_id == claim_id)
    found = sorted(mine, key=lambda c: -c.version)
    if not found:
        raise NotFound(f"No claim {claim_id!r} in the library.")
    return [claim_row(claim, now) for claim in found]


def used_in_sight(rooms: Rooms, user: User, keys: Sequence[str]) -> WhereUsed:
    """Where claim versions are used, as far as it is this person's business; field roles learn of their own files alone."""
    used, sight = where_used(rooms, claims=keys), Sight(rooms, user)
    drafts = {row["draft_id"] for row in sight.drafts({"draft_id": draft_id} for draft_id in used.drafts)}
    everybody = allows(user.role, Permission.RELEASED)
    return replace(
        used,
        drafts=tuple(sorted(drafts)),
        exports=tuple(e for e in used.exports if e.draft_id in drafts and (everybody or e.made_by == user.user_id)),
        calls=sight.of(used.calls),
    )


def accounts_of(rooms: Rooms, user: User) -> tuple[Account, ...]:
    """The accounts that are this person's business, by name."""
    sight = Sight(rooms, user)
    return tuple(sorted(map(sight.account, sight.of(rooms.objects.all(Account))), key=lambda a: a.name))


def account_of(rooms: Rooms, user: User, account_id: str) -> Account:
    """One account, as this person may see it.

    Raises:
        NotFound: No such account in this person's territory.
    """
    account, sight = rooms.objects.get(Account, account_id), Sight(rooms, user)
    if account is None or not sight.has(account):
        raise NotFound(f"No account {account_id!r} in your territory.")
    return sight.account(account)


def account_row(account: Account) -> dict[str, Any]:
    """The editable state of one account."""
    return {
        "account_id": account.account_id,
        "name": account.name,
        "jurisdiction": account.jurisdiction,
        "tier": account.tier,
        "phase": account.phase,
        "formulary": dict(account.formulary),
        "pt_next": account.pt_next.isoformat() if account.pt_next else None,
        "protocol_note": account.protocol_note,
        "fictional": account.fictional,
    }


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What of an account is changed by hand; None leaves it."""

    tier: int | None
    phase: str | None
    pt_next: str | None


def change_account(rooms: Rooms, user: User | None, seen: Account, change: AccountChange) -> Account:
    """Change tier, phase or the next committee date of an account as the person saw it; what is None stays.

    Raises:
        UsageError: The date cannot be read.
        Conflict: It was changed meanwhile.
    """
    try:
        meets = date.fromisoformat(change.pt_next) if change.pt_next else seen.pt_next
    except ValueError as exc:
        raise UsageError(f"pt_next is {change.pt_next!r}; give a date such as 2026-12-10.") from exc
    phase = change.phase or seen.phase
    if change.phase:
        phase = screened_words(rooms, phase, "account", rooms.actor, rooms.clock(), seen.account_id)
    sight, stored = Sight(rooms, user), rooms.objects.get(Account, seen.account_id)
    tier = seen.tier if change.tier is None else change.tier
    changed = replace(stored or seen, tier=tier, phase=phase, pt_next=meets)
    if stored is None or sight.account(stored) != seen or not rooms.objects.swap(stored, changed):
        raise Conflict("Somebody changed this account at the same time. Read it again.")
    rooms.audit.append(rooms.actor, "account.changed", {"account": seen.account_id}, rooms.clock())
    return sight.account(changed)


def account_profile(rooms: Rooms, user: User, account: Account) -> dict[str, Any]:
    """People, contacts, plans and requests of one account that are this person's business, newest first.

    Corrected contacts are among the others: `corrections` names what took their place, by their id.
    """
    key, sight = account.account_id, Sight(rooms, user)
    return {
        "people": [p for p in rooms.objects.all(Person) if p.account_id == key],
        "interactions": calls_at(rooms, user, key),
        "corrections": corrections(rooms),
        "meetings": sorted(
            sight.of(m for m in rooms.objects.all(Meeting) if m.account_id == key), key=lambda m: m.start
        ),
        "requests": sight.of(r for r in rooms.objects.all(Request) if r.account_id == key),
        "map": account_map(rooms, key, rooms.clock(), user),
    }


def requests_of(rooms: Rooms, user: User) -> tuple[Request, ...]:
    """Logged requests that are this person's business, newest first."""
    return tuple(
        sorted(
            Sight(rooms, user).of(rooms.objects.all(Request)), key=lambda r: (r.asked_on, r.request_id), reverse=True
        )
    )


def request_row(request: Request) -> dict[str, Any]:
    """One logged request."""
    return {
        "request_id": request.request_id,
        "text": request.text,
        "asked_on": request.asked_on.isoformat(),
        "origin": request.origin,
        "account_id": request.account_id,
        "person_id": request.person_id,
        "status": request.status,
    }


def report_row(report: SafetyReport) -> dict[str, Any]:
    """One relay task for a possible adverse event."""
    return {
        "report_id": report.report_id,
        "text": report.text,
        "reporter": report.reporter,
        "opened_at": report.opened_at.isoformat(),
        "due_at": report.due_at.isoformat(),
        "source": report.source,
        "account_id": report.account_id,
        "closed_at": report.closed_at.isoformat() if report.closed_at else None,
        "closed_by": report.closed_by,
        "closing": report.closing,
    }


def review_row(item: ReviewItem) -> dict[str, Any]:
    """One item of the queue; never a word of its text but the title."""
    return {
        "review_id": item.review_id,
        "draft_id": item.draft_id,
        "artifact": item.artifact,
        "title": item.title,
        "submitted_by": item.submitted_by,
        "submitted_at": item.submitted_at.isoformat(),
        "due_at": item.due_at.isoformat(),
        "needed": list(item.needed),
        "state": item.state.value,
        "version": item.version,
        "lane": item.lane,
        "novelty": round(item.novelty, 4),
        "decision": item.decision,
    }


def released_rows(rooms: Rooms, user: User) -> list[dict[str, Any]]:
    """Everything about this person's products that was released and where it went, newest first."""
    sight = Sight(rooms, user)
    went: dict[str, list[dict[str, Any]]] = {}
    drafts = sight.drafts(rooms.documents.drafts())
    approved = {i.draft_id: i for i in sight.reviews(rooms.reviews.items(ReviewState.APPROVED))}
    for e in rooms.ledger.exports_of({*(row["draft_id"] for row in drafts), *approved}):
        row = {"target": e.target, "by": e.made_by, "at": e.made_at, "sha256": e.draft_sha256}
        went.setdefault(e.draft_id, []).append(row)
    rows = [
        {
            "draft_id": row["draft_id"],
            "artifact": row["artifact"],
            "title": row["title"],
            "sha256": row["draft_sha256"],
            "made_by": row["actor"],
            "made_at": row["created_at"].isoformat(),
            "how": "review" if row["draft_id"] in approved else "rules",
            "review_id": approved[row["draft_id"]].review_id if row["draft_id"] in approved else None,
            "went_to": went.get(row["draft_id"], []),
        }
        for row in drafts
        if row["decision"] == "RELEASE" or row["draft_id"] in approved
    ]
    known = {row["draft_id"] for row in rows}
    texts = [i for i in approved.values() if i.draft_id not in known]
    return rows + [
        {
            "draft_id": item.draft_id,
            "artifact": item.artifact,
            "title": item.title,
            "sha256": "",
            "made_by": item.submitted_by,
            "made_at": item.submitted_at.isoformat(),
            "how": "review",
            "review_id": item.review_id,
            "went_to": went.get(item.draft_id, []),
        }
        for item in texts
    ]


def own_drafts(rooms: Rooms, user: User) -> list[dict[str, Any]]:
    """The documents that this person made and may still read, newest first."""
    return Sight(rooms, user).drafts(rooms.documents.drafts(user.user_id))


def cited_sources(rooms: Rooms, outcome: Released | Quarantined) -> dict[str, Evidence]:
    """The library's records behind the citations of a document."""
    ids = {c.evidence_id for statement, _, _ in outcome.draft.statements() for c in statement.citations}
    return read_evidence(rooms.library, sorted(ids))
