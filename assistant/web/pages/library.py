"""Evidence: search, study page, drawer. Claims and rules to look up."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse

from assistant.domain import Filters, Hit
from assistant.drafting.citing import short_name
from assistant.errors import AssistantError
from assistant.people.permissions import Permission
from assistant.service.claim_desk import stamp_of
from assistant.service.library import find, record
from assistant.service.rules import rule_rows
from assistant.service.sight import Sight
from assistant.service.views import claim_rows, claim_versions, used_in_sight
from assistant.users import DISCIPLINES
from assistant.web.pages.frame import fragment, page
from assistant.web.pages.showing import ARTIFACTS, is_digest, source_parts
from assistant.web.problems import status_of
from assistant.web.visitors import Who, clean
from guardrails import known_labels
from ingest import Design, Species

Key = Annotated[str, Path(max_length=128)]
Words = Annotated[str, Query(max_length=2000)]
Offset = Annotated[int, Query(ge=0, le=100_000)]
Place = Annotated[int, Query(ge=0, le=1_000_000)]
PAGE = 50


def get_evidence(
    request: Request,
    who: Who,
    q: Words = "",
    species: Annotated[str, Query(max_length=20)] = "",
    design: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Search the library, best first, each hit with the reason for its rank."""
    hits: tuple[Hit, ...] = ()
    error, status = "", 200
    filters = Filters(species=(species,) if species else (), designs=(design,) if design else ())
    if q.strip():
        try:
            hits = find(who.rooms, clean(q), 30, filters)
        except AssistantError as exc:
            error, status = str(exc), status_of(exc)
    return page(
        request, "evidence", who, title="Evidence", here="/evidence", status=status, q=q, hits=hits, error=error,
        species=species, design=design, short=short_name, library=who.rooms.library.status(),
        all_species=[s.value for s in Species], designs=[d.value for d in Design], digest=is_digest,
        worded=any(reason.startswith("words") for hit in hits for reason in hit.why),
    )  # fmt: skip


def get_study(article_id: Key, request: Request, who: Who, start: Place = 0, end: Place = 0) -> HTMLResponse:
    """One record: what it is, its text by section with the quoted span marked, its versions, where it is used."""
    stored = record(who.rooms, clean(article_id))
    citing = who.rooms.documents.drafts_citing([stored.article.article_id]).get(stored.article.article_id, ())
    used = Sight(who.rooms, who.user).drafts({"draft_id": draft_id} for draft_id in citing)
    claims = [
        r
        for r in claim_rows(who.rooms, who.user, who.rooms.clock())
        if any(x["id"] == stored.article.pmid for x in r["references"])
    ]
    return page(
        request, "study", who, title=short_name(stored.article), here="/evidence", record=stored, article=stored.article,
        parts=source_parts(stored, start, end), digest=is_digest(stored), claims=claims, used=len(used),
        history=who.rooms.library.history(stored.article.article_id),
    )  # fmt: skip


def get_drawer(article_id: Key, who: Who, start: Place = 0, end: Place = 0) -> HTMLResponse:
    """The record beside the document: badges, and the quote in its section."""
    stored = record(who.rooms, clean(article_id))
    parts = source_parts(stored, start, end)
    near = [p for p in parts if any(x.quoted for x in p.pieces)] or parts[:2]
    return fragment(
        "drawer", record=stored, article=stored.article, parts=near, digest=is_digest(stored), start=start, end=end
    )


def get_claims(
    request: Request,
    who: Who,
    state: Annotated[str, Query(max_length=60)] = "",
    words: Annotated[str, Query(max_length=200)] = "",
    offset: Offset = 0,
) -> HTMLResponse:
    """Claim versions with their standing; what expires within 30 days can be picked out."""
    now = who.rooms.clock()
    rows = claim_rows(who.rooms, who.user, now, state=state, words=words)
    every = claim_rows(who.rooms, who.user, now)
    return page(
        request, "claims", who, title="Claims", here="/claims", rows=rows[offset : offset + PAGE], total=len(rows),
        offset=offset, limit=PAGE, state=state, words=words, states=sorted({r["standing"] for r in every}),
        expiring=len(claim_rows(who.rooms, who.user, now, state="expiring")), version=who.rooms.claims.version,
        may_change=who.may(Permission.CLAIMS_CHANGE),
    )  # fmt: skip


def get_claim(claim_id: Key, request: Request, who: Who) -> HTMLResponse:
    """One claim: wording, scope, sources, signatures, versions, where it was used; for reviewers its next steps."""
    return claim_page(request, who, clean(claim_id))


def claim_page(request: Request, who: Who, claim_id: str, error: str = "", status: int = 200) -> HTMLResponse:
    """The page of one claim, with what just went wrong."""
    versions = claim_versions(who.rooms, who.user, claim_id, who.rooms.clock())
    used = used_in_sight(who.rooms, who.user, [v["claim"] for v in versions])
    every = {c.key: c for c in who.rooms.claims.claims if c.claim_id == claim_id}
    return page(
        request, "claim", who, title=claim_id, here="/claims", status=status, error=error, versions=versions,
        current=versions[0], used=used, artifacts=ARTIFACTS, may_change=who.may(Permission.CLAIMS_CHANGE),
        seen={key: stamp_of(claim) for key, claim in every.items()}, states={k: c.state for k, c in every.items()},
        discipline=DISCIPLINES.get(who.user.role.discipline or ""),
    )  # fmt: skip


def get_rules(request: Request, who: Who, words: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """Every check: what it looks for, how grave it is in which mode, and its basis."""
    rows = rule_rows(words)
    return page(request, "rules", who, title="Rules", here="/rules", rows=rows, words=words, labels=known_labels())
