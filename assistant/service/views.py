"""Rows that lists and profiles show: claims, accounts, requests, safety reports, released documents. One shape behind every door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from assistant.domain import Account, Interaction, Meeting, Person, Request, SafetyReport
from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.evidence import read_evidence
from assistant.people.permissions import may_open
from assistant.reviewing import ReviewItem, ReviewState
from assistant.service.asked import screened_words
from assistant.service.rooms import Rooms
from assistant.users import User
from guardrails import Claim, Evidence, Quarantined, Released, record_hash, standing

SOON_DAYS = 30


def claim_rows(rooms: Rooms, now: datetime, *, state: str = "", words: str = "") -> list[dict[str, Any]]:
    """All claim versions, by id; `state` is a standing or `expiring` (30 days)."""
    rows = [claim_row(claim, now) for claim in rooms.claims.claims]
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


def claim_versions(rooms: Rooms, claim_id: str, now: datetime) -> list[dict[str, Any]]:
    """Every version of one claim, newest first.

    Raises:
        NotFound: No such claim.
    """
    found = sorted((c for c in rooms.claims.claims if c.claim_id == claim_id), key=lambda c: -c.version)
    if not found:
        raise NotFound(f"No claim {claim_id!r} in the library.")
    return [claim_row(claim, now) for claim in found]


def accounts_of(rooms: Rooms, user: User) -> tuple[Account, ...]:
    """The accounts that are this person's business, by name."""
    mine = [a for a in rooms.objects.all(Account) if may_open(user, a.jurisdiction)]
    return tuple(sorted(mine, key=lambda a: a.name))


def account_of(rooms: Rooms, user: User, account_id: str) -> Account:
    """One account.

    Raises:
        NotFound: No such account.
        Forbidden: It belongs to another territory.
    """
    account = rooms.objects.get(Account, account_id)
    if account is None:
        raise NotFound(f"No account {account_id!r}.")
    if not may_open(user, account.jurisdiction):
        raise Forbidden(f"This account belongs to {account.jurisdiction}. Ask an administrator for access.")
    return account


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


def change_account(rooms: Rooms, account: Account, tier: int | None, phase: str | None, pt_next: str | None) -> Account:
    """Change tier, phase or the next committee date; what is None stays.

    Raises:
        UsageError: The date cannot be read.
        Conflict: It was changed meanwhile.
    """
    try:
        meets = date.fromisoformat(pt_next) if pt_next else account.pt_next
    except ValueError as exc:
        raise UsageError(f"pt_next is {pt_next!r}; give a date such as 2026-12-10.") from exc
    if phase:
        phase = screened_words(rooms, phase, "account", rooms.actor, rooms.clock(), account.account_id)
    changed = replace(account, tier=account.tier if tier is None else tier, phase=phase or account.phase, pt_next=meets)
    if not rooms.objects.swap(account, changed):
        raise Conflict("Somebody changed this account at the same time. Read it again.")
    rooms.audit.append(rooms.actor, "account.changed", {"account": account.account_id}, rooms.clock())
    return changed


def account_profile(rooms: Rooms, account: Account) -> dict[str, Any]:
    """People, contacts, plans and requests of one account, newest first."""
    key = account.account_id
    contacts = sorted(
        (i for i in rooms.objects.all(Interaction) if i.account_id == key), key=lambda i: i.on, reverse=True
    )
    return {
        "people": [p for p in rooms.objects.all(Person) if p.account_id == key],
        "interactions": contacts,
        "meetings": sorted((m for m in rooms.objects.all(Meeting) if m.account_id == key), key=lambda m: m.start),
        "requests": [r for r in rooms.objects.all(Request) if r.account_id == key],
    }


def requests_of(rooms: Rooms, user: User) -> tuple[Request, ...]:
    """Logged requests from this person's territory, newest first."""
    places = {a.account_id for a in accounts_of(rooms, user)}
    mine = [r for r in rooms.objects.all(Request) if r.account_id is None or r.account_id in places]
    return tuple(sorted(mine, key=lambda r: (r.asked_on, r.request_id), reverse=True))


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


def released_rows(rooms: Rooms) -> list[dict[str, Any]]:
    """Everything that was released and where it went, newest first."""
    went: dict[str, list[dict[str, Any]]] = {}
    drafts = rooms.documents.drafts()
    approved = {i.draft_id: i for i in rooms.reviews.items(ReviewState.APPROVED)}
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


def cited_sources(rooms: Rooms, outcome: Released | Quarantined) -> dict[str, Evidence]:
    """The library's records behind the citations of a document."""
    ids = {c.evidence_id for statement, _, _ in outcome.draft.statements() for c in statement.citations}
    return read_evidence(rooms.library, sorted(ids))
