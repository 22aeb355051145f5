"""Accounts, requests, corrections and safety reports. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from assistant.client.operations.shared import ReleasedRow
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


class ApplyBody(TypedDict):
    """What happens to wrong rows."""

    skip_bad: NotRequired[bool]


class AskedRow(TypedDict):
    """A question in the asker's own words, and what became of it."""

    text: str
    solicited: bool
    handled: str
    request: str | None


class CallRow(TypedDict):
    """One call of an account, as it was logged or came in with a file."""

    contact_id: str
    date: str
    channel: str
    account_id: str
    people: list[str]
    type: str
    note: str
    told: list[str]
    materials: list[str]
    outcome: str | None
    minutes: int | None
    place: str | None
    insights: str
    objections: str
    value_given: bool | None
    event_noted: bool | None
    questions: list[AskedRow]
    commitments: list[PromiseRow]
    corrected_by: str | None
    may_correct: bool


class ClosingBody(TypedDict):
    """How a relay task ended."""

    closing: str


class CorrectedRow(TypedDict):
    """A call that was corrected, and what its correction did."""

    contact_id: str
    corrected_id: str
    account_id: str
    redacted: bool
    relayed: bool
    relayed_before: bool
    requests: list[str]


class CorrectionBody(TypedDict):
    """What of a logged call is corrected; what is left out stays. A list takes the place of the whole list."""

    date: NotRequired[str | None]
    channel: NotRequired[str | None]
    people: NotRequired[list[str] | None]
    type: NotRequired[str | None]
    note: NotRequired[str | None]
    told: NotRequired[list[str] | None]
    materials: NotRequired[list[str] | None]
    outcome: NotRequired[str | None]
    minutes: NotRequired[int | None]
    place: NotRequired[str | None]
    insights: NotRequired[str | None]
    objections: NotRequired[str | None]
    value_given: NotRequired[bool | None]
    event_noted: NotRequired[bool | None]
    questions: NotRequired[list[QuestionBody] | None]
    commitments: NotRequired[list[PromiseBody] | None]


class FilingBody(TypedDict):
    """The letter that went out."""

    draft_id: str


class ImportBody(TypedDict):
    """A file of accounts, people, contacts or meetings, as text."""

    name: str
    content: str
    mapping: NotRequired[str]


class PageCallRow(TypedDict):
    """One page of `CallRow`."""

    items: list[CallRow]
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


class PeriodBody(TypedDict):
    """The days up to today that a business review is about."""

    days: NotRequired[int]


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


class PromiseBody(TypedDict):
    """A promise that was made in a call."""

    text: str
    owner: str
    due: str
    status: str


class PromiseRow(TypedDict):
    """A promise that was made in a call."""

    text: str
    owner: str
    due: str
    status: str


class QuestionBody(TypedDict):
    """A question in the asker's own words, and what became of it."""

    text: str
    solicited: bool
    handled: str


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
    """One logged request; `status` is `corrected` where its question was taken back or worded anew in a correction of the call."""

    request_id: str
    text: str
    asked_on: str
    origin: str
    account_id: str | None
    person_id: str | None
    status: str


class RowErrorRow(TypedDict):
    """One row of a file that cannot be taken."""

    row: int
    column: str
    problem: str


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


class WrittenRow(TypedDict):
    """How many objects an import wrote."""

    written: int


class FieldOperations(Transport):
    """Accounts, requests, corrections and safety reports."""

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

    def get_calls(self, account_id: str, *, limit: int | None = None, offset: int | None = None) -> PageCallRow:
        """The calls of an account that are one's business, newest first; corrected ones name what took their place."""
        answer: PageCallRow = self.call(
            "GET", f"/api/v1/accounts/{self.quoted(account_id)}/calls", query={"limit": limit, "offset": offset}
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

    def post_correction(
        self, contact_id: str, body: CorrectionBody, *, idempotency_key: str | None = None
    ) -> CorrectedRow:
        """Correct a call that one logged: it is kept, and what is sent takes its place. What is left out stays as it was."""
        answer: CorrectedRow = self.call(
            "POST",
            f"/api/v1/contacts/{self.quoted(contact_id)}/correction",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
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
