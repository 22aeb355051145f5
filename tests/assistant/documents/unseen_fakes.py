"""What a document says and how it is judged, for tests of words that are not seen."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.documents.reading import ReadDocument, read_bytes
from guardrails import Context, Decision, Mode, Verdict, check, draft_from_text

CLEARED = "Epidiolex is not completely safe."
NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)


def verdict_on(document: ReadDocument) -> Verdict:
    """The verdict on a document; every finding has to quote its place."""
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    verdict = check(draft_from_text(document.text), evidence={}, claims=(), context=context, now=NOW)
    for finding in verdict.findings:
        assert document.text[finding.start : finding.end] == finding.quote
        assert document.place_of(finding.start).start <= finding.start
    return verdict


def judged(document: ReadDocument) -> Decision:
    return verdict_on(document).decision


def labels(document: ReadDocument) -> list[tuple[str, str]]:
    return [(place.label, document.text[place.start : place.end]) for place in document.places]


def page(body: str, head: str = "") -> ReadDocument:
    return read_bytes(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "p.html")
