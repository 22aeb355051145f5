"""Types that several subjects have. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class CertificateRow(TypedDict):
    """Signed proof that exactly this text passed."""

    certificate_id: str
    draft_sha256: str
    verdict_hash: str
    issued_at: str
    payload: str
    signature: str
    public_key: str


class FindingRow(TypedDict):
    """One finding with place, reason, rules and the wording on offer."""

    check_id: str
    severity: str
    start: int
    end: int
    quote: str
    reason: str
    suggestion: str | None
    rule_refs: list[str]
    fingerprint: str
    routing: bool


class HeldRow(TypedDict):
    """A draft that was not released: that, and why; never its text."""

    draft_id: str
    artifact: str
    decision: str
    released: bool
    checks: list[str]
    routing_only: bool
    withheld: int


class Problem(TypedDict):
    """What went wrong, and what to do."""

    error: str
    detail: Any


class ReadyRow(TypedDict):
    """Whether requests can be answered, and which part stands in the way."""

    status: str
    parts: dict[str, str]


class ReferenceRow(TypedDict):
    """One cited source."""

    id: str
    pmid: str | None
    title: str | None
    badge: str | None
    species: str | None
    design: str | None
    version_hash: str | None


class ReleasedRow(TypedDict):
    """A released document with references and certificate."""

    draft_id: str
    artifact: str
    decision: str
    title: str
    banner: str
    footer: str
    text: str
    sections: list[SectionRow]
    references: list[ReferenceRow]
    withheld: int
    warnings: list[FindingRow]
    certificate: CertificateRow


class ReviewRow(TypedDict):
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


ReviewState = Literal["open", "approved", "rejected", "withdrawn"]


class SectionRow(TypedDict):
    """One part of a document: lines with statements and citations, and tables."""

    id: str
    title: str
    mode: str | None
    blocks: list[dict[str, Any]]


class StateRow(TypedDict):
    """The process, in one word."""

    status: str
