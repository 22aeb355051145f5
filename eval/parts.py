"""The parts of the product that are measured, taken from its public faces: the one place of the bench that chooses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.errors import EvalError, PartMissing, UsageError

if TYPE_CHECKING:
    from assistant import Rooms
    from eval.benches.approved import Judge as ApprovedJudge
    from eval.benches.claims import Check
    from eval.benches.guardrail import Judge as GuardrailJudge


def guardrail_judge(*, profile: str, jurisdiction: str, now: datetime, evidence: bool = True) -> GuardrailJudge:
    """The gate as `callprep check` uses it: a text in its mode and place -> its verdict line."""
    from assistant import bench_for, check_text, mode_named

    bench = bench_for(profile=profile, mode="promotional", jurisdiction=jurisdiction, products=(), claims=None, now=now)

    def judge(row: Any) -> Mapping[str, Any]:
        context = replace(bench.context, mode=mode_named(row.mode))
        if row.jurisdiction:
            context = replace(context, jurisdiction=row.jurisdiction)
        return check_text(replace(bench, context=context), row.text, row.id, row.evidence if evidence else None)

    with expected_errors():
        judge(_Probe())
    return judge


class _Probe:
    """A harmless text that loads all rules before anything is timed."""

    id, text, mode, jurisdiction, evidence = "probe", "The meeting is at noon.", "any", None, None


def support_check() -> Check:
    """The comparison of a statement with its source: claim and evidence -> label, score, problems."""
    from eval.benches.claims import Answer

    try:
        from guardrails import support
    except (ImportError, AttributeError) as exc:
        raise PartMissing(f"The support check cannot be loaded ({exc}). Install callprep completely.") from exc
    labels = {"supported": "supported", "contradicted": "contradicted"}

    def check(claim: str, evidence: str) -> Answer:
        found = support(claim, evidence)
        problems = tuple(f"{p.kind.value}: {p.why}" for p in (*found.problems, *found.unconfirmed))
        label = "unsupported" if found.unconfirmed else labels.get(found.label.value, "unsupported")
        return Answer(label, found.score, problems, bool(found.unconfirmed))

    check("Pain fell.", "Pain fell with the drug.")
    return check


def approved_judge() -> ApprovedJudge:
    """The gate on one case of approved language: raw case -> decision and reasons."""
    try:
        from guardrails import judge_approved_case
    except (ImportError, AttributeError) as exc:
        raise PartMissing(
            f"The judge of approved language cannot be loaded ({exc}). Install callprep completely."
        ) from exc

    def judge(case: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        with expected_errors():
            verdict = judge_approved_case(case)
        return verdict.decision.value, tuple(f"{f.check_id} {f.severity.word}: {f.reason}" for f in verdict.findings)

    return judge


@contextmanager
def rooms_of(home: Path | None, *, alone: bool = False) -> Iterator[Rooms]:
    """The whole assistant on a home folder; the one in use without `home`.

    Args:
        home: The folder.
        alone: Everything in the folder, also where settings name a shared database or a Chroma server.
    """
    from assistant import AppSettings, open_rooms

    with expected_errors():
        settings = AppSettings(home=home) if home else AppSettings()
        if alone:
            settings = settings.model_copy(update={"database_url": None, "chroma_url": None})
        with open_rooms(settings, actor="evaluator", recall=False) as rooms:
            yield rooms


def default_runs_folder() -> Path:
    """Where runs are kept: `runs` in the home folder."""
    from assistant import AppSettings

    return AppSettings().home / "runs"


def held_because(now: datetime) -> Callable[[str, str], str]:
    """Judges a text that stands alone, as of now: (text, mode) -> empty if it may be shown, else the checks that hold it."""
    from assistant import bench_for, check_text, mode_named

    bench = bench_for(profile="screen", mode="promotional", jurisdiction="US", products=(), claims=None, now=now)

    def reason(text: str, mode: str) -> str:
        with expected_errors():
            context = replace(bench.context, mode=mode_named(mode))
            verdict = check_text(replace(bench, context=context), text)
        if verdict["decision"] == "RELEASE":
            return ""
        held_by = sorted({f["check_id"] for f in verdict["findings"] if f["severity"] != "warn"})
        return ", ".join(held_by) or str(verdict["decision"])

    return reason


def shown_now(now: datetime) -> Callable[[str], str]:
    """Judges a stored sentence again: the sentence, or a note that it is withheld."""
    judge = held_because(now)

    def shown(sentence: str) -> str:
        reason = judge(sentence, "scientific_reactive")
        return f"[withheld: {reason}]" if reason else sentence

    return shown


def checks_that_run() -> frozenset[str]:
    """Ids of the checks that a draft meets."""
    from guardrails import Context, Profile, check, draft_from_text

    context = Context(profile=Profile.DRAFT)
    draft = draft_from_text("The meeting is at noon.")
    return frozenset(check(draft, evidence={}, claims=(), context=context, now=datetime.now(UTC)).coverage.run)


def prompt_text(name: str) -> str:
    """The text of a prompt in its newest version; empty where there is none."""
    from prompts import PromptError, PromptNotFound, load_prompt

    try:
        prompt = load_prompt(name)
    except PromptNotFound:
        return ""
    except PromptError as exc:
        raise EvalError(str(exc)) from exc
    return prompt.text


def default_cache() -> Path:
    """Where embeddings by text hash are kept: beside the runs."""
    return default_runs_folder().parent / "eval" / "embeddings.sqlite"


def ruleset() -> dict[str, str]:
    """Versions of the rules and prompts in use, for the record of a run."""
    from guardrails import Context, check, draft_from_text
    from prompts import load_prompt, prompt_names

    verdict = check(
        draft_from_text("The meeting is at noon."), evidence={}, claims=(), context=Context(), now=datetime.now(UTC)
    )
    prompts = [load_prompt(name) for name in sorted({key.rpartition(".v")[0] for key in prompt_names()})]
    return {
        "ruleset": verdict.ruleset_version,
        "prompts": ", ".join(f"{prompt.key} {prompt.sha256[:8]}" for prompt in prompts),
    }


@contextmanager
def expected_errors() -> Iterator[None]:
    """Expected failures of the product become failures of the bench: one line, no traceback."""
    from assistant import AssistantError, UsageError as AssistantUsage
    from guardrails import GuardrailError
    from ingest import IngestError

    try:
        yield
    except AssistantUsage as exc:
        raise UsageError(str(exc)) from exc
    except (AssistantError, GuardrailError, IngestError) as exc:
        raise EvalError(str(exc)) from exc
