"""Is everything in force that should be? Checks that run, probes that must trip a named check, rules that prompts state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.benches.guardrail import Judge
from eval.datasets.guardrail import GuardrailRow, read_guardrail
from eval.datasets.rows import info_of
from eval.domain import CaseRow, Listing, Outcome, Score
from eval.metrics.intervals import share
from eval.settings_file import Settings, read_settings

DATA = Path(__file__).parents[1] / "data"
PromptText = Callable[[str], str]
"""Name of a prompt -> the text of the version in use; empty where there is none."""


class Expected(Settings):
    """The file of what must be in force."""

    date: object
    verified: bool
    checks: tuple[str, ...]
    prompts: Mapping[str, Mapping[str, str]]


def measure_rules(folder: Path = DATA) -> Outcome:
    """The outcome for the product as it is installed.

    Raises:
        UsageError: The files of expectations cannot be read.
    """
    from datetime import UTC, datetime

    from eval.parts import checks_that_run, guardrail_judge, prompt_text, ruleset

    judge = guardrail_judge(profile="screen", jurisdiction="US", now=datetime.now(UTC))
    outcome = rules_outcome(checks_that_run(), judge, prompt_text, folder)
    return replace(outcome, versions=ruleset())


def rules_outcome(running: Collection[str], judge: Judge, prompt_text: PromptText, folder: Path = DATA) -> Outcome:
    """Held against `rules.yaml` and `probes.jsonl` of a folder."""
    expected = read_settings(folder / "rules.yaml", Expected)
    probes = read_guardrail(folder / "probes.jsonl").rows
    checks = [_case(f"check {name}", "runs", name in running) for name in expected.checks]
    tripped = [_case(f"probe {row.id}", _named(row), _named(row) in _found(judge, row)) for row in probes]
    stated = [
        _case(f"prompt {prompt}: {rule}", words, _flat(words) in _flat(prompt_text(prompt)))
        for prompt, rules in expected.prompts.items()
        for rule, words in rules.items()
    ]
    return Outcome(
        command="rules",
        sets=(info_of(folder / "probes.jsonl", len(probes), len(probes)),),
        settings={},
        metrics={
            "checks_running": _share(checks, "no check is expected"),
            "probes_caught": _share(tripped, "there are no probes"),
            "prompt_rules_stated": _share(stated, "no prompt rule is expected"),
        },
        cases=tuple(sorted([*checks, *tripped, *stated], key=lambda c: c.case_id)),
        listings=(_missing([*checks, *tripped, *stated]),),
    )


def _named(row: GuardrailRow) -> str:
    return str((row.model_extra or {}).get("check", ""))


def _found(judge: Judge, row: GuardrailRow) -> set[str]:
    return {str(f["check_id"]) for f in judge(row)["findings"]}


def _flat(text: str) -> str:
    return " ".join(text.split())


def _case(name: str, expected: str, holds: bool) -> CaseRow:
    return CaseRow(name, expected, expected if holds else "missing", float(holds))


def _share(cases: Sequence[CaseRow], reason: str) -> Score:
    return share(sum(c.correct for c in cases), len(cases), reason)


def _missing(cases: Iterable[CaseRow]) -> Listing:
    rows = tuple((c.case_id, c.expected) for c in cases if not c.correct)
    return Listing(f"Not in force: {len(rows)}", ("what", "expected"), rows)
