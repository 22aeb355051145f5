"""Which rules judged a text: a version that changes with any rule, word list or policy."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from guardrails.case import Check
from guardrails.memo import RecentMemo

RELEASED = "2026.11"


def ruleset_version(checks: Sequence[Check]) -> str:
    """`<release>+<12 hex digits>` over every data file and every check's id, version and severities."""
    return _VERSION(tuple(checks))


def _version(checks: tuple[Check, ...]) -> str:
    digest = hashlib.sha256(_data_digest().encode())
    for check in sorted(checks, key=lambda c: c.check_id):
        severities = [f"{mode}={check.severity.get(mode)}" for mode in sorted(check.severity)]
        digest.update(f"{check.check_id}\0{check.version}\0{severities}\n".encode())
    return f"{RELEASED}+{digest.hexdigest()[:12]}"


_VERSION = RecentMemo(_version)
"""Every verdict names it."""


@cache
def _data_digest() -> str:
    digest = hashlib.sha256()
    for name, content in sorted(_walk(files("guardrails") / "data", "")):
        digest.update(f"{name}\0".encode() + content)
    return digest.hexdigest()


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _walk(item, f"{prefix}{item.name}/")
        else:
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found
