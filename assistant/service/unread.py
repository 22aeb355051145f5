"""What a file holds beside the text that was judged: told as findings, since nothing vouches for what nobody read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.documents.paragraphs import Kind, Unread
from assistant.service.shapes import finding_row
from guardrails import Decision, Finding, Severity

CHECK_ID = "FILE-01"
_MOST_PLACES = 5


def unread_findings(unread: Sequence[Unread]) -> tuple[Finding, ...]:
    """One finding a kind, in order of first sight: REVIEW, or a note for pictures, which nearly every file has."""
    by_kind: dict[Kind, list[Unread]] = {}
    for thing in unread:
        by_kind.setdefault(thing.kind, []).append(thing)
    return tuple(_finding(kind, things) for kind, things in by_kind.items())


def with_unread(row: Mapping[str, Any], unread: Sequence[Unread]) -> dict[str, Any]:
    """The verdict line of a file's text with what was not read of the file: its decision can only get stricter.

    `verdict_hash` and `sha256` remain those of the text.
    """
    told = unread_findings(unread)
    order = list(Decision)
    asked = [Decision.REVIEW for finding in told if finding.severity is Severity.REVIEW]
    rows = [finding_row(f) | {"place": _first(f, unread)} for f in told]
    decision = max(Decision(row["decision"]), *asked, key=order.index) if asked else row["decision"]
    return {**row, "decision": str(decision), "findings": [*row["findings"], *rows]}


def _finding(kind: Kind, things: Sequence[Unread]) -> Finding:
    one, several = kind.value
    what = f"1 {one} was" if len(things) == 1 else f"{len(things)} {several} were"
    where = _listed(things)
    told = f"{what} not read" + (f" ({where})" if where else "")
    if not kind.holds:
        reason = f"{told}; look for yourself whether words stand there."
        return Finding(CHECK_ID, Severity.WARN, 0, 0, "", reason, rule=f"{CHECK_ID}/{kind.name.lower()}")
    reason = f"{told}, so nothing vouches for what is there; a person must look at it."
    return Finding(CHECK_ID, Severity.REVIEW, 0, 0, "", reason, rule=f"{CHECK_ID}/{kind.name.lower()}")


def _listed(things: Iterable[Unread]) -> str:
    places = list(dict.fromkeys(_place(thing) for thing in things if _place(thing)))
    more = len(places) - _MOST_PLACES
    return "; ".join([*places[:_MOST_PLACES], *([f"{more} more places"] if more > 0 else [])])


def _place(thing: Unread) -> str:
    if not thing.name or thing.name in thing.part:
        return thing.part
    return f"{thing.part}: {thing.name}" if thing.part else thing.name


def _first(finding: Finding, unread: Iterable[Unread]) -> str:
    kind = finding.rule.rpartition("/")[2]
    return next((thing.part for thing in unread if thing.kind.name.lower() == kind), "")
