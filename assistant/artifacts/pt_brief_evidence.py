"""Part 7 of a P&T brief: one row a study, then what speaks against, then who rates certainty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.artifacts.parts import FactBook, bare, table
from assistant.domain import StudyPoints
from assistant.material import BriefMaterial
from guardrails import Block, Line, Statement

HEADER = ("Source, design, people", "Comparator", "Result", "NNT", "Harms", "Limits")
_NOT_SAID = "not in the record"


def evidence(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Label study first, then direct evidence by strength; each row cites its source once, in the first cell."""
    rows = [*_label_row(m), *(_row(point, m, facts) for point in m.points)]
    yield table(HEADER, rows)
    yield from _against(m, facts)
    yield facts.line(
        "Certainty for each outcome is for the committee to rate; this brief proposes none beyond what the sources state."
    )


def _against(m: BriefMaterial, facts: FactBook) -> Iterator[Line]:
    """Findings of no difference or against benefit: named where a row has them, in full where none does."""
    if not m.contrary:
        yield Line(statements=(m.none_contrary,))
        return
    told = {c for point in m.points for c in point.result.citations}
    elsewhere = [line for line in m.contrary if not {c for s in line.statements for c in s.citations} <= told]
    in_rows = [line.lead.rstrip(":") for line in m.contrary if line not in elsewhere]
    if in_rows:
        yield facts.line(f"The rows of {', '.join(in_rows)} report findings of no difference, or against benefit.")
    if elsewhere:
        yield facts.line("Further findings of no difference, or against benefit, each in its own study:")
        yield from elsewhere


def _label_row(m: BriefMaterial) -> Iterator[tuple[Line | str, ...]]:
    own = m.label.get("14") if m.label else None
    if m.label is None or own is None:
        return
    harms = m.label.get("6.1")
    yield (
        _named("Label study", m.label.label_id, own),
        "placebo" if "placebo" in own.text.lower() else "as in the label",
        Line((bare(own),)),
        _nnt(m.label_nnt, own),
        Line((bare(harms),)) if harms else "no rates in the label",
        "one study, known from the label alone",
    )


def _row(point: StudyPoints, m: BriefMaterial, facts: FactBook) -> tuple[Line | str, ...]:
    limits = [bare(s) for s in point.limits[:1]]
    twin = _twin(point, m.points)
    if twin:
        limits.append(facts.statement(f"One trial program with {twin.name}, so no second confirmation."))
    return (
        _source(point),
        Line((bare(point.comparator),)) if point.comparator else _NOT_SAID,
        Line((bare(point.result),)),
        _nnt(point.nnt, point.main),
        Line((bare(point.harms[0]),)) if point.harms else "none in the record read",
        Line(tuple(limits)) if limits else _NOT_SAID,
    )


def _twin(point: StudyPoints, points: tuple[StudyPoints, ...]) -> StudyPoints | None:
    """An earlier row on the same trial program."""
    program = point.item.evidence.program_id
    before = points[: points.index(point)]
    return next((p for p in before if program and p.item.evidence.program_id == program), None)


def _source(point: StudyPoints) -> Line:
    frame = point.frame[0].upper() + point.frame[1:]
    return _named(f"{point.name}. {frame}", point.cite, point.main)


def _named(words: str, cite: str, source: Statement) -> Line:
    return Line(statements=(replace(source, text=f"{words} [{cite}].", verbatim=False),))


def _nnt(computed: str | None, source: Statement) -> Line | str:
    return Line((replace(source, text=computed, verbatim=False),)) if computed else "not computed"
