"""What stands around the text of every exported document: which text this is, its approval, place and last day.

Every word is computed from the certificate, so that a verifier can compute it again and tell it from the text itself.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from guardrails import Certificate, Mode

_FOR_OTHERS = frozenset({Mode.FORMULARY, Mode.SCIENTIFIC_PROACTIVE, Mode.SCIENTIFIC_REACTIVE, Mode.PROMOTIONAL})


def frame_line(certificate: Certificate) -> str:
    """One line for every footer: decision, artifact, id, place, approval, last day, hash of the text."""
    facts = json.loads(certificate.payload)
    parts = [
        certificate.decision.value,
        str(facts["artifact"]).replace("_", " "),
        certificate.certificate_id,
        facts.get("jurisdiction") or "no place",
        approval_state(facts),
        _validity(facts),
        f"text {certificate.draft_sha256[:16]}",
    ]
    return " · ".join(part for part in parts if part)


def approval_state(facts: dict[str, Any]) -> str:
    """`signed off` where people waived its routing findings, `internal` for a reader's own use, else `not signed off`."""
    if facts.get("waived"):
        return "signed off"
    return "not signed off" if facts.get("mode") in _FOR_OTHERS else "internal"


def watermark(certificate: Certificate) -> str:
    """Words across every page until people have signed; "" afterwards."""
    state = approval_state(json.loads(certificate.payload))
    return "" if state == "signed off" else state.upper()


def last_day(facts: dict[str, Any]) -> date | None:
    """The first day on which a claim of the text ends; None where it holds no claim."""
    days = [date.fromisoformat(row["expires"]) for row in facts.get("claims", ()) if row["expires"]]
    return min(days, default=None)


def _validity(facts: dict[str, Any]) -> str:
    day = last_day(facts)
    return f"to {day.isoformat()}" if day else ""
