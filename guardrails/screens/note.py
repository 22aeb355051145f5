"""One look at a note, mail or request: what must be redacted, relayed or held before anything else sees it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from guardrails.screens.adverse_events import AdverseEvent, Complaint, find_adverse_events, find_complaints
from guardrails.screens.injection import find_injections
from guardrails.screens.phi import find_phi
from guardrails.screens.spans import Span


@dataclass(frozen=True, slots=True)
class NoteScreen:
    """What a note holds. Offsets are places in the text as it came; `redacted` is the only form to keep."""

    redacted: str
    """The text with every identifying span replaced by its category in brackets."""
    phi: tuple[Span, ...]
    adverse_events: tuple[AdverseEvent, ...]
    """Events and special situations: each needs a relay task, whatever happens to the note."""
    injections: tuple[Span, ...]
    complaints: tuple[Complaint, ...]

    @property
    def relay(self) -> bool:
        """True where drug safety or quality must be told."""
        return bool(self.adverse_events or self.complaints)


def screen_note(text: str, *, contacts: Collection[str] = ()) -> NoteScreen:
    """Everything to know about a text before it is stored, indexed or shown to a model.

    Args:
        text: the note as typed. Never logged.
        contacts: names of professional contacts, who are not redacted.
    """
    phi = find_phi(text, contacts=contacts)
    return NoteScreen(
        redacted=redact(text, phi),
        phi=phi,
        adverse_events=find_adverse_events(text),
        injections=find_injections(text, source=True),
        complaints=find_complaints(text),
    )


def redact(text: str, spans: Sequence[Span]) -> str:
    """`text` with each span replaced by its category in brackets, e.g. `[phone]`; spans do not overlap."""
    parts: list[str] = []
    cursor = 0
    for span in spans:
        parts += [text[cursor : span.start], f"[{span.category}]"]
        cursor = span.end
    return "".join((*parts, text[cursor:]))
