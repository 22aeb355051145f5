"""What a call pack or a P&T brief is made of: everything gathered, worded and dated before it is arranged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain import (
    Account,
    AskedQuestion,
    Commitment,
    Company,
    DraftedAnswer,
    EvidenceItem,
    EvidencePack,
    Finding,
    Interaction,
    Meeting,
    Person,
    Request,
    StudyPoints,
)
from guardrails import Claim, Line, Product, Statement, StatementKind


@dataclass(frozen=True, slots=True)
class SayUnit:
    """Approved wording that is read as one: claims with their qualifiers, in order, nothing between them."""

    pillar: str
    certainty: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    sources: str
    """`[PMID 39151115, digest]`"""
    notes: tuple[str, ...] = ()
    """For the speaker only: keep apart, repeat warning."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when something would be said, and beside which product: what decides which approved lines are in force."""

    jurisdiction: str
    """US, or US-XX for a state."""
    now: datetime
    product: Product | None = None

    @property
    def product_id(self) -> str | None:
        """Id of the product, or None where only the class is spoken of."""
        return self.product.product_id if self.product else None


@dataclass(frozen=True, slots=True)
class WithheldClaim:
    """A claim that bears on the topic and may not be said now, and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Anticipated:
    """A question that may come, and what the speaker does with it."""

    question: str
    answer: str
    route: bool = False


@dataclass(frozen=True, slots=True)
class CallMaterial:
    """All that a call pack says."""

    account: Account
    meeting: Meeting
    attendees: tuple[Person, ...]
    left_out: tuple[Person, ...]
    """People who withdrew consent."""
    owner: str
    standing: str
    """account manager | medical science liaison"""
    product: Product | None
    label_id: str | None
    interactions: tuple[Interaction, ...]
    """The last three with these people, newest first."""
    commitments: tuple[tuple[Commitment, Interaction], ...]
    """Open, overdue or due, most urgent first."""
    open_questions: tuple[tuple[AskedQuestion, Interaction], ...]
    changes: tuple[str, ...]
    phase: str
    """What the buying phase asks for."""
    mismatches: tuple[str, ...]
    """Planned wording that does not fit the phase."""
    probing: int
    """How many probing questions the tier has room for."""
    protocol: str | None
    units: tuple[SayUnit, ...]
    balance: tuple[SayUnit, ...]
    withheld: tuple[WithheldClaim, ...]
    anticipated: tuple[Anticipated, ...]
    do_not_say: tuple[tuple[str, str], ...]
    resources: tuple[str, ...]
    stakeholder_gaps: tuple[str, ...]
    safety_open: int
    pack: EvidencePack
    company: Company
    now: datetime
    library_line: str
    sources_line: str


@dataclass(frozen=True, slots=True)
class LabelText:
    """A label snapshot: section number -> statement restating that section, cited."""

    label_id: str
    product: str
    sections: tuple[tuple[str, Statement], ...]
    schedule: str | None = None
    effective: str | None = None
    fictional: bool = False

    def get(self, number: str) -> Statement | None:
        """The statement of one section, or None."""
        return dict(self.sections).get(number)


@dataclass(frozen=True, slots=True)
class BriefMaterial:
    """All that a P&T brief says."""

    product: Product
    label: LabelText | None
    requested_by: str
    """committee | company, as the author says."""
    request: Request | None
    """The committee's request that is on record, if one is."""
    account: Account | None
    requester: Person | None
    indication: str
    author: str
    pack: EvidencePack
    points: tuple[StudyPoints, ...]
    """Studies on the indication, strongest first."""
    pharmacokinetics: tuple[StudyPoints, ...]
    interactions: tuple[StudyPoints, ...]
    alternatives: tuple[StudyPoints, ...]
    """Labels of other products in the class."""
    guidelines: tuple[StudyPoints, ...]
    contrary: tuple[Line, ...]
    """Findings of no difference or against benefit, one bullet a study."""
    none_contrary: Statement
    """Says that none was found, cited to the search."""
    neighbours: tuple[EvidenceItem, ...]
    """Records on the same symptom in another setting, for contrary findings alone."""
    answer: DraftedAnswer
    denominator: tuple[tuple[str, str], ...]
    """Row name and count, as figures of the library."""
    company: Company
    now: datetime
    label_nnt: str | None = None


TIMELINE = ("Year", "Study", "Design", "Finding")
"""Columns of the table that a timeline is drawn from."""


@dataclass(frozen=True, slots=True)
class ScientificMaterial:
    """What a response letter, an evidence table, a card or a scientific deck is made of: one pack, so that they cannot disagree."""

    question: str
    request: Request | None
    requester: Person | None
    pack: EvidencePack
    answer: DraftedAnswer
    studies: tuple[StudyPoints, ...]
    """Direct and contrary studies in people, strongest first; no guideline, no label."""
    findings: tuple[Finding, ...]
    """Which way each of the studies reads, in their order."""
    nearby: tuple[StudyPoints, ...]
    """Indirect and preclinical studies."""
    guidelines: tuple[StudyPoints, ...]
    labels: tuple[StudyPoints, ...]
    """Approval status of the class."""
    contrary: tuple[Line, ...]
    none_contrary: Statement
    counted: Statement
    """How many studies answer the question, cited to the search."""
    cited: frozenset[str] | None
    """Sources that the gate left in the text; None before it was asked. The list of references names no other."""
    company: Company
    author: str
    now: datetime


def spoken(line: Line) -> Iterator[Line]:
    """What may be spoken, one paragraph a claim with the qualifiers that it carries; nothing stands between them."""
    part: list[Statement] = []
    lead = line.lead
    for statement in line.statements:
        if part and statement.kind is StatementKind.CLAIM:
            yield replace(line, statements=tuple(part), lead=lead)
            part, lead = [], ""
        part.append(statement)
    yield replace(line, statements=tuple(part), lead=lead)
