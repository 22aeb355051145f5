"""Documents that leave: judged once more, rendered, and noted with where they went."""

from __future__ import annotations

from assistant.documents.docx import render_docx
from assistant.documents.html import render_html
from assistant.documents.markdown import render_markdown
from assistant.errors import Conflict, Forbidden
from assistant.reviewing import KeptDraft, ReviewState
from assistant.service.exports import note_exports
from assistant.service.kept import kept_draft
from assistant.service.rooms import Rooms
from assistant.service.signed import current_outcome
from assistant.service.templates import templates_in
from assistant.users import User
from guardrails import Mode, Quarantined

FORMATS = {"docx": "Word", "html": "Web page", "md": "Markdown"}


TAKEN_ALONG = frozenset({"call_pack", "account_plan", "business_review"})
"""Internal documents that are made to be taken along: the zones or the banner of each say for whom it is."""


def may_leave(kept: KeptDraft) -> bool:
    """False for background that one reads for oneself."""
    return kept.context.mode is not Mode.INTERNAL or kept.draft.artifact in TAKEN_ALONG


def hand_out(rooms: Rooms, user: User, draft_id: str, suffix: str) -> tuple[str, bytes]:
    """(file name, content) of a released document.

    Raises:
        Conflict: It is not released as of now, or waits for its reviewers.
        Forbidden: It is background, or another person's.
        DraftLocked: Something it rests on fell.
    """
    _, kept = kept_draft(rooms, draft_id, user)
    if not may_leave(kept):
        raise Forbidden("Background for you, not for customers: it is not exported.")
    outcome, review = current_outcome(rooms, draft_id, kept, rooms.clock())
    if review is not None and review.state is not ReviewState.APPROVED:
        raise Conflict(f"In review as {review.review_id} ({review.state.value}). Nothing leaves until they sign.")
    if isinstance(outcome, Quarantined):
        raise Conflict("Not released as of now. Draft it again, or send it to review.")
    name = f"{draft_id}.{suffix}"
    note_exports(rooms, outcome, [name])
    if suffix == "docx":
        return name, render_docx(outcome, templates_in(rooms).get("docx"))
    text = render_html(outcome) if suffix == "html" else render_markdown(outcome)
    return name, text.encode("utf-8")
