"""The table of all JSON routes: method, path, permission, handler. A route without permission cannot be added."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends

from assistant.people.permissions import Permission as Perm
from assistant.web.api import drafting, people, reading, reviewing, working
from assistant.web.problems import documented
from assistant.web.visitors import Handler, Parts, needs

PREFIX = "/api/v1"
COMMON = (401, 403, 429)
BODY = (400, 413, 415, 422)


@dataclass(frozen=True, slots=True)
class Route:
    """One operation."""

    method: str
    path: str
    permission: Perm
    handler: Handler
    problems: tuple[int, ...] = ()
    status: int = 200


ROUTES: tuple[Route, ...] = (
    Route("POST", "/ask", Perm.ASK, drafting.post_ask, (*BODY, 404, 409)),
    Route("POST", "/prep", Perm.PREPARE, drafting.post_prep, (*BODY, 404, 409)),
    Route("POST", "/brief", Perm.BRIEF, drafting.post_brief, (*BODY, 404, 409)),
    Route("POST", "/check", Perm.CHECK, drafting.post_check, BODY),
    Route("POST", "/search", Perm.EVIDENCE, reading.post_search, BODY),
    Route("GET", "/library", Perm.EVIDENCE, reading.get_library),
    Route("GET", "/records/{article_id}", Perm.EVIDENCE, reading.get_record, (404, 422)),
    Route("GET", "/claims", Perm.CLAIMS, reading.get_claims, (422,)),
    Route("GET", "/claims/{claim_id}", Perm.CLAIMS, reading.get_claim, (404, 422)),
    Route("GET", "/accounts", Perm.ACCOUNTS, reading.get_accounts, (422,)),
    Route("GET", "/accounts/{account_id}", Perm.ACCOUNTS, reading.get_account, (404, 422)),
    Route("PATCH", "/accounts/{account_id}", Perm.ACCOUNTS_CHANGE, reading.patch_account, (*BODY, 404, 409, 412, 428)),
    Route("GET", "/requests", Perm.REQUESTS, reading.get_requests, (422,)),
    Route("GET", "/safety-reports", Perm.SAFETY, reading.get_reports, (422,)),
    Route(
        "POST", "/safety-reports/{report_id}/closing", Perm.SAFETY_CLOSE, reading.post_closing, (*BODY, 404, 409), 201
    ),
    Route("GET", "/documents", Perm.DOCUMENTS, drafting.get_documents, (422,)),
    Route("GET", "/documents/{draft_id}", Perm.DOCUMENTS, drafting.get_document, (404, 409, 422)),
    Route("POST", "/documents/{draft_id}/review", Perm.SUBMIT, reviewing.post_submit, (404, 409, 422), 201),
    Route("GET", "/reviews", Perm.REVIEW, reviewing.get_reviews, (422,)),
    Route("POST", "/reviews", Perm.SUBMIT, reviewing.post_text, (*BODY, 409), 201),
    Route("GET", "/reviews/{review_id}", Perm.REVIEW, reviewing.get_review, (404, 422)),
    Route("POST", "/reviews/{review_id}/comments", Perm.REVIEW, reviewing.post_comment, (*BODY, 404, 409), 201),
    Route("POST", "/reviews/{review_id}/changes", Perm.SIGN, reviewing.post_change, (*BODY, 404, 409), 201),
    Route("POST", "/reviews/{review_id}/decisions", Perm.SIGN, reviewing.post_decision, (*BODY, 404, 409), 201),
    Route("GET", "/released", Perm.RELEASED, reviewing.get_released, (422,)),
    Route("GET", "/audit", Perm.AUDIT, working.get_audit, (422,)),
    Route("GET", "/audit/verification", Perm.AUDIT, working.get_verification),
    Route("GET", "/jobs", Perm.JOBS, working.get_jobs, (422,)),
    Route("POST", "/jobs", Perm.JOBS, working.post_job, (*BODY, 409), 202),
    Route("GET", "/jobs/{job_id}", Perm.JOBS, working.get_job, (404, 422)),
    Route("DELETE", "/jobs/{job_id}", Perm.JOBS, working.delete_job, (404, 409, 422)),
    Route("GET", "/me", Perm.SIGNED_IN, people.get_me),
    Route("GET", "/keys", Perm.SIGNED_IN, people.get_keys),
    Route("POST", "/keys", Perm.SIGNED_IN, people.post_key, BODY, 201),
    Route("DELETE", "/keys/{key_id}", Perm.SIGNED_IN, people.delete_key, (404, 422)),
    Route("GET", "/users", Perm.PEOPLE, people.get_users, (422,)),
    Route("POST", "/users", Perm.PEOPLE, people.post_user, (*BODY, 409), 201),
    Route("PATCH", "/users/{user_id}", Perm.PEOPLE, people.patch_user, (*BODY, 404)),
)
OPEN = ("/healthz", "/readyz")
"""Routes without sign-in: they tell that the process lives, and nothing about its contents."""


def api_router() -> APIRouter:
    """All JSON routes; each carries its permission in the OpenAPI document as `x-permission`."""
    router = APIRouter()
    router.add_api_route("/healthz", health, methods=["GET"], tags=["state"])
    router.add_api_route("/readyz", ready, methods=["GET"], tags=["state"])
    for route in ROUTES:
        router.add_api_route(
            PREFIX + route.path,
            route.handler,
            methods=[route.method],
            status_code=route.status,
            dependencies=[Depends(needs(route.permission))],
            responses=documented((*COMMON, *route.problems)),
            openapi_extra={"x-permission": route.permission.value, "security": [{"key": []}]},
            tags=[route.path.split("/")[1]],
        )
    return router


def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


def ready(rooms: Parts) -> dict[str, str]:
    """The stores answer."""
    rooms.library.status()
    return {"status": "ready"}
