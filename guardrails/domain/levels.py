"""Closed choices of the gate: how grave, what decision, in which mode, for which kind of product and statement."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """How much a finding weighs; the decision of a verdict is the maximum."""

    WARN = 1
    REWRITE = 2
    REVIEW = 3
    BLOCK = 4

    @property
    def word(self) -> str:
        """Lower-case name, as written in JSON."""
        return self.name.lower()


class Decision(StrEnum):
    """What may happen with a text: only RELEASE is displayed, warnings allowed."""

    RELEASE = "RELEASE"
    REWRITE = "REWRITE"
    REVIEW = "REVIEW"
    BLOCK = "BLOCK"


class Mode(StrEnum):
    """Who speaks to whom for what (columns P T S M I of the policy table)."""

    PROMOTIONAL = "promotional"
    FORMULARY = "formulary"
    SCIENTIFIC_PROACTIVE = "scientific_proactive"
    SCIENTIFIC_REACTIVE = "scientific_reactive"
    INTERNAL = "internal"


class Profile(StrEnum):
    """`screen` judges the wording of a text that stands alone; `draft` runs every check."""

    SCREEN = "screen"
    DRAFT = "draft"


class ProductStatus(StrEnum):
    """Legal standing of a product in the jurisdiction at hand."""

    FDA_APPROVED = "fda_approved"
    INVESTIGATIONAL = "investigational"
    STATE_LICENSED = "state_licensed"
    HEMP = "hemp"
    CLASS = "class"
    """No product: evidence or wording about a class of substances."""
    UNKNOWN = "unknown"
    """Counts as unapproved."""


class StatementKind(StrEnum):
    """What a statement does in a draft; decides which duties (a citation, a claim) it has."""

    EVIDENCE = "evidence"
    """Reports what a source says; must be cited."""
    CLAIM = "claim"
    """Approved wording, whole."""
    QUALIFIER = "qualifier"
    """A qualifier or safety block that belongs to a claim."""
    ABSENCE = "absence"
    """Says that something was not found; cites a search."""
    FACT = "fact"
    """A fact of the account, request, library or label that has a source other than literature."""
    LOGISTICS = "logistics"
    """Times, greetings, hand-offs, headings, questions asked: asserts nothing about a product."""
    CAUTION = "caution"
    """Wording quoted in order to forbid or correct it."""
    ASKED = "asked"
    """A requester's own words, quoted and cited to the request: they ask, and nothing in them is the document's claim."""
