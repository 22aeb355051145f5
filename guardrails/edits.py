"""Applies offered edits to a draft, in the text and in the statements alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from guardrails.domain import ClaimRef, Draft, Statement, StatementKind, Suggestion
from guardrails.rebuild import drop_empty_sections, rebuild


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft after its edits; `applied` are the edits in order of place, without those that could not be made."""

    draft: Draft
    applied: tuple[Suggestion, ...]

    def moved(self, offset: int) -> int:
        """Where a place of the old text (outside the edits) lies in the new one."""
        return offset + sum(len(e.text) - (e.end - e.start) for e in self.applied if e.end <= offset)

    def place_of(self, edit: Suggestion, start: int, end: int) -> tuple[int, int]:
        """Where an applied edit, and the span of the finding that offered it, lie in the new text."""
        before = [e for e in self.applied if (e.start, e.end) < (edit.start, edit.end)]
        begin = edit.start + sum(len(e.text) - (e.end - e.start) for e in before)
        first = begin if edit.start <= start else self.moved(start)
        last = begin + len(edit.text)
        return first, last if end <= edit.end else self.moved(end)


def apply_edits(draft: Draft, edits: Iterable[Suggestion]) -> Edited:
    """The draft with as many edits as fit without overlap. Verbatim statements are completed, never changed.

    An inserted text that begins with a line break goes to the footer; another one, at the end of a statement, becomes a
    statement of its own behind it.
    """
    chosen = _without_overlap(edits)
    if not draft.sections:
        return Edited(replace(draft, title=_edit(draft.text, 0, chosen)), tuple(chosen))
    applied: list[Suggestion] = []

    def change(statement: Statement) -> tuple[Statement, ...]:
        inside = [e for e in chosen if _fits(e, statement)]
        if not inside:
            return (statement,)
        applied.extend(inside)
        return _changed(statement, inside)

    changed = rebuild(draft, change)
    footers = [e for e in chosen if e not in applied and e.text.startswith("\n") and e.start == e.end]
    for edit in footers:
        changed = replace(changed, footer=f"{changed.footer} {edit.text.strip()}".strip())
        applied.append(edit)
    return Edited(changed, tuple(sorted(applied, key=lambda e: (e.start, e.end))))


def excerpt(draft: Draft, start: int, end: int) -> Draft:
    """The part of a draft that a span touches: of a lone text the span, else the lines it lies in, with the footer."""
    if not draft.sections:
        return replace(draft, title=draft.text[start:end].strip())
    kept = rebuild(draft, lambda s: (replace(s, start=0, end=0),) if s.start < end and start < s.end else ())
    return replace(drop_empty_sections(kept), title="", banner="")


def edit_text(text: str, edits: Iterable[Suggestion]) -> str:
    """The text after all edits that do not overlap an earlier one."""
    return _edit(text, 0, _without_overlap(edits))


def _without_overlap(edits: Iterable[Suggestion]) -> list[Suggestion]:
    chosen: list[Suggestion] = []
    for edit in sorted(set(edits), key=lambda e: (e.start, e.end, e.claim_id is not None, e.text)):
        if not chosen or edit.start > chosen[-1].end or (edit.start == chosen[-1].end and edit.start < edit.end):
            chosen.append(edit)
        elif edit.start == edit.end == chosen[-1].end and edit.text != chosen[-1].text:
            chosen.append(edit)  # two sentences inserted at one place stand one after the other
    return chosen


def _fits(edit: Suggestion, statement: Statement) -> bool:
    inside = statement.start <= edit.start and edit.end <= statement.end
    if statement.verbatim:
        return inside and edit.start == edit.end == statement.end and not edit.text.startswith("\n")
    return inside and not edit.text.startswith("\n")


def _changed(statement: Statement, edits: Sequence[Suggestion]) -> tuple[Statement, ...]:
    behind = [e for e in edits if e.start == e.end == statement.end]
    within = [e for e in edits if e not in behind]
    text = _edit(statement.text, statement.start, within).strip()
    claim_id = next((e.claim_id for e in within if e.claim_id), None)
    first = replace(statement, text=text)
    if claim_id is not None:
        version = next(e.claim_version for e in within if e.claim_id == claim_id) or 1
        first = replace(first, kind=StatementKind.CLAIM, claim=ClaimRef(claim_id, version))
    return ((first,) if text else ()) + tuple(_behind(e, first) for e in behind)


def _behind(edit: Suggestion, first: Statement) -> Statement:
    if edit.claim_id is not None:
        claim = ClaimRef(edit.claim_id, edit.claim_version or 1)
        return Statement(edit.text.strip(), kind=StatementKind.CLAIM, claim=claim)
    return Statement(edit.text.strip(), kind=StatementKind.QUALIFIER, claim=first.claim)


def _edit(text: str, offset: int, edits: Sequence[Suggestion]) -> str:
    for edit in reversed(list(edits)):
        text = text[: edit.start - offset] + edit.text + text[edit.end - offset :]
    return text
