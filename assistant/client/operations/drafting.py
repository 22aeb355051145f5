"""What is asked and drafted, judged and kept. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from assistant.client.operations.shared import FindingRow, ReleasedRow, ReviewRow
from assistant.client.transport import Transport


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


class CheckBody(TypedDict):
    """A text to judge."""

    text: str
    profile: NotRequired[str]
    mode: NotRequired[str]
    jurisdiction: NotRequired[str]
    products: NotRequired[list[str]]
    evidence: NotRequired[str | None]


class CoverageRow(TypedDict):
    """Which checks ran."""

    run: list[str]
    skipped: list[str]
    errored: list[str]
    timed_out: list[str]


class DraftRow(TypedDict):
    """One draft of one's own: no text."""

    draft_id: str
    artifact: str
    decision: str
    draft_sha256: str
    created_at: str
    actor: str
    title: str | None


class PageDraftRow(TypedDict):
    """One page of `DraftRow`."""

    items: list[DraftRow]
    total: int
    next: int | None


class PageReleasedListRow(TypedDict):
    """One page of `ReleasedListRow`."""

    items: list[ReleasedListRow]
    total: int
    next: int | None


class PrepBody(TypedDict):
    """A meeting to prepare: a planned one by account or person, or an unplanned one with its topic."""

    account: NotRequired[str | None]
    hcp: NotRequired[str | None]
    topic: NotRequired[str | None]


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


class WentRow(TypedDict):
    """One file that left."""

    target: str
    by: str
    at: str
    sha256: str


class DraftingOperations(Transport):
    """What is asked and drafted, judged and kept."""

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

    def get_released(self, *, limit: int | None = None, offset: int | None = None) -> PageReleasedListRow:
        """Everything released, and where it went."""
        answer: PageReleasedListRow = self.call("GET", "/api/v1/released", query={"limit": limit, "offset": offset})
        return answer
