"""People and keys, background work, the trail. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict

from assistant.client.transport import Transport


class ChainRow(TypedDict):
    """Whether the audit chain holds."""

    first_bad: int | None
    head: str


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


class EventRow(TypedDict):
    """One entry of the audit trail."""

    seq: int
    at: str
    actor: str
    action: str
    detail: dict[str, Any]


class ItemsDraftCostRow(TypedDict):
    """All of `DraftCostRow`."""

    items: list[DraftCostRow]


class ItemsKeyRow(TypedDict):
    """All of `KeyRow`."""

    items: list[KeyRow]


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


class PageUserRow(TypedDict):
    """One page of `UserRow`."""

    items: list[UserRow]
    total: int
    next: int | None


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


class RunningOperations(Transport):
    """People and keys, background work, the trail."""

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
