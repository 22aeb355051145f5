"""A comment is left out of a text only where it is a proof: a reader of plain text sees every other."""

import base64

import pytest

from assistant.documents.proof import without_comment


@pytest.mark.parametrize(
    "encoded", ["Zenvora/cures/cancer", "Zenvora/cures/all/patients/now", base64.b64encode(b"[1]").decode()]
)
def test_a_comment_that_is_no_proof_stays(encoded: str) -> None:
    text = f"Before <!-- callprep-proof {encoded} --> after"
    assert without_comment(text) == text


def test_a_proof_is_left_out() -> None:
    encoded = base64.b64encode(b'{"format": "callprep-proof-1"}').decode()
    assert without_comment(f"Before<!-- callprep-proof {encoded} -->.") == "Before."
