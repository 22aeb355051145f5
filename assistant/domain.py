"""The nouns of call preparation: a question, what was found for it, and whom it is for.

Frozen values without I/O. Articles and passages come from `ingest`, statements and verdicts from `guardrails`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from guardrails import Evidence, Line, Mode, Statement
from ingest import Passage, StoredArticle


class Role(StrEnum):
    """What a person may see and do."""

    ACCOUNT_MANAGER = "account_manager"
    MSL = "msl"
    REVIEWER = "reviewer"
    EVALUATOR = "evaluator"
    ADMIN = "admin"


class Intent(StrEnum):
    """What a question is after."""

    EFFICACY = "efficacy"
    SAFETY = "safety"
    INTERACTION = "interaction"
    PK = "pk"
    GUIDELINE = "guideline"
    MECHANISM = "mechanism"
    ACCESS = "access"
    COMPARISON = "comparison"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records a search may return. Empty means no limit; of several values in one field any will do."""

    designs: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    min_sample: int | None = None
    origins: tuple[str, ...] = ()
    integrity: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    """Descriptor by name or UI, with a qualifier as `Nausea/drug therapy`; check tags such as `Humans` are descriptors."""
    types: tuple[str, ...] = ()
    """NLM publication types by name or UI."""
    substances: tuple[str, ...] = ()
    """Chemicals by name or registry number."""
    funders: tuple[str, ...] = ()
    """Grant agencies."""
    sections: tuple[str, ...] = ()
    """Labels or NLM categories, e.g. `RESULTS`: records that have one, and of their passages only those."""
    with_abstract: bool = False
    with_conflicts: bool = False
    """Only records that state their authors' conflicts of interest, or that there are none."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question names, with the vocabulary entry it was recognised as."""

    concept_id: str
    """Key of the vocabulary, e.g. `agent.cbd`, `condition.cipn`."""
    role: str
    """population | intervention | comparator | outcome | other (PICO)"""
    surface: str
    """The words of the question."""
    terms: tuple[str, ...] = ()
    """The words that are searched for it: preferred term and synonyms."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, as understood: words, concepts (PICO), intent, filters, and the expansion used."""

    text: str
    intent: Intent = Intent.OTHER
    concepts: tuple[Concept, ...] = ()
    expansion: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """MeSH headings under which is looked too."""
    filters: Filters = field(default_factory=Filters)
    limit: int = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: rank from 1, score 0-1 (high is good; comparable within one answer only), and why it ranks there."""

    passage: Passage
    record: StoredArticle
    rank: int
    score: float
    why: tuple[str, ...] = ()
    """Reasons in words: matched words, similarity, evidence level, recency."""


@dataclass(frozen=True, slots=True)
class SearchLog:
    """How an answer was searched, so that a methods section writes itself."""

    search_id: str
    """`S1`, `P1`, ... within one document."""
    question: str
    terms: tuple[str, ...]
    filters: Filters
    snapshot_id: str
    searched: int
    """Records in the library."""
    matched: int
    """Records that matched any term or came near in meaning."""
    used: int
    set_aside: tuple[tuple[str, int], ...] = ()
    """(reason, count), e.g. ("other agent", 4)."""
    excluded_integrity: tuple[str, ...] = ()
    """Article ids left out because retracted, withdrawn or under concern."""
    words_only: bool = False
    """True when no embedding model was at hand."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One study in a pack: its record, the passages that matched, and how it bears on the question."""

    record: StoredArticle
    evidence: Evidence
    passages: tuple[Passage, ...]
    rank: int
    score: float
    directness: str
    """direct | indirect | preclinical | contrary | background"""
    why: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    """Ids of other records that are this same report (preprint, copy under another identifier); it stands for them."""


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """The graded, deduplicated evidence for one query, strongest first; retracted and concern-flagged records excluded."""

    query: Query
    items: tuple[EvidenceItem, ...]
    log: SearchLog
    sufficient: bool
    """False: abstain, and say what was searched."""
    reason: str = ""
    """Why not sufficient, or what limits the answer."""
    excluded: tuple[StoredArticle, ...] = ()
    """Records that matched but may not be cited (integrity)."""
    nearest: tuple[EvidenceItem, ...] = ()
    """For an abstention: the nearest records, which do not answer."""


@dataclass(frozen=True, slots=True)
class Account:
    """A clinic, hospital or practice."""

    account_id: str
    name: str
    jurisdiction: str
    tier: int
    phase: str
    formulary: tuple[tuple[str, str], ...] = ()
    pt_next: date | None = None
    protocol_note: str | None = None
    decision_process: str | None = None
    updated_on: date | None = None
    """When the CRM last changed it; None if unknown."""
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A clinician or pharmacist at an account."""

    person_id: str
    account_id: str
    name: str
    role: str
    focus: str | None = None
    influence: int | None = None
    stance: str | None = None
    consent_visit: bool | None = None
    consent_email: bool | None = None
    consent_withdrawn: date | None = None
    channel: str | None = None
    """Preferred channel."""
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records of one person made one: what undoing it needs."""

    dropped_id: str
    account_id: str
    kept: Person
    """The record that stayed, as it was before."""
    dropped: Person
    merged: Person
    """What was made of the two."""
    mentions: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Objects that named the dropped record: kind, id, the people they named before."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in the asker's own words and what became of it."""

    text: str
    solicited: bool
    handled: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise made in a call."""

    text: str
    owner: str
    due: date
    status: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """One contact. `note` is the redacted text; personal data never reaches storage or prompts."""

    interaction_id: str
    on: date
    channel: str
    account_id: str
    person_ids: tuple[str, ...]
    kind: str
    note: str = ""
    told: tuple[str, ...] = ()
    """Claim keys said, e.g. `HB-B-001 v1`."""
    questions: tuple[AskedQuestion, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    materials: tuple[str, ...] = ()
    """What was shown or left, by id and version."""
    outcome: str | None = None
    minutes: int | None = None
    place: str | None = None
    insights: str = ""
    objections: str = ""
    value_given: bool | None = None
    """Whether samples, meals or anything else of value changed hands."""
    event_noted: bool | None = None
    """What the adverse-event box says; yes goes to drug safety whatever the words tell."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A planned contact."""

    meeting_id: str
    start: datetime
    minutes: int
    account_id: str
    person_ids: tuple[str, ...]
    channel: str
    topic: str
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A logged question or order for a document, with the asker's exact words."""

    request_id: str
    text: str
    asked_on: date
    origin: str
    """unsolicited | solicited | committee | company"""
    account_id: str | None = None
    person_id: str | None = None
    status: str = "open"


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """A relay task for a possible adverse event: redacted text, reporter, clock. Exists whatever becomes of the note."""

    report_id: str
    text: str
    reporter: str
    opened_at: datetime
    due_at: datetime
    source: str
    entered_by: str = ""
    """User id of the person who wrote down what was told; empty where a file brought it."""
    account_id: str | None = None
    """Where it was told, if that is known."""
    closed_at: datetime | None = None
    closed_by: str = ""
    """Name of the person in drug safety who took it over."""
    closing: str = ""
    """What became of it: the safety database's case number, or why there is none. Redacted."""


UNKNOWN_PLACE = "US-unknown"
"""A place that nobody recorded: the rules of all states bind there, and a person has to decide."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who uses the assistant, and on whose request."""

    role: Role
    user_id: str = "local"
    jurisdiction: str = "US"
    request: Request | None = None


def mode_for(asker: Asker) -> Mode:
    """Mode of an answer to this asker (design: role and purpose give the mode)."""
    if asker.role is Role.MSL:
        return Mode.SCIENTIFIC_REACTIVE if asker.request else Mode.SCIENTIFIC_PROACTIVE
    return Mode.INTERNAL


class Finding(StrEnum):
    """How a result reads, by rule; the values are the words shown."""

    DIFFERENCE = "a difference"
    NONE = "no difference"
    AGAINST = "against benefit"
    MIXED = "differs by outcome"
    UNCLEAR = "not clear"


@dataclass(frozen=True, slots=True)
class StudyPoints:
    """What one study contributes, as statements that already carry their citation. Empty tuples mean: not in the record."""

    item: EvidenceItem
    name: str
    """`Grimison 2024`, `ASCO 2024`, `Label, dronabinol`."""
    cite: str
    """What stands in the brackets, e.g. `PMID 39151115, digest`."""
    kind: str
    """Lead word of its bullet: `Randomized trial`, `Guideline`, `Preclinical`, ..."""
    main: Statement
    """Frame and main result."""
    result: Statement
    """Main result without the frame, for a table that has the frame in a cell of its own."""
    frame: str
    """`a randomized, double-blind trial (n = 81)`."""
    more: tuple[Statement, ...] = ()
    """Further results that bear on the question."""
    harms: tuple[Statement, ...] = ()
    limits: tuple[Statement, ...] = ()
    people: Statement | None = None
    """Who took part, where the record has it apart from the frame."""
    comparator: Statement | None = None
    nnt: str | None = None
    """Number needed to treat with interval, marked computed; None where it cannot be computed honestly."""


@dataclass(frozen=True, slots=True)
class DraftedAnswer:
    """What a drafter says about a question, before it is arranged into a document."""

    bottom_line: tuple[Statement, ...]
    evidence: tuple[Line, ...]
    contrary: tuple[Line, ...]
    limits: tuple[Line, ...]
    unknown: tuple[Line, ...]
    drafter: str = "extractive"
    """`extractive`, or model and prompt version."""
    model_key: str = ""
    """Under which the ledger of model calls has what it cost; "" without a model."""
    dropped: tuple[tuple[str, str], ...] = ()
    """(what the model wrote, why it was dropped); for reviewers and the audit trail only."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who speaks: its name, disclosure, contacts. All wording that a company has to stand for."""

    name: str
    disclosure: str
    """What it sells and how that bears on the answer."""
    safety_contact: str
    medical_contact: str
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class SignOff:
    """A reviewer's signed decision that documents of one kind may go to the requester of one logged request.

    It covers routing alone ("this needs a person"), never an objection to wording.
    """

    sign_off_id: str
    request_id: str
    artifact: str
    name: str
    discipline: str
    """M | L | R"""
    meaning: str
    signed_at: datetime
    expires_at: datetime
    fictional: bool = False
