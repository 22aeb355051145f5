"""What routes answer with about review, audit, background work and people."""

from __future__ import annotations

from typing import Any

from assistant.reviewing import Choice, JobState, ReviewState
from assistant.users import UserRole
from assistant.web.answers import Answer, ClaimRow, ReleasedRow


class ReviewRow(Answer):
    """One item of the queue."""

    review_id: str
    draft_id: str
    artifact: str
    title: str
    submitted_by: str
    submitted_at: str
    due_at: str
    needed: list[str]
    state: ReviewState
    version: int
    lane: str
    novelty: float
    decision: str


class PlaceRow(Answer):
    """A finding by place, without the words it is about."""

    check_id: str
    severity: str
    start: int
    end: int
    fingerprint: str
    rule_refs: list[str]
    routing: bool


class DecisionRow(Answer):
    """One signed decision."""

    version: int
    discipline: str
    choice: Choice
    name: str
    reason: str
    signed_at: str
    record_sha256: str


class CommentRow(Answer):
    """One remark."""

    version: int
    start: int
    end: int
    text: str
    name: str
    at: str


class ReviewDetailRow(ReviewRow):
    """One item with findings, decisions, comments; the document once it is released."""

    sha256: str
    verdict: str
    findings: list[PlaceRow]
    decisions: list[DecisionRow]
    comments: list[CommentRow]
    document: ReleasedRow | None


class CommentMadeRow(Answer):
    """A remark that was added."""

    comment_id: str
    at: str


class VersionMadeRow(Answer):
    """A version that was made."""

    review_id: str
    version: int
    sha256: str


class SignedRow(Answer):
    """The receipt of a signature."""

    review_id: str
    state: ReviewState
    name: str
    meaning: str
    signed_at: str
    record_sha256: str


class WentRow(Answer):
    """One file that left."""

    target: str
    by: str
    at: str
    sha256: str


class ReleasedListRow(Answer):
    """One released document and where it went."""

    draft_id: str
    artifact: str
    title: str | None
    sha256: str
    made_by: str | None
    made_at: str
    how: str
    review_id: str | None
    went_to: list[WentRow]


class EventRow(Answer):
    """One entry of the audit trail."""

    seq: int
    at: str
    actor: str
    action: str
    detail: dict[str, Any]


class ChainRow(Answer):
    """Whether the audit chain holds."""

    first_bad: int | None
    head: str


class JobRow(Answer):
    """One job."""

    job_id: str
    kind: str
    state: JobState
    step: str
    done: int
    total: int
    result: dict[str, Any]
    error: str
    made_at: str


class UserRow(Answer):
    """One user."""

    user_id: str
    login: str
    name: str
    role: UserRole
    territories: list[str]
    products: list[str]
    active: bool


class MeRow(UserRow):
    """Oneself, and what one may do."""

    permissions: list[str]


class KeyRow(Answer):
    """One API key, without its secret."""

    key_id: str
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str
    revoked_at: str | None


class KeyMadeRow(KeyRow):
    """A new key; its secret is shown this once."""

    secret: str


class KeyEndedRow(Answer):
    """A key that was ended."""

    key_id: str
    state: str


class SearchRow(Answer):
    """One saved search."""

    search_id: str
    question: str
    species: str
    design: str
    made_at: str
    looked_at: str
    known: int


class SearchDroppedRow(Answer):
    """A search that was dropped."""

    search_id: str
    state: str


class AlertRow(Answer):
    """News of a saved search, or of a week: record ids."""

    alert_id: str
    kind: str
    search_id: str | None
    made_at: str
    seen_at: str | None
    new: list[str]
    changed: list[str]
    fallen: list[str]


class CascadeRow(Answer):
    """What followed when something fell."""

    cascade_id: str
    cause: str
    subject: str
    suspended: list[str]
    locked: list[str]
    exports: list[str]
    calls: list[str]
    tasks: list[str]


class ClaimStepRow(Answer):
    """A claim version after its step, and the cascades that followed."""

    claim: ClaimRow
    followed: list[CascadeRow]


class TaskRow(Answer):
    """One correction to make."""

    task_id: str
    cascade_id: str
    kind: str
    object_id: str
    detail: dict[str, Any]
    opened_at: str
    closed_at: str | None


class TaskDoneRow(Answer):
    """A correction that was made."""

    task_id: str
    state: str


class RowErrorRow(Answer):
    """One row of a file that cannot be taken."""

    row: int
    column: str
    problem: str


class PreviewRow(Answer):
    """What an import would do."""

    token: str
    kind: str
    new: int
    changed: int
    unchanged: int
    errors: list[RowErrorRow]
    warnings: list[str]
    reports: int
    redacted: int


class WrittenRow(Answer):
    """How many objects an import wrote."""

    written: int


class CorrectedRow(Answer):
    """A call that was corrected, and what its correction did."""

    contact_id: str
    """What took its place."""
    corrected_id: str
    account_id: str
    redacted: bool
    relayed: bool
    relayed_before: bool
    requests: list[str]


class DraftCostRow(Answer):
    """What one draft cost, all its calls to a model together."""

    draft_key: str
    model: str
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    latency_ms: float
    made_at: str
