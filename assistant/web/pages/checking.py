"""Check: any text, pasted or uploaded, with its findings beside it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from assistant.documents.reading import ReadDocument, read_document
from assistant.errors import AssistantError, UsageError
from assistant.people.permissions import Permission
from assistant.reviewing import Remark
from assistant.service.asking import claims_for, products_for, require_own_text
from assistant.service.checking import MAX_CHARS, bench_for
from assistant.service.gate import judge_text
from assistant.service.review import comment, submit_text
from assistant.service.unread import unread_findings
from assistant.web.pages.frame import page, see
from assistant.web.pages.showing import TONES, marked
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who
from guardrails import ClaimSet, Mode, Verdict, draft_from_text

MODES = [(m.value, m.value.replace("_", " ").capitalize()) for m in Mode]


def get_check(request: Request, who: Who) -> HTMLResponse:
    """A text to paste, a file to upload."""
    return _check_page(request, who, EMPTY)


def post_check(request: Request, who: Who, form: Form) -> Response:
    """Judge it; or send it to review."""
    try:
        document = _document_of(form)
        text = document.text
        named = [p for p in (form.get("product"),) if p]
        require_own_text(who.rooms, who.user, named, f"{form.get('title')}\n{text}")
        library, found = claims_for(who.rooms, who.user), unread_findings(document.unread)
        bench = bench_for(
            profile=form.get("profile") or "screen",
            mode=form.get("mode") or "promotional",
            jurisdiction=form.get("place") or "US",
            products=named,
            claims=library,
            now=who.rooms.clock(),
        )
        if form.get("act") == "review" and who.may(Permission.SUBMIT):
            title = form.get("title") or "Text to review"
            item = submit_text(who.rooms, who.user, title, text, bench.context)
            for number, finding in enumerate(found):
                remark = Remark(item.version, 0, 0, finding.reason)
                comment(who.rooms, who.user, item.review_id, remark, f"C-{item.review_id}-file-{number}")
            return see(f"/review/{item.review_id}", "submitted")
        claims = library if bench.context.profile.value == "draft" else ClaimSet(claims=())
        verdict = judge_text(who.rooms, draft_from_text(text), claims.claims, bench.context, bench.now, found)
    except AssistantError as exc:
        return _check_page(request, who, form, error=str(exc), status=status_of(exc))
    return _check_page(request, who, form, text=text, verdict=verdict)


def _document_of(form: Fields) -> ReadDocument:
    if "file" in form.files:
        name, content = form.files["file"]
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"upload{Path(name).suffix.lower()[:8]}"
            path.write_bytes(content)
            return read_document(path)
    text = form.values.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        raise UsageError("Paste a text or choose a file first.")
    if len(text) > MAX_CHARS:
        raise UsageError(f"The text has {len(text)} characters; check at most {MAX_CHARS} at a time.")
    return ReadDocument(text, ())


def _check_page(
    request: Request,
    who: Who,
    form: Fields,
    *,
    text: str = "",
    verdict: Verdict | None = None,
    error: str = "",
    status: int = 200,
) -> HTMLResponse:
    findings = list(verdict.findings) if verdict else []
    return page(
        request,
        "check",
        who,
        title="Check",
        here="/check",
        status=status,
        error=error,
        text=text or form.values.get("text", ""),
        form=form,
        verdict=verdict,
        findings=findings,
        pieces=marked(text, findings) if verdict else [],
        tones=TONES,
        modes=MODES,
        products=products_for(who.rooms, who.user),
        can_submit=who.may(Permission.SUBMIT),
        counts={
            word: sum(f.severity.word == word for f in findings) for word in ("block", "review", "rewrite", "warn")
        },
    )
