"""Everything `guardrails` raises on purpose. A blocked text is not among them: that is a Verdict."""

from __future__ import annotations


class GuardrailError(Exception):
    """Root of all expected failures of the gate."""


class RuleDataInvalid(GuardrailError):
    """A data file (policy, language, label, jurisdiction) is malformed; the message names file and key."""


class ClaimsInvalid(GuardrailError):
    """A claims file has an unknown key, a missing field or an impossible value; the message names row and key."""


class CertificateInvalid(GuardrailError):
    """A certificate does not fit its text, its key or its signature."""
