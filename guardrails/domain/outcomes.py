"""What becomes of a draft at the gate: released with a certificate, or quarantined for its reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guardrails.domain.drafts import Draft
from guardrails.domain.levels import Decision
from guardrails.domain.verdicts import Finding, Verdict


@dataclass(frozen=True, slots=True)
class Certificate:
    """Ed25519-signed proof that exactly this text passed: who can read it can check it offline."""

    certificate_id: str
    draft_sha256: str
    verdict_hash: str
    decision: Decision
    issued_at: datetime
    payload: str
    """Canonical JSON: per statement its sources, version hashes, spans, claim and check ids."""
    signature: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that the gate took out of a draft, kept for its reviewers."""

    section_id: str
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """A draft that passed, with its certificate: the only type a renderer takes. Never loaded from storage.

    Built by `guardrails.release` alone; any other construction raises.
    """

    draft: Draft
    verdict: Verdict
    certificate: Certificate
    withheld: tuple[Withheld, ...] = ()
    _token: object = None

    def __post_init__(self) -> None:
        from guardrails.gate_token import TOKEN

        if self._token is not TOKEN:
            raise TypeError("Released is made by guardrails.release alone")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The same draft for its reviewers: marked NOT RELEASED, no export, each view audited."""

    draft: Draft
    verdict: Verdict
    withheld: tuple[Withheld, ...] = ()
