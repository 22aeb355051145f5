"""What a check sees: the text cut into sentences, and for any span in it how it is asserted.

A check is one module with one `CHECK`; the checker runs them all on one `Case`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from guardrails.domain import (
    Claim,
    Context,
    Draft,
    Evidence,
    Finding,
    Line,
    Mode,
    Profile,
    Section,
    Severity,
    Statement,
)


class Polarity(StrEnum):
    """Whether the proposition is asserted or denied. "No events occurred, so it is safe" denies events and affirms safety."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Certainty(IntEnum):
    """The hedge ladder, as a reader would take the words."""

    NONE = 0
    """Unknown, not studied, being asked."""
    POSSIBLE = 1
    PROBABLE = 2
    ASSERTED = 3
    PROVEN = 4
    """Proves, confirms, guarantees, every, always."""


class Attribution(StrEnum):
    """Whose proposition it is."""

    FIRM = "firm"
    """The speaker's own; also where none is named."""
    AUTHORS = "authors"
    """A study, trial, review or its authors."""
    GUIDELINE = "guideline"
    REGULATOR = "regulator"
    """A label, FDA, a statute."""
    APPROVAL = "approval"
    """An agency that is only said to have approved the product: it stands for no other statement about it."""
    PERSON = "person"
    """A clinician, patient, colleague."""


class Experiencer(StrEnum):
    """In whom the proposition holds."""

    GROUP = "trial group"
    PERSON = "one person"
    ANIMAL = "animal"
    CELLS = "cells"
    UNSPECIFIED = "unspecified"


class Mood(StrEnum):
    """How it is put."""

    STATEMENT = "statement"
    IMPERATIVE = "imperative"
    QUESTION = "question"
    """A question that asks; a rhetorical one is a STATEMENT."""
    HYPOTHETICAL = "hypothetical"


class Container(StrEnum):
    """What the words stand in."""

    PLAIN = "plain"
    TITLE = "title"
    QUOTATION = "quotation"
    FORBIDDEN = "forbidden"
    """Quoted or described in order to forbid, correct or reject it."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """How one span of a sentence is asserted."""

    polarity: Polarity = Polarity.AFFIRMED
    certainty: Certainty = Certainty.ASSERTED
    attribution: Attribution = Attribution.FIRM
    experiencer: Experiencer = Experiencer.UNSPECIFIED
    mood: Mood = Mood.STATEMENT
    container: Container = Container.PLAIN
    past: bool = False
    """Reported as something that happened, not as a general truth."""

    @property
    def claimed(self) -> bool:
        """True where the text itself puts the proposition forward: affirmed, not asked, not quoted to reject it."""
        return (
            self.polarity is Polarity.AFFIRMED
            and self.certainty > Certainty.NONE
            and self.mood is not Mood.QUESTION
            and self.container not in (Container.FORBIDDEN, Container.TITLE)
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the judged text. `text == draft.text[start:end]`; `plain` has the same length, folded for matching."""

    text: str
    start: int
    end: int
    plain: str
    """Lower case, homoglyphs, quotes, dashes and hidden characters folded one to one, so offsets hold."""
    statement: Statement | None
    """The draft statement it lies in; None for titles, headers, and for lone text."""
    section: Section | None
    line: Line | None
    mode: Mode
    index: int
    """Position among all sentences of the case."""


@dataclass(frozen=True)
class Case:
    """One text to judge, with everything a check may look at. Checks do no I/O and change nothing."""

    draft: Draft
    text: str
    sentences: tuple[Sentence, ...]
    evidence: Mapping[str, Evidence]
    claims: tuple[Claim, ...]
    context: Context
    now: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `run` yields findings with the severity of the mode at hand already set (see `severity_for`)."""

    check_id: str
    title: str
    run: Callable[[Case], Iterable[Finding]]
    severity: Mapping[Mode, Severity | None]
    """None: off in that mode."""
    rule_refs: tuple[str, ...]
    profiles: frozenset[Profile] = frozenset(Profile)
    version: str = "1"
    waivable: bool = True


def severities(column: str) -> dict[Mode, Severity | None]:
    """Severity by mode from five letters in the order P/T/S/M/I, e.g. `B/R/R/R/W`; `-` is off (table of guardrail rules)."""
    letters = {"B": Severity.BLOCK, "R": Severity.REWRITE, "N": Severity.REVIEW, "W": Severity.WARN, "-": None}
    order = (Mode.PROMOTIONAL, Mode.FORMULARY, Mode.SCIENTIFIC_PROACTIVE, Mode.SCIENTIFIC_REACTIVE, Mode.INTERNAL)
    return dict(zip(order, (letters[letter] for letter in column.split("/")), strict=True))
