# ruff: noqa: E501
"""What a source denies or leaves open and a statement affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.effect import LIGHT
from guardrails.backing.passage import Passage, Piece, read_passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import Term, weight_of

_NO = re.compile(
    r"\b(?:no|without|none of|nobody|free (?:of|from)|absence of|lack of|lacking|lacked|neither|nor|too (?:few|little|thin|weak|small|sparse|limited|scarce)|(?:show(?:ed|s)?|had|found|made|gave|brought|conferred|offered|produced) no|(?:but|and|,) not|not (?:by|in|with|for|from|to)|rather than|"
    r"instead of|never|(?:did|does|do|was|were|is|are|had|has|have|could|can) ?n[o']t)\b(?!\s(?:\w+ )?(?:only|just|merely|restricted|confined|limited|understood)\b|\s(?:be )?(?:excluded|ruled out|dismissed|attributed|inferred|concluded|judged|determined))",
    re.I,
)
_ENDS = r"[,;:.()—–](?!\d)|\b(?:but|although|though|whereas|while|however|yet|because|since|so|when|until|unless|than|except|compared|if)\b"
_END = re.compile(_ENDS, re.I)
_VERBAL_NO = re.compile(r"(?:did|does|do|was|were|is|are|had|has|have|could|can) ?n[o']t$|\w no$", re.I)
_LEFT_END = re.compile(_ENDS + r"|\band\b", re.I)
"""A clause under a "not" begins after the last of these."""
_CLAUSE = re.compile(
    r"[;:.]\s|,?\s(?:but|while|whereas|although|though|however|yet|except|despite|because|since|which|so)\s|,\s(?:and|with|not|nor)\s"
)
_NOMINAL_NO = re.compile(r"\bno$|without|free (?:of|from)|absence of|lack of|lacking|lacked", re.I)
_PHRASE_END = re.compile(_ENDS + r"|\b(?:after|during|before|at|in|on|among|between|by|and|over|under)\b", re.I)
"""A noun under a "no" ends where a place, a time or another noun begins."""
_LEAST = 2.0
_HEADS = 3
"""Terms after a "no" that it denies first of all."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How one mention of a term stands in its sentence."""

    denied: bool
    open: bool
    """Not measured, not known, not enough to tell."""
    start: int
    end: int


@lru_cache(maxsize=512)
def _denied_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Stretches under a denial: from the word to the end of its clause, with "not" from the start of it."""
    spans = []
    for found in _NO.finditer(text):
        stop = (_PHRASE_END if _NOMINAL_NO.search(found.group()) else _END).search(text, found.end())
        start = found.end()
        if _VERBAL_NO.search(found.group()):
            start = max((m.end() for m in _LEFT_END.finditer(text, max(0, start - 160), found.start())), default=start)
        spans.append((start, stop.start() if stop else len(text)))
    return tuple(spans)


@lru_cache(maxsize=512)
def _stands(text: str) -> dict[str, tuple[Stand, ...]]:
    """Every mention of a term outside aims and methods, with how it stands."""
    table: dict[str, list[Stand]] = {}
    spans = _denied_spans(text)
    for piece in read_passage(text).pieces:
        if piece.cues.get("aim"):
            continue
        for term in piece.terms:
            denied = any(low <= term.start < high for low, high in spans) or _negated_word(text, term.start)
            unknown = _open(piece, term)
            table.setdefault(term.name, []).append(Stand(denied, unknown, term.start, term.end))
    return {name: tuple(stands) for name, stands in table.items()}


def _negated_word(text: str, start: int) -> bool:
    """Whether the word that begins there is denied by its own prefix: `non-inferiority`."""
    return text[max(0, start - 4) : start].lower() == "non-"


def _open(piece: Piece, term: Term) -> bool:
    """Whether the clause of a term says that something is not known or was not measured."""
    low, high = _clause_of(piece, term.start)
    return any(low <= cue.start < high for cue in piece.cues.get("unknown", ()))


def _clause_of(piece: Piece, place: int) -> tuple[int, int]:
    cuts = [piece.start, *(piece.start + m.start() for m in _CLAUSE.finditer(piece.text)), piece.end]
    low = max(cut for cut in cuts if cut <= place)
    return low, min((cut for cut in cuts if cut > place), default=piece.end)


def standing_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections where a thing is affirmed on one side and denied or left open on the other."""
    table = _stands(source.text)
    for piece in statement.pieces:
        if not piece.cues.get("aim"):
            yield from _affirmed(statement, source, piece, table)
            yield from _excluded(statement, source, piece, table)


def _affirmed(
    statement: Passage, source: Passage, piece: Piece, table: dict[str, tuple[Stand, ...]]
) -> Iterator[Problem]:
    """Terms said plainly of which the source only says no, or only that it is not known."""
    for term in piece.terms:
        stands = table.get(term.name, ())
        if term.weight < _LEAST or term.name in LIGHT or not stands or _moves(piece, term):
            continue
        if all(s.open for s in stands) and not _reserved(statement):
            yield _left_open(statement, term, stands[0])
            return
        if not _plainly(piece, term):
            continue
        stand = stands[0]
        if all(s.denied for s in stands):
            words = statement.text[term.start : term.end]
            why = f"The source denies this of {words!r}."
            yield Problem(ProblemKind.NEGATION, term.start, term.end, stand.start, stand.end, why, 0.75, True)
            return
        if all(s.denied or s.open for s in stands):
            yield _left_open(statement, term, stand)
            return


def _left_open(statement: Passage, term: Term, stand: Stand) -> Problem:
    why = f"The source leaves {statement.text[term.start : term.end]!r} open."
    return Problem(ProblemKind.CERTAINTY, term.start, term.end, stand.start, stand.end, why, 0.75)


def _moves(piece: Piece, term: Term) -> bool:
    """Whether the word says how something changes: those are compared by direction."""
    return any(
        cue.start <= term.start < cue.end for name in ("up", "down", "good", "bad") for cue in piece.cues.get(name, ())
    )


def _reserved(statement: Passage) -> bool:
    """Whether the statement itself leaves something open."""
    return statement.has("unknown") or statement.has("hedge")


def _plainly(piece: Piece, term: Term) -> bool:
    """Whether nothing in the clause of a term denies it, levels it or leaves it open."""
    low, high = _clause_of(piece, term.start)
    said = piece.text[low - piece.start : high - piece.start]
    if _NO.search(said) or _KEPT_FROM.search(said) or _negated_word(piece.text, term.start - piece.start):
        return False
    cues = (cue for name in ("negation", "same", "unknown", "not_significant") for cue in piece.cues.get(name, ()))
    return not any(low <= cue.start < high for cue in cues)


_KEPT_FROM = re.compile(r"\b(?:kept|hid|withh[eo]ld|concealed)\b.{3,40}?\bfrom\b", re.I)
"""A denial without a word of denial: what one keeps from somebody one has not told."""
_WITHOUT = re.compile(r"(?<!with and )(?<!with or )\b(?:without|in the absence of|no)\s", re.I)


def _excluded(
    statement: Passage, source: Passage, piece: Piece, table: dict[str, tuple[Stand, ...]]
) -> Iterator[Problem]:
    """Things named as absent that the source has, never under a denial."""
    levelled = [cue for name in ("same", "not_significant", "unknown") for cue in piece.cues.get(name, ())]
    for found in _WITHOUT.finditer(statement.text, piece.start, piece.end):
        if any(cue.start <= found.start() < cue.end for cue in levelled):
            continue
        stop = _END.search(statement.text, found.end(), piece.end)
        end = stop.start() if stop else piece.end
        heads = [t for t in piece.terms if found.end() <= t.start < end and t.name not in LIGHT][:_HEADS]
        if heads and all(_only_affirmed(table.get(t.name, ())) for t in heads) and _heavy(heads):
            stand = table[heads[0].name][0]
            words = statement.text[heads[0].start : heads[-1].end]
            why = f"The source has {words!r}."
            yield Problem(ProblemKind.NEGATION, heads[0].start, heads[-1].end, stand.start, stand.end, why, 0.8, True)


def _only_affirmed(stands: Sequence[Stand]) -> bool:
    return bool(stands) and not any(s.denied or s.open for s in stands)


def _heavy(terms: Sequence[Term]) -> bool:
    return any(weight_of(term.name) >= _LEAST for term in terms)
