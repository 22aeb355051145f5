"""The queue, the desk with draft and source side by side, and what was released."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.errors import AssistantError, UsageError
from assistant.people.permissions import Permission
from assistant.review.redline import redline
from assistant.review.states import due_words
from assistant.reviewing import Choice, Remark, ReviewItem, ReviewState, Vote
from assistant.service.people import names_of_actors
from assistant.service.review import Desk, change, comment, desk, sign, withdraw
from assistant.service.sight import Sight
from assistant.service.views import released_rows
from assistant.users import DISCIPLINES
from assistant.web.once import id_of_form, new_token
from assistant.web.pages.frame import page, see
from assistant.web.pages.showing import ARTIFACTS, TONES, is_digest, marked, source_parts
from assistant.web.problems import status_of
from assistant.web.visitors import Fields, Form, Who
from guardrails import Finding, Released, Suggestion

Key = Annotated[str, Path(max_length=64)]
Word = Annotated[str, Query(max_length=30)]


def get_queue(
    request: Request, who: Who, show: Word = "", offset: Annotated[int, Query(ge=0, le=100_000)] = 0
) -> HTMLResponse:
    """What waits, due first on top; mine, overdue, fast lane, closed."""
    now, mine = who.rooms.clock(), who.user.role.discipline
    items = Sight(who.rooms, who.user).reviews(who.rooms.reviews.items())
    open_items = [i for i in items if i.state is ReviewState.OPEN]
    groups = {
        "mine": [i for i in open_items if mine in i.needed and not _decided(who, i, mine)],
        "all": open_items,
        "overdue": [i for i in open_items if i.due_at < now],
        "fast": [i for i in open_items if i.lane == "fast"],
        "closed": [i for i in items if i.state is not ReviewState.OPEN][::-1],
    }
    chosen = show if show in groups else "mine"
    rows = groups[chosen]
    return page(
        request, "review", who, title="Review", here="/review", show=chosen, offset=offset, limit=50, total=len(rows),
        counts={name: len(items) for name, items in groups.items()}, names=_names(who), artifacts=ARTIFACTS,
        rows=[(i, due_words(i, now), _marks(who, i)) for i in rows[offset : offset + 50]],
    )  # fmt: skip


def get_desk(
    review_id: Key,
    request: Request,
    who: Who,
    finding: Annotated[int, Query(ge=0, le=10_000)] = 0,
    view: Word = "final",
) -> HTMLResponse:
    """One document: text, findings, source, comments, decisions. Not released: fenced, no copy, no export."""
    return _desk_page(request, who, desk(who.rooms, who.user, review_id), finding, view)


def post_desk(review_id: Key, request: Request, who: Who, form: Form) -> Response:
    """Comment, accept an offer, edit, or sign: the button says which."""
    try:
        told = _do(who, review_id, int(form.get("version") or "0"), form)
    except (AssistantError, ValueError) as exc:
        found = desk(who.rooms, who.user, review_id)
        return _desk_page(request, who, found, 0, "final", str(exc), status_of(exc))
    return see(f"/review/{quote(review_id)}", told)


def _do(who: Who, review_id: str, version: int, form: Fields) -> str:
    act = form.get("act")
    if act == "comment":
        remark = Remark(version, int(form.get("start") or 0), int(form.get("end") or 0), form.get("text"))
        comment_id = id_of_form("C", who, form, review_id, str(version), remark.text)
        comment(who.rooms, who.user, review_id, remark, comment_id)
        return "commented"
    if act in ("accept", "edit"):
        edit = Suggestion("replace", form.values.get("wording", ""), int(form.get("start")), int(form.get("end")))
        change(who.rooms, who.user, review_id, version, [edit], form.get("note"))
        return "changed"
    if act == "withdraw":
        withdraw(who.rooms, who.user, review_id)
        return "withdrawn"
    if act != "sign":
        raise UsageError("Choose what to do.")
    try:
        choice = Choice(form.get("choice"))
    except ValueError as exc:
        raise UsageError("Choose a decision: approve, approve with the changes shown, or reject.") from exc
    vote = Vote(version, choice, form.get("reason"))
    sign(who.rooms, who.user, review_id, vote, form.values.get("password", ""))
    return "signed"


def get_released(request: Request, who: Who, offset: Annotated[int, Query(ge=0, le=100_000)] = 0) -> HTMLResponse:
    """Everything released, and where it went."""
    rows = released_rows(who.rooms, who.user)
    return page(
        request, "released", who, title="Released", here="/released", rows=rows[offset : offset + 50], total=len(rows),
        offset=offset, limit=50, artifacts=ARTIFACTS, names=_names(who),
    )  # fmt: skip


def _desk_page(
    request: Request, who: Who, found: Desk, chosen: int, view: str, error: str = "", status: int = 200
) -> HTMLResponse:
    text, findings = found.version.kept.draft.text, list(found.outcome.verdict.findings)
    versions = who.rooms.reviews.versions(found.item.review_id)
    before = next((v for v in versions if v.version == found.version.version - 1), None)
    source = _source(who, found, findings, chosen)
    mine = who.user.role.discipline
    decided = {d.discipline for d in found.decisions if d.version == found.item.version}
    return page(
        request,
        "desk",
        who,
        title=f"{found.item.title} ({found.item.review_id})",
        here="/review" if who.may(Permission.REVIEW) else "/documents",
        status=status,
        error=error,
        lock=found.lock,
        item=found.item,
        kind=ARTIFACTS.get(found.item.artifact, found.item.artifact),
        version=found.version,
        outcome=found.outcome,
        released=isinstance(found.outcome, Released),
        pieces=marked(text, findings),
        findings=findings,
        tones=TONES,
        offers={n: _whole_offer(f) for n, f in enumerate(findings, 1)},
        changes=redline(before.kept.draft.text, text) if before else (),
        view=view if before else "final",
        source=source,
        decisions=found.decisions,
        comments=found.comments,
        versions=versions,
        names=_names(who),
        disciplines=DISCIPLINES,
        due=due_words(found.item, who.rooms.clock()),
        may_sign=mine is not None
        and mine in found.item.needed
        and mine not in decided
        and found.item.state is ReviewState.OPEN
        and who.user.user_id not in (found.item.submitted_by, found.version.made_by),
        not_now=_why_no_signature(who, found, decided),
        may_change=who.may(Permission.SIGN) and found.item.state is ReviewState.OPEN,
        may_withdraw=found.item.submitted_by == who.user.user_id and found.item.state is ReviewState.OPEN,
        now=who.rooms.clock(),
        once=new_token(),
    )


def _why_no_signature(who: Who, found: Desk, decided: set[str]) -> str:
    """What keeps a reviewer who is asked from signing this version; empty where nothing does."""
    mine = who.user.role.discipline
    if mine not in found.item.needed or found.item.state is not ReviewState.OPEN:
        return ""
    if mine in decided:
        return f"{DISCIPLINES[mine]} has decided on this version."
    if who.user.user_id in (found.item.submitted_by, found.version.made_by):
        return f"You wrote this version. Another {who.user.role.words} decides on it."
    return ""


def _whole_offer(finding: Finding) -> Suggestion | None:
    return finding.suggestion


def _source(who: Who, found: Desk, findings: list[Finding], chosen: int) -> dict[str, object] | None:
    """The record that decides the chosen finding; else that of the first cited statement under a finding; else the first cited."""
    spans = (
        [(s.evidence_id, s.start, s.end) for s in findings[chosen - 1].evidence] if 0 < chosen <= len(findings) else []
    )
    statements = [s for s, _, _ in found.version.kept.draft.statements()]
    wanted = findings[chosen - 1] if 0 < chosen <= len(findings) else next(iter(findings), None)
    under = [s for s in statements if wanted and s.start < wanted.end and wanted.start < s.end]
    spans += [(c.evidence_id, c.start, c.end) for s in (*under, *statements) for c in s.citations]
    records = who.rooms.library.articles(sorted({key for key, _, _ in spans}))
    for key, start, end in spans:
        if key in records:
            record = records[key]
            return {"record": record, "parts": source_parts(record, start, end), "digest": is_digest(record)}
    return None


def _names(who: Who) -> dict[str, str]:
    return names_of_actors(who.rooms)


def _marks(who: Who, item: ReviewItem) -> dict[str, str]:
    """By discipline: approve, reject, `wait`, or `-` where it is not asked."""
    marks = {
        d.discipline: d.choice.value for d in who.rooms.reviews.decisions(item.review_id) if d.version == item.version
    }
    return {d: marks.get(d, "wait") if d in item.needed else "-" for d in DISCIPLINES}


def _decided(who: Who, item: ReviewItem, discipline: str | None) -> bool:
    return _marks(who, item).get(discipline or "", "-") not in ("wait",)
