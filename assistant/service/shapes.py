"""JSON shapes of verdicts and released documents, the same behind every door."""

from __future__ import annotations

from typing import Any

from guardrails import Evidence, Finding, Line, Quarantined, Released, Severity, Table, Verdict


def verdict_row(verdict: Verdict, text_id: str | None = None) -> dict[str, Any]:
    """One verdict line: decision and findings with spans of the judged text."""
    return {
        "id": text_id,
        "decision": verdict.decision.value,
        "findings": [finding_row(f) for f in verdict.findings],
        "coverage": {
            "run": list(verdict.coverage.run),
            "skipped": list(verdict.coverage.skipped),
            "errored": list(verdict.coverage.errored),
            "timed_out": list(verdict.coverage.timed_out),
        },
        "ruleset": verdict.ruleset_version,
        "as_of": verdict.as_of.isoformat(),
        "sha256": verdict.draft_sha256,
        "verdict_hash": verdict.verdict_hash,
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """One finding. `suggestion` is the replacement wording or null."""
    return {
        "check_id": finding.check_id,
        "severity": finding.severity.word,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "reason": finding.reason,
        "suggestion": finding.suggestion.text if finding.suggestion else None,
        "rule_refs": list(finding.rule_refs),
        "fingerprint": finding.fingerprint,
        "routing": finding.routing,
    }


def released_row(released: Released, evidence: dict[str, Evidence] | None = None) -> dict[str, Any]:
    """A released document with its references and certificate."""
    draft, certificate = released.draft, released.certificate
    return {
        "draft_id": draft.draft_id,
        "artifact": draft.artifact,
        "decision": released.verdict.decision.value,
        "title": draft.title,
        "banner": draft.banner,
        "footer": draft.footer,
        "text": draft.text,
        "sections": [
            {
                "id": s.section_id,
                "title": s.title,
                "mode": s.mode.value if s.mode else None,
                "blocks": [_block(b) for b in s.blocks],
            }
            for s in draft.sections
        ],
        "references": references(released, evidence or {}),
        "withheld": len(released.withheld),
        "warnings": [finding_row(f) for f in released.verdict.findings],
        "certificate": {
            "certificate_id": certificate.certificate_id,
            "draft_sha256": certificate.draft_sha256,
            "verdict_hash": certificate.verdict_hash,
            "issued_at": certificate.issued_at.isoformat(),
            "payload": certificate.payload,
            "signature": certificate.signature,
            "public_key": certificate.public_key,
        },
    }


def held_row(held: Quarantined) -> dict[str, Any]:
    """What anyone may know of a draft that was not released: that, and why; never its text."""
    return {
        "draft_id": held.draft.draft_id,
        "artifact": held.draft.artifact,
        "decision": held.verdict.decision.value,
        "released": False,
        "checks": sorted({f.check_id for f in held.verdict.findings if f.severity > Severity.WARN}),
        "routing_only": held.verdict.routing_only,
        "withheld": len(held.withheld),
    }


def references(released: Released, evidence: dict[str, Evidence]) -> list[dict[str, Any]]:
    """Every source that is cited, once, in order of first use."""
    seen: dict[str, dict[str, Any]] = {}
    for statement, _, _ in released.draft.statements():
        for citation in statement.citations:
            source = evidence.get(citation.evidence_id)
            seen.setdefault(
                citation.evidence_id,
                {
                    "id": citation.evidence_id,
                    "pmid": source.pmid if source else None,
                    "title": source.title if source else None,
                    "badge": source.badge if source else None,
                    "species": source.species if source else None,
                    "design": source.design if source else None,
                    "version_hash": source.version_hash if source else None,
                },
            )
    return list(seen.values())


def _block(block: Line | Table) -> dict[str, Any]:
    if isinstance(block, Table):
        return {"header": list(block.header), "rows": [[_line(cell) for cell in row] for row in block.rows]}
    return _line(block)


def _line(line: Line) -> dict[str, Any]:
    return {
        "style": line.style,
        "lead": line.lead,
        "statements": [
            {
                "text": s.text,
                "kind": s.kind.value,
                "claim": f"{s.claim.claim_id} v{s.claim.version}" if s.claim else None,
                "citations": [
                    {"source": c.evidence_id, "start": c.start, "end": c.end, "quote": c.quote} for c in s.citations
                ],
            }
            for s in line.statements
        ],
    }
