"""PHI-01: a patient or another private person can be identified."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding, Mode, Profile
from guardrails.screens.phi import find_phi


def _run(case: Case) -> Iterator[Finding]:
    # A lone text may be a note pasted in: a bare name counts. A draft quotes literature and contacts: a cue is needed.
    for span in find_phi(case.text, note=case.context.profile is Profile.SCREEN):
        severity = CHECK.severity[Mode.PROMOTIONAL]
        assert severity is not None
        yield Finding(
            check_id=CHECK.check_id,
            severity=severity,
            start=span.start,
            end=span.end,
            quote=case.text[span.start : span.end],
            reason=f"Shows personal data ({span.reason}); redact it",
            rule_refs=CHECK.rule_refs,
            check_version=CHECK.version,
            rule=_IDENTIFIER if span.category in _DIRECT else "",
        )


_DIRECT = frozenset(("ssn", "mrn", "plan id", "account", "licence", "vehicle", "device", "biometric"))
"""Numbers that are one person's: whatever a reader of wording makes of the text around them, they stand in it."""
_IDENTIFIER = "PHI-01/identifier"
CHECK = Check(
    check_id="PHI-01",
    title="Personal health information",
    run=_run,
    severity=severities("B/B/B/B/B"),
    rule_refs=("45 CFR 164.514(b)(2)",),
    waivable=False,
)
