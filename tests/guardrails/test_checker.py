from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from guardrails.case import Case, Check, severities
from guardrails.checker import Bench, check, draft_from_text
from guardrails.domain import (
    Claim,
    Context,
    Decision,
    Draft,
    Finding,
    Mode,
    Profile,
    Section,
    Severity,
    Verdict,
    Waiver,
)
from tests.guardrails.gate_fakes import NOW, bench_of, check_of, draft_of, line, section_of, source, word_check


def approved_claim() -> Claim:
    return Claim("C-1", 1, "Nausea was lower.", "efficacy", "approved")


def judge(draft: Draft | str, bench: Bench, **changes: object) -> Verdict:
    given = {"evidence": {}, "claims": (), "context": Context(), "now": NOW, "bench": bench} | changes
    return check(draft_from_text(draft) if isinstance(draft, str) else draft, **given)  # type: ignore[arg-type]


def test_the_text_of_a_lone_draft_is_the_text_given() -> None:
    text = "  One line.\n\nAnother\tone. "
    assert draft_from_text(text).text == text


@pytest.mark.parametrize(
    ("severity", "decision"),
    [
        (Severity.WARN, Decision.RELEASE),
        (Severity.REWRITE, Decision.REWRITE),
        (Severity.REVIEW, Decision.REVIEW),
        (Severity.BLOCK, Decision.BLOCK),
    ],
)
def test_decision_is_the_worst_finding(severity: Severity, decision: Decision) -> None:
    bench = bench_of(word_check("bad", severity, "A-01"), word_check("text", Severity.WARN, "B-01"))
    verdict = judge("a bad text", bench)
    assert verdict.decision is decision
    assert [f.quote for f in verdict.findings] == ["bad", "text"]


def test_a_check_is_skipped_where_its_mode_or_profile_is_off() -> None:
    off = word_check("bad", Severity.BLOCK, column="-/B/B/B/B")
    drafts_only = replace(off, check_id="D-01", severity=severities("B/B/B/B/B"), profiles=frozenset({Profile.DRAFT}))
    verdict = judge("bad", bench_of(off, drafts_only))
    assert (verdict.decision, verdict.coverage.skipped) == (Decision.RELEASE, ("WORD-01", "D-01"))


def test_the_mode_of_a_section_decides_for_its_zone() -> None:
    draft = draft_of(
        Section("in", "Inside", (line("bad one"),), mode=Mode.INTERNAL),
        Section("say", "Say", (line("bad two"),), mode=Mode.PROMOTIONAL),
    )
    verdict = judge(draft, bench_of(word_check("bad", Severity.BLOCK, column="B/B/B/B/-")))
    assert [draft.text[f.start : f.start + 7] for f in verdict.findings] == ["bad two"]


def raising(case: Case) -> Iterable[Finding]:
    raise RuntimeError("lexicon missing")


def misquoting(case: Case) -> Iterable[Finding]:
    return [Finding("FAKE-01", Severity.WARN, 0, 3, "not there", "x")]


@pytest.mark.parametrize("run", [raising, misquoting])
def test_a_check_that_fails_holds_the_text_for_review(run: object) -> None:
    verdict = judge("fine", bench_of(check_of(run)))  # type: ignore[arg-type]
    assert verdict.decision is Decision.REVIEW
    assert verdict.coverage.errored == ("FAKE-01",)


def test_a_check_that_hangs_holds_the_text_and_the_others_still_run() -> None:
    def hanging(case: Case) -> Iterable[Finding]:
        time.sleep(1.5)
        return []

    bench = bench_of(check_of(hanging), word_check("bad", Severity.BLOCK, "LAST-01"), budget_s=0.3)
    verdict = judge("bad", bench)
    assert verdict.coverage.timed_out == ("FAKE-01",)
    assert verdict.coverage.run == ("FAKE-01", "LAST-01")
    assert {f.check_id for f in verdict.findings} == {"FAKE-01", "LAST-01"}


def test_checks_that_take_the_budget_together_are_in_time() -> None:
    def slow(case: Case) -> Iterable[Finding]:
        time.sleep(0.4)
        return []

    verdict = judge("bad", bench_of(check_of(slow), word_check("bad", Severity.BLOCK), check_of(slow), budget_s=0.6))
    assert not verdict.coverage.timed_out
    assert verdict.decision is Decision.BLOCK


def test_a_failed_check_cannot_be_waived() -> None:
    verdict = judge("fine", bench_of(check_of(raising)))
    waiver = waiver_for(verdict, verdict.findings[0])
    assert judge("fine", bench_of(check_of(raising)), waivers=[waiver]).decision is Decision.REVIEW


def waiver_for(verdict: Verdict, finding: Finding) -> Waiver:
    return Waiver(
        finding.fingerprint, verdict.draft_sha256, "A. Reviewer", "M", "agreed.", NOW, NOW + timedelta(days=1)
    )


def test_a_waiver_covers_one_finding_of_one_text_until_it_expires() -> None:
    bench = bench_of(word_check("bad", Severity.REVIEW), word_check("worse", Severity.BLOCK, "W-02"))
    verdict = judge("bad", bench)
    waiver = waiver_for(verdict, verdict.findings[0])
    waived = judge("bad", bench, waivers=[waiver])
    assert (waived.decision, waived.waived) == (Decision.RELEASE, (waiver.fingerprint,))
    assert "A. Reviewer" in waived.findings[0].reason
    assert judge("bad, worse", bench, waivers=[waiver]).decision is Decision.BLOCK
    elsewhere = replace(waiver, draft_sha256="0" * 64)
    assert judge("bad", bench, waivers=[elsewhere]).decision is Decision.REVIEW
    last = waiver.expires_at - timedelta(seconds=1)
    assert judge("bad", bench, waivers=[waiver], now=last).decision is Decision.RELEASE
    assert judge("bad", bench, waivers=[waiver], now=waiver.expires_at).decision is Decision.REVIEW
    assert judge("bad", bench, waivers=[waiver], now=NOW - timedelta(seconds=1)).decision is Decision.REVIEW


@pytest.mark.parametrize("check_id", ["AE-01", "PHI-01", "CURE-01", "KICK-01"])
def test_some_findings_no_signature_accepts(check_id: str) -> None:
    bench = bench_of(word_check("bad", Severity.REVIEW, check_id))
    waiver = waiver_for(verdict := judge("Our bad oil cures cancer.", bench), verdict.findings[0])
    assert judge("Our bad oil cures cancer.", bench, waivers=[waiver]).decision is Decision.REVIEW


def test_judges_only_add_and_weigh_review_at_most() -> None:
    bench = bench_of(word_check("bad", Severity.REWRITE), judges=(word_check("fine", Severity.BLOCK, "JUDGE-01"),))
    assert judge("fine", bench).decision is Decision.REVIEW
    assert judge("bad", bench).decision is Decision.REWRITE
    assert judge("fine", replace(bench, judges=(check_of(raising),))).decision is Decision.REVIEW


def test_a_suggestion_is_kept_only_if_its_text_passes() -> None:
    good = word_check("bad", Severity.REWRITE, instead="good")
    worse = word_check("poor", Severity.REWRITE, "P-01", instead="bad")
    verdict = judge("bad and then poor", bench_of(good, worse))
    assert [f.suggestion.text if f.suggestion else None for f in verdict.findings] == ["good", None]


def test_the_hash_covers_what_the_verdict_depends_on_and_nothing_else() -> None:
    bench = bench_of(word_check("bad", Severity.WARN))
    draft = draft_of(section_of(line("bad text")))
    base = judge(draft, bench, evidence={"1": source()})
    same = judge(replace(draft, draft_id="other"), bench, evidence={"1": source()})
    assert same.verdict_hash == base.verdict_hash
    changed = [
        judge(replace(draft, title="Else"), bench, evidence={"1": source()}),
        judge(draft, bench, evidence={"1": replace(source(), integrity="retracted")}),
        judge(draft, bench, evidence={"1": source()}, context=Context(jurisdiction="US-OH")),
        judge(draft, bench, evidence={"1": source()}, now=NOW + timedelta(seconds=1)),
        judge(draft, bench_of(replace(bench.checks[0], version="2")), evidence={"1": source()}),
    ]
    assert len({v.verdict_hash for v in (base, *changed)}) == 6


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        judge("x", bench_of(), now=NOW.replace(tzinfo=None))


def test_check_is_typed() -> None:
    assert isinstance(bench_of().checks, tuple)
    assert Check.__slots__


def counting(calls: list[str]) -> Check:
    def run(case: Case) -> Iterable[Finding]:
        calls.append(case.text)
        return []

    return check_of(run)


def test_the_same_question_is_judged_once() -> None:
    calls: list[str] = []
    bench = bench_of(counting(calls))
    first = judge("asked twice", bench, evidence={"1": source()})
    again = judge("asked twice", bench, evidence={"1": replace(source())})
    assert calls == ["asked twice"]
    assert first == again


@pytest.mark.parametrize(
    "change",
    [
        {"evidence": {"1": replace(source(), integrity="retracted")}},
        {"evidence": {"1": source(), "2": source("2")}},
        {"claims": (approved_claim(),)},
        {"context": Context(jurisdiction="US-OH")},
        {"now": NOW + timedelta(microseconds=1)},
    ],
    ids=["record retracted", "one more source", "claims changed", "other place", "later"],
)
def test_whatever_decides_a_verdict_is_asked_anew(change: dict[str, object]) -> None:
    calls: list[str] = []
    bench = bench_of(counting(calls))
    judge("a text", bench, evidence={"1": source()})
    judge("a text", bench, **({"evidence": {"1": source()}} | change))
    assert len(calls) == 2


def test_a_check_that_could_not_run_is_tried_again() -> None:
    left = [RuntimeError("once")]

    def run(case: Case) -> Iterable[Finding]:
        if left:
            raise left.pop()
        return []

    bench = bench_of(check_of(run))
    assert judge("a text", bench).decision is Decision.REVIEW
    assert judge("a text", bench).decision is Decision.RELEASE


def test_model_judges_are_asked_every_time() -> None:
    calls: list[str] = []
    bench = bench_of(judges=(counting(calls),))
    judge("a text", bench)
    judge("a text", bench)
    assert len(calls) == 2
