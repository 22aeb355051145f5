"""The proof that travels inside an exported file: the signed certificate and the text that it signs.

The text is not believed for being there: its hash has to be the one that was signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assistant.errors import ProofInvalid
from guardrails import Certificate, CertificateInvalid, Decision, Released, Table, verify_certificate

FORMAT = "callprep-proof-1"
MARK = "callprep-proof"
COMMENT = re.compile(rf"<!-- {MARK} ([A-Za-z0-9+/=]+) -->")
_FIELDS = ("certificate_id", "draft_sha256", "verdict_hash", "payload", "signature", "public_key")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file brings along: the certificate as issued and the text as released."""

    certificate: Certificate
    lines: tuple[str, ...]
    """Every visible line of the released text, table headers parted by tabs."""
    repeatable: tuple[str, ...]
    """Titles and table headers, which a page or slide may show again."""

    @property
    def facts(self) -> dict[str, Any]:
        """The signed payload."""
        facts: dict[str, Any] = json.loads(self.certificate.payload)
        return facts


def proof_json(released: Released) -> str:
    """The proof as one line of JSON."""
    draft, certificate = released.draft, released.certificate
    row = asdict(certificate) | {"issued_at": certificate.issued_at.isoformat(), "decision": certificate.decision.value}
    headers = [
        "\t".join(block.header) for section in draft.sections for block in section.blocks if isinstance(block, Table)
    ]
    repeatable = [draft.title, *(section.title for section in draft.sections), *headers]
    value = {"format": FORMAT, "certificate": row, "text": draft.text, "repeatable": list(dict.fromkeys(repeatable))}
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def proof_comment(released: Released) -> str:
    """The proof as a comment that no Markdown reader shows."""
    return f"<!-- {MARK} {base64.b64encode(proof_json(released).encode()).decode()} -->"


def without_comment(text: str) -> str:
    """A text file without the proof that an export carries in a comment.

    Only what decodes to a proof is left out: plain text shows comments, and words joined by slashes are base 64 too.
    """
    return COMMENT.sub(lambda found: "" if _is_proof(found[1]) else found[0], text)


def _is_proof(encoded: str) -> bool:
    try:
        read_proof(base64.b64decode(encoded, validate=True).decode("utf-8"))
    except (ValueError, ProofInvalid):
        return False
    return True


def read_proof(text: str) -> Proof:
    """The proof back from its JSON. The signature is not checked here, but the text is the one the certificate names.

    Raises:
        ProofInvalid: No JSON, another format, or a text that is not the certified one.
    """
    try:
        value = json.loads(text)
        row = value["certificate"]
        certificate = Certificate(
            **{name: str(row[name]) for name in _FIELDS},
            decision=Decision(row["decision"]),
            issued_at=datetime.fromisoformat(row["issued_at"]),
        )
        content, repeatable = str(value["text"]), tuple(str(line) for line in value["repeatable"])
        json.loads(certificate.payload)["statements"]
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise ProofInvalid(
            f"The proof in this file cannot be read ({type(exc).__name__}); export the document again."
        ) from exc
    if hashlib.sha256(content.encode("utf-8")).hexdigest() != certificate.draft_sha256:
        raise ProofInvalid("The proof holds another text than its certificate signs; export the document again.")
    lines = tuple(content.split("\n"))
    return Proof(certificate, lines, tuple(line for line in repeatable if line in lines))


def check_signature(proof: Proof, public_key: str) -> None:
    """Return if this key signed the certificate of this text.

    Raises:
        ProofInvalid: It did not, or a field was changed.
    """
    try:
        verify_certificate(proof.certificate, "\n".join(proof.lines), public_key)
    except CertificateInvalid as exc:
        raise ProofInvalid(f"Signature: {exc}.") from exc
