"""What a judgement says: findings with their offers, coverage, waivers and the verdict."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from guardrails.domain.levels import Decision, Severity


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Wording offered instead of the quote. Shown only if a check of the edited text found it clean."""

    kind: str
    """replace | insert | delete"""
    text: str
    start: int
    end: int
    claim_id: str | None = None
    claim_version: int | None = None


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The span of a source that decided a finding."""

    evidence_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem a check located in a text."""

    check_id: str
    severity: Severity
    start: int
    """First character, 0-based."""
    end: int
    """One past the last: text[start:end] is the quote."""
    quote: str
    reason: str
    """One sentence the reviewer can act on."""
    suggestion: Suggestion | None = None
    evidence: tuple[SourceSpan, ...] = ()
    rule_refs: tuple[str, ...] = ()
    """R-numbers of the rule table, statutes or house rules."""
    check_version: str = "1"
    routing: bool = False
    """True where nothing in the wording is wrong: the document only needs a person's sign-off."""
    rule: str = ""
    """`CHECK-ID/rule` where the check has several rules."""
    signal: bool = False
    """True for a sign that the learned scorer did not bear out: a note, not an objection."""

    @property
    def fingerprint(self) -> str:
        """Identity of a finding across re-checks of the same text: check, rule and quoted words; 16 hex digits.

        What is accepted of one rule, or of a source in one state, is not accepted of another.
        """
        return hashlib.sha256(f"{self.rule or self.check_id}\0{self.quote}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A signed acceptance of one finding in one text. AE, PHI, CURE and KICK findings cannot be waived."""

    fingerprint: str
    draft_sha256: str
    name: str
    discipline: str
    reason: str
    signed_at: datetime
    expires_at: datetime
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which checks ran. One that errored or timed out holds the text for review at least."""

    run: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    errored: tuple[str, ...] = ()
    timed_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of one check of one text. `verdict_hash` covers text, evidence, context, claims, as-of and versions, not timings."""

    decision: Decision
    findings: tuple[Finding, ...]
    coverage: Coverage
    draft_sha256: str
    as_of: datetime
    ruleset_version: str
    verdict_hash: str
    timings_ms: tuple[tuple[str, float], ...] = ()
    waived: tuple[str, ...] = ()
    """Fingerprints that a waiver covered."""

    @property
    def routing_only(self) -> bool:
        """True for a REVIEW that asks for sign-off alone: no finding objects to the wording."""
        return self.decision is Decision.REVIEW and all(f.routing or f.severity == Severity.WARN for f in self.findings)
