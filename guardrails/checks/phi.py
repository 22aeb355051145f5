"""PHI-01: a patient or another private person can be identified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.brands import brands_of
from guardrails.case import Case, Check, severities
from guardrails.domain import Finding, Mode, Profile
from guardrails.reading import read
from guardrails.screens.data import load_screen
from guardrails.screens.phi import find_phi
from guardrails.screens.spans import Span


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
            rule=_IDENTIFIER if span.category in _DIRECT or _with_health(case, span) else "",
        )


def _with_health(case: Case, span: Span) -> bool:
    """Whether the sentence around a mail address asks or tells of its owner's own symptom or treatment."""
    return span.category == "email" and any(
        s.start <= span.start < s.end
        and _own_state().search(case.text, span.end, s.end) is not None
        and any(not _HEALTH.isdisjoint(token.tags) for token in read(s.plain, brands_of(case)).tokens)
        for s in case.sentences
    )


@cache
def _own_state() -> re.Pattern[str]:
    return re.compile(load_screen("identifiers")["own_state"], re.I)


_HEALTH = frozenset(("condition", "harm", "named_harm", "ailment", "other_ailment", "symptom", "cancer_treatment"))
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
