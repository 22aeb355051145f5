"""A comment is left out of a text only where it is a proof: a reader of plain text sees every other."""

import base64
import hashlib
import json

import pytest

from assistant.documents.proof import without_comment


@pytest.mark.parametrize(
    "encoded",
    [
        "Zenvora/cures/cancer",
        "Zenvora/cures/all/patients/now",
        base64.b64encode(b"[1]").decode(),
        base64.b64encode(b"[" * 30_000).decode(),
        base64.b64encode(b'{"format": "callprep-proof-1"}').decode(),
    ],
)
def test_a_comment_that_is_no_proof_stays(encoded: str) -> None:
    text = f"Before <!-- callprep-proof {encoded} --> after"
    assert without_comment(text) == text


def encoded_proof(text: str) -> str:
    """What an export of `text` carries, with a certificate that nobody signed."""
    row = dict.fromkeys(("certificate_id", "verdict_hash", "signature", "public_key"), "")
    row |= {"draft_sha256": hashlib.sha256(text.encode()).hexdigest(), "payload": '{"statements": []}'}
    row |= {"decision": "RELEASE", "issued_at": "2026-11-17T18:00:00+00:00"}
    return base64.b64encode(json.dumps({"certificate": row, "text": text, "repeatable": []}).encode()).decode()


def test_a_proof_is_left_out() -> None:
    assert without_comment(f"Before<!-- callprep-proof {encoded_proof('A text.')} -->.") == "Before."
