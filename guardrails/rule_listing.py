"""The rules as a list: each data file with its date, source and standing, each check with its weights and references."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of rules, words or facts."""

    name: str
    as_of: str
    source: str
    verified: bool
    """True once a person has confirmed it."""
    review_due: str
    gaps: tuple[str, ...]
    """What the file is known to lack."""


def rule_files() -> tuple[RuleFile, ...]:
    """Every data file of the gate by name."""
    names = sorted(_names(files("guardrails") / "data", ""))
    return tuple(_described(name, _read(name)) for name in names)


def rules_of_checks() -> tuple[dict[str, object], ...]:
    """Every check: id, title, severity by mode (None: off), references, whether a signature can accept its finding."""
    from guardrails.checks import CHECKS
    from guardrails.waivers import NEVER_WAIVED

    return tuple(
        {
            "check_id": check.check_id,
            "title": check.title,
            "version": check.version,
            "severity": {mode.value: s.word if (s := check.severity.get(mode)) else None for mode in check.severity},
            "profiles": sorted(profile.value for profile in check.profiles),
            "rules": list(check.rule_refs),
            "waivable": check.check_id not in NEVER_WAIVED,
        }
        for check in CHECKS
    )


def _read(name: str) -> Any:
    place = files("guardrails").joinpath("data", *name.split("/"))
    return yaml.load(place.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe loader, C or Python)


def _described(name: str, data: Any) -> RuleFile:
    head: dict[str, Any] = data if isinstance(data, dict) else {}
    sources = head.get("sources") or [head.get("source") or ""]
    return RuleFile(
        name=name,
        as_of=str(head.get("as_of") or head.get("version") or ""),
        source="; ".join(map(str, sources)) if isinstance(sources, list) else str(sources),
        verified=bool(head.get("verified", False)),
        review_due=str(head.get("review_due") or ""),
        gaps=tuple(map(str, head.get("gaps") or ())),
    )


def _names(folder: Traversable, prefix: str) -> list[str]:
    found: list[str] = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _names(item, f"{prefix}{item.name}/")
        elif item.name.endswith(".yaml"):
            found.append(f"{prefix}{item.name}")
    return found
