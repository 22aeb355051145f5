"""Takes out of a generated draft what did not pass, and applies the edits that were offered for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from guardrails.domain import Draft, Finding, Line, Section, Severity, Statement, StatementKind, Suggestion, Withheld
from guardrails.rebuild import drop_empty_sections, empty_sections, rebuild


@dataclass(frozen=True, slots=True)
class Pruned:
    """A draft after pruning. `emptied` are sections that it cannot go without: required ones, or all if nothing is left."""

    draft: Draft
    withheld: tuple[Withheld, ...]
    emptied: tuple[Section, ...]


def offered_edits(findings: Sequence[Finding]) -> tuple[Suggestion, ...]:
    """The edits offered for findings that ask for a rewrite."""
    return tuple(f.suggestion for f in findings if f.severity == Severity.REWRITE and f.suggestion is not None)


def prune(draft: Draft, findings: Sequence[Finding]) -> Pruned | None:
    """The draft without the units of BLOCK findings and of rewrites that did not help; None if none can be taken out.

    A finding inside one line takes the statements it touches, and their qualifiers where no claim is left beside them.
    In a table the whole row goes. A finding outside of lines, or across several, belongs to the document and takes
    nothing.
    """
    units = list(_units(draft))
    doomed: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.severity in (Severity.REWRITE, Severity.BLOCK):
            for start in _touched(finding, units):
                doomed.setdefault(start, []).append(finding)
    if not doomed:
        return None
    _take_orphans(units, doomed)
    return _without(draft, units, doomed)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line, or the row of a table: what loses a statement together."""

    section: Section
    start: int
    end: int
    statements: tuple[Statement, ...]
    row: bool


def _units(draft: Draft) -> Iterator[_Unit]:
    cursor = start = 0
    placed = iter([statement for statement, _, _ in draft.statements()])
    places = iter(list(_places(draft)))
    open_row: list[Statement] = []
    for text, section, line in draft.lines():
        if section is not None and line is not None:
            cell, last = next(places)
            start = start if open_row else cursor
            open_row += [next(placed) for _ in line.statements]
            if last:
                yield _Unit(section, start, cursor + len(text), tuple(open_row), cell)
                open_row = []
        cursor += len(text) + 1


def _places(draft: Draft) -> Iterator[tuple[bool, bool]]:
    """For every line in reading order: whether it is a cell, and whether it ends its unit (a line ends itself)."""
    for section in draft.sections:
        for block in section.blocks:
            if isinstance(block, Line):
                yield False, True
                continue
            for row in block.rows:
                yield from ((True, index == len(row) - 1) for index in range(len(row)))


def _touched(finding: Finding, units: Sequence[_Unit]) -> list[int]:
    hit = [u for u in units if u.start < finding.end and finding.start < u.end]
    if len(hit) != 1:
        return []
    unit = hit[0]
    inside = [s.start for s in unit.statements if s.start < finding.end and finding.start < s.end]
    return [s.start for s in unit.statements] if unit.row or not inside else inside


def _take_orphans(units: Sequence[_Unit], doomed: dict[int, list[Finding]]) -> None:
    """Qualifiers and cautions to a statement mean nothing without it."""
    for unit in units:
        left = [s for s in unit.statements if s.start not in doomed]
        if len(left) < len(unit.statements) and all(s.kind is StatementKind.QUALIFIER for s in left):
            for statement in left:
                doomed.setdefault(statement.start, [])


def _without(draft: Draft, units: Sequence[_Unit], doomed: dict[int, list[Finding]]) -> Pruned:
    withheld = [
        Withheld(u.section.section_id, s.text, tuple(doomed[s.start]))
        for u in units
        for s in u.statements
        if s.start in doomed
    ]
    changed = rebuild(draft, lambda s: () if s.start in doomed else (s,))
    before = {s.section_id for s in empty_sections(draft)}
    nothing_left = not any(True for _ in changed.statements())
    emptied = tuple(s for s in empty_sections(changed) if (s.required or nothing_left) and s.section_id not in before)
    return Pruned(changed if emptied else drop_empty_sections(changed), tuple(withheld), emptied)


def strip_places(draft: Draft) -> Draft:
    """The draft with statement offsets reset, as a drafter writes them."""
    return rebuild(draft, lambda s: (replace(s, start=0, end=0),))
