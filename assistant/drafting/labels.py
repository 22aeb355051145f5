"""A label snapshot -> evidence and statements that restate it section by section."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.drafting.citing import cited, span_of
from assistant.material import LabelText
from guardrails import Evidence, StatementKind
from ingest import nfc, sha256_hex


def label_evidence(label_id: str, sections: Mapping[str, str]) -> Evidence:
    """The snapshot as one source: `§<number> <text>` a line."""
    text = nfc("\n".join(f"§{number} {words}" for number, words in sections.items()))
    return Evidence(
        evidence_id=f"label:{label_id}",
        text=text,
        version_hash=sha256_hex(text),
        species="human",
        design="label",
        origin="label",
        title=f"Label {label_id}",
    )


def label_text(
    label_id: str, product: str, sections: Mapping[str, str], evidence: Evidence, schedule: str | None
) -> LabelText:
    """Each section as a cited statement, in label order."""
    statements, cursor = [], 0
    for number, words in sections.items():
        start = cursor + len(number) + 2
        end = start + len(nfc(words))
        statement = cited(
            words.rstrip("."), [f"{label_id} §{number}"], [span_of(evidence, start, end)], StatementKind.EVIDENCE
        )
        statements.append((number, statement))
        cursor = end + 1
    return LabelText(label_id=label_id, product=product, sections=tuple(statements), schedule=schedule)
