"""Rows of a claims file as they are written, and how one becomes a Claim. A misspelt key fails here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from guardrails.claims.zones import canonical_jurisdiction, known_jurisdiction
from guardrails.domain import (
    Claim,
    ClaimReference,
    Mode,
    ProductStatus,
    Qualifier,
    QualifierPlacement,
    Slot,
    Variation,
)

CLAIM_TYPES = (
    *("indication", "efficacy", "safety", "pk", "mechanism", "dosing_label"),
    *("economic", "disease_state", "guideline", "disclosure", "admin"),
)
State = Literal["draft", "pending_review", "approved", "superseded", "withdrawn", "rejected", "suspended"]


def _listed(value: object) -> object:
    """A list, also from one cell of a table (`a; b`)."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    return [] if value is None else value


Strings = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VariationRow(_Row):
    """An approved other wording."""

    kind: Literal["typographic", "number_format", "name_swap", "tense", "short"] = "short"
    text: str


class QualifierRow(_Row):
    """Which qualifier a claim needs, and how near."""

    id: str
    placement: QualifierPlacement


class SlotRow(_Row):
    """A place in the wording and what may fill it: words, or whole numbers as `low..high`."""

    name: str = Field(pattern=r"^[a-z_]+$")
    allowed: Strings = Field(min_length=1)

    def slot(self) -> Slot:
        """The slot with every filling written out.

        Raises:
            ValueError: A range that is empty or longer than 100.
        """
        filled: list[str] = []
        for item in self.allowed:
            low, dots, high = item.partition("..")
            if not dots:
                filled.append(item)
            elif low.isdecimal() and high.isdecimal() and 0 <= int(high) - int(low) < 100:
                filled += [str(n) for n in range(int(low), int(high) + 1)]
            else:
                raise ValueError(f"slots names the range {item!r}; write whole numbers such as 5..30")
        return Slot(self.name, tuple(filled))


class JurisdictionsRow(_Row):
    """Where a claim is approved."""

    include: Strings = ("US",)
    exclude: Strings = ()


class WithdrawalRow(_Row):
    """When and why a claim was withdrawn."""

    date: date
    urgent: bool = False
    reason: str


def _variations(value: object) -> object:
    items = [part for part in value.split("||") if part.strip()] if isinstance(value, str) else value or []
    return (
        [{"text": item.strip()} if isinstance(item, str) else item for item in items]
        if isinstance(items, list)
        else items
    )


def _qualifiers(value: object) -> object:
    items = _listed(value)
    if not isinstance(items, list):
        return items
    pairs = (item.partition("@") if isinstance(item, str) else None for item in items)
    return [
        item if pair is None else {"id": pair[0], "placement": pair[2] or "adjacent"}
        for item, pair in zip(items, pairs, strict=True)
    ]


class ClaimRow(_Row):
    """One claim version, with the defaults of its file filled in."""

    claim_id: str = Field(min_length=1)
    """Its name; ` v` and a number behind it would be taken for a version."""
    version: int = Field(default=1, ge=1)
    text: str = Field(min_length=20, max_length=1500)
    claim_type: str
    state: State = "draft"
    products: Strings = ()
    product_status: ProductStatus = ProductStatus.CLASS
    evidence_level: str = ""
    language: str = "en-US"
    modes: Strings = ()
    audiences: Strings = ("HCP",)
    channels: Strings = ()
    jurisdictions: JurisdictionsRow = JurisdictionsRow()
    statement_id: str | None = None
    slots: tuple[SlotRow, ...] = ()
    variations: Annotated[tuple[VariationRow, ...], BeforeValidator(_variations)] = Field(default=(), max_length=9)
    locked_terms: Strings = ()
    qualifiers: Annotated[tuple[QualifierRow, ...], BeforeValidator(_qualifiers)] = ()
    publication_footer: str | None = None
    must_cooccur: Strings = ()
    must_not_cooccur: Strings = ()
    references: Strings = ()
    effective_from: date | None = None
    expires: date | None = None
    approved: date | None = None
    approved_by: dict[Literal["M", "L", "R"], str] | None = None
    submitted: date | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    withdrawal: WithdrawalRow | None = None
    fictional: bool = False

    @model_validator(mode="after")
    def _possible(self) -> ClaimRow:
        if self.claim_type not in CLAIM_TYPES:
            raise ValueError(f"claim_type {self.claim_type!r} is none of {', '.join(CLAIM_TYPES)}")
        if self.effective_from and self.expires and self.expires < self.effective_from:
            raise ValueError(f"expires {self.expires} lies before effective_from {self.effective_from}")
        if self.state == "withdrawn" and self.withdrawal is None:
            raise ValueError("withdrawal is missing; a withdrawn claim says when and why")
        if self.state == "superseded" and not self.superseded_by:
            raise ValueError("superseded_by is missing; name the version that replaced it")
        wordings = (self.text, *(v.text for v in self.variations))
        if self.claim_id != self.claim_id.strip() or " v" in self.claim_id:
            raise ValueError(f"claim_id {self.claim_id!r} reads like an id with a version; leave spaces out")
        if wrong := [mode for mode in self.modes if mode not in set(Mode)]:
            raise ValueError(f"modes names {wrong[0]!r}; write {', '.join(Mode)}")
        for slot in self.slots:
            if not any(f"{{{slot.name}}}" in wording for wording in wordings):
                raise ValueError(f"slots names {slot.name!r}, which stands in no wording; write {{{slot.name}}} there")
        for rule in self.must_not_cooccur:
            if not _APART.fullmatch(rule):
                raise ValueError(
                    f"must_not_cooccur has {rule!r}; write `product:NAME` or `claim_type:TYPE`, with `@same_unit` for one unit"
                )
        for place in (*self.jurisdictions.include, *self.jurisdictions.exclude):
            if not known_jurisdiction(place):
                raise ValueError(f"jurisdictions names {place!r}, which is not known; write `US`, `US-XX` or a country")
        return self

    @property
    def approval_date(self) -> date | None:
        """When it was signed; None for one that never was."""
        if self.state in ("draft", "pending_review", "rejected"):
            return None
        return self.approved or self.effective_from

    def claim(self, qualifiers: Mapping[str, str]) -> Claim:
        """The claim, unsigned, with its qualifiers' words.

        Raises:
            ValueError: A qualifier or mode is not known.
        """
        needed = [(row.id, row.placement) for row in self.qualifiers]
        if self.publication_footer and any(r.startswith("pmid:") for r in self.references):
            needed.append((self.publication_footer, QualifierPlacement.FOOTER))
        if unknown := [key for key, _ in needed if key not in qualifiers]:
            raise ValueError(
                f"qualifiers names {unknown[0]!r}, which is not defined; bring it in under `qualifiers` of a claims file"
            )
        given: dict[str, Any] = self.model_dump(include=_AS_THEY_STAND)
        return Claim(
            **given,
            product_ids=self.products,
            modes=tuple(Mode(mode) for mode in self.modes),
            jurisdictions_include=tuple(canonical_jurisdiction(j) for j in self.jurisdictions.include),
            jurisdictions_exclude=tuple(canonical_jurisdiction(j) for j in self.jurisdictions.exclude),
            variations=tuple(Variation(v.text, v.kind) for v in self.variations),
            qualifiers=tuple(Qualifier(key, qualifiers[key], placement) for key, placement in needed),
            references=tuple(_reference(r) for r in self.references),
            withdrawal_reason=self.withdrawal.reason if self.withdrawal else None,
            withdrawn_on=self.withdrawal.date if self.withdrawal else None,
            slots=tuple(row.slot() for row in self.slots),
        )


_APART = re.compile(rf"(?:product:[^@:]+|claim_type:(?:{'|'.join(CLAIM_TYPES)}))(?:@same_unit)?")

_AS_THEY_STAND = {
    *("claim_id", "version", "text", "claim_type", "state", "product_status", "evidence_level", "language"),
    *("audiences", "channels", "locked_terms", "must_cooccur", "must_not_cooccur", "effective_from", "expires"),
    *("supersedes", "superseded_by", "statement_id", "fictional"),
}


def _reference(written: str) -> ClaimReference:
    kind, _, rest = written.partition(":")
    rest, _, content = rest.partition("@")
    source_id, _, anchor = rest.partition("#")
    if kind not in ("label", "pmid", "document", "doi", "data_on_file") or not source_id:
        raise ValueError(
            f"references has {written!r}; write `pmid:`, `document:`, `doi:`, `label:` or `data_on_file:` and an id"
        )
    return ClaimReference(kind, source_id, anchor or None, content or None)
