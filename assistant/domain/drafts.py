"""Who asks, what a drafter says, and who stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.accounts import Request
from assistant.domain.evidence import EvidenceItem
from guardrails import Line, Mode, Statement


class Role(StrEnum):
    """What a person may see and do."""

    ACCOUNT_MANAGER = "account_manager"
    MSL = "msl"
    REVIEWER = "reviewer"
    EVALUATOR = "evaluator"
    ADMIN = "admin"


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


EXTRACTIVE = "extractive"
"""Name of the drafter that works without a model."""


@dataclass(frozen=True, slots=True)
class DraftedAnswer:
    """What a drafter says about a question, before it is arranged into a document."""

    bottom_line: tuple[Statement, ...]
    evidence: tuple[Line, ...]
    contrary: tuple[Line, ...]
    limits: tuple[Line, ...]
    unknown: tuple[Line, ...]
    drafter: str = EXTRACTIVE
    """`EXTRACTIVE`, or model and prompt version."""
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
