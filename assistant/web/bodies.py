"""What clients may send. Unknown keys, NUL and lone surrogates are refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _clean(text: str) -> str:
    if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
        raise ValueError("holds NUL or half of a character pair")
    return text


Text = Annotated[str, AfterValidator(_clean)]


class Body(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class AskBody(Body):
    """A question."""

    question: Annotated[Text, Field(min_length=1, max_length=2000, examples=["Does CBD prevent neuropathy?"])]
    role: Annotated[Text, Field(pattern="^(msl|account_manager|reviewer)$")] = "msl"
    request_id: Annotated[Text, Field(max_length=64)] | None = None
    jurisdiction: Annotated[Text, Field(pattern="^US(-[A-Z]{2})?$")] = "US"


class PrepBody(Body):
    """A meeting to prepare."""

    account: Annotated[Text, Field(max_length=200)] | None = None
    hcp: Annotated[Text, Field(max_length=200)] | None = None
    topic: Annotated[Text, Field(max_length=500)] | None = None


class BriefBody(Body):
    """A P&T brief to draft."""

    product: Annotated[Text, Field(min_length=1, max_length=100)]
    indication: Annotated[Text, Field(min_length=1, max_length=500)]
    requested_by: Annotated[Text, Field(pattern="^(committee|company)$")] = "committee"


class CheckBody(Body):
    """A text to judge."""

    text: Annotated[Text, Field(min_length=1, max_length=400_000)]
    profile: Annotated[Text, Field(pattern="^(screen|draft)$")] = "screen"
    mode: Annotated[Text, Field(max_length=40)] = "promotional"
    jurisdiction: Annotated[Text, Field(pattern="^US(-[A-Z]{2})?$")] = "US"
    products: Annotated[list[Text], Field(max_length=20)] = []
    evidence: Annotated[Text, Field(max_length=400_000)] | None = None


class SearchBody(Body):
    """A search."""

    question: Annotated[Text, Field(min_length=1, max_length=2000)]
    limit: Annotated[int, Field(ge=1, le=100)] = 10
