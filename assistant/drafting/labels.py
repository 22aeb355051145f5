"""A label snapshot -> statements that restate it section by section, each with its span."""

from __future__ import annotations

from assistant.drafting.citing import cited, span_of
from assistant.material import LabelText
from guardrails import LabelSnapshot, StatementKind


def label_text(snapshot: LabelSnapshot, product: str) -> LabelText:
    """Each section as a cited statement, in label order."""
    evidence = snapshot.evidence()
    statements, cursor = [], 0
    for number, words in snapshot.sections:
        start = cursor + len(number) + 1
        end = start + len(words)
        name = f"{snapshot.label_id} §{number}"
        statements.append(
            (number, cited(words.rstrip("."), [name], [span_of(evidence, start, end)], StatementKind.EVIDENCE))
        )
        cursor = end + 1
    return LabelText(
        label_id=snapshot.label_id,
        product=product,
        sections=tuple(statements),
        effective=snapshot.effective.isoformat() if snapshot.effective else None,
        fictional=snapshot.fictional,
    )
