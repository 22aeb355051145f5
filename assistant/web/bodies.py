"""What clients may send. Unknown keys, NUL, lone surrogates, NaN and infinity are refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.people.passwords import MAX_LENGTH, MIN_LENGTH
from assistant.reviewing import Choice
from assistant.service.claim_desk import STEPS
from assistant.service.jobs import KINDS, MAX_QUERY
from assistant.service.plans import MAX_DAYS
from assistant.service.safety import MAX_CLOSING
from assistant.users import UserRole


def _clean(text: str) -> str:
    if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
        raise ValueError("holds NUL or half of a character pair")
    return text


Text = Annotated[str, AfterValidator(_clean)]
Jurisdiction = Annotated[Text, Field(pattern="^US(-[A-Z]{2})?$", examples=["US-OH"])]
Words = Annotated[Text, Field(max_length=100_000)]
Names = Annotated[list[Annotated[Text, Field(max_length=64)]], Field(max_length=60)]


class Body(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class AskBody(Body):
    """A question. Who asks, and so the mode of the answer, follows from the account or key."""

    question: Annotated[Text, Field(min_length=1, max_length=2000, examples=["Does CBD prevent neuropathy?"])]
    request_id: Annotated[Text, Field(max_length=64)] | None = None
    jurisdiction: Jurisdiction = "US"


class PrepBody(Body):
    """A meeting to prepare: a planned one by account or person, or an unplanned one with its topic."""

    account: Annotated[Text, Field(max_length=200)] | None = None
    hcp: Annotated[Text, Field(max_length=200, examples=["Ellingsworth"])] | None = None
    topic: Annotated[Text, Field(max_length=500)] | None = None


class BriefBody(Body):
    """A P&T brief to draft."""

    product: Annotated[Text, Field(min_length=1, max_length=100, examples=["QUILLMERA"])]
    indication: Annotated[
        Text, Field(min_length=1, max_length=500, examples=["chemotherapy-induced nausea and vomiting"])
    ]
    requested_by: Annotated[Text, Field(pattern="^(committee|company)$")] = "committee"


class PeriodBody(Body):
    """The days up to today that a business review is about."""

    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 90


class CheckBody(Body):
    """A text to judge."""

    text: Annotated[Text, Field(min_length=1, max_length=400_000, examples=["Our oil calms every patient."])]
    profile: Annotated[Text, Field(pattern="^(screen|draft)$")] = "screen"
    mode: Annotated[Text, Field(max_length=40)] = "promotional"
    jurisdiction: Jurisdiction = "US"
    products: Annotated[list[Text], Field(max_length=20)] = []
    evidence: Annotated[Text, Field(max_length=400_000)] | None = None


class SearchBody(Body):
    """A search."""

    question: Annotated[
        Text, Field(min_length=1, max_length=2000, examples=["nabiximols opioid-refractory cancer pain"])
    ]
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class PlacesBody(Body):
    """Where a claim holds."""

    include: Annotated[list[Jurisdiction], Field(max_length=60)] = ["US"]
    exclude: Annotated[list[Jurisdiction], Field(max_length=60)] = []


class ClaimFields(Body):
    """What is written of a claim; what is left out stays."""

    text: Annotated[Text, Field(min_length=20, max_length=1500)] | None = None
    claim_type: Annotated[Text, Field(min_length=1, max_length=40, examples=["safety"])] | None = None
    products: Names | None = None
    modes: Names | None = None
    references: Annotated[list[Annotated[Text, Field(max_length=200)]], Field(max_length=60)] | None = None
    jurisdictions: PlacesBody | None = None
    effective_from: date | None = None
    expires: date | None = None


class ClaimBody(ClaimFields):
    """A new claim."""

    claim_id: Annotated[Text, Field(min_length=1, max_length=64, pattern="^[A-Za-z0-9._-]+$", examples=["HB-C-120"])]
    text: Annotated[Text, Field(min_length=20, max_length=1500)]
    claim_type: Annotated[Text, Field(min_length=1, max_length=40, examples=["safety"])]


class ClaimStepBody(Body):
    """One step on one version. Signing, withdrawing and reinstating need the password; a withdrawal its reason."""

    version: Annotated[int, Field(ge=1, le=10_000)]
    step: Annotated[Text, Field(pattern=f"^({'|'.join(STEPS)})$")]
    reason: Annotated[Text, Field(max_length=500)] = ""
    password: Annotated[Text, Field(max_length=MAX_LENGTH)] = ""


class FilingBody(Body):
    """The letter that went out."""

    draft_id: Annotated[Text, Field(min_length=1, max_length=64)]


class QuestionBody(Body):
    """A question in the asker's own words, and what became of it."""

    text: Words
    solicited: bool
    handled: Annotated[Text, Field(max_length=64, examples=["routed"])]


class PromiseBody(Body):
    """A promise that was made in a call."""

    text: Words
    owner: Annotated[Text, Field(max_length=200)]
    due: Annotated[Text, Field(max_length=40, examples=["2026-11-20"])]
    status: Annotated[Text, Field(max_length=64, examples=["open"])]


class CorrectionBody(Body):
    """What of a logged call is corrected; what is left out stays. A list takes the place of the whole list."""

    # Loose here: what cannot be true is refused where events that are told in it have been relayed first.
    date: Annotated[Text, Field(max_length=40, examples=["2026-11-17"])] | None = None
    channel: Annotated[Text, Field(max_length=64)] | None = None
    people: Names | None = None
    type: Annotated[Text, Field(max_length=64)] | None = None
    note: Words | None = None
    told: Names | None = None
    materials: Names | None = None
    outcome: Words | None = None
    minutes: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    place: Words | None = None
    insights: Words | None = None
    objections: Words | None = None
    value_given: bool | None = None
    event_noted: bool | None = None
    questions: Annotated[list[QuestionBody], Field(max_length=60)] | None = None
    commitments: Annotated[list[PromiseBody], Field(max_length=60)] | None = None


class ImportBody(Body):
    """A file of accounts, people, contacts or meetings, as text."""

    name: Annotated[Text, Field(min_length=1, max_length=200, examples=["accounts.csv"])]
    content: Annotated[Text, Field(min_length=1, max_length=4_000_000)]
    mapping: Annotated[Text, Field(max_length=64, description="How its columns are called; empty: our own export.")] = (
        ""
    )


class ApplyBody(Body):
    """What happens to wrong rows."""

    skip_bad: Annotated[bool, Field(description="Leave wrong rows out; otherwise one wrong row stops all.")] = False


class AccountBody(Body):
    """A change of an account; what is left out stays. Needs If-Match."""

    tier: Annotated[int, Field(ge=1, le=9)] | None = None
    phase: Annotated[Text, Field(min_length=1, max_length=64, examples=["formulary_evaluation"])] | None = None
    pt_next: Annotated[Text, Field(max_length=10, examples=["2026-12-10"])] | None = None


class ClosingBody(Body):
    """How a relay task ended."""

    closing: Annotated[Text, Field(min_length=1, max_length=MAX_CLOSING, examples=["Case PV-2026-0117"])]


class TextReviewBody(Body):
    """A text that a person wrote, for review."""

    title: Annotated[Text, Field(min_length=1, max_length=200, examples=["Leave-behind, infusion unit"])]
    text: Annotated[Text, Field(min_length=1, max_length=100_000)]
    mode: Annotated[Text, Field(max_length=40)] = "promotional"
    jurisdiction: Jurisdiction = "US"
    products: Annotated[list[Text], Field(max_length=20)] = []


class CommentBody(Body):
    """A remark on a span of one version."""

    version: Annotated[int, Field(ge=1, le=10_000)]
    start: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    end: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    text: Annotated[Text, Field(min_length=1, max_length=4000, examples=["Name the comparator."])]


class EditBody(Body):
    """One replacement in the text of a version."""

    start: Annotated[int, Field(ge=0, le=1_000_000)]
    end: Annotated[int, Field(ge=0, le=1_000_000)]
    text: Annotated[Text, Field(max_length=4000)]


class ChangeBody(Body):
    """Edits that make the next version."""

    version: Annotated[int, Field(ge=1, le=10_000, description="The version that is edited.")]
    edits: Annotated[list[EditBody], Field(min_length=1, max_length=100)]
    note: Annotated[Text, Field(max_length=500)] = ""


class DecisionBody(Body):
    """A signed decision; the password proves who signs."""

    version: Annotated[int, Field(ge=1, le=10_000)]
    choice: Choice
    reason: Annotated[Text, Field(max_length=2000)] = ""
    password: Annotated[Text, Field(min_length=1, max_length=MAX_LENGTH)]


class JobBody(Body):
    """Background work to begin."""

    kind: Annotated[Text, Field(pattern=f"^({'|'.join(KINDS)})$")]
    day: Annotated[Text, Field(max_length=10, examples=["2026-11-18"])] = ""
    query: Annotated[Text, Field(max_length=MAX_QUERY, examples=["cannabidiol AND neoplasms[mh]"])] = ""
    since: Annotated[Text, Field(max_length=10, examples=["2026-01-01"])] = ""


class SavedSearchBody(Body):
    """A question that is asked again by itself."""

    question: Annotated[
        Text, Field(min_length=1, max_length=2000, examples=["nabiximols opioid-refractory cancer pain"])
    ]
    species: Annotated[Text, Field(max_length=20)] = ""
    design: Annotated[Text, Field(max_length=60)] = ""


class UserBody(Body):
    """A new local account."""

    login: Annotated[Text, Field(min_length=3, max_length=64, examples=["jonah.pell"])]
    name: Annotated[Text, Field(min_length=1, max_length=120, examples=["Jonah Pell"])]
    role: UserRole
    password: Annotated[Text, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH)]
    territories: Names = []
    products: Names = []


class UserChangeBody(Body):
    """What an administrator may change of an account."""

    role: UserRole
    active: bool
    territories: Names = []
    products: Names = []


class KeyBody(Body):
    """A new API key."""

    name: Annotated[Text, Field(min_length=1, max_length=120, examples=["CRM plug-in"])]
    scopes: Annotated[Names, Field(description="Permissions it may use; empty: all of yours.")] = []
    days: Annotated[int, Field(ge=1, le=365)] = 90
