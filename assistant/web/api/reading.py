"""Library, claims, accounts, requests, safety reports."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import JSONResponse, Response

from assistant.domain import Account
from assistant.service.account_calls import call_rows
from assistant.service.library import find, hit_row, record
from assistant.service.safety import close_report, reports_for
from assistant.service.views import (
    AccountChange,
    account_of,
    account_row,
    accounts_of,
    change_account,
    claim_rows,
    claim_versions,
    report_row,
    request_row,
    requests_of,
)
from assistant.web.bodies import AccountBody, ClosingBody, SearchBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import IfMatch, Limit, Offset, etag_of, page_of, require_match, tagged
from assistant.web.visitors import Who, clean

Words = Annotated[str, Query(max_length=200)]
Key = Annotated[str, Path(max_length=128)]


def post_search(body: SearchBody, who: Who) -> dict[str, Any]:
    """Find passages, best first, each with the reason for its rank."""
    hits = find(who.rooms, body.question, body.limit)
    return {"hits": [hit_row(hit) for hit in hits], "searched": who.rooms.library.size()}


def get_library(who: Who) -> dict[str, Any]:
    """Counts and versions of the library."""
    status = who.rooms.library.status()
    return {
        "articles": status.articles,
        "passages": status.passages,
        "by_integrity": status.by_integrity,
        "by_origin": status.by_origin,
        "by_species": status.by_species,
        "by_design": status.by_design,
        "snapshot": status.snapshot_id,
        "embedder": status.embedder,
        "queued": status.queued,
        "warnings": list(status.warnings),
    }


def get_record(article_id: Key, request: Request, who: Who) -> Response:
    """One record as the library holds it, integrity as of now."""
    stored = record(who.rooms, clean(article_id))
    article = stored.article
    return tagged(
        request,
        {
            "article_id": article.article_id,
            "pmid": article.pmid,
            "title": article.title,
            "journal": article.journal,
            "year": article.year,
            "origin": article.text_origin.value,
            "species": stored.classification.species.value,
            "design": stored.classification.design.value,
            "integrity": stored.integrity.value,
            "version_hash": stored.version_hash,
            "text": article.text,
        },
    )


def get_claims(
    who: Who,
    state: Annotated[str, Query(max_length=60, description="A standing, or `expiring`.")] = "",
    words: Words = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Claim versions with their standing as of now."""
    rows = claim_rows(who.rooms, who.user, who.rooms.clock(), state=state, words=words)
    return page_of(rows, offset, limit, lambda row: row)


def get_claim(claim_id: Key, request: Request, who: Who) -> Response:
    """Every version of one claim, newest first; with an ETag."""
    return tagged(request, {"versions": claim_versions(who.rooms, who.user, claim_id, who.rooms.clock())})


def get_accounts(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """The accounts of one's territory, each with the ETag that a change needs."""
    return page_of(accounts_of(who.rooms, who.user), offset, limit, _with_tag)


def get_account(account_id: Key, request: Request, who: Who) -> Response:
    """One account with its ETag."""
    return tagged(request, account_row(account_of(who.rooms, who.user, account_id)))


def get_calls(account_id: Key, who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """The calls of an account that are one's business, newest first; corrected ones name what took their place."""
    account = account_of(who.rooms, who.user, clean(account_id))
    return page_of(call_rows(who.rooms, who.user, account.account_id), offset, limit, lambda row: row)


def patch_account(account_id: Key, body: AccountBody, request: Request, who: Who, if_match: IfMatch = None) -> Response:
    """Change an account; If-Match keeps two people from overwriting each other."""
    account = account_of(who.rooms, who.user, account_id)
    require_match(if_match, account_row(account))
    change = AccountChange(body.tier, body.phase, body.pt_next)
    return tagged(request, account_row(change_account(who.rooms, who.user, account, change)))


def get_requests(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Logged requests of one's territory, in the askers' own words."""
    return page_of(requests_of(who.rooms, who.user), offset, limit, request_row)


def post_closing(report_id: Key, body: ClosingBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Close a relay task with its case number, or the reason why there is none."""

    def run() -> dict[str, Any]:
        return report_row(close_report(who.rooms, who.user, clean(report_id), body.closing))

    return once(who, key, f"closing {report_id}", body, run, 201)


def get_reports(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Relay tasks for possible adverse events that are one's business, oldest first."""
    return page_of(reports_for(who.rooms, who.user), offset, limit, report_row)


def _with_tag(account: Account) -> dict[str, Any]:
    row = account_row(account)
    return {**row, "etag": etag_of(row)}
