"""Signed proof that exactly this text passed, checkable offline with the public key alone.

Pure: key bytes are arguments, the clock is an argument. Algorithm Ed25519 over the canonical JSON payload.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from guardrails.canonical import canonical_json, sha256_of
from guardrails.domain import Certificate, Claim, Context, Decision, Draft, Evidence, Statement, Verdict
from guardrails.errors import CertificateInvalid

FORMAT = "callprep-certificate-1"


class Signer:
    """Signs certificates with one Ed25519 private key, given as its 32 raw bytes."""

    def __init__(self, private_key: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if len(private_key) != 32:
            raise CertificateInvalid(f"a signing key has 32 bytes, this one {len(private_key)}; create a new key")
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)

    @property
    def public_key(self) -> str:
        """The public half, 64 hex digits: what a reader needs to verify."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, payload: str) -> str:
        """Signature over the payload's UTF-8 bytes, 128 hex digits."""
        return self._key.sign(payload.encode("utf-8")).hex()


def issue_certificate(
    draft: Draft,
    verdict: Verdict,
    evidence: Mapping[str, Evidence],
    signer: Signer,
    *,
    claims: Sequence[Claim] = (),
    context: Context | None = None,
) -> Certificate:
    """The certificate of a draft that passed. Of `claims` it holds those that are said, each with its last day.

    Raises:
        CertificateInvalid: The verdict is not RELEASE or belongs to another text.
    """
    if verdict.decision is not Decision.RELEASE or verdict.draft_sha256 != draft.sha256:
        raise CertificateInvalid(f"verdict {verdict.decision} does not release this text; check the text again")
    facts = _payload(draft, verdict, evidence, signer.public_key) | _standing(draft, claims, context)
    payload = canonical_json(facts)
    return Certificate(
        certificate_id=sha256_of(payload)[:32],
        draft_sha256=draft.sha256,
        verdict_hash=verdict.verdict_hash,
        decision=verdict.decision,
        issued_at=verdict.as_of,
        payload=payload,
        signature=signer.sign(payload),
        public_key=signer.public_key,
    )


def verify_certificate(certificate: Certificate, content: str | Sequence[str], public_key: str) -> None:
    """Return if the certificate was signed by `public_key` and covers the content; else raise.

    Args:
        certificate: As issued, or read back from an exported file.
        content: The whole text, or the texts of its statements in reading order (what an exported document still has).
        public_key: Hex of the key that the reader trusts. The key inside the certificate is not believed.

    Raises:
        CertificateInvalid: Signature, fields or content do not fit; the message says which.
    """
    _verify_signature(certificate, public_key)
    payload = json.loads(certificate.payload)
    _verify_fields(certificate, payload)
    if isinstance(content, str):
        if _hash(content) != payload["draft_sha256"]:
            raise CertificateInvalid("the text was changed after its check; export it again from the released draft")
        return
    found, signed = [_hash(text) for text in content], [row["sha256"] for row in payload["statements"]]
    if found != signed:
        place = next(
            (i for i, (a, b) in enumerate(zip(found, signed, strict=False)) if a != b), min(len(found), len(signed))
        )
        raise CertificateInvalid(
            f"statement {place + 1} of {len(signed)} is not the one that was checked; export again"
        )


def _verify_signature(certificate: Certificate, public_key: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(certificate.signature), certificate.payload.encode("utf-8"))
    except (InvalidSignature, ValueError) as exc:
        raise CertificateInvalid(f"certificate {certificate.certificate_id!r} was not signed by this key") from exc


def _verify_fields(certificate: Certificate, payload: Mapping[str, Any]) -> None:
    stated = {
        "certificate_id": sha256_of(certificate.payload)[:32],
        "draft_sha256": payload["draft_sha256"],
        "verdict_hash": payload["verdict_hash"],
        "decision": payload["decision"],
        "issued_at": payload["issued_at"],
        "public_key": payload["public_key"],
    }
    for name, value in stated.items():
        actual = certificate.issued_at.isoformat() if name == "issued_at" else getattr(certificate, name)
        if actual != value:
            raise CertificateInvalid(f"certificate field {name} says {actual!r}, its signed payload {value!r}")


def _payload(draft: Draft, verdict: Verdict, evidence: Mapping[str, Evidence], public_key: str) -> dict[str, object]:
    placed = [statement for statement, _, _ in draft.statements()] or [Statement(draft.text, 0, len(draft.text))]
    return {
        "format": FORMAT,
        "draft_sha256": draft.sha256,
        "artifact": draft.artifact,
        "decision": verdict.decision,
        "verdict_hash": verdict.verdict_hash,
        "ruleset_version": verdict.ruleset_version,
        "checks": verdict.coverage.run,
        "issued_at": verdict.as_of,
        "public_key": public_key,
        "waived": verdict.waived,
        "statements": [_statement(statement, evidence) for statement in placed],
    }


def _standing(draft: Draft, claims: Sequence[Claim], context: Context | None) -> dict[str, object]:
    """Where the text holds, and until when each claim in it does."""
    said = {(s.claim.claim_id, s.claim.version) for s, _, _ in draft.statements() if s.claim}
    used = sorted((c for c in claims if (c.claim_id, c.version) in said), key=lambda c: c.key)
    return {
        "claims": [{"claim": c.key, "expires": c.expires, "jurisdictions": c.jurisdictions_include} for c in used],
        "mode": context.mode if context else None,
        "jurisdiction": context.jurisdiction if context else None,
        "request_id": context.request_id if context else None,
    }


def _statement(statement: Statement, evidence: Mapping[str, Evidence]) -> dict[str, object]:
    return {
        "sha256": _hash(statement.text),
        "start": statement.start,
        "end": statement.end,
        "kind": statement.kind,
        "claim": [statement.claim.claim_id, statement.claim.version] if statement.claim else None,
        "sources": [
            {
                "evidence_id": c.evidence_id,
                "version_hash": evidence[c.evidence_id].version_hash if c.evidence_id in evidence else None,
                "start": c.start,
                "end": c.end,
                "quote_sha256": _hash(c.quote),
            }
            for c in statement.citations
        ],
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
