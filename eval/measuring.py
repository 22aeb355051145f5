"""From files and options to an outcome: each measurement with the parts of the product that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.benches.sampling import Sampling
from eval.datasets.lines import sha256_of_file
from eval.errors import DatasetInvalid, UsageError
from eval.journal import Journal, journal_name

if TYPE_CHECKING:
    from eval.domain import Outcome

DATA = Path(__file__).parent / "data"
SHIPPED = {
    "guardrail": ("guardrail_dev.jsonl", "guardrail_dev_conduct.jsonl"),
    "claims": ("support.jsonl",),
    "approved": ("approved.jsonl",),
    "answers": ("questions.jsonl",),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen for a measurement. Not every command looks at every one."""

    limit: int | None = None
    seed: int = 0
    profile: str = "screen"
    jurisdiction: str = "US"
    home: Path | None = None
    now: datetime | None = None
    journals: Path | None = None
    """Folder of journals; None keeps none."""
    resume: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sampling(self) -> Sampling:
        """Which cases are taken."""
        return Sampling(self.limit, self.seed)

    @property
    def moment(self) -> datetime:
        """The time at which things are judged."""
        return self.now or datetime.now(UTC)


def measure(command: str, paths: Sequence[Path], options: Options) -> Outcome:
    """The outcome of one command on sets; on the shipped ones where no path is given.

    Raises:
        UsageError: Unknown command, or no such file.
    """
    known: dict[str, Callable[[Sequence[Path], Options], Outcome]] = {
        "guardrail": _guardrail,
        "claims": _claims,
        "approved": _approved,
        "answers": _answers,
    }
    if command not in known:
        raise UsageError(f"measurement {command!r} is unknown; choose one of {', '.join(known)}.")
    chosen = tuple(paths) or shipped(command)
    for path in chosen:
        if not path.is_file():
            raise DatasetInvalid(f"{str(path)!r} is no file; give a set in the format {command!r}")
    return known[command](chosen, options)


def shipped(command: str) -> tuple[Path, ...]:
    """The sets that come with the bench for a command; those that are there.

    Raises:
        UsageError: None is there.
    """
    found = tuple(DATA / name for name in SHIPPED[command] if (DATA / name).is_file())
    if not found:
        raise UsageError(f"no set is shipped for {command!r}; give a file.")
    return found


def _guardrail(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.benches.guardrail import measure_guardrail
    from eval.parts import guardrail_judge, ruleset

    settings = {"profile": options.profile, "jurisdiction": options.jurisdiction, **_sample(options)}
    judge = guardrail_judge(profile=options.profile, jurisdiction=options.jurisdiction, now=options.moment)
    versions = ruleset()
    journal = _journal("guardrail", paths, {**settings, **versions}, options)

    def remembered(row: Any) -> Any:
        return journal.remember(_key(row.model_dump()), lambda: judge(row)) if journal else judge(row)

    outcome = measure_guardrail(paths, remembered, options.sampling, settings)
    return _finished(outcome, journal, versions)


def _claims(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.benches.claims import Answer, measure_claims
    from eval.parts import ruleset, support_check

    settings = _sample(options)
    check, versions = support_check(), ruleset()
    journal = _journal("claims", paths, {**settings, **versions}, options)

    def remembered(claim: str, evidence: str) -> Answer:
        if journal is None:
            return check(claim, evidence)
        raw = journal.remember(_key([claim, evidence]), lambda: asdict(check(claim, evidence)))
        return Answer(raw["label"], raw["score"], tuple(raw["problems"]))

    return _finished(measure_claims(paths, remembered, options.sampling, settings), journal, versions)


def _approved(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.benches.approved import measure_approved
    from eval.parts import approved_judge, ruleset

    settings = _sample(options)
    judge, versions = approved_judge(), ruleset()
    journal = _journal("approved", paths, {**settings, **versions}, options)

    def remembered(case: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        if journal is None:
            return judge(case)
        decision, reasons = journal.remember(_key(case), lambda: list(judge(case)))
        return decision, tuple(reasons)

    return _finished(measure_approved(paths, remembered, options.sampling, settings), journal, versions)


def _answers(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.answering import measured_answers

    return measured_answers(paths, options)


def _sample(options: Options) -> dict[str, Any]:
    return {} if options.limit is None else {"limit": options.limit, "seed": options.seed}


def _journal(command: str, paths: Sequence[Path], settings: Mapping[str, Any], options: Options) -> Journal | None:
    if options.journals is None:
        return None
    name = journal_name(command, settings, {path.name: sha256_of_file(path) for path in paths})
    return Journal(options.journals / name, resume=options.resume)


def _finished(outcome: Outcome, journal: Journal | None, versions: Mapping[str, str]) -> Outcome:
    notes = outcome.notes
    if journal is not None:
        journal.done()
        if journal.reused:
            notes = (
                *notes,
                f"{journal.reused} answers of an earlier, unfinished run were reused; their latency is not measured",
            )
    return replace(outcome, versions=versions, notes=notes)


def _key(value: Any) -> str:
    import hashlib
    import json

    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
