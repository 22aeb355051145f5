"""Rules weighed: what a rule objects to in a lone text counts where the learned scorer bears it out.

How often each rule was right is measured, not felt: `data/scorer/standing.yaml` has the counts. Rule and scorer are two
witnesses that often see the same, so a record counts for less than its odds (`overstated`, measured where the scorer is
fitted); the better the rule's record, the less it needs from the other. A trusted rule speaks unless the scorer finds
nothing at all in the place; so does any rule whose findings can never be waived (patients' events and data, cures,
favours), and a trusted one among those speaks whatever the scorer says, as does a rule without a record or one that
compares with a label. Only lone texts are weighed; drafts are judged on their sources, claims and every rule at full
severity.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache

from guardrails.case import Case
from guardrails.data_files import load_data
from guardrails.domain import Finding, Profile, Severity
from guardrails.overlaps import Overlaps, S
from guardrails.scorer.model import load_model
from guardrails.scorer.second import joining
from guardrails.scorer.windows import Window, read_by_both, says_something, windows_of
from guardrails.waivers import NEVER_WAIVED

LEARNED = "LRN-01"
_UNSOURCED = "CERT-01/unsourced"
TRUSTED = 0.9
"""From this share of right cases on a rule is trusted."""
_FAINT = 0.3
"""Below this probability the scorer finds nothing in a stretch."""
_CALMED = 0.6
"""The same for a sentence torn out of a text in which the second reader finds nothing."""
_TORN = 0.9
"""A sentence torn from its neighbours often reads worse than it is: it needs so much, and bears out grave findings only."""
_AGREED = 0.765
"""With the rule's record it needs so much where a second check objects to it: a false claim among harmless lines."""


class Voice(StrEnum):
    """What a rule's finding in a lone text needs to be more than a note."""

    ALONE = "speaks alone"
    HEARD = "speaks unless the reader finds nothing there"
    SIGN = "a sign: needs the reader"


def weigh(findings: Sequence[Finding], case: Case) -> list[Finding]:
    """Findings with unborne ones turned to notes, and the scorer silent where a rule says the same and more.

    What touches a finding that is borne out is held with it: where one witness convinces, the others give reasons.
    """
    if case.context.profile is not Profile.SCREEN or not findings:
        return list(findings)
    windows = Overlaps(windows_of(case))
    objecting = Overlaps(_spread(f, case) for f in findings if _objects(f))
    doubled = joining().overstated if read_by_both(case) else overstated()
    borne_out = [_speaks(f, objecting, windows, doubled) and not _is_bare_heading(f, case, objecting) for f in findings]
    firm = Overlaps(f for f, speaks in zip(findings, borne_out, strict=True) if speaks and _objects(f))
    weighed = [
        f if speaks or any(_touching(f, firm)) else _noted(f) for f, speaks in zip(findings, borne_out, strict=True)
    ]
    return [f for f in weighed if f.check_id != LEARNED or not any(_touching(f, firm))]


def _objects(finding: Finding) -> bool:
    return finding.severity > Severity.WARN and finding.check_id != LEARNED


def _is_bare_heading(finding: Finding, case: Case, objecting: Overlaps[Finding]) -> bool:
    """Whether nothing but the want of a source is held against a few words of a longer text: a heading or a cell says nothing by itself."""
    return (
        finding.rule == _UNSOURCED
        and finding.severity > Severity.WARN
        and not says_something(finding.quote)
        and len(case.sentences) > 1
        and {f.check_id for f in objecting.touching(finding.start, finding.end)} == {finding.check_id}
    )


def _spread(finding: Finding, case: Case) -> Finding:
    """A finding about the whole text (an empty span: something is missing) lies over all of it."""
    return finding if finding.start < finding.end else replace(finding, start=0, end=len(case.text))


def _noted(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARN, suggestion=None, signal=True)


def _speaks(finding: Finding, objecting: Overlaps[Finding], windows: Overlaps[Window], doubled: float) -> bool:
    """True for a note, for the scorer itself, and for what the scorer bears out.

    Args:
        finding: what is weighed.
        objecting: all findings that are no notes.
        windows: what the reader thinks of each stretch.
        doubled: by how much a record's odds overstate what the rule adds to that reader.
    """
    if finding.severity <= Severity.WARN or finding.check_id == LEARNED:
        return True
    voice = voice_of(finding.check_id, _name(finding))
    if voice is Voice.ALONE:
        return True
    near = list(_touching(finding, windows))
    if voice is Voice.HEARD and any(w.probability >= (_CALMED if w.calm else _FAINT) for w in near):
        return True
    near = [w for w in near if not w.calm]
    right = records()[_name(finding)]  # a rule without a record has spoken alone above
    # Only a block may rest on a torn sentence: out of its context an honest one looks suspicious.
    if finding.severity is Severity.BLOCK and any(w.torn and w.probability >= _TORN for w in near):
        return True
    return any(_together(w.probability, right, doubled) >= _least(finding, w, objecting) for w in near)


def _least(finding: Finding, window: Window, objecting: Overlaps[Finding]) -> float:
    """What finding and scorer have to reach together in a stretch; more than can be reached where it may bear nothing out."""
    if not window.torn or window.line:
        return load_model().least
    checks = {f.check_id for f in objecting.touching(window.start, window.end)}
    return _AGREED if finding.severity is Severity.BLOCK and len(checks) > 1 else math.inf


def voice_of(check_id: str, rule: str) -> Voice:
    """How much a rule needs from the scorer, by its record and by what it guards."""
    right = records().get(rule)
    locked = check_id in NEVER_WAIVED
    if right is None or rule in load_data("policy/weighing.yaml")["speak_alone"] or (locked and right >= TRUSTED):
        return Voice.ALONE
    return Voice.HEARD if locked or right >= TRUSTED else Voice.SIGN


def _name(finding: Finding) -> str:
    return finding.rule or finding.check_id


def _together(score: float, right: float, doubled: float) -> float:
    """Probability by the scorer and by a sign that is right in a share of its cases, less what the scorer sees of it too."""
    both, neither = score * right, (1 - score) * (1 - right) * doubled
    return both / (both + neither)


@cache
def records() -> dict[str, float]:
    """Share of right cases of every rule (of the check, where it has no rules), half a case added to both sides."""
    counts = load_data("scorer/standing.yaml")["rules"]
    return {rule: (right + 0.5) / (right + wrong + 1) for rule, (right, wrong) in counts.items()}


@cache
def overstated() -> float:
    """By how much a record's odds overstate what a rule adds to the n-grams; measured where they were fitted."""
    return float(load_data("scorer/standing.yaml")["overstated"])


def _touching(finding: Finding, spans: Overlaps[S]) -> Iterator[S]:
    # An empty span is the whole text's: it touches everything.
    return spans.touching(finding.start, finding.end) if finding.start < finding.end else iter(spans)
