"""What review and background work pass around: kept drafts, review items, decisions, comments, jobs, saved searches, alerts.

Frozen, without I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from guardrails import Context, Draft, Evidence


class ReviewState(StrEnum):
    """Where a document stands."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Choice(StrEnum):
    """What a reviewer can decide about one version."""

    APPROVE = "approve"
    APPROVE_WITH_CHANGES = "approve_with_changes"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A judged draft with everything needed to judge exactly it again. Never shown without a fresh check."""

    draft: Draft
    context: Context
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One document in the queue."""

    review_id: str
    draft_id: str
    artifact: str
    title: str
    submitted_by: str
    submitted_at: datetime
    due_at: datetime
    needed: tuple[str, ...]
    """Disciplines that have to approve: M, L, R."""
    state: ReviewState
    version: int
    lane: str
    """normal | fast: approved wording only"""
    novelty: float
    """Share of statements that are not approved wording, 0-1."""
    decision: str
    """Verdict at submission: RELEASE, REWRITE, REVIEW, BLOCK."""
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewVersion:
    """One immutable version of the document under review."""

    review_id: str
    version: int
    sha256: str
    kept: KeptDraft
    made_by: str
    made_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """What a reviewer chooses on one version, before proving who signs."""

    version: int
    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person says of a span of one version: characters `start` to `end` of its text."""

    version: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One discipline's signed decision on one version: name, time, meaning, record hash."""

    review_id: str
    version: int
    discipline: str
    choice: Choice
    user_id: str
    name: str
    reason: str
    signed_at: datetime
    expires_at: datetime
    record_sha256: str
    covers: tuple[str, ...] = ()
    """Fingerprints of the findings that stood beside the text when it was signed; the signature accepts these alone."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a span of one version."""

    comment_id: str
    review_id: str
    version: int
    start: int
    end: int
    quote: str
    text: str
    user_id: str
    name: str
    at: datetime


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of background work: resumable from `checkpoint`, owned by whoever holds the lease."""

    job_id: str
    kind: str
    params: dict[str, Any]
    state: JobState
    made_by: str
    made_at: datetime
    done: int = 0
    total: int = 0
    step: str = ""
    checkpoint: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    lease_by: str | None = None
    lease_until: datetime | None = None
    cancel_asked: bool = False
    changed_at: datetime | None = None
    trace_id: str = ""
    """Request that began it; "" for work that came due by itself."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question that is asked again by itself."""

    search_id: str
    user_id: str
    question: str
    """Without personal data."""
    species: str
    design: str
    made_at: datetime
    looked_at: datetime
    known: dict[str, list[str]]
    """Record id -> version hash and integrity when last looked at."""


@dataclass(frozen=True, slots=True)
class Alert:
    """News for one person: of one saved search, or of a week of them."""

    alert_id: str
    user_id: str
    kind: str
    """search | digest"""
    search_id: str | None
    made_at: datetime
    news: dict[str, list[str]]
    """`new`, `changed`, `fallen` -> record ids; records that fell are retracted, withdrawn or doubted."""
    seen_at: datetime | None = None
