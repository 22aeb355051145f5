"""The table of all pages: method, path, permission, handler. A page without permission cannot be added."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from assistant.people.permissions import Permission as Perm
from assistant.web.pages import (
    checking,
    claiming,
    correcting,
    documents,
    entrance,
    field,
    importing,
    library,
    logging,
    reviewing,
    running,
    safety,
    searching,
    tasks,
)
from assistant.web.visitors import Handler, by_session, needs


@dataclass(frozen=True, slots=True)
class Page:
    """One page or form."""

    method: str
    path: str
    permission: Perm | None
    """None: open to everybody, signed in or not."""
    handler: Handler


PAGES: tuple[Page, ...] = (
    Page("GET", "/static/{name}", None, entrance.static),
    Page("GET", "/setup", None, entrance.get_setup),
    Page("POST", "/setup", None, entrance.post_setup),
    Page("GET", "/sign-in", None, entrance.get_sign_in),
    Page("POST", "/sign-in", None, entrance.post_sign_in),
    Page("GET", "/login", None, entrance.login),
    Page("POST", "/sign-out", Perm.SIGNED_IN, entrance.post_sign_out),
    Page("GET", "/", Perm.SIGNED_IN, entrance.home),
    Page("GET", "/me", Perm.SIGNED_IN, entrance.get_me),
    Page("POST", "/me", Perm.SIGNED_IN, entrance.post_me),
    Page("GET", "/more", Perm.SIGNED_IN, entrance.more),
    Page("GET", "/ask", Perm.ASK, documents.get_ask),
    Page("POST", "/ask", Perm.ASK, documents.post_ask),
    Page("GET", "/prepare", Perm.PREPARE, documents.get_prepare),
    Page("POST", "/prepare", Perm.PREPARE, documents.post_prepare),
    Page("GET", "/documents", Perm.DOCUMENTS, documents.get_documents),
    Page("GET", "/documents/{draft_id}", Perm.SIGNED_IN, documents.get_document),
    Page("GET", "/documents/{draft_id}/files/{form}", Perm.DOCUMENTS, documents.get_export),
    Page("POST", "/documents/{draft_id}/review", Perm.SUBMIT, documents.post_submit),
    Page("GET", "/evidence", Perm.EVIDENCE, library.get_evidence),
    Page("GET", "/evidence/{article_id}", Perm.EVIDENCE, library.get_study),
    Page("GET", "/evidence/{article_id}/drawer", Perm.EVIDENCE, library.get_drawer),
    Page("GET", "/searches", Perm.EVIDENCE, searching.get_searches),
    Page("POST", "/searches", Perm.EVIDENCE, searching.post_searches),
    Page("GET", "/claims", Perm.CLAIMS, library.get_claims),
    Page("GET", "/claims/new", Perm.CLAIMS_CHANGE, claiming.get_new),
    Page("POST", "/claims/new", Perm.CLAIMS_CHANGE, claiming.post_new),
    Page("GET", "/claims/new/id", Perm.CLAIMS_CHANGE, claiming.get_id),
    Page("GET", "/claims/{claim_id}", Perm.CLAIMS, library.get_claim),
    Page("POST", "/claims/{claim_id}", Perm.CLAIMS_CHANGE, claiming.post_step),
    Page("GET", "/claims/{claim_id}/edit", Perm.CLAIMS_CHANGE, claiming.get_edit),
    Page("POST", "/claims/{claim_id}/edit", Perm.CLAIMS_CHANGE, claiming.post_edit),
    Page("GET", "/rules", Perm.RULES, library.get_rules),
    Page("GET", "/check", Perm.CHECK, checking.get_check),
    Page("POST", "/check", Perm.CHECK, checking.post_check),
    Page("GET", "/accounts", Perm.ACCOUNTS, field.get_accounts),
    Page("GET", "/accounts/import", Perm.ACCOUNTS_CHANGE, importing.get_import),
    Page("POST", "/accounts/import", Perm.ACCOUNTS_CHANGE, importing.post_import),
    Page("GET", "/accounts/{account_id}", Perm.ACCOUNTS, field.get_account),
    Page("GET", "/accounts/{account_id}/log", Perm.ACCOUNTS_CHANGE, logging.get_log),
    Page("POST", "/accounts/{account_id}/log", Perm.ACCOUNTS_CHANGE, logging.post_log),
    Page("GET", "/accounts/{account_id}/calls/{contact_id}", Perm.ACCOUNTS_CHANGE, correcting.get_correction),
    Page("POST", "/accounts/{account_id}/calls/{contact_id}", Perm.ACCOUNTS_CHANGE, correcting.post_correction),
    Page("POST", "/accounts/{account_id}/papers", Perm.PLAN, field.post_paper),
    Page("GET", "/requests", Perm.REQUESTS, field.get_requests),
    Page("POST", "/requests/{request_id}", Perm.LETTERS, field.post_letter),
    Page("GET", "/tasks", Perm.TASKS, tasks.get_tasks),
    Page("POST", "/tasks", Perm.TASKS, tasks.post_tasks),
    Page("GET", "/safety", Perm.SAFETY, safety.get_safety),
    Page("POST", "/safety", Perm.SAFETY_CLOSE, safety.post_safety),
    Page("GET", "/review", Perm.REVIEW, reviewing.get_queue),
    Page("GET", "/review/{review_id}", Perm.DOCUMENTS, reviewing.get_desk),
    Page("POST", "/review/{review_id}", Perm.DOCUMENTS, reviewing.post_desk),
    Page("GET", "/released", Perm.RELEASED, reviewing.get_released),
    Page("GET", "/audit", Perm.AUDIT, running.get_audit),
    Page("GET", "/audit/export", Perm.AUDIT, running.get_audit_export),
    Page("GET", "/model-costs", Perm.AUDIT, running.get_model_costs),
    Page("GET", "/quality", Perm.QUALITY, running.get_quality),
    Page("GET", "/admin", Perm.PEOPLE, running.get_admin),
    Page("POST", "/admin", Perm.PEOPLE, running.post_admin),
    Page("GET", "/jobs", Perm.JOBS, running.get_jobs),
    Page("GET", "/jobs/{job_id}", Perm.JOBS, running.get_job),
    Page("POST", "/jobs/{job_id}", Perm.JOBS, running.post_job),
)


def page_router() -> APIRouter:
    """All pages. They are for signed-in people; programs have the API."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for entry in PAGES:
        guards = [Depends(needs(entry.permission)), Depends(by_session)] if entry.permission else []
        router.add_api_route(
            entry.path, entry.handler, methods=[entry.method], dependencies=guards, response_model=None
        )
    return router
