"""Every free text of a contact is screened before it is kept: note, insights, objections, questions, promises; redacted it stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from assistant.accounts.crm_rows import InteractionRow
from assistant.accounts.row_errors import reads_as_id
from assistant.domain import SafetyReport
from guardrails import NoteScreen

RELAY_HOURS = 24
"""House custom for relaying a possible adverse event, one business day; not a statute."""
_ASKED_ABOUT = frozenset({"misuse"})
"""Kinds that a question names without a patient behind it ("a company that sells oil"); in a note they are relayed."""
_OWN = ("note", "insights", "objections")
"""Texts of a contact that are the writer's own."""
_NO_WORDS = "The adverse-event box was ticked; the report has no words on it."
Screen = Callable[..., NoteScreen]


def screened(
    row: InteractionRow, screen_note: Screen, contacts: Collection[str], opened_at: datetime
) -> tuple[InteractionRow, SafetyReport | None, bool]:
    """The row with redacted texts, a relay task where a possible event is told, and whether anything was redacted."""
    own = {name: screen_note(text, contacts=contacts) for name in _OWN if (text := getattr(row, name))}
    questions = [(q, screen_note(q.text, contacts=contacts)) for q in row.questions]
    promises = [(c, screen_note(c.text, contacts=contacts)) for c in row.commitments]
    told = [*(look for _, look in questions), *(look for _, look in promises)]
    clean = row.model_copy(
        update={
            **{name: look.redacted for name, look in own.items()},
            "questions": [q.model_copy(update={"text": look.redacted}) for q, look in questions],
            "commitments": [c.model_copy(update={"text": look.redacted}) for c, look in promises],
        }
    )
    events = [look.redacted for look in own.values() if look.adverse_events]
    events += [look.redacted for look in told if any(e.kind not in _ASKED_ABOUT for e in look.adverse_events)]
    if row.event_noted and not events:
        events = [own["note"].redacted if "note" in own else _NO_WORDS]
    reporter = row.people[0] if row.people else "not recorded"
    report = relay_task("interaction", row.id, " / ".join(events), reporter, opened_at) if events else None
    return clean, report, any(look.phi for look in (*own.values(), *told))


def told_in(
    texts: Sequence[str],
    told_id: str,
    account_id: str | None,
    screen_note: Screen,
    opened_at: datetime,
    *,
    noted: bool = False,
) -> SafetyReport | None:
    """A relay task for what these texts tell, though the row they stand in cannot be taken; `noted`: its box was ticked."""
    looks = [screen_note(text) for text in texts]
    events = [look.redacted for look in looks if relayable(look)]
    if noted and not events:
        events = [look.redacted for look in looks[:1]] or [_NO_WORDS]
    if not events:
        return None
    whole = " ".join(texts).encode(errors="replace")
    key = told_id if reads_as_id(told_id) else f"unread-{sha256(whole).hexdigest()[:12]}"
    report = relay_task("interaction", key, " / ".join(events), "not recorded", opened_at)
    return replace(report, account_id=account_id)


def relayable(look: NoteScreen) -> bool:
    """Whether a question tells of a possible event or complaint in somebody, and not only of a kind of use."""
    return bool(look.complaints) or any(event.kind not in _ASKED_ABOUT for event in look.adverse_events)


def relay_task(source: str, key: str, text: str, reporter: str, opened_at: datetime) -> SafetyReport:
    """The task that takes a possible event to drug safety. `text` is redacted; `source:key` names where it was told."""
    return SafetyReport(
        report_id=f"SR-{sha256(key.encode()).hexdigest()[:8]}",
        text=text,
        reporter=reporter,
        opened_at=opened_at,
        due_at=opened_at + timedelta(hours=RELAY_HOURS),
        source=f"{source}:{key}",
    )
