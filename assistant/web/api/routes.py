"""The table of all JSON routes: method, path, permission, handler. A route without permission cannot be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from assistant.people.permissions import Permission as Perm
from assistant.service.readiness import DOWN, OK, state_of
from assistant.web import answers as texts, answers_of_calls as calls, answers_of_work as work
from assistant.web.api import claiming, drafting, field, people, reading, reviewing, searching, working
from assistant.web.metrics import CONTENT_TYPE
from assistant.web.problems import RETRY_AFTER_S, documented
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
    answer: Any
    problems: tuple[int, ...] = ()
    status: int = 200
    stream: bool = False
    """Answers with server-sent events, each an `answer`."""


ROUTES: tuple[Route, ...] = (
    Route("POST", "/ask", Perm.ASK, drafting.post_ask, texts.ReleasedRow, (*BODY, 404, 409)),
    Route("POST", "/prep", Perm.PREPARE, drafting.post_prep, texts.ReleasedRow, (*BODY, 404, 409)),
    Route("POST", "/brief", Perm.BRIEF, drafting.post_brief, texts.ReleasedRow, (*BODY, 404, 409)),
    Route("POST", "/check", Perm.CHECK, drafting.post_check, texts.VerdictRow, BODY),
    Route("POST", "/search", Perm.EVIDENCE, reading.post_search, texts.HitsRow, BODY),
    Route("GET", "/library", Perm.EVIDENCE, reading.get_library, texts.LibraryRow),
    Route("GET", "/records/{article_id}", Perm.EVIDENCE, reading.get_record, texts.RecordRow, (404, 422)),
    Route("GET", "/claims", Perm.CLAIMS, reading.get_claims, texts.Page[texts.ClaimRow], (422,)),
    Route("GET", "/claims/{claim_id}", Perm.CLAIMS, reading.get_claim, texts.ClaimVersionsRow, (404, 422)),
    Route("POST", "/claims", Perm.CLAIMS_CHANGE, claiming.post_claim, texts.ClaimRow, (*BODY, 409), 201),
    Route(
        "PATCH",
        "/claims/{claim_id}",
        Perm.CLAIMS_CHANGE,
        claiming.patch_claim,
        texts.ClaimVersionsRow,
        (*BODY, 404, 409, 412, 428),
    ),
    Route(
        "POST",
        "/claims/{claim_id}/steps",
        Perm.CLAIMS_CHANGE,
        claiming.post_claim_step,
        work.ClaimStepRow,
        (*BODY, 404, 409, 412, 428),
    ),
    Route("GET", "/accounts", Perm.ACCOUNTS, reading.get_accounts, texts.Page[texts.TaggedAccountRow], (422,)),
    Route("GET", "/accounts/{account_id}", Perm.ACCOUNTS, reading.get_account, texts.AccountRow, (404, 422)),
    Route(
        "GET", "/accounts/{account_id}/calls", Perm.ACCOUNTS, reading.get_calls, texts.Page[calls.CallRow], (404, 422)
    ),
    Route(
        "PATCH",
        "/accounts/{account_id}",
        Perm.ACCOUNTS_CHANGE,
        reading.patch_account,
        texts.AccountRow,
        (*BODY, 404, 409, 412, 428),
    ),
    Route("POST", "/accounts/{account_id}/plan", Perm.PLAN, field.post_plan, texts.ReleasedRow, (400, 404, 409, 422)),
    Route(
        "POST",
        "/accounts/{account_id}/business-review",
        Perm.PLAN,
        field.post_business_review,
        texts.ReleasedRow,
        (*BODY, 404, 409),
    ),
    Route(
        "POST",
        "/contacts/{contact_id}/correction",
        Perm.ACCOUNTS_CHANGE,
        field.post_correction,
        work.CorrectedRow,
        (*BODY, 404, 409),
        201,
    ),
    Route("POST", "/imports", Perm.ACCOUNTS_CHANGE, field.post_import, work.PreviewRow, BODY, 201),
    Route(
        "POST",
        "/imports/{token}",
        Perm.ACCOUNTS_CHANGE,
        field.post_import_applied,
        work.WrittenRow,
        (*BODY, 404, 409),
    ),
    Route("GET", "/requests", Perm.REQUESTS, reading.get_requests, texts.Page[texts.RequestRow], (422,)),
    Route(
        "POST",
        "/requests/{request_id}/letter",
        Perm.LETTERS,
        field.post_letter,
        texts.ReleasedRow,
        (400, 404, 409, 422),
    ),
    Route(
        "POST",
        "/requests/{request_id}/answer",
        Perm.LETTERS,
        field.post_filing,
        texts.RequestRow,
        (*BODY, 404, 409),
        201,
    ),
    Route("GET", "/tasks", Perm.TASKS, field.get_tasks, texts.Page[work.TaskRow], (422,)),
    Route(
        "POST", "/tasks/{task_id}/closing", Perm.TASKS, field.post_task_closing, work.TaskDoneRow, (404, 409, 422), 201
    ),
    Route("GET", "/safety-reports", Perm.SAFETY, reading.get_reports, texts.Page[texts.ReportRow], (422,)),
    Route(
        "POST",
        "/safety-reports/{report_id}/closing",
        Perm.SAFETY_CLOSE,
        reading.post_closing,
        texts.ReportRow,
        (*BODY, 404, 409),
        201,
    ),
    Route("GET", "/documents", Perm.DOCUMENTS, drafting.get_documents, texts.Page[texts.DraftRow], (422,)),
    Route("GET", "/documents/{draft_id}", Perm.DOCUMENTS, drafting.get_document, texts.ReleasedRow, (404, 409, 422)),
    Route(
        "POST", "/documents/{draft_id}/review", Perm.SUBMIT, reviewing.post_submit, work.ReviewRow, (404, 409, 422), 201
    ),
    Route("GET", "/reviews", Perm.REVIEW, reviewing.get_reviews, texts.Page[work.ReviewRow], (422,)),
    Route("POST", "/reviews", Perm.SUBMIT, reviewing.post_text, work.ReviewRow, (*BODY, 409), 201),
    Route("GET", "/reviews/{review_id}", Perm.REVIEW, reviewing.get_review, work.ReviewDetailRow, (404, 422)),
    Route(
        "POST",
        "/reviews/{review_id}/comments",
        Perm.REVIEW,
        reviewing.post_comment,
        work.CommentMadeRow,
        (*BODY, 404, 409),
        201,
    ),
    Route(
        "POST",
        "/reviews/{review_id}/changes",
        Perm.SIGN,
        reviewing.post_change,
        work.VersionMadeRow,
        (*BODY, 404, 409),
        201,
    ),
    Route(
        "POST",
        "/reviews/{review_id}/decisions",
        Perm.SIGN,
        reviewing.post_decision,
        work.SignedRow,
        (*BODY, 404, 409),
        201,
    ),
    Route("GET", "/released", Perm.RELEASED, reviewing.get_released, texts.Page[work.ReleasedListRow], (422,)),
    Route("GET", "/audit", Perm.AUDIT, working.get_audit, texts.Page[work.EventRow], (422,)),
    Route("GET", "/audit/verification", Perm.AUDIT, working.get_verification, work.ChainRow),
    Route("GET", "/model-costs", Perm.AUDIT, working.get_model_costs, texts.Items[work.DraftCostRow], (422,)),
    Route("GET", "/jobs", Perm.JOBS, working.get_jobs, texts.Page[work.JobRow], (422,)),
    Route("POST", "/jobs", Perm.JOBS, working.post_job, work.JobRow, (*BODY, 409), 202),
    Route("GET", "/jobs/{job_id}", Perm.JOBS, working.get_job, work.JobRow, (404, 422)),
    Route("GET", "/jobs/{job_id}/events", Perm.JOBS, working.get_job_events, work.JobRow, (404, 422), stream=True),
    Route("DELETE", "/jobs/{job_id}", Perm.JOBS, working.delete_job, work.JobRow, (404, 409, 422)),
    Route("GET", "/searches", Perm.EVIDENCE, searching.get_searches, texts.Items[work.SearchRow]),
    Route("POST", "/searches", Perm.EVIDENCE, searching.post_saved, work.SearchRow, (*BODY, 409), 201),
    Route("DELETE", "/searches/{search_id}", Perm.EVIDENCE, searching.delete_saved, work.SearchDroppedRow, (404, 422)),
    Route("GET", "/alerts", Perm.EVIDENCE, searching.get_alerts, texts.Page[work.AlertRow], (422,)),
    Route("GET", "/me", Perm.SIGNED_IN, people.get_me, work.MeRow),
    Route("GET", "/keys", Perm.SIGNED_IN, people.get_keys, texts.Items[work.KeyRow]),
    Route("POST", "/keys", Perm.SIGNED_IN, people.post_key, work.KeyMadeRow, BODY, 201),
    Route("DELETE", "/keys/{key_id}", Perm.SIGNED_IN, people.delete_key, work.KeyEndedRow, (404, 422)),
    Route("GET", "/users", Perm.PEOPLE, people.get_users, texts.Page[work.UserRow], (422,)),
    Route("POST", "/users", Perm.PEOPLE, people.post_user, work.UserRow, (*BODY, 409), 201),
    Route("PATCH", "/users/{user_id}", Perm.PEOPLE, people.patch_user, work.UserRow, (*BODY, 404)),
)
OPEN = ("/healthz", "/readyz")
"""Routes without sign-in: they tell that the process lives, and nothing about its contents."""


def api_router() -> APIRouter:
    """All JSON routes; each carries its permission in the OpenAPI document as `x-permission`."""
    router = APIRouter()
    router.add_api_route("/healthz", health, methods=["GET"], tags=["state"], response_model=texts.StateRow)
    not_ready: dict[int | str, dict[str, Any]] = {
        503: {"model": texts.ReadyRow, "description": "A store does not answer"}
    }
    router.add_api_route(
        "/readyz", ready, methods=["GET"], tags=["state"], response_model=texts.ReadyRow, responses=not_ready
    )
    router.add_api_route(
        "/metrics",
        metrics,
        methods=["GET"],
        dependencies=[Depends(needs(Perm.METRICS))],
        responses={200: {"content": {"text/plain": {}}}, **documented(COMMON)},
        response_class=PlainTextResponse,
        openapi_extra={"x-permission": Perm.METRICS.value, "security": [{"key": []}]},
        tags=["state"],
    )
    for route in ROUTES:
        router.add_api_route(
            PREFIX + route.path,
            route.handler,
            methods=[route.method],
            status_code=route.status,
            dependencies=[Depends(needs(route.permission))],
            responses={route.status: _promised(route), **documented((*COMMON, *route.problems), route.answer)},
            response_model=None,
            response_class=StreamingResponse if route.stream else JSONResponse,
            operation_id=route.handler.__name__,
            openapi_extra={"x-permission": route.permission.value, "security": [{"key": []}]},
            tags=[route.path.split("/")[1]],
        )
    return router


def _promised(route: Route) -> dict[str, Any]:
    """OpenAPI entry of the answer when all goes well."""
    if not route.stream:
        return {"model": route.answer}
    items = {"$ref": f"#/components/schemas/{route.answer.__name__}"}
    return {"content": {"text/event-stream": {"schema": {"type": "string"}, "itemSchema": items}}}


def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


def metrics(request: Request) -> Response:
    """Numbers for a Prometheus server, which shows an administrator's key; a key with the scope `metrics` is enough."""
    return Response(request.app.state.metrics.page(), headers={"Content-Type": CONTENT_TYPE})


def ready(rooms: Parts, request: Request) -> JSONResponse:
    """State of each part: the stores, the vectors' server among them, and what is loaded at the start."""
    parts = state_of(rooms, request.app.state.cold)
    if DOWN in parts.values():
        row, status = {"status": "not ready", "parts": parts}, 503
    else:
        row, status = {"status": "ready" if set(parts.values()) == {OK} else "ready in part", "parts": parts}, 200
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else None
    return JSONResponse(row, status_code=status, headers=headers)
