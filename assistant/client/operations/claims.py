"""Approved wording and its life. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from assistant.client.transport import Transport


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


class PageClaimRow(TypedDict):
    """One page of `ClaimRow`."""

    items: list[ClaimRow]
    total: int
    next: int | None


class PlacesBody(TypedDict):
    """Where a claim holds."""

    include: NotRequired[list[str]]
    exclude: NotRequired[list[str]]


class SignatureRow(TypedDict):
    """One discipline's signature under a claim version."""

    discipline: str
    name: str
    meaning: str
    on: str


class ClaimsOperations(Transport):
    """Approved wording and its life."""

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
