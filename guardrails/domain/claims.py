"""Approved claims: immutable versions with scope, qualifiers, variations, references and signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guardrails.domain.levels import Mode, ProductStatus


class QualifierPlacement(StrEnum):
    """How near to its claim a qualifier has to stand."""

    SAME_SENTENCE = "same_sentence"
    ADJACENT = "adjacent"
    SAME_UNIT = "same_unit"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """Wording that a claim must carry along."""

    qualifier_id: str
    text: str
    placement: QualifierPlacement


@dataclass(frozen=True, slots=True)
class Variation:
    """An approved other wording of a claim."""

    text: str
    kind: str = "short"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a claim's wording, written `{name}`, that takes one of the approved fillings and nothing else."""

    name: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimReference:
    """What a claim rests on: `kind` label | pmid | document | doi | data_on_file."""

    kind: str
    source_id: str
    anchor: str | None = None
    """Section of a label or of a record (`results`, `harms`), page of a document (`page 3`)."""
    content_sha256: str | None = None
    """Hash of the source as it was when the claim was submitted; another one now sends the claim back to review."""

    @property
    def in_library(self) -> bool:
        """True for a source that the library of records and documents holds under its id."""
        return self.kind in ("pmid", "document")


@dataclass(frozen=True, slots=True)
class Signature:
    """One discipline's approval of one claim version, bound to its record hash."""

    discipline: str
    """M | L | R"""
    name: str
    meaning: str
    signed_on: date
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Wording cleared by medical, legal and regulatory review: one immutable version."""

    claim_id: str
    version: int
    text: str
    claim_type: str
    """indication | efficacy | safety | pk | mechanism | dosing_label | economic | disease_state | guideline | disclosure | admin"""
    state: str
    """draft | pending_review | approved | superseded | withdrawn | rejected | suspended. Expiry is computed, never typed."""
    product_ids: tuple[str, ...] = ()
    product_status: ProductStatus = ProductStatus.CLASS
    evidence_level: str = ""
    language: str = "en-US"
    modes: tuple[Mode, ...] = ()
    audiences: tuple[str, ...] = ("HCP",)
    channels: tuple[str, ...] = ()
    jurisdictions_include: tuple[str, ...] = ("US",)
    jurisdictions_exclude: tuple[str, ...] = ()
    variations: tuple[Variation, ...] = ()
    locked_terms: tuple[str, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    must_cooccur: tuple[str, ...] = ()
    """Claim ids that have to stand in the same unit."""
    must_not_cooccur: tuple[str, ...] = ()
    """`product:ID`, `product:ID@same_unit`, `claim_type:X`."""
    references: tuple[ClaimReference, ...] = ()
    effective_from: date | None = None
    expires: date | None = None
    """Valid to its last second in the claim's jurisdiction."""
    supersedes: str | None = None
    superseded_by: str | None = None
    withdrawal_reason: str | None = None
    withdrawn_on: date | None = None
    statement_id: str | None = None
    """The product-free statement that claims of several products share."""
    slots: tuple[Slot, ...] = ()
    signatures: tuple[Signature, ...] = ()
    fictional: bool = False

    @property
    def key(self) -> str:
        """`<claim_id> v<version>`."""
        return f"{self.claim_id} v{self.version}"
