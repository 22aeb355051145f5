"""What a comparison of a statement with its source can object to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """How far a passage backs a statement."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    """It speaks of this, but not for these people, this dose, or with this certainty."""
    CONTRADICTED = "contradicted"
    NOT_ADDRESSED = "not_addressed"


class ProblemKind(StrEnum):
    """What is wrong."""

    NUMBER = "number"
    UNIT = "unit"
    ARM = "arm"
    TOPIC_OF_NUMBER = "number belongs to something else"
    TIME = "time"
    DIRECTION = "direction"
    SIGNIFICANCE = "significance"
    NEGATION = "negation"
    POPULATION = "population"
    SPECIES = "species"
    ROUTE = "route"
    FORMULATION = "formulation"
    COMPARATOR = "comparator"
    DESIGN = "design"
    ENDPOINT = "endpoint"
    SUBGROUP = "subgroup"
    CERTAINTY = "certainty"
    CAUSATION = "causation"
    DETAIL = "detail"
    COVERAGE = "coverage"
    UNCONFIRMED = "unconfirmed"
    """Not an objection: the evidence was not found to say it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One objection, with the words of the statement and of the source that it rests on."""

    kind: ProblemKind
    start: int
    end: int
    """Span in the statement."""
    source_start: int
    source_end: int
    """Span in the evidence; empty (0, 0) where the evidence has nothing of the kind."""
    why: str
    """One sentence for a reviewer."""
    weight: float = 1.0
    """1: sure enough to stand alone. Less: counts only together with others."""
    contradicts: bool = False
    """The source says something else, not merely less."""


@dataclass(frozen=True, slots=True)
class Support:
    """The answer: what speaks against the statement, what confirms it, and how sure that is."""

    label: Label
    """`SUPPORTED` where nothing speaks against it."""
    problems: tuple[Problem, ...] = ()
    start: int = 0
    end: int = 0
    """Span of the evidence that speaks most of what the statement says."""
    unconfirmed: tuple[Problem, ...] = ()
    """What of it the evidence does not plainly say, where nothing speaks against it: a person has to compare the two."""

    @property
    def confirmed(self) -> bool:
        """Whether the evidence says just this, so that nobody has to read it again."""
        return self.label is Label.SUPPORTED and not self.unconfirmed

    @property
    def score(self) -> float:
        """How sure it is that the passage backs the statement, 0 to 1: every objection takes its weight off."""
        if self.label is Label.NOT_ADDRESSED:
            return 0.0
        doubt = 1.0
        for problem in self.problems:
            doubt *= 1.0 - min(problem.weight, 0.99)
        return round(doubt, 6)
