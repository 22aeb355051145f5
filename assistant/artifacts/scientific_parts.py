"""Pieces that response letter, scientific deck and evidence table share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.artifacts.parts import FactBook, bare, day_words, guideline_line, in_rows, listed, say, table
from assistant.artifacts.references import reference_lines
from assistant.domain import EvidenceItem, StudyPoints
from assistant.material import TIMELINE, ScientificMaterial
from guardrails import Block, Line, StatementKind, Table

NOT_SAID = "not in the record"
_TIMELINE_LEAST = 2
OFF_LABEL = "Uses outside these labels are not FDA-approved; their safety and effectiveness have not been established."


def study_table(points: Sequence[StudyPoints]) -> Table:
    """One row a study: what it is, what it found, whom it harmed, what limits it. The first cell cites."""
    rows = [
        (
            source_cell(p),
            Line((bare(p.result), *(bare(s) for s in p.more[:1]))),
            Line((bare(p.harms[0]),)) if p.harms else "none in the record read",
            Line((bare(p.limits[0]),)) if p.limits else NOT_SAID,
        )
        for p in points
    ]
    return table(("Study", "Result", "Harms", "Limits"), rows)


def timeline_blocks(m: ScientificMaterial, facts: FactBook) -> tuple[Block, ...]:
    """Year, design and direction of each study whose year is known, oldest first; nothing for a single one."""
    dated = [(p.item.evidence.year, p, f) for p, f in zip(m.studies, m.findings, strict=True) if p.item.evidence.year]
    if len(dated) < _TIMELINE_LEAST:
        return ()
    rows = [
        (
            facts.line(str(year)),
            facts.line(p.name),
            facts.line(p.item.record.classification.design.value),
            facts.line(f),
        )
        for year, p, f in sorted(dated, key=lambda row: (row[0], row[1].name))
    ]
    note = facts.line("Which way the result above reads is found by rule from its words, for the reader to confirm.")
    return (table(TIMELINE, rows), note)


def source_cell(point: StudyPoints) -> Line:
    """Name, design and brackets."""
    frame = point.frame[0].upper() + point.frame[1:]
    return Line((replace(point.main, text=f"{point.name}. {frame} [{point.cite}].", verbatim=False),))


def approval_lines(m: ScientificMaterial, facts: FactBook) -> Iterator[Line]:
    """Labels of the class, then what is outside them, then the company's interest."""
    for point in m.labels:
        yield Line((point.main,), "bullet")
    if m.labels:
        yield facts.line(OFF_LABEL)
    else:
        yield facts.line(
            "No label of the class is in the library; approval status has to be looked up elsewhere.", "bullet"
        )


def summary_lines(m: ScientificMaterial) -> tuple[Line, ...]:
    """How many studies, the leading one with its harms and main limit, the guideline; the abstention where there is none."""
    if not m.studies:
        return tuple(Line((s,), "bullet") for s in m.answer.bottom_line)
    lead = m.studies[0]
    lines = [
        Line((m.counted,), "bullet"),
        Line((lead.result, *lead.harms[:1]), "bullet", f"{lead.name}, {lead.frame}:"),
    ]
    lines += [Line((p.main,), "bullet") for p in m.guidelines[:1]]
    return (*lines, *(Line((s,), "bullet", "Limit:") for s in lead.limits[:1]))


def interest_lines(m: ScientificMaterial, facts: FactBook) -> Iterator[Line]:
    """Who writes and what that company sells."""
    yield facts.line(m.company.disclosure, lead="Our interest:")
    if m.company.fictional:
        yield say("The company and its people are invented; the publications are real.", StatementKind.LOGISTICS)


def use_table(m: ScientificMaterial, facts: FactBook) -> Table:
    """How the records that were found were used; what is cited adds up to the list of references."""
    log = m.pack.log
    near = sum(_is_cited(p.item, m) for p in m.nearby)
    rows = [
        ("Direct or contrary, in people", len(m.studies)),
        ("Guidelines", len(m.guidelines)),
        ("Near the question (other agent, route, setting or species), cited", near),
        ("Labels, for approval status", len(m.labels)),
        ("In the list of references", len(_sources(m))),
        ("Near the question, read and not cited", len(m.nearby) - near),
        ("Set aside", sum(count for _, count in log.set_aside)),
        ("Left out for integrity", len(log.excluded_integrity)),
    ]
    return table(("Use", "Records"), [(facts.line(name), facts.line(str(count))) for name, count in rows])


def contrary_blocks(m: ScientificMaterial) -> Iterator[Block]:
    """Findings of no difference or against benefit; said to be none where there are none."""
    if m.contrary:
        yield from m.contrary
    else:
        yield Line((m.none_contrary,), "bullet")


def contrary_beside_table(m: ScientificMaterial, facts: FactBook) -> Iterator[Block]:
    """The same below a table of the studies: those that a row tells in full are named, the others told."""
    told = in_rows(m.contrary, [c for p in m.studies for s in (p.result, *p.more[:1]) for c in s.citations])
    elsewhere = [line for line in m.contrary if line not in told]
    if told:
        rows = f"{'rows' if len(told) > 1 else 'row'} of {listed([line.lead.rstrip(':') for line in told])}"
        yield facts.line(f"Findings of no difference, or against benefit, stand in the {rows}.")
    if elsewhere or not told:
        yield facts.line(
            "Further such findings, each in its own study:"
            if told
            else "Findings of no difference, or against benefit, each in its own study:"
        )
        yield from elsewhere or (Line((m.none_contrary,), "bullet"),)


def guideline_lines(m: ScientificMaterial, facts: FactBook) -> Iterator[Line]:
    """What guidelines in the library say."""
    for point in m.guidelines:
        yield guideline_line(point)
    if not m.guidelines:
        yield facts.line("No guideline on this question was found in the library.", "bullet")


def source_lines(m: ScientificMaterial, facts: FactBook) -> Iterator[Line]:
    """The reference list: every study, guideline and label that the document names."""
    yield from reference_lines(_sources(m).values(), facts)


def _is_cited(item: EvidenceItem, m: ScientificMaterial) -> bool:
    return m.cited is None or item.evidence.evidence_id in m.cited


def _sources(m: ScientificMaterial) -> dict[str, EvidenceItem]:
    """Id -> what is cited, in the order of the list."""
    cited = {c.evidence_id for line in m.contrary for s in line.statements for c in s.citations}
    cited |= {c.evidence_id for s in m.answer.bottom_line for c in s.citations}
    others = [i for i in (*m.pack.items, *m.pack.nearest) if i.evidence.evidence_id in cited]
    points = (*m.studies, *m.guidelines, *m.labels, *m.nearby)
    return {i.evidence.evidence_id: i for i in (*(p.item for p in points), *others) if _is_cited(i, m)}


def request_line(m: ScientificMaterial, facts: FactBook) -> Line:
    """The question in the asker's words, and how it came."""
    if m.request is None:
        return facts.line(f"“{m.question}”", "quote")
    origin = f"{m.request.request_id}, {day_words(m.request.asked_on)}, {m.request.origin}"
    return facts.line(f"“{m.request.text}” ({origin})", "quote")
