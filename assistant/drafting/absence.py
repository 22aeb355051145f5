"""A search log as evidence: what a sentence about absence, or about how many records were read, rests on."""

from __future__ import annotations

from assistant.domain import SearchLog
from guardrails import Evidence
from ingest import nfc, sha256_hex


def search_evidence(log: SearchLog) -> Evidence:
    """The log in words, with every figure that a sentence about it may state."""
    lines = [
        f"Search {log.search_id}: {log.question}",
        f"Terms: {', '.join(log.terms) or 'none recognised'}.",
        f"{log.searched} records searched, {log.matched} matched, {log.used} used.",
    ]
    lines += [f"{count} set aside: {reason}." for reason, count in log.set_aside]
    lines.append(
        f"{len(log.excluded_integrity)} excluded for integrity: {', '.join(log.excluded_integrity) or 'none'}."
    )
    if log.words_only:
        lines.append("Words only; meaning search was off.")
    lines.append(f"Library snapshot {log.snapshot_id}.")
    text = nfc("\n".join(lines))
    return Evidence(
        evidence_id=f"search:{log.search_id}",
        text=text,
        version_hash=sha256_hex(text),
        origin="search",
        title=f"Search log {log.search_id}",
    )
