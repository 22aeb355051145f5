# ruff: noqa: E501
"""Who speaks, feels and chooses in a text: a statement that gives to patients what their relatives said, or turns a choice round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import mass, terms_of

_ROLES = {
    "patients": r"patients|participants",
    "relatives": r"relatives|famil(?:y members|ies)|caregivers|carers|parents|spouses|partners|mothers|fathers",
    "clinicians": r"clinicians|doctors|physicians|oncologists|surgeons|nurses|pharmacists|general practitioners|staff",
}
_SUBJECT = re.compile(
    r"^\W*(?:(?:the|most|many|some|few|several|all|half of the|interviewed|bereaved)\s){0,2}(?:"
    + "|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items())
    + r")\b",
    re.I,
)
_ABOUT = 0.5
"""Share of what a statement says beside its subject that a sentence of the source has to say."""


def subject_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to who it is that feels, says or chooses, and to what is chosen."""
    for piece in statement.pieces:
        yield from _other_role(piece, source)
        yield from _other_choice(piece, source)


def _other_role(piece: Piece, source: Passage) -> Iterator[Problem]:
    """The source says it of other people, and has no word of these in that sentence."""
    mine = _SUBJECT.match(piece.text)
    if mine is None or not source.pieces:
        return
    said = piece.names - frozenset(term.name for term in terms_of(mine.group()))
    home = max(source.pieces, key=lambda other: mass(said & other.names))
    theirs = _SUBJECT.match(home.text)
    if theirs is None or theirs.lastgroup == mine.lastgroup or mass(said & home.names) < _ABOUT * mass(said):
        return
    if re.search(rf"\b(?:{_ROLES[str(mine.lastgroup)]})\b", home.text, re.I):
        return
    who, stands = mine[str(mine.lastgroup)], theirs[str(theirs.lastgroup)]
    why = f"The source says this of {stands!r}, not of {who!r}."
    start, end = mine.span(str(mine.lastgroup))
    low, high = theirs.span(str(theirs.lastgroup))
    yield Problem(
        ProblemKind.POPULATION,
        piece.start + start,
        piece.start + end,
        home.start + low,
        home.start + high,
        why,
        0.85,
        True,
    )


_CHOICE = re.compile(
    r"\b(?:preferred|prefer|favou?red|opted for|chose|would choose|would (?:\w+\s)?rather (?:have\s)?(?:continued?|gone?|stay(?:ed)?|taken?|be|use)?(?:\s(?:on with|on|with))?|"
    r"preferred to (?:stay|continue|go on)(?:\s(?:on with|on|with))?)\s(?P<what>[^.,;:()]{3,50}?)(?=\s(?:to|over|than|rather|because|for|and|at|after)\b|[.,;:()]|$)",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|no|few|none|neither|never|nobody)\b|n't\b", re.I)


def _other_choice(piece: Piece, source: Passage) -> Iterator[Problem]:
    """One thing is preferred here, another one in the source, which knows this one too."""
    mine = _CHOICE.search(piece.text)
    if mine is None or _DENIED.search(piece.text) or "than" in piece.text.split():
        return
    chosen = _names(mine["what"])
    theirs = [
        (other, found)
        for other in source.pieces
        if not _DENIED.search(other.text)
        for found in _CHOICE.finditer(other.text)
    ]
    if not chosen or not chosen <= source.names or not theirs:
        return
    if any(chosen & _names(found["what"]) for _, found in theirs):
        return
    other, found = theirs[0]
    start, end = mine.span("what")
    low, high = found.span("what")
    why = f"In the source {found['what']!r} is preferred, not {mine['what']!r}."
    yield Problem(
        ProblemKind.DIRECTION,
        piece.start + start,
        piece.start + end,
        other.start + low,
        other.start + high,
        why,
        0.85,
        True,
    )


def _names(words: str) -> frozenset[str]:
    return frozenset(term.name for term in terms_of(words))
