"""The parts of a P&T brief, one function each. Each takes the material and the facts stated so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.artifacts.answer import method_lines
from assistant.artifacts.parts import FactBook, bare, say, table
from assistant.artifacts.references import reference_lines
from assistant.domain import StudyPoints
from assistant.material import BriefMaterial
from guardrails import Block, Line, Statement, StatementKind

_NO_LABEL = "No label snapshot is loaded for this product."


def banner(m: BriefMaterial) -> str:
    """Who wrote it."""
    text = f"Written and paid for by the manufacturer, {m.company.name}. Options for the committee, no recommendation."
    return text + (
        " Company, product, label and people are invented; the publications are real." if m.company.fictional else ""
    )


def cites_digest(m: BriefMaterial) -> bool:
    """True where a source was read as digest."""
    return any(point.item.evidence.origin == "digest" for point in m.points)


def _label(m: BriefMaterial, number: str, lead: str = "", missing: str = "not in the label snapshot") -> Line:
    statement = m.label.get(number) if m.label else None
    return Line(statements=(statement,), lead=lead) if statement else say(missing, lead=lead)


def named(point: StudyPoints) -> Statement:
    """Design and name of a study, cited."""
    return Statement(
        text=point.cite if point.kind == "Label" else f"{point.kind}: {point.name} [{point.cite}]",
        kind=StatementKind.EVIDENCE,
        citations=point.main.citations[:1],
    )


def _stated(rows: Iterable[Sequence[Line | str]], facts: FactBook) -> list[list[Line]]:
    """Rows whose plain words become recorded facts of this document."""
    return [[cell if isinstance(cell, Line) else facts.line(cell) for cell in row] for row in rows]


def header(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Drug, requester, sponsor, author."""
    rows = [("Drug", f"{m.product.names[0].title()} ({', '.join(m.product.names[1:]) or 'no generic name given'})")]
    if m.product.schedule:
        rows.append(("Schedule", m.product.schedule))
    if m.request:
        who = m.requester.name if m.requester else "requester not in the record"
        rows.append(
            (
                "Requested by",
                f"{who}, in writing, {m.request.asked_on} ({m.request.request_id}); origin: {m.request.origin}",
            )
        )
        rows.append(("Request", f"“{m.request.text}”"))
    else:
        rows.append(("Requested by", "the company; promotional rules apply"))
    rows.append(("Sponsor", m.company.disclosure))
    rows.append(("Author, date", f"{m.author}; {m.now:%B} {m.now.day}, {m.now:%Y}"))
    yield table(("Field", "Entry"), [(name, facts.line(value)) for name, value in rows])


def summary(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Own study, then the class, then what is missing."""
    own = tuple(s for n in ("14", "6.1") if m.label and (s := m.label.get(n)))
    if own:
        yield Line(statements=own, lead=f"{m.product.names[0].title()}:")
    yield Line(statements=m.answer.bottom_line, lead="Other substances of the class (indirect):")
    yield facts.line("The manufacturer makes no recommendation; part 14 sets out four options.")


def indications(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Labelled and not labelled, apart."""
    yield _label(m, "1", "Labeled:", _NO_LABEL)
    yield _label(m, "1.1", "Not labeled:")


def pharmacology(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Mechanism as the label has it; route comparison."""
    yield _label(m, "12.1", "Mechanism:")
    rows: list[tuple[Line | str, Line | str]] = [("Product label", _label(m, "12.3"))]
    rows += [(Line(statements=(named(p),)), Line(statements=(bare(p.main),))) for p in m.pharmacokinetics]
    yield table(("Source", "Data"), rows)
    yield facts.line("These data cannot be carried from one agent, route or form to another.")


def dosing(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """What the label says, and what the committee has to settle."""
    yield _label(m, "2", "Label dosing:")
    yield _label(m, "16", "Forms and storage:")
    yield _label(m, "9", "Controlled substance:")
    yield facts.line(
        "Storage, dispensing record, witnessed waste and supply per cycle are for the committee to settle."
    )


def search(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Method and honest denominator."""
    yield from method_lines(m.pack, facts)
    yield table(
        ("Honest denominator", "Count"), [(facts.line(name), facts.line(count)) for name, count in m.denominator]
    )


def guideline(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """What guidelines in the library say; others are not in it."""
    for point in m.guidelines:
        yield Line(statements=(point.main, *point.limits[:1]), style="bullet", lead=f"{point.name}:")
    if not m.guidelines:
        yield facts.line("No guideline on this question was found in the library.")
    yield facts.line("Recommendation numbers are given where the record has them.")


def safety(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Label first, then class data, then interactions and misuse."""
    for number, lead in (
        ("4", "Contraindication:"),
        ("5", "Warnings:"),
        ("6.1", "Common reactions:"),
        ("7", "Interactions:"),
    ):
        line = _label(m, number, lead)
        yield Line(statements=line.statements, style="bullet", lead=line.lead)
    reviews = [p.name for p in m.points if p.kind.startswith("Systematic") and p.harms]
    if reviews:
        yield facts.line(f"{', '.join(reviews)}: harms in part 7.", "bullet", "Class data:")
    for point in m.interactions:
        yield Line(statements=(point.main,), style="bullet", lead=f"Interaction data, no transfer, {point.name}:")
    misuse = "schedule and dependence in part 5; abuse-liability study and diversion reports: no data."
    yield facts.line(misuse, "bullet", "Misuse potential:")


def populations(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Pregnancy, age, organ impairment as the label has it."""
    yield _label(m, "8")


def alternatives(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Labels side by side; no ranking."""
    rows: list[tuple[Line | str, Line | str, Line | str]] = [
        (m.product.names[0].title(), facts.line("part 3"), facts.line("part 9")),
    ]
    for point in m.alternatives:
        rows.append(
            (
                Line(statements=(named(point),)),
                Line(statements=(bare(point.main),)),
                Line(statements=tuple(map(bare, point.harms[:2]))) if point.harms else "none in the record read",
            )
        )
    yield table(("Product", "Label use", "Named risks"), rows)
    yield facts.line("Rows restate labels. Without a head-to-head trial in the library the table is no ranking.")


def cost(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """No data, said so."""
    yield facts.line("Unit cost, budget impact, reimbursement, assistance: no data, none implied.")


def operations(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Questions for the hospital."""
    yield facts.line(
        "For the committee to settle: order-set entry limited to labeled criteria; alert for other CNS depressants; "
        "controlled-substance workflow; education on sedation, driving and falls; event reporting."
    )


def options(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Four options, in an order that carries no preference."""
    studied = m.label is not None and m.label.get("14") is not None
    rows: list[tuple[str, ...]] = [
        (
            "Add",
            "labeled population",
            "result of the label study (part 7)" if studied else "no label study",
            "its adverse reactions (part 9); one study, known from the label alone" if studied else "no label study",
        ),
        (
            "Add with restriction",
            "documented inadequate response; prescriber list; supply per cycle",
            "use stays inside the label",
            "as above; workload",
        ),
        (
            "Non-formulary",
            "case-by-case request",
            "other labeled products of the class exist",
            "no local data would accrue",
        ),
        (
            "Defer",
            "until a full publication or data with the current regimen",
            "evidence gaps named above",
            "no date is known",
        ),
    ]
    yield table(
        ("Option", "Criteria for use if chosen", "What speaks for it", "What speaks against it"), _stated(rows, facts)
    )
    yield facts.line("The order carries no preference.")


def monitoring(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """What to count, when to look again."""
    yield facts.line(
        "If listed: response, rescue use, sedation, falls, low blood pressure and psychiatric events per cycle; use outside "
        "the label; diversion reports. Re-review at 12 months, or sooner on a label change, a published trial or a safety signal."
    )


def references(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Exactly the sources that are cited, each once."""
    points = (*m.guidelines, *m.points, *m.pharmacokinetics, *m.interactions, *m.alternatives)
    cited = {c.evidence_id for line in m.contrary for s in line.statements for c in s.citations}
    others = [item for item in m.neighbours if item.evidence.evidence_id in cited]
    yield from reference_lines([*(p.item for p in points), *others], facts)
    if m.label:
        yield facts.line(f"Prescribing information {m.label.label_id}, {m.product.names[0].title()}.", "bullet")
