"""A language model phrases, the extractive drafter frames: the model's statements take the place of bottom line and evidence.

Limits, contrary evidence and search stay as the records have them. All of it passes the same gate.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.domain import DraftedAnswer, EvidencePack
from assistant.drafting.citing import brackets, cite_label
from assistant.drafting.extractive import ExtractiveDrafter
from assistant.drafting.frames import lead_for
from assistant.drafting.llm import NoShape
from assistant.drafting.reply import Usage
from guardrails import Context, Evidence, Line, Statement, within_evidence

if TYPE_CHECKING:
    from assistant.drafting.model_drafter import ModelDrafter

_BOTTOM_LINES = 2


class ModelAnswerDrafter:
    """Drafts with a model; an abstention needs none.

    Args:
        model: Asks the endpoint; raises `DrafterUnavailable` when it does not answer in a usable form.
    """

    def __init__(self, model: ModelDrafter) -> None:
        self._model = model
        self._frame = ExtractiveDrafter()
        self._spent = Usage()

    @property
    def spent(self) -> Usage:
        """What all drafts of this drafter cost so far."""
        return self._spent

    @property
    def name(self) -> str:
        """Model and prompt version, for the audit trail."""
        return self._model.name

    def draft(self, pack: EvidencePack, search: Evidence, context: Context) -> DraftedAnswer:
        """The extractive answer with the model's wording in front.

        Raises:
            DrafterUnavailable: Endpoint down, refused, timed out or not usable.
        """
        frame = self._frame.draft(pack, search, context)
        if not pack.sufficient:
            return frame
        try:
            written = self._model.draft_statements(pack.query, pack, context)
        except NoShape:
            return replace(frame, drafter=f"{self.name}; keeps to no JSON shape, extractive instead")
        self._spent = self._spent.plus(written.usage)
        frame = replace(frame, model_key=written.draft_key)
        if not written.statements:
            return replace(frame, dropped=written.dropped, drafter=f"{self.name}; nothing usable, extractive instead")
        cited = [_with_brackets(statement, pack) for statement in written.statements]
        return replace(
            frame,
            bottom_line=(*frame.bottom_line[:1], *cited[:_BOTTOM_LINES]),
            evidence=_by_study(cited, pack) or frame.evidence,
            drafter=self.name,
            dropped=written.dropped,
        )


def _with_brackets(statement: Statement, pack: EvidencePack) -> Statement:
    by_id = {item.evidence.evidence_id: item for item in pack.items}
    items = [by_id[c.evidence_id] for c in statement.citations if c.evidence_id in by_id]
    said = within_evidence(statement.text, [item.evidence for item in items])
    closing = said[-1] if said[-1:] in ".?!" else "."
    names = [cite_label(item.record, item.evidence) for item in items]
    return replace(statement, text=f"{said.rstrip('.?! ')} {brackets(names)}{closing}")


def _by_study(statements: list[Statement], pack: EvidencePack) -> tuple[Line, ...]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.citations[0].evidence_id].append(statement)
    return tuple(
        Line(statements=tuple(groups[item.evidence.evidence_id]), style="bullet", lead=f"{lead_for(item.record)}.")
        for item in pack.items
        if item.evidence.evidence_id in groups
    )
