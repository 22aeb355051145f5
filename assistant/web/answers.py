"""What routes answer with about texts, library, claims and accounts: the shapes that the OpenAPI document promises."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Answer(BaseModel):
    """Base of all answers: what is not named here is not sent."""

    model_config = ConfigDict(extra="forbid")


class Page(Answer, Generic[T]):
    """One page of a list; `next` is the offset of the page after it, or null."""

    items: list[T]
    total: int
    next: int | None


class Items(Answer, Generic[T]):
    """A whole list."""

    items: list[T]


class StateRow(Answer):
    """The process, in one word."""

    status: str


class ReadyRow(StateRow):
    """Whether requests can be answered, and which part stands in the way."""

    parts: dict[str, str]


class Problem(Answer):
    """What went wrong, and what to do."""

    error: str
    detail: Any


class FindingRow(Answer):
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


class CoverageRow(Answer):
    """Which checks ran."""

    run: list[str]
    skipped: list[str]
    errored: list[str]
    timed_out: list[str]


class VerdictRow(Answer):
    """The judgement of one text."""

    id: str | None
    decision: str
    findings: list[FindingRow]
    coverage: CoverageRow
    ruleset: str
    as_of: str
    sha256: str
    verdict_hash: str


class CertificateRow(Answer):
    """Signed proof that exactly this text passed."""

    certificate_id: str
    draft_sha256: str
    verdict_hash: str
    issued_at: str
    payload: str
    signature: str
    public_key: str


class ReferenceRow(Answer):
    """One cited source."""

    id: str
    pmid: str | None
    title: str | None
    badge: str | None
    species: str | None
    design: str | None
    version_hash: str | None


class SectionRow(Answer):
    """One part of a document: lines with statements and citations, and tables."""

    id: str
    title: str
    mode: str | None
    blocks: list[dict[str, Any]]


class ReleasedRow(Answer):
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


class HeldRow(Answer):
    """A draft that was not released: that, and why; never its text."""

    draft_id: str
    artifact: str
    decision: str
    released: bool
    checks: list[str]
    routing_only: bool
    withheld: int


class HitRow(Answer):
    """One passage found."""

    pmid: str | None
    article_id: str
    rank: int
    score: float
    title: str
    passage: str
    start: int
    end: int
    origin: str
    species: str
    design: str
    integrity: str
    why: list[str]


class HitsRow(Answer):
    """What a search found."""

    hits: list[HitRow]
    searched: int


class LibraryRow(Answer):
    """Counts and versions of the library."""

    articles: int
    passages: int
    by_integrity: dict[str, int]
    by_origin: dict[str, int]
    by_species: dict[str, int]
    by_design: dict[str, int]
    snapshot: str
    embedder: str | None
    queued: int
    warnings: list[str]


class RecordRow(Answer):
    """One record."""

    article_id: str
    pmid: str | None
    title: str
    journal: str | None
    year: int | None
    origin: str
    species: str
    design: str
    integrity: str
    version_hash: str
    text: str


class ClaimReferenceRow(Answer):
    """What a claim rests on."""

    kind: str
    id: str
    anchor: str | None


class SignatureRow(Answer):
    """One discipline's signature under a claim version."""

    discipline: str
    name: str
    meaning: str
    on: str


class ClaimRow(Answer):
    """One claim version with its standing now."""

    claim: str
    claim_id: str
    version: int
    standing: str
    in_force: bool
    claim_type: str
    text: str
    products: list[str]
    modes: list[str]
    jurisdictions: list[str]
    excluded: list[str]
    qualifiers: list[str]
    variations: list[str]
    references: list[ClaimReferenceRow]
    effective_from: str | None
    expires: str | None
    days_left: int | None
    signatures: list[SignatureRow]
    record_sha256: str
    fictional: bool


class ClaimVersionsRow(Answer):
    """Every version of a claim, newest first."""

    versions: list[ClaimRow]


class AccountRow(Answer):
    """One account."""

    account_id: str
    name: str
    jurisdiction: str
    tier: int
    phase: str
    formulary: dict[str, str]
    pt_next: str | None
    protocol_note: str | None
    fictional: bool


class TaggedAccountRow(AccountRow):
    """One account with the ETag that a change needs."""

    etag: str


class RequestRow(Answer):
    """One logged request; `status` is `corrected` where its question was taken back or worded anew in a correction of the call."""

    request_id: str
    text: str
    asked_on: str
    origin: str
    account_id: str | None
    person_id: str | None
    status: str


class ReportRow(Answer):
    """One relay task for a possible adverse event."""

    report_id: str
    text: str
    reporter: str
    opened_at: str
    due_at: str
    source: str
    account_id: str | None
    closed_at: str | None
    closed_by: str
    closing: str


class DraftRow(Answer):
    """One draft of one's own: no text."""

    draft_id: str
    artifact: str
    decision: str
    draft_sha256: str
    created_at: str
    actor: str
    title: str | None
