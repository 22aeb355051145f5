"""Part 7 of a P&T brief: one row a study, then what speaks against, then who rates certainty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.artifacts.parts import FactBook, bare, in_rows, listed, table
from assistant.domain import StudyPoints
from assistant.material import BriefMaterial
from guardrails import Block, Line, Statement

HEADER = ("Study, comparator", "Result", "Harms", "Limits")
_NOT_SAID = "not in the record"
_PLACEBO = re.compile(r"(?:matching )?placebo\b(?!,| or)", re.I)


def evidence(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Label study first, then direct evidence by strength; each row cites its source once, in the first cell."""
    rows = [*_label_row(m, facts), *(_row(point, m, facts) for point in m.points)]
    yield table(HEADER, rows)
    yield facts.line(
        "An NNT is computed where enough people and both rates allow it, rounded up, with its 95% interval."
    )
    yield from _against(m, facts)
    yield facts.line(
        "Certainty for each outcome is for the committee to rate; this brief proposes none beyond what the sources state."
    )


def _against(m: BriefMaterial, facts: FactBook) -> Iterator[Line]:
    """Findings of no difference or against benefit: named where a row has them, in full where none does."""
    if not m.contrary:
        yield Line(statements=(m.none_contrary,))
        return
    told = in_rows(m.contrary, [c for point in m.points for c in point.result.citations])
    elsewhere = [line for line in m.contrary if line not in told]
    if told:
        rows = f"{'rows' if len(told) > 1 else 'row'} of {listed([line.lead.rstrip(':') for line in told])}"
        yield facts.line(f"Findings of no difference, or against benefit, stand in the {rows}.")
    if elsewhere:
        yield facts.line(
            "Further such findings, each in its own study:"
            if told
            else "Findings of no difference, or against benefit, each in its own study:"
        )
        yield from elsewhere


def _label_row(m: BriefMaterial, facts: FactBook) -> Iterator[tuple[Line | str, ...]]:
    own = m.label.get("14") if m.label else None
    if m.label is None or own is None:
        return
    yield (
        _named("Label study", m.label.label_id, own),
        Line((bare(own), *_nnt(m.label_nnt, own))),
        facts.line("Part 9 gives both rates." if m.label.get("6.1") else "no rates in the label"),
        "one study, known from the label alone",
    )


def _row(point: StudyPoints, m: BriefMaterial, facts: FactBook) -> tuple[Line | str, ...]:
    limits = [bare(s) for s in point.limits[:1]]
    twin = _twin(point, m.points)
    if twin:
        limits.append(facts.statement(f"One trial program with {twin.name}, so no second confirmation."))
    return (
        Line((_source(point), *_comparator(point))),
        Line((bare(point.result), *_nnt(point.nnt, point.main))),
        Line((bare(point.harms[0]),)) if point.harms else "none in the record read",
        Line(tuple(limits)) if limits else _NOT_SAID,
    )


def _twin(point: StudyPoints, points: tuple[StudyPoints, ...]) -> StudyPoints | None:
    """An earlier row on the same trial program."""
    program = point.item.evidence.program_id
    before = points[: points.index(point)]
    return next((p for p in before if program and p.item.evidence.program_id == program), None)


def _source(point: StudyPoints) -> Statement:
    frame = point.frame[0].upper() + point.frame[1:]
    return _cited(f"{point.name}. {frame}", point.cite, point.main)


def _comparator(point: StudyPoints) -> tuple[Statement, ...]:
    if point.comparator is None or _says_placebo_twice(point.frame, point.comparator.text):
        return ()
    stated = bare(point.comparator)
    return (replace(stated, text=f"Comparator: {stated.text}", verbatim=False),)


def _says_placebo_twice(frame: str, comparator: str) -> bool:
    """Whether the comparator is placebo alone and the design before it says so already."""
    return "placebo-controlled" in frame and bool(_PLACEBO.match(comparator))


def _named(words: str, cite: str, source: Statement) -> Line:
    return Line((_cited(words, cite, source),))


def _cited(words: str, cite: str, source: Statement) -> Statement:
    return replace(source, text=f"{words} [{cite}].", verbatim=False)


def _nnt(computed: str | None, source: Statement) -> tuple[Statement, ...]:
    return (replace(source, text=f"{computed}.", verbatim=False),) if computed else ()
