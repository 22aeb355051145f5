"""TEST-01: an anecdote, an endorsement or the approval of others stands in for evidence."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    return findings_of(load_frames("testimonial"), case, CHECK)


CHECK = Check(
    check_id="TEST-01",
    title="Testimonial or anecdote",
    run=_run,
    severity=severities("B/R/R/R/W"),
    rule_refs=("R18",),
)
