"""What the gate checks, as data: for pages, listings and reviewers who want to see every rule with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import ModuleType
from typing import Any

import yaml

from guardrails.case import Check
from guardrails.data_files import load_data
from guardrails.domain import Mode, Severity
from guardrails.weighing import Voice, voice_of


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule of a check: its id, what it tells the writer, and what it needs from the learned reader on lone texts."""

    rule_id: str
    reason: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """One check as a reviewer reads it."""

    check_id: str
    title: str
    what: str
    severity: dict[str, str]
    """Mode to severity word; `off` where the check does not run."""
    rule_refs: tuple[str, ...]
    sources: tuple[str, ...]
    profiles: tuple[str, ...]
    waivable: bool
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class CheckNote:
    """What stands beside a finding's check id: what the check is about, and what its finding obliges the reader to do."""

    title: str
    advice: str
    """One or two sentences; empty where mending the text is all."""


def check_notes() -> dict[str, CheckNote]:
    """Title and advice of every check by its id."""
    from guardrails.checks import CHECKS

    advice = load_data("policy/advice.yaml")["advice"]
    return {check.check_id: CheckNote(check.title, advice.get(check.check_id, "")) for check in CHECKS}


def catalogue() -> tuple[CheckEntry, ...]:
    """Every check in the order in which they run."""
    from guardrails import checks

    modules = {module.CHECK.check_id: module for module in vars(checks).values() if isinstance(module, ModuleType)}
    return tuple(_entry(check, modules[check.check_id]) for check in checks.CHECKS)


def _entry(check: Check, module: ModuleType) -> CheckEntry:
    data = _data_of(module.__name__.rpartition(".")[2])
    sources = data.get("sources") or [data["source"]] if data else []
    doc = (module.__doc__ or check.title).strip()
    return CheckEntry(
        check_id=check.check_id,
        title=check.title,
        what=doc.partition(": ")[2] or doc,
        severity={mode.value: _word(check.severity.get(mode)) for mode in Mode},
        rule_refs=check.rule_refs,
        sources=tuple(sources),
        profiles=tuple(sorted(profile.value for profile in check.profiles)),
        waivable=check.waivable,
        rules=tuple(_rules(check.check_id, data)),
    )


def _rules(check_id: str, data: Mapping[str, Any]) -> Iterator[RuleEntry]:
    for row in (*data.get("rules", ()), *data.get("frames", ())):
        yield RuleEntry(row["id"], row["reason"], voice_of(check_id, f"{check_id}/{row['id']}"))


def _data_of(name: str) -> Mapping[str, Any]:
    """The rule file of a check, where it has one."""
    folder = files("guardrails") / "data"
    for path in (folder / "language" / f"rules_{name}.yaml", folder / "conduct" / f"{name}.yaml"):
        if path.is_file():
            data: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
            return data
    return {}


def _word(severity: Severity | None) -> str:
    return "off" if severity is None else severity.word


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
