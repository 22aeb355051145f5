"""The parts of a P&T brief, one function each. Each takes the material and the facts stated so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.artifacts.answer import method_lines
from assistant.artifacts.parts import FactBook, bare, day_words, guideline_line, listed, say, table
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
    drug = f"{_name(m)} ({', '.join(m.product.names[1:]) or 'no generic name given'})"
    if m.product.schedule:
        drug += f"; controlled substance, Schedule {m.product.schedule.removeprefix('C')}"
    rows = [("Drug, class", drug)]
    if m.request:
        who = m.requester.name if m.requester else "requester not in the record"
        rows.append(
            (
                "Requested by",
                f"{who}, for the {m.request.origin}, in writing, {day_words(m.request.asked_on)} ({m.request.request_id})",
            )
        )
        rows.append(("Request", f"“{m.request.text}”"))
    else:
        told = "a committee, as the author says; no request of it is on record"
        own = "the company; promotional rules apply"
        rows.append(("Requested by", told if m.requested_by == "committee" else own))
    rows.append(("Sponsor", f"Written and paid for by the manufacturer. {m.company.disclosure}"))
    rows.append(("Author, date", f"{m.author}; {day_words(m.now.date())}"))
    yield table(("Field", "Entry"), [(name, facts.line(value)) for name, value in rows])


def summary(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Own study, then the class, then what is missing."""
    for number, lead in (("14", f"{_name(m)}, label study:"), ("6.1", f"{_name(m)}, adverse reactions:")):
        if m.label and (statement := m.label.get(number)):
            yield Line((statement,), "bullet", lead)
    if own_records(m) == "0":
        known = "what is known of it here comes from its label" if m.label else "no label of it is loaded"
        unpublished = f"No study of {_name(m)} is among the {m.pack.log.searched} records of this library; {known}."
        yield facts.line(unpublished, "bullet", "Published evidence:")
    yield Line(_of_the_class(m), "bullet", "Other cannabinoids (indirect):")
    yield facts.line(
        "The manufacturer makes no recommendation. Part 14 sets out four options.", "bullet", "Recommendation:"
    )


def _of_the_class(m: BriefMaterial) -> tuple[Statement, ...]:
    """The bottom line of the class without what part 8 tells in full."""
    told = {c.evidence_id for p in m.guidelines for c in p.main.citations}
    kept = [s for s in m.answer.bottom_line if not {c.evidence_id for c in s.citations} & told]
    return tuple(kept) or m.answer.bottom_line


def own_records(m: BriefMaterial) -> str:
    """How many records of the library are on the product itself."""
    return dict(m.denominator).get("On the product itself", "0")


def _name(m: BriefMaterial) -> str:
    return m.product.names[0].title()


def indications(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Labelled and not labelled, apart."""
    yield _label(m, "1", "Labeled:", _NO_LABEL)
    yield _label(m, "1.1", "Not labeled:")


def pharmacology(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Mechanism as the label has it; route comparison."""
    yield _label(m, "12.1", "Mechanism:")
    rows: list[tuple[Line | str, Line | str]] = []
    if m.label is not None and m.label.get("12.3") is not None:
        rows.append(("Product label", _label(m, "12.3")))
    else:
        yield _label(m, "12.3", "Pharmacokinetics:")
    rows += [(Line(statements=(named(p),)), Line(statements=(bare(p.main),))) for p in m.pharmacokinetics]
    if rows:
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
    counted = [(facts.line(name), facts.line(count)) for name, count in m.denominator]
    half = (len(counted) + 1) // 2
    rest = [*counted[half:], *[(say("–"), say("–"))] * (2 * half - len(counted))]
    yield table(("Records", "Count", "Records", "Count"), [(*a, *b) for a, b in zip(counted[:half], rest, strict=True)])


def guideline(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """What guidelines in the library say; others are not in it."""
    for point in m.guidelines:
        yield guideline_line(point, *(() if "certainty" in point.main.text else point.limits[:1]))
    if m.guidelines:
        yield facts.line("No second guideline on this question was found in the library.")
    else:
        yield facts.line("No guideline on this question was found in the library.")


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
        yield facts.line(f"the rows of {listed(reviews)} in part 7.", "bullet", "Harms with other cannabinoids:")
    misuse = "Part 5 gives schedule and dependence. No abuse-liability study and no diversion report is in the library."
    yield facts.line(misuse, "bullet", "Misuse potential:")
    if m.interactions:
        yield facts.line(f"Interaction studies of other cannabinoids; none carries over to {_name(m)}:")
    for point in m.interactions:
        yield Line((point.main,), "bullet", f"{point.name}:")


def populations(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Pregnancy, age, organ impairment as the label has it."""
    yield _label(m, "8")


def alternatives(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Labels side by side; no ranking."""
    rows: list[tuple[Line | str, Line | str, Line | str]] = [
        (_name(m), facts.line("see part 3"), facts.line("see part 9")),
    ]
    for point in m.alternatives:
        rows.append(
            (
                facts.line(point.name.removeprefix("Label, ").capitalize()),
                Line(statements=(point.main,)),
                Line(statements=tuple(map(bare, point.harms[:2]))) if point.harms else "none in the record read",
            )
        )
    yield table(("Product", "Label use", "Named risks"), rows)
    yield facts.line("Rows restate labels. No head-to-head trial is in the library, so the table ranks nothing.")


def cost(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """No data, said so."""
    yield facts.line("Unit cost, budget impact, reimbursement and assistance: no data, and none is implied.")


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
            "other labeled products of the class exist (part 11)"
            if m.alternatives
            else "no other label is in the library",
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
    yield from reference_lines([*(p.item for p in points), *others], facts, short=True)
    if m.label:
        yield facts.line(f"Prescribing information {m.label.label_id}, {_name(m)}.", "bullet")
