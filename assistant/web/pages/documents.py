"""Ask, prepare, and the page of a document: always judged again before a word of it is shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.domain import Person
from assistant.errors import AssistantError, UsageError
from assistant.people.permissions import Permission
from assistant.reviewing import ReviewState
from assistant.service.ask import ask
from assistant.service.asking import asker_for, product_for, products_for, require_own_text, role_of, visit_for
from assistant.service.brief import brief
from assistant.service.contacts import CORRECTED
from assistant.service.handing_out import FORMATS, hand_out, may_leave
from assistant.service.jobs import ZONE, enqueue
from assistant.service.kept import kept_draft
from assistant.service.prep import prepare, visits_on
from assistant.service.review import submit
from assistant.service.rules import rule_rows
from assistant.service.signed import current_outcome
from assistant.service.views import accounts_of, own_drafts, requests_of
from assistant.users import DISCIPLINES, UserRole
from assistant.web.once import id_of_form, new_token
from assistant.web.pages.arranging import parts_of
from assistant.web.pages.frame import page, see
from assistant.web.pages.showing import ARTIFACTS, Chips, runs_of
from assistant.web.problems import status_of
from assistant.web.visitors import Form, Who
from guardrails import Released

_ASK, _ACCOUNTS, _PREPARE = ("/ask", "Ask"), ("/accounts", "Accounts"), ("/prepare", "Prepare")
ROOMS = {"answer": _ASK, "routing_card": _ASK, "account_plan": _ACCOUNTS, "business_review": _ACCOUNTS}
"""Where a document is at home: address and name; the others in Prepare."""
Key = Annotated[str, Path(max_length=128)]
Day = Annotated[str, Query(max_length=10)]
MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def get_ask(
    request: Request,
    who: Who,
    q: Annotated[str, Query(max_length=2000)] = "",
    about: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """A question to ask; for whom the answer is follows from one's role."""
    return _ask_page(request, who, q, about)


def post_ask(request: Request, who: Who, form: Form) -> Response:
    """Draft, judge, and go on to the document."""
    question, about = form.get("q"), form.get("about")
    try:
        if not question:
            raise UsageError("Write a question first.")
        asker = asker_for(who.rooms, who.user, about or None, form.get("place") or "US")
        with who.drafting():
            outcome = ask(who.rooms, question, asker, who.rooms.clock()).outcome
    except AssistantError as exc:
        return _ask_page(request, who, question, about, str(exc), status_of(exc))
    return see(_url(outcome.draft.draft_id))


def _ask_page(request: Request, who: Who, q: str, about: str, error: str = "", status: int = 200) -> HTMLResponse:
    mine = own_drafts(who.rooms, who.user)
    return page(
        request,
        "ask",
        who,
        title="Ask",
        here="/ask",
        status=status,
        q=q,
        about=about,
        error=error,
        requests=[
            (r.request_id, f"{r.request_id}: {r.text[:90]}")
            for r in (requests_of(who.rooms, who.user) if who.user.role is UserRole.MSL else ())
            if r.status != CORRECTED or r.request_id == about
        ],
        recent=[row for row in mine if row["artifact"] in ("answer", "routing_card")][:8],
        role=who.user.role,
        library=who.rooms.library.status(),
    )


def get_prepare(request: Request, who: Who, day: Day = "") -> HTMLResponse:
    """The day: each meeting with the state of its pack."""
    return _prepare_page(request, who, day)


def post_prepare(request: Request, who: Who, form: Form) -> Response:
    """One pack, a brief, or all packs of the day: the button says which."""
    now, act = who.rooms.clock(), form.get("act")
    try:
        if act == "day":
            job_id = id_of_form("J", who, form, form.get("day"))
            job = enqueue(who.rooms, who.user, "packs", {"day": form.get("day")}, job_id)
            return see(f"/jobs/{job.job_id}", "queued")
        if act == "brief":
            product = product_for(who.rooms, who.user, form.get("product"))
            require_own_text(who.rooms, who.user, (), form.get("indication"))
            with who.drafting():
                made = brief(
                    who.rooms, product, form.get("indication"), form.get("requested_by") or "committee",
                    now, who.user.name, who.user,
                )  # fmt: skip
        else:
            visit = visit_for(
                who.rooms, who.user, now, account=form.get("account") or None, hcp=form.get("hcp") or None,
                topic=form.get("topic") or None,
            )  # fmt: skip
            with who.drafting():
                made = prepare(who.rooms, visit, now, who.user.name, role_of(who.user), who.user)
    except AssistantError as exc:
        return _prepare_page(request, who, form.get("day"), str(exc), status_of(exc))
    return see(_url(made.draft.draft_id))


def _prepare_page(request: Request, who: Who, day: str, error: str = "", status: int = 200) -> HTMLResponse:
    chosen = _day(day, who.rooms.clock())
    noon = datetime.combine(chosen, time(12), ZONE)
    visits = visits_on(who.rooms, noon, who.user)
    places = {a.account_id: a for a in accounts_of(who.rooms, who.user)}
    people = [p for p in who.rooms.objects.all(Person) if p.account_id in places]
    return page(
        request,
        "prepare",
        who,
        title="Prepare",
        here="/prepare",
        status=status,
        error=error,
        once=new_token(),
        day=chosen,
        may_import=who.may(Permission.ACCOUNTS_CHANGE),
        before=chosen - timedelta(days=1),
        after=chosen + timedelta(days=1),
        visits=[(v, v.meeting.start.astimezone(ZONE), _pack_of(who, v.meeting.meeting_id)) for v in visits],
        people=people,
        places=places,
        products=products_for(who.rooms, who.user),
        recent=[r for r in own_drafts(who.rooms, who.user) if r["artifact"] in ("call_pack", "pt_brief")][:8],
        artifacts=ARTIFACTS,
    )


def _pack_of(who: Who, meeting_id: str) -> dict[str, str] | None:
    """The newest pack of a meeting that this person made."""
    newest = who.rooms.documents.newest_pack(who.user.user_id, meeting_id)
    return {"draft_id": newest[0], "decision": newest[1]} if newest else None


def get_documents(request: Request, who: Who) -> HTMLResponse:
    """One's own documents, newest first."""
    rows = own_drafts(who.rooms, who.user)[:200]
    return page(request, "documents", who, title="Documents", here="/documents", rows=rows, artifacts=ARTIFACTS)


def get_document(draft_id: Key, request: Request, who: Who) -> HTMLResponse:
    """One document, judged again now. Held: its state and what to do, never its words."""
    row, kept = kept_draft(who.rooms, draft_id, who.user)
    outcome, review = current_outcome(who.rooms, draft_id, kept, who.rooms.clock())
    released = isinstance(outcome, Released)
    lock = who.rooms.ledger.lock_reason(draft_id)
    shown = released and lock is None
    chips = Chips(who.rooms, outcome.draft)
    objecting = {f.check_id for f in outcome.verdict.findings}
    here, room = ROOMS.get(row["artifact"], _PREPARE)
    return page(
        request,
        "document" if shown else "held",
        who,
        title=row["payload"].get("title", ARTIFACTS.get(row["artifact"], "Document")) if shown else "Not released",
        here=here,
        room=room,
        status=200 if shown else 409,
        draft=outcome.draft if shown else None,
        row=row,
        kind=ARTIFACTS.get(row["artifact"], row["artifact"]),
        verdict=outcome.verdict,
        certificate=outcome.certificate if isinstance(outcome, Released) else None,
        withheld=row["payload"].get("withheld", 0),
        internal=not may_leave(kept),
        place=kept.context.jurisdiction,
        can_leave=may_leave(kept) and (review is None or review.state is ReviewState.APPROVED),
        formats=FORMATS,
        chips=chips.of,
        sources=chips.all() if shown else (),
        shown=parts_of(outcome.draft) if shown else (),
        runs=runs_of,
        review=review,
        disciplines=DISCIPLINES,
        can_submit=who.may(Permission.SUBMIT) and row["payload"].get("actor") == who.user.user_id,
        lock=lock,
        log_at=_log_at(row, who),
        was_released=row["decision"] == "RELEASE",
        asking=[(r["check_id"], r["title"]) for r in rule_rows() if r["check_id"] in objecting],
    )


def post_submit(draft_id: Key, who: Who, form: Form) -> Response:
    """Send it to review."""
    submit(who.rooms, who.user, draft_id)
    return see(_url(draft_id), "submitted")


def get_export(draft_id: Key, form: Key, who: Who) -> Response:
    """The document as a file, judged again now; where it went is noted."""
    suffix = form.rpartition(".")[2]
    if suffix not in FORMATS:
        raise UsageError(f"The format is {suffix!r}; choose one of {', '.join(FORMATS)}.")
    name, content = hand_out(who.rooms, who.user, draft_id, suffix)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=MEDIA[suffix], headers=headers)


def _log_at(row: dict[str, Any], who: Who) -> str:
    """Where the call of a pack of one's own is logged; empty where there is none."""
    inputs = row["payload"].get("inputs", {})
    if row["artifact"] != "call_pack" or not who.may(Permission.ACCOUNTS_CHANGE) or not inputs.get("account"):
        return ""
    account, meeting = quote(inputs["account"], safe=""), quote(inputs.get("meeting") or "", safe="")
    return f"/accounts/{account}/log?meeting={meeting}&pack={quote(row['draft_id'], safe='')}"


def _url(draft_id: str) -> str:
    return f"/documents/{quote(draft_id, safe='')}"


def _day(text: str, now: datetime) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return (now.astimezone(ZONE) + timedelta(days=1)).date()
