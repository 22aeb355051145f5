"""What has to follow when something relied on no longer holds: dated data, one row a cause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guardrails.data_files import load_data


class Cause(StrEnum):
    """Why things are judged again."""

    WITHDRAWAL = "withdrawal"
    EXPIRY = "expiry"
    SUPERSESSION = "supersession"
    LABEL_CHANGE = "label_change"
    RETRACTION = "retraction"
    CONCERN = "concern"
    CORRECTION = "correction"
    SOURCE_CHANGE = "source_change"
    POLICY_CHANGE = "policy_change"

    @property
    def of_claim(self) -> bool:
        """True where the subject is a claim version itself."""
        return self in (Cause.WITHDRAWAL, Cause.EXPIRY, Cause.SUPERSESSION)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a cause asks for."""

    suspends_claims: bool
    reviews_claims: bool
    locks_all: bool
    """True: every draft in reach is locked; False: those that no longer pass."""
    corrects_calls: bool
    """True: those who were told have to hear of it; False: somebody looks at it."""
    corrects_exports: bool
    says: str
    """Reason in words, with `{subject}`."""


def consequence_of(cause: Cause) -> Consequence:
    """The row of the data."""
    row = load_data("policy/cascade.yaml")["causes"][cause.value]
    return Consequence(
        suspends_claims=row["claims"] == "suspend",
        reviews_claims=row["claims"] == "review",
        locks_all=row["drafts"] == "all",
        corrects_calls=row["calls"] == "correct",
        corrects_exports=row["exports"] == "correct",
        says=row["says"],
    )
