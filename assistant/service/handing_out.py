"""Documents that leave: judged once more, rendered, and noted with where they went."""

from __future__ import annotations

from assistant.documents.docx import render_docx
from assistant.documents.html import render_html
from assistant.documents.markdown import render_markdown
from assistant.errors import Conflict
from assistant.reviewing import KeptDraft
from assistant.service.exports import note_exports
from assistant.service.kept import rejudge
from assistant.service.rooms import Rooms
from guardrails import Mode, Quarantined

FORMATS = {"docx": "Word", "html": "Web page", "md": "Markdown"}


def may_leave(kept: KeptDraft) -> bool:
    """False for background that one reads for oneself; a call pack may be taken along, its zones say what may be said."""
    return kept.context.mode is not Mode.INTERNAL or kept.draft.artifact == "call_pack"


def hand_out(rooms: Rooms, kept: KeptDraft, suffix: str) -> tuple[str, bytes]:
    """(file name, content) of a released document.

    Raises:
        Conflict: It is not released as of now.
        DraftLocked: Something it rests on fell.
    """
    outcome, _ = rejudge(rooms, kept, rooms.clock())
    if isinstance(outcome, Quarantined):
        raise Conflict("Not released as of now. Draft it again, or send it to review.")
    name = f"{kept.draft.draft_id or 'text'}.{suffix}"
    note_exports(rooms, outcome, [name])
    if suffix == "docx":
        return name, render_docx(outcome)
    text = render_html(outcome) if suffix == "html" else render_markdown(outcome)
    return name, text.encode("utf-8")
