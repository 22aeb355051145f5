"""Documents under review. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from assistant.client.operations.shared import ReleasedRow, ReviewRow, ReviewState
from assistant.client.transport import Transport


class ChangeBody(TypedDict):
    """Edits that make the next version."""

    version: int
    edits: list[EditBody]
    note: NotRequired[str]


Choice = Literal["approve", "approve_with_changes", "reject"]


class CommentBody(TypedDict):
    """A remark on a span of one version."""

    version: int
    start: NotRequired[int]
    end: NotRequired[int]
    text: str


class CommentMadeRow(TypedDict):
    """A remark that was added."""

    comment_id: str
    at: str


class CommentRow(TypedDict):
    """One remark."""

    version: int
    start: int
    end: int
    text: str
    name: str
    at: str


class DecisionBody(TypedDict):
    """A signed decision; the password proves who signs."""

    version: int
    choice: Choice
    reason: NotRequired[str]
    password: str


class DecisionRow(TypedDict):
    """One signed decision."""

    version: int
    discipline: str
    choice: Choice
    name: str
    reason: str
    signed_at: str
    record_sha256: str


class EditBody(TypedDict):
    """One replacement in the text of a version."""

    start: int
    end: int
    text: str


class PageReviewRow(TypedDict):
    """One page of `ReviewRow`."""

    items: list[ReviewRow]
    total: int
    next: int | None


class PlaceRow(TypedDict):
    """A finding by place, without the words it is about."""

    check_id: str
    severity: str
    start: int
    end: int
    fingerprint: str
    rule_refs: list[str]
    routing: bool


class ReviewDetailRow(TypedDict):
    """One item with findings, decisions, comments; the document once it is released."""

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
    sha256: str
    verdict: str
    findings: list[PlaceRow]
    decisions: list[DecisionRow]
    comments: list[CommentRow]
    document: ReleasedRow | None


class SignedRow(TypedDict):
    """The receipt of a signature."""

    review_id: str
    state: ReviewState
    name: str
    meaning: str
    signed_at: str
    record_sha256: str


class TextReviewBody(TypedDict):
    """A text that a person wrote, for review."""

    title: str
    text: str
    mode: NotRequired[str]
    jurisdiction: NotRequired[str]
    products: NotRequired[list[str]]


class VersionMadeRow(TypedDict):
    """A version that was made."""

    review_id: str
    version: int
    sha256: str


class ReviewingOperations(Transport):
    """Documents under review."""

    def get_reviews(
        self, *, state: ReviewState | None = None, limit: int | None = None, offset: int | None = None
    ) -> PageReviewRow:
        """The queue, what is due first on top."""
        answer: PageReviewRow = self.call(
            "GET", "/api/v1/reviews", query={"state": state, "limit": limit, "offset": offset}
        )
        return answer

    def post_text(self, body: TextReviewBody, *, idempotency_key: str | None = None) -> ReviewRow:
        """Send a text that a person wrote to review."""
        answer: ReviewRow = self.call(
            "POST", "/api/v1/reviews", body=body, headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def get_review(self, review_id: str) -> ReviewDetailRow:
        """One item with findings, decisions and comments; with its text and certificate once it is released."""
        answer: ReviewDetailRow = self.call("GET", f"/api/v1/reviews/{self.quoted(review_id)}")
        return answer

    def post_comment(self, review_id: str, body: CommentBody, *, idempotency_key: str | None = None) -> CommentMadeRow:
        """Comment on a span."""
        answer: CommentMadeRow = self.call(
            "POST",
            f"/api/v1/reviews/{self.quoted(review_id)}/comments",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer

    def post_change(self, review_id: str, body: ChangeBody, *, idempotency_key: str | None = None) -> VersionMadeRow:
        """Make the next version; decisions on the old one no longer count."""
        answer: VersionMadeRow = self.call(
            "POST",
            f"/api/v1/reviews/{self.quoted(review_id)}/changes",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer

    def post_decision(self, review_id: str, body: DecisionBody, *, idempotency_key: str | None = None) -> SignedRow:
        """Decide and sign: approve, approve with changes, or reject with a reason."""
        answer: SignedRow = self.call(
            "POST",
            f"/api/v1/reviews/{self.quoted(review_id)}/decisions",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer
