"""For whom, with what and against what: values of an axis that the statement has and its source has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guardrails.backing.lexicon import Axis, load_lexicon
from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind

_KINDS = {
    "population": ProblemKind.POPULATION,
    "species": ProblemKind.SPECIES,
    "route": ProblemKind.ROUTE,
    "formulation": ProblemKind.FORMULATION,
    "comparator": ProblemKind.COMPARATOR,
    "design": ProblemKind.DESIGN,
    "endpoint": ProblemKind.ENDPOINT,
    "time": ProblemKind.TIME,
    "certainty": ProblemKind.CERTAINTY,
}
_DENIED = re.compile(r"\b(?:not|never|no|nor|rather than|n't)\s(?:\w+\s){0,2}$", re.I)
_PEOPLE = "human"


def scope_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """One objection for every value of an axis that the source does not have."""
    for axis in load_lexicon().axes:
        mine, theirs = statement.axes[axis.name], source.axes[axis.name]
        if axis.name == "species":
            if statement.has("unknown"):
                continue
            studied = _studied(source, theirs)
            yield from _species(mine, studied)
            yield from _carried_over(statement, mine, studied)
            continue
        for value, (start, end) in mine.items():
            if value in theirs or (axis.lopsided and value not in axis.lopsided):
                continue
            if _DENIED.search(statement.text[:start]):
                continue
            if axis.covers.get(value, frozenset()) & theirs.keys() or not _rivals(axis, value, theirs):
                continue
            other = next(iter(theirs.values()), (0, 0))
            yield _problem(axis, statement, source, (start, end), other)


def _rivals(axis: Axis, value: str, theirs: object) -> bool:
    """Whether the source has another value of the axis, or the axis needs none."""
    return axis.alone or bool(theirs)


def _problem(axis: Axis, statement: Passage, source: Passage, span: tuple[int, int], other: tuple[int, int]) -> Problem:
    said = statement.text[span[0] : span[1]]
    stands = source.text[other[0] : other[1]]
    why = f"The source does not say {said!r}" + (f"; it has {stands!r}" if stands else "") + "."
    return Problem(_KINDS[axis.kind], *span, *other, why, 0.9, bool(stands))


def _studied(source: Passage, theirs: Mapping[str, tuple[int, int]]) -> Mapping[str, tuple[int, int]]:
    """Species without people who are only mentioned in order to say that nothing is known of them."""
    if _PEOPLE not in theirs or len(theirs) == 1:
        return theirs
    axis = next(axis for axis in load_lexicon().axes if axis.name == "species")
    for piece in source.pieces:
        spoken_of = axis.values[_PEOPLE].search(piece.text.lower())
        if spoken_of and not piece.cues.get("unknown") and not piece.cues.get("negation"):
            return theirs
    return {value: span for value, span in theirs.items() if value != _PEOPLE}


_IN_PEOPLE = re.compile(r"\bin (?:\w+ )?(?:patients|people|humans|adults|children|women|men|volunteers)\b", re.I)


def _carried_over(
    statement: Passage, mine: Mapping[str, tuple[int, int]], theirs: Mapping[str, tuple[int, int]]
) -> Iterator[Problem]:
    """A finding in people behind an opening that names the laboratory ("In mouse experiments, ... in patients")."""
    lab = [value for value in theirs if value != _PEOPLE]
    found = _IN_PEOPLE.search(statement.text)
    if not lab or _PEOPLE in theirs or not found or mine.keys() <= {_PEOPLE} or statement.has("negation"):
        return
    why = "The source studied no people; say in what it was found."
    yield Problem(ProblemKind.SPECIES, *found.span(), *theirs[lab[0]], why, 0.9, True)


def _species(mine: Mapping[str, tuple[int, int]], theirs: Mapping[str, tuple[int, int]]) -> Iterator[Problem]:
    lab = [value for value in theirs if value != _PEOPLE]
    own_lab = [value for value in mine if value != _PEOPLE]
    if lab and _PEOPLE not in theirs and not own_lab:
        other = theirs[lab[0]]
        if _PEOPLE in mine:
            why = "The source studied no people; say in what it was found."
            yield Problem(ProblemKind.SPECIES, *mine[_PEOPLE], *other, why, 1.0, True)
        else:
            yield Problem(ProblemKind.SPECIES, 0, 0, *other, "The source studied no people; say so.", 0.5)
    for value in own_lab:
        if value not in theirs and theirs and not (value == "animal" and lab) and value != "cells":
            other = next(iter(theirs.values()))
            yield Problem(ProblemKind.SPECIES, *mine[value], *other, f"The source has no {value}.", 0.9, True)
