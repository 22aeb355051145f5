"""The service's operations, typed. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict

from assistant.client.transport import Transport


class AccountBody(TypedDict):
    """A change of an account; what is left out stays. Needs If-Match."""

    tier: NotRequired[int | None]
    phase: NotRequired[str | None]
    pt_next: NotRequired[str | None]


class AccountRow(TypedDict):
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


class AlertRow(TypedDict):
    """News of a saved search, or of a week: record ids."""

    alert_id: str
    kind: str
    search_id: str | None
    made_at: str
    seen_at: str | None
    new: list[str]
    changed: list[str]
    fallen: list[str]


class ApplyBody(TypedDict):
    """What happens to wrong rows."""

    skip_bad: NotRequired[bool]


class AskBody(TypedDict):
    """A question. Who asks, and so the mode of the answer, follows from the account or key."""

    question: str
    request_id: NotRequired[str | None]
    jurisdiction: NotRequired[str]


class BriefBody(TypedDict):
    """A P&T brief to draft."""

    product: str
    indication: str
    requested_by: NotRequired[str]


class CascadeRow(TypedDict):
    """What followed when something fell."""

    cascade_id: str
    cause: str
    subject: str
    suspended: list[str]
    locked: list[str]
    exports: list[str]
    calls: list[str]
    tasks: list[str]


class CertificateRow(TypedDict):
    """Signed proof that exactly this text passed."""

    certificate_id: str
    draft_sha256: str
    verdict_hash: str
    issued_at: str
    payload: str
    signature: str
    public_key: str


class ChainRow(TypedDict):
    """Whether the audit chain holds."""

    first_bad: int | None
    head: str


class ChangeBody(TypedDict):
    """Edits that make the next version."""

    version: int
    edits: list[EditBody]
    note: NotRequired[str]


class CheckBody(TypedDict):
    """A text to judge."""

    text: str
    profile: NotRequired[str]
    mode: NotRequired[str]
    jurisdiction: NotRequired[str]
    products: NotRequired[list[str]]
    evidence: NotRequired[str | None]


Choice = Literal["approve", "approve_with_changes", "reject"]


class ClaimBody(TypedDict):
    """A new claim."""

    text: str
    claim_type: str
    products: NotRequired[list[str] | None]
    modes: NotRequired[list[str] | None]
    references: NotRequired[list[str] | None]
    jurisdictions: NotRequired[PlacesBody | None]
    effective_from: NotRequired[str | None]
    expires: NotRequired[str | None]
    claim_id: str


class ClaimFields(TypedDict):
    """What is written of a claim; what is left out stays."""

    text: NotRequired[str | None]
    claim_type: NotRequired[str | None]
    products: NotRequired[list[str] | None]
    modes: NotRequired[list[str] | None]
    references: NotRequired[list[str] | None]
    jurisdictions: NotRequired[PlacesBody | None]
    effective_from: NotRequired[str | None]
    expires: NotRequired[str | None]


class ClaimReferenceRow(TypedDict):
    """What a claim rests on."""

    kind: str
    id: str
    anchor: str | None


class ClaimRow(TypedDict):
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


class ClaimStepBody(TypedDict):
    """One step on one version. Signing, withdrawing and reinstating need the password; a withdrawal its reason."""

    version: int
    step: str
    reason: NotRequired[str]
    password: NotRequired[str]


class ClaimStepRow(TypedDict):
    """A claim version after its step, and the cascades that followed."""

    claim: ClaimRow
    followed: list[CascadeRow]


class ClaimVersionsRow(TypedDict):
    """Every version of a claim, newest first."""

    versions: list[ClaimRow]


class ClosingBody(TypedDict):
    """How a relay task ended."""

    closing: str


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


class CoverageRow(TypedDict):
    """Which checks ran."""

    run: list[str]
    skipped: list[str]
    errored: list[str]
    timed_out: list[str]


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


class DraftCostRow(TypedDict):
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


class DraftRow(TypedDict):
    """One draft of one's own: no text."""

    draft_id: str
    artifact: str
    decision: str
    draft_sha256: str
    created_at: str
    actor: str
    title: str | None


class EditBody(TypedDict):
    """One replacement in the text of a version."""

    start: int
    end: int
    text: str


class EventRow(TypedDict):
    """One entry of the audit trail."""

    seq: int
    at: str
    actor: str
    action: str
    detail: dict[str, Any]


class FilingBody(TypedDict):
    """The letter that went out."""

    draft_id: str


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


class HitRow(TypedDict):
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


class HitsRow(TypedDict):
    """What a search found."""

    hits: list[HitRow]
    searched: int


class ImportBody(TypedDict):
    """A file of accounts, people, contacts or meetings, as text."""

    name: str
    content: str
    mapping: NotRequired[str]


class ItemsDraftCostRow(TypedDict):
    """All of `DraftCostRow`."""

    items: list[DraftCostRow]


class ItemsKeyRow(TypedDict):
    """All of `KeyRow`."""

    items: list[KeyRow]


class ItemsSearchRow(TypedDict):
    """All of `SearchRow`."""

    items: list[SearchRow]


class JobBody(TypedDict):
    """Background work to begin."""

    kind: str
    day: NotRequired[str]
    query: NotRequired[str]
    since: NotRequired[str]


class JobRow(TypedDict):
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


JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


class KeyBody(TypedDict):
    """A new API key."""

    name: str
    scopes: NotRequired[list[str]]
    days: NotRequired[int]


class KeyEndedRow(TypedDict):
    """A key that was ended."""

    key_id: str
    state: str


class KeyMadeRow(TypedDict):
    """A new key; its secret is shown this once."""

    key_id: str
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str
    revoked_at: str | None
    secret: str


class KeyRow(TypedDict):
    """One API key, without its secret."""

    key_id: str
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str
    revoked_at: str | None


class LibraryRow(TypedDict):
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


class MeRow(TypedDict):
    """Oneself, and what one may do."""

    user_id: str
    login: str
    name: str
    role: UserRole
    territories: list[str]
    products: list[str]
    active: bool
    permissions: list[str]


class PageAlertRow(TypedDict):
    """One page of `AlertRow`."""

    items: list[AlertRow]
    total: int
    next: int | None


class PageClaimRow(TypedDict):
    """One page of `ClaimRow`."""

    items: list[ClaimRow]
    total: int
    next: int | None


class PageDraftRow(TypedDict):
    """One page of `DraftRow`."""

    items: list[DraftRow]
    total: int
    next: int | None


class PageEventRow(TypedDict):
    """One page of `EventRow`."""

    items: list[EventRow]
    total: int
    next: int | None


class PageJobRow(TypedDict):
    """One page of `JobRow`."""

    items: list[JobRow]
    total: int
    next: int | None


class PageReleasedListRow(TypedDict):
    """One page of `ReleasedListRow`."""

    items: list[ReleasedListRow]
    total: int
    next: int | None


class PageReportRow(TypedDict):
    """One page of `ReportRow`."""

    items: list[ReportRow]
    total: int
    next: int | None


class PageRequestRow(TypedDict):
    """One page of `RequestRow`."""

    items: list[RequestRow]
    total: int
    next: int | None


class PageReviewRow(TypedDict):
    """One page of `ReviewRow`."""

    items: list[ReviewRow]
    total: int
    next: int | None


class PageTaggedAccountRow(TypedDict):
    """One page of `TaggedAccountRow`."""

    items: list[TaggedAccountRow]
    total: int
    next: int | None


class PageTaskRow(TypedDict):
    """One page of `TaskRow`."""

    items: list[TaskRow]
    total: int
    next: int | None


class PageUserRow(TypedDict):
    """One page of `UserRow`."""

    items: list[UserRow]
    total: int
    next: int | None


class PeriodBody(TypedDict):
    """The days up to today that a business review is about."""

    days: NotRequired[int]


class PlaceRow(TypedDict):
    """A finding by place, without the words it is about."""

    check_id: str
    severity: str
    start: int
    end: int
    fingerprint: str
    rule_refs: list[str]
    routing: bool


class PlacesBody(TypedDict):
    """Where a claim holds."""

    include: NotRequired[list[str]]
    exclude: NotRequired[list[str]]


class PrepBody(TypedDict):
    """A meeting to prepare: a planned one by account or person, or an unplanned one with its topic."""

    account: NotRequired[str | None]
    hcp: NotRequired[str | None]
    topic: NotRequired[str | None]


class PreviewRow(TypedDict):
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


class Problem(TypedDict):
    """What went wrong, and what to do."""

    error: str
    detail: Any


class ReadyRow(TypedDict):
    """Whether requests can be answered, and which part stands in the way."""

    status: str
    parts: dict[str, str]


class RecordRow(TypedDict):
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


class ReferenceRow(TypedDict):
    """One cited source."""

    id: str
    pmid: str | None
    title: str | None
    badge: str | None
    species: str | None
    design: str | None
    version_hash: str | None


class ReleasedListRow(TypedDict):
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


class ReportRow(TypedDict):
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


class RequestRow(TypedDict):
    """One logged request."""

    request_id: str
    text: str
    asked_on: str
    origin: str
    account_id: str | None
    person_id: str | None
    status: str


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


class RowErrorRow(TypedDict):
    """One row of a file that cannot be taken."""

    row: int
    column: str
    problem: str


class SavedSearchBody(TypedDict):
    """A question that is asked again by itself."""

    question: str
    species: NotRequired[str]
    design: NotRequired[str]


class SearchBody(TypedDict):
    """A search."""

    question: str
    limit: NotRequired[int]


class SearchDroppedRow(TypedDict):
    """A search that was dropped."""

    search_id: str
    state: str


class SearchRow(TypedDict):
    """One saved search."""

    search_id: str
    question: str
    species: str
    design: str
    made_at: str
    looked_at: str
    known: int


class SectionRow(TypedDict):
    """One part of a document: lines with statements and citations, and tables."""

    id: str
    title: str
    mode: str | None
    blocks: list[dict[str, Any]]


class SignatureRow(TypedDict):
    """One discipline's signature under a claim version."""

    discipline: str
    name: str
    meaning: str
    on: str


class SignedRow(TypedDict):
    """The receipt of a signature."""

    review_id: str
    state: ReviewState
    name: str
    meaning: str
    signed_at: str
    record_sha256: str


class StateRow(TypedDict):
    """The process, in one word."""

    status: str


class TaggedAccountRow(TypedDict):
    """One account with the ETag that a change needs."""

    account_id: str
    name: str
    jurisdiction: str
    tier: int
    phase: str
    formulary: dict[str, str]
    pt_next: str | None
    protocol_note: str | None
    fictional: bool
    etag: str


class TaskDoneRow(TypedDict):
    """A correction that was made."""

    task_id: str
    state: str


class TaskRow(TypedDict):
    """One correction to make."""

    task_id: str
    cascade_id: str
    kind: str
    object_id: str
    detail: dict[str, Any]
    opened_at: str
    closed_at: str | None


class TextReviewBody(TypedDict):
    """A text that a person wrote, for review."""

    title: str
    text: str
    mode: NotRequired[str]
    jurisdiction: NotRequired[str]
    products: NotRequired[list[str]]


class UserBody(TypedDict):
    """A new local account."""

    login: str
    name: str
    role: UserRole
    password: str
    territories: NotRequired[list[str]]
    products: NotRequired[list[str]]


class UserChangeBody(TypedDict):
    """What an administrator may change of an account."""

    role: UserRole
    active: bool
    territories: NotRequired[list[str]]
    products: NotRequired[list[str]]


UserRole = Literal[
    "account_manager",
    "msl",
    "reviewer_medical",
    "reviewer_legal",
    "reviewer_regulatory",
    "drug_safety",
    "evaluator",
    "admin",
]


class UserRow(TypedDict):
    """One user."""

    user_id: str
    login: str
    name: str
    role: UserRole
    territories: list[str]
    products: list[str]
    active: bool


class VerdictRow(TypedDict):
    """The judgement of one text."""

    id: str | None
    decision: str
    findings: list[FindingRow]
    coverage: CoverageRow
    ruleset: str
    as_of: str
    sha256: str
    verdict_hash: str


class VersionMadeRow(TypedDict):
    """A version that was made."""

    review_id: str
    version: int
    sha256: str


class WentRow(TypedDict):
    """One file that left."""

    target: str
    by: str
    at: str
    sha256: str


class WrittenRow(TypedDict):
    """How many objects an import wrote."""

    written: int


class Operations(Transport):
    """One method an operation of the API."""

    def post_ask(self, body: AskBody) -> ReleasedRow:
        """Answer a question, cited, with references and certificate; or say that it is held."""
        answer: ReleasedRow = self.call("POST", "/api/v1/ask", body=body)
        return answer

    def post_prep(self, body: PrepBody) -> ReleasedRow:
        """Prepare a call pack."""
        answer: ReleasedRow = self.call("POST", "/api/v1/prep", body=body)
        return answer

    def post_brief(self, body: BriefBody) -> ReleasedRow:
        """Draft a P&T brief."""
        answer: ReleasedRow = self.call("POST", "/api/v1/brief", body=body)
        return answer

    def post_check(self, body: CheckBody) -> VerdictRow:
        """Judge any text: decision and findings with place, rule, reason and wording on offer."""
        answer: VerdictRow = self.call("POST", "/api/v1/check", body=body)
        return answer

    def post_search(self, body: SearchBody) -> HitsRow:
        """Find passages, best first, each with the reason for its rank."""
        answer: HitsRow = self.call("POST", "/api/v1/search", body=body)
        return answer

    def get_library(self) -> LibraryRow:
        """Counts and versions of the library."""
        answer: LibraryRow = self.call("GET", "/api/v1/library")
        return answer

    def get_record(self, article_id: str) -> RecordRow:
        """One record as the library holds it, integrity as of now."""
        answer: RecordRow = self.call("GET", f"/api/v1/records/{self.quoted(article_id)}")
        return answer

    def get_claims(
        self, *, state: str | None = None, words: str | None = None, limit: int | None = None, offset: int | None = None
    ) -> PageClaimRow:
        """Claim versions with their standing as of now."""
        answer: PageClaimRow = self.call(
            "GET", "/api/v1/claims", query={"state": state, "words": words, "limit": limit, "offset": offset}
        )
        return answer

    def post_claim(self, body: ClaimBody, *, idempotency_key: str | None = None) -> ClaimRow:
        """Draft a new claim."""
        answer: ClaimRow = self.call("POST", "/api/v1/claims", body=body, headers={"Idempotency-Key": idempotency_key})
        return answer

    def get_claim(self, claim_id: str) -> ClaimVersionsRow:
        """Every version of one claim, newest first; with an ETag."""
        answer: ClaimVersionsRow = self.call("GET", f"/api/v1/claims/{self.quoted(claim_id)}")
        return answer

    def patch_claim(self, claim_id: str, body: ClaimFields, *, if_match: str | None = None) -> ClaimVersionsRow:
        """Change a draft; of a version that was submitted, the next one is made as a draft. Needs If-Match."""
        answer: ClaimVersionsRow = self.call(
            "PATCH", f"/api/v1/claims/{self.quoted(claim_id)}", body=body, headers={"If-Match": if_match}
        )
        return answer

    def post_claim_step(self, claim_id: str, body: ClaimStepBody, *, if_match: str | None = None) -> ClaimStepRow:
        """Submit, sign, withdraw, reinstate, or follow up an expiry: one version, and what follows. Needs If-Match."""
        answer: ClaimStepRow = self.call(
            "POST", f"/api/v1/claims/{self.quoted(claim_id)}/steps", body=body, headers={"If-Match": if_match}
        )
        return answer

    def get_accounts(self, *, limit: int | None = None, offset: int | None = None) -> PageTaggedAccountRow:
        """The accounts of one's territory, each with the ETag that a change needs."""
        answer: PageTaggedAccountRow = self.call("GET", "/api/v1/accounts", query={"limit": limit, "offset": offset})
        return answer

    def get_account(self, account_id: str) -> AccountRow:
        """One account with its ETag."""
        answer: AccountRow = self.call("GET", f"/api/v1/accounts/{self.quoted(account_id)}")
        return answer

    def patch_account(self, account_id: str, body: AccountBody, *, if_match: str | None = None) -> AccountRow:
        """Change an account; If-Match keeps two people from overwriting each other."""
        answer: AccountRow = self.call(
            "PATCH", f"/api/v1/accounts/{self.quoted(account_id)}", body=body, headers={"If-Match": if_match}
        )
        return answer

    def post_plan(self, account_id: str) -> ReleasedRow:
        """Write the plan of an account; or say that it is held."""
        answer: ReleasedRow = self.call("POST", f"/api/v1/accounts/{self.quoted(account_id)}/plan")
        return answer

    def post_business_review(self, account_id: str, body: PeriodBody) -> ReleasedRow:
        """Review an account over the days up to today; or say that it is held."""
        answer: ReleasedRow = self.call(
            "POST", f"/api/v1/accounts/{self.quoted(account_id)}/business-review", body=body
        )
        return answer

    def post_import(self, body: ImportBody) -> PreviewRow:
        """Preview a file of accounts, people, contacts or meetings: what it would do, every wrong row named. Nothing is written."""
        answer: PreviewRow = self.call("POST", "/api/v1/imports", body=body)
        return answer

    def post_import_applied(self, token: str, body: ApplyBody) -> WrittenRow:
        """Write what was previewed, once, within a quarter of an hour."""
        answer: WrittenRow = self.call("POST", f"/api/v1/imports/{self.quoted(token)}", body=body)
        return answer

    def get_requests(self, *, limit: int | None = None, offset: int | None = None) -> PageRequestRow:
        """Logged requests of one's territory, in the askers' own words."""
        answer: PageRequestRow = self.call("GET", "/api/v1/requests", query={"limit": limit, "offset": offset})
        return answer

    def post_letter(self, request_id: str) -> ReleasedRow:
        """Draft the response letter to a request; or say that it is held."""
        answer: ReleasedRow = self.call("POST", f"/api/v1/requests/{self.quoted(request_id)}/letter")
        return answer

    def post_filing(self, request_id: str, body: FilingBody, *, idempotency_key: str | None = None) -> RequestRow:
        """File a released letter: it went to the requester, and the request is answered."""
        answer: RequestRow = self.call(
            "POST",
            f"/api/v1/requests/{self.quoted(request_id)}/answer",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer

    def get_tasks(self, *, limit: int | None = None, offset: int | None = None) -> PageTaskRow:
        """Open corrections that are one's business, oldest first: whom to tell, which file to call back."""
        answer: PageTaskRow = self.call("GET", "/api/v1/tasks", query={"limit": limit, "offset": offset})
        return answer

    def post_task_closing(self, task_id: str, *, idempotency_key: str | None = None) -> TaskDoneRow:
        """Mark a correction as done."""
        answer: TaskDoneRow = self.call(
            "POST", f"/api/v1/tasks/{self.quoted(task_id)}/closing", headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def get_reports(self, *, limit: int | None = None, offset: int | None = None) -> PageReportRow:
        """Relay tasks for possible adverse events that are one's business, oldest first."""
        answer: PageReportRow = self.call("GET", "/api/v1/safety-reports", query={"limit": limit, "offset": offset})
        return answer

    def post_closing(self, report_id: str, body: ClosingBody, *, idempotency_key: str | None = None) -> ReportRow:
        """Close a relay task with its case number, or the reason why there is none."""
        answer: ReportRow = self.call(
            "POST",
            f"/api/v1/safety-reports/{self.quoted(report_id)}/closing",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer

    def get_documents(self, *, limit: int | None = None, offset: int | None = None) -> PageDraftRow:
        """One's own drafts, newest first: ids, titles and decisions, no text."""
        answer: PageDraftRow = self.call("GET", "/api/v1/documents", query={"limit": limit, "offset": offset})
        return answer

    def get_document(self, draft_id: str) -> ReleasedRow:
        """A draft of earlier, judged again now: released with a fresh certificate, or held."""
        answer: ReleasedRow = self.call("GET", f"/api/v1/documents/{self.quoted(draft_id)}")
        return answer

    def post_submit(self, draft_id: str, *, idempotency_key: str | None = None) -> ReviewRow:
        """Send a draft of one's own to review."""
        answer: ReviewRow = self.call(
            "POST", f"/api/v1/documents/{self.quoted(draft_id)}/review", headers={"Idempotency-Key": idempotency_key}
        )
        return answer

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

    def get_released(self, *, limit: int | None = None, offset: int | None = None) -> PageReleasedListRow:
        """Everything released, and where it went."""
        answer: PageReleasedListRow = self.call("GET", "/api/v1/released", query={"limit": limit, "offset": offset})
        return answer

    def get_audit(
        self,
        *,
        about: str | None = None,
        actor: str | None = None,
        action: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> PageEventRow:
        """Events of one thing, person or period, newest first."""
        answer: PageEventRow = self.call(
            "GET",
            "/api/v1/audit",
            query={
                "about": about,
                "actor": actor,
                "action": action,
                "since": since,
                "until": until,
                "limit": limit,
                "offset": offset,
            },
        )
        return answer

    def get_verification(self) -> ChainRow:
        """Recompute the chain: the first entry that does not fit, or none."""
        answer: ChainRow = self.call("GET", "/api/v1/audit/verification")
        return answer

    def get_model_costs(self, *, limit: int | None = None) -> ItemsDraftCostRow:
        """Calls, tokens, price and time of each draft for which a model was asked, newest first."""
        answer: ItemsDraftCostRow = self.call("GET", "/api/v1/model-costs", query={"limit": limit})
        return answer

    def get_jobs(self, *, limit: int | None = None, offset: int | None = None) -> PageJobRow:
        """One's own jobs, newest first."""
        answer: PageJobRow = self.call("GET", "/api/v1/jobs", query={"limit": limit, "offset": offset})
        return answer

    def post_job(self, body: JobBody, *, idempotency_key: str | None = None) -> JobRow:
        """Begin a job; read it until it is done."""
        answer: JobRow = self.call("POST", "/api/v1/jobs", body=body, headers={"Idempotency-Key": idempotency_key})
        return answer

    def get_job(self, job_id: str) -> JobRow:
        """One job: state, step, how far."""
        answer: JobRow = self.call("GET", f"/api/v1/jobs/{self.quoted(job_id)}")
        return answer

    def delete_job(self, job_id: str) -> JobRow:
        """Stop a job; what it has done stays."""
        answer: JobRow = self.call("DELETE", f"/api/v1/jobs/{self.quoted(job_id)}")
        return answer

    def get_job_events(self, job_id: str) -> Iterator[JobRow]:
        """The job as server-sent events: one `step` whenever something changed, the last when it is over."""
        answer: Iterator[JobRow] = self.events("GET", f"/api/v1/jobs/{self.quoted(job_id)}/events")
        return answer

    def get_searches(self) -> ItemsSearchRow:
        """One's own saved searches."""
        answer: ItemsSearchRow = self.call("GET", "/api/v1/searches")
        return answer

    def post_saved(self, body: SavedSearchBody, *, idempotency_key: str | None = None) -> SearchRow:
        """Save a search; it is asked again every day."""
        answer: SearchRow = self.call(
            "POST", "/api/v1/searches", body=body, headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def delete_saved(self, search_id: str) -> SearchDroppedRow:
        """Drop a search of one's own."""
        answer: SearchDroppedRow = self.call("DELETE", f"/api/v1/searches/{self.quoted(search_id)}")
        return answer

    def get_alerts(self, *, limit: int | None = None, offset: int | None = None) -> PageAlertRow:
        """What one's searches brought, newest first: record ids that are new, changed, or fell."""
        answer: PageAlertRow = self.call("GET", "/api/v1/alerts", query={"limit": limit, "offset": offset})
        return answer

    def get_me(self) -> MeRow:
        """Who one is, and what one may do with this session or key."""
        answer: MeRow = self.call("GET", "/api/v1/me")
        return answer

    def get_keys(self) -> ItemsKeyRow:
        """One's own keys, without their secrets."""
        answer: ItemsKeyRow = self.call("GET", "/api/v1/keys")
        return answer

    def post_key(self, body: KeyBody) -> KeyMadeRow:
        """A new key; its secret is shown this once."""
        answer: KeyMadeRow = self.call("POST", "/api/v1/keys", body=body)
        return answer

    def delete_key(self, key_id: str) -> KeyEndedRow:
        """End a key of one's own."""
        answer: KeyEndedRow = self.call("DELETE", f"/api/v1/keys/{self.quoted(key_id)}")
        return answer

    def get_users(self, *, limit: int | None = None, offset: int | None = None) -> PageUserRow:
        """Everybody, by name."""
        answer: PageUserRow = self.call("GET", "/api/v1/users", query={"limit": limit, "offset": offset})
        return answer

    def post_user(self, body: UserBody, *, idempotency_key: str | None = None) -> UserRow:
        """A new local account."""
        answer: UserRow = self.call("POST", "/api/v1/users", body=body, headers={"Idempotency-Key": idempotency_key})
        return answer

    def patch_user(self, user_id: str, body: UserChangeBody) -> UserRow:
        """Change role, territory or products, or switch an account off; its sessions end."""
        answer: UserRow = self.call("PATCH", f"/api/v1/users/{self.quoted(user_id)}", body=body)
        return answer
