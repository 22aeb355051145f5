"""The one judge of texts: runs the checks on a draft and rolls their findings up to a verdict.

The decision is the severity of the worst finding. A check that crashes, hangs or misquotes holds the text for review
and is recorded; model judges may add findings but never remove one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from time import perf_counter

from guardrails.build import build_case
from guardrails.canonical import sha256_of
from guardrails.case import Case, Check
from guardrails.claims.settled import lower_on_approved
from guardrails.courtesy import without_courtesies
from guardrails.domain import (
    Claim,
    Context,
    Coverage,
    Decision,
    Draft,
    Evidence,
    Finding,
    Mode,
    Severity,
    Verdict,
    Waiver,
)
from guardrails.edits import apply_edits, excerpt
from guardrails.memo import RecentMemo
from guardrails.readings import Reading, merged, readings, struck_in
from guardrails.ruleset import ruleset_version
from guardrails.running import Outcome, run_checks
from guardrails.scorer.second import NAME as SECOND
from guardrails.scorer.windows import lacks_second_opinion
from guardrails.unread import unread
from guardrails.waivers import NEVER_WAIVED, apply_waivers
from guardrails.weighing import LEARNED, weigh

BUDGET_S = 10.0
"""How long one check may take before the text is held for review: a guard against hanging, not a speed target."""
JUDGE_BUDGET_S = 60.0

_DECISIONS = {
    Severity.WARN: Decision.RELEASE,
    Severity.REWRITE: Decision.REWRITE,
    Severity.REVIEW: Decision.REVIEW,
    Severity.BLOCK: Decision.BLOCK,
}


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges: the checks, optional model judges, and how long each may take."""

    checks: tuple[Check, ...]
    judges: tuple[Check, ...] = ()
    budget_s: float = BUDGET_S
    judge_budget_s: float = JUDGE_BUDGET_S


def check(
    draft: Draft,
    *,
    evidence: Mapping[str, Evidence],
    claims: Sequence[Claim],
    context: Context,
    waivers: Sequence[Waiver] = (),
    now: datetime,
    judges: Sequence[Check] = (),
    bench: Bench | None = None,
) -> Verdict:
    """Judge a draft: every finding, and the decision that the worst of them asks for.

    Args:
        draft: What a reader would see; `draft_from_text` makes one from a lone text.
        evidence: Sources by id, integrity as of now. Also those retrieved but not cited.
        claims: The library, all versions: what is out of force has to be recognised as well.
        context: Mode, profile, audience, jurisdiction and products.
        waivers: Signed acceptances; each counts for one finding of exactly this text until it expires.
        now: With a time zone. Validity of claims and waivers is judged at this instant.
        judges: Model judges, run after the checks; their findings weigh REVIEW at most and are only ever added.
        bench: Other checks or time budgets than the usual.

    A suggestion is kept only if a re-check of the edited text finds its place clean.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now!r} has no time zone; pass an aware datetime, validity of claims depends on it")
    bench = bench or standard_bench(judges)
    library = claims if isinstance(claims, tuple) else tuple(claims)
    question = (draft, tuple(sorted(evidence.items())), library, context, now, bench)
    offered, coverage, timings = _judged_now(question) if bench.judges else _JUDGED(question)
    final, waived = apply_waivers(offered, waivers, draft.sha256, now, _not_waivable(bench, coverage))
    version = ruleset_version(bench.checks)
    return Verdict(
        decision=decide(final),
        findings=final,
        coverage=coverage,
        draft_sha256=draft.sha256,
        as_of=now,
        ruleset_version=version,
        verdict_hash=_hash(draft, evidence, library, (context, now, version, final, waived, coverage)),
        timings_ms=timings,
        waived=waived,
    )


_Judged = tuple[tuple[Finding, ...], Coverage, tuple[tuple[str, float], ...]]
_Question = tuple[Draft, tuple[tuple[str, Evidence], ...], tuple[Claim, ...], Context, datetime, Bench]
"""All that findings depend on: compared in full, so that no finding outlives a change of any of it."""


def _judged_now(question: _Question) -> _Judged:
    draft, sources, library, context, now, bench = question
    evidence = dict(sources)
    findings, coverage, timings = _judge(draft, evidence, library, context, now, bench)
    offered = _keep_passing(draft, findings, lambda edited: _judge(edited, evidence, library, context, now, bench)[0])
    return offered, coverage, timings


def _is_complete(judged: _Judged) -> bool:
    """A check that could not run may run next time."""
    coverage = judged[1]
    return not (coverage.errored or coverage.timed_out)


_JUDGED: RecentMemo[_Question, _Judged] = RecentMemo(_judged_now, size=6, keeps=_is_complete)
"""The gate asks again about a text when waivers come in or a table of references changes; waivers are applied after."""


def draft_from_text(text: str, artifact: str = "text") -> Draft:
    """A lone text as a draft whose `text` is exactly the text given, so that offsets are places in it."""
    return Draft(draft_id="", artifact=artifact, title=text, sections=())


def standard_bench(judges: Sequence[Check] = ()) -> Bench:
    """All checks of the gate, and the judges given."""
    from guardrails.checks import CHECKS

    return Bench(tuple(CHECKS), tuple(judges))


def decide(findings: Sequence[Finding]) -> Decision:
    """The decision that the worst finding asks for; RELEASE if there is none."""
    return _DECISIONS[max((f.severity for f in findings), default=Severity.WARN)]


def with_finding(verdict: Verdict, finding: Finding) -> Verdict:
    """The verdict with one more finding of the gate itself: its decision can only get stricter."""
    findings = (*verdict.findings, finding)
    stamp = sha256_of((verdict.verdict_hash, finding))
    return replace(verdict, findings=findings, decision=decide(findings), verdict_hash=stamp)


_FindingsOf = Callable[[Draft], tuple[Finding, ...]]


def _judge(
    draft: Draft,
    evidence: Mapping[str, Evidence],
    claims: tuple[Claim, ...],
    context: Context,
    now: datetime,
    bench: Bench,
) -> _Judged:
    """What is found in each of the readings of a lone text, or in a draft as it stands: no renderer takes its marks for marks."""
    if draft.sections or draft.text != draft.title:
        findings, coverage, timings = _judge_reading(draft, evidence, claims, context, now, bench)
        return _sorted((*findings, *struck_in(draft.text))), coverage, timings
    began = perf_counter()
    judged: list[tuple[Reading, _Judged]] = []
    late: tuple[str, ...] = ()
    for reading in readings(draft.text):
        if judged and perf_counter() - began > bench.budget_s:
            late = (READINGS,)
            break
        one = _judge_reading(draft_from_text(reading.text, draft.artifact), evidence, claims, context, now, bench)
        judged.append((reading, one))
    found = merged(draft.text, [(reading, findings) for reading, (findings, _, _) in judged])
    if late:
        found.append(Finding("GATE-01", Severity.REVIEW, 0, 0, "", _TOO_MANY, rule=READINGS))
    return _sorted(found), _together([one[1] for _, one in judged], late), judged[0][1][2]


READINGS = "GATE-01/readings"
_TOO_MANY = "So many words are struck out or hidden here that not every way to read the text could be judged in time; take the marks out."


def _together(coverages: Sequence[Coverage], late: tuple[str, ...]) -> Coverage:
    """What was run on one text is run on its readings; what failed on any has failed."""

    def every(field: Callable[[Coverage], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for coverage in coverages for name in field(coverage)))

    return Coverage(
        coverages[0].run,
        every(lambda c: c.skipped),
        every(lambda c: c.errored),
        (*every(lambda c: c.timed_out), *late),
    )


def _judge_reading(
    draft: Draft,
    evidence: Mapping[str, Evidence],
    claims: tuple[Claim, ...],
    context: Context,
    now: datetime,
    bench: Bench,
) -> _Judged:
    case = build_case(draft, evidence, claims, context, now)
    modes = {context.mode} | {section.mode for section in draft.sections if section.mode is not None}
    due = [c for c in bench.checks if context.profile in c.profiles and any(_on(c, mode) for mode in modes)]
    outcomes = run_checks(case, due, bench.budget_s)
    judged = run_checks(case, bench.judges, bench.judge_budget_s)
    findings = [f for outcome in outcomes for f in _of_check(outcome, case, modes)]
    findings += [_capped(f) for outcome in judged for f in _of_check(outcome, case, modes)]
    ran = {c.check_id for c in due}
    skipped = tuple(c.check_id for c in bench.checks if c.check_id not in ran)
    if LEARNED in ran and lacks_second_opinion(case):
        skipped += (SECOND,)
    weighed = [*weigh(without_courtesies(lower_on_approved(findings, case), case), case), *unread(case)]
    return (
        _sorted(weighed if case.text == draft.text else [_as_written(f, draft.text) for f in weighed]),
        _coverage((*outcomes, *judged), skipped),
        _timings((*outcomes, *judged)),
    )


def _as_written(finding: Finding, text: str) -> Finding:
    """The finding with the words of the draft: where endless runs were cut for the checks, the case has others there."""
    return replace(finding, quote=text[finding.start : finding.end])


def _on(check: Check, mode: Mode) -> bool:
    return check.severity.get(mode) is not None


def _of_check(outcome: Outcome, case: Case, modes: set[Mode]) -> Iterator[Finding]:
    if outcome.error is not None:
        yield _failed(outcome)
        return
    off = {mode for mode in modes if not _on(outcome.check, mode)}
    for finding in outcome.findings:
        if not (off and _mode_at(case, finding.start) in off):
            yield finding


def _mode_at(case: Case, offset: int) -> Mode:
    """The mode of the zone that a place of the text lies in."""
    for sentence in case.sentences:
        if sentence.start <= offset < sentence.end:
            return sentence.mode
    return case.context.mode


def _failed(outcome: Outcome) -> Finding:
    what = "did not finish" if outcome.timed_out else "could not run"
    reason = f"{outcome.check.check_id} {what} ({outcome.error}), so nothing vouches for this text; a person must."
    return Finding(outcome.check.check_id, Severity.REVIEW, 0, 0, "", reason, check_version=outcome.check.version)


def _capped(finding: Finding) -> Finding:
    return replace(finding, severity=min(finding.severity, Severity.REVIEW), routing=False)


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.start, f.end, -f.severity, f.check_id, f.reason)))


def _coverage(outcomes: Sequence[Outcome], skipped: tuple[str, ...]) -> Coverage:
    return Coverage(
        run=tuple(o.check.check_id for o in outcomes),
        skipped=skipped,
        errored=tuple(o.check.check_id for o in outcomes if o.error is not None and not o.timed_out),
        timed_out=tuple(o.check.check_id for o in outcomes if o.timed_out),
    )


def _timings(outcomes: Sequence[Outcome]) -> tuple[tuple[str, float], ...]:
    return tuple((o.check.check_id, round(o.ms, 3)) for o in outcomes)


def _not_waivable(bench: Bench, coverage: Coverage) -> frozenset[str]:
    fixed = {c.check_id for c in (*bench.checks, *bench.judges) if not c.waivable}
    return NEVER_WAIVED | fixed | set(coverage.errored) | set(coverage.timed_out)


def _keep_passing(draft: Draft, findings: tuple[Finding, ...], judge: _FindingsOf) -> tuple[Finding, ...]:
    """Findings with only those suggestions whose wording passes where it is put.

    All edits are made at once and checked. Where something still objects, the edited words are checked alone as well: a
    suggestion fails for what is wrong in both, and is not held responsible for the rest of the document.
    """
    offers = [f.suggestion for f in findings if f.suggestion is not None]
    if not offers:
        return findings
    edited = apply_edits(draft, offers)
    after = _objections(judge(edited.draft))

    def passes(finding: Finding) -> bool:
        offer = finding.suggestion
        if offer is None or offer not in edited.applied:
            return False
        start, end = edited.place_of(offer, finding.start, finding.end)
        objecting = {f.check_id for f in after if f.start < end and start < f.end}
        if not objecting:
            return True
        alone = judge(excerpt(edited.draft, start, end))
        return not objecting & {f.check_id for f in _objections(alone)}

    return tuple(f if f.suggestion is None or passes(f) else replace(f, suggestion=None) for f in findings)


def _objections(findings: Sequence[Finding]) -> list[Finding]:
    """Findings that speak against a wording; one that only asks for something to be added is met by the next pass."""

    def completes(finding: Finding) -> bool:
        offer = finding.suggestion
        return finding.severity == Severity.REWRITE and offer is not None and offer.kind == "insert"

    return [f for f in findings if f.severity > Severity.WARN and not f.routing and not completes(f)]


@lru_cache(maxsize=4096)
def _evidence_hash(source: Evidence) -> str:
    return sha256_of(source)


def _claims_hash(claims: tuple[Claim, ...]) -> str:
    return sha256_of(claims)


_CLAIMS_HASH: RecentMemo[tuple[Claim, ...], str] = RecentMemo(_claims_hash)


def _hash(draft: Draft, evidence: Mapping[str, Evidence], claims: tuple[Claim, ...], rest: object) -> str:
    """Hash of all that the verdict depends on and says; ids of drafts and statements and timings are left out."""
    statements = [
        (s.text, s.kind, s.citations, s.claim, s.verbatim, section.mode or "", line.style)
        for s, section, line in draft.statements()
    ]
    sources = {key: _evidence_hash(evidence[key]) for key in sorted(evidence)}
    return sha256_of((draft.text, statements, sources, _CLAIMS_HASH(claims), rest))
