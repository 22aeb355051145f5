"""What a source confirms of a statement: each number in its place, each direction, amount and kind of people.

Objections say what is wrong; they miss what nobody thought of. This looks the other way round: what is not found confirmed
is left to a person. It accuses nothing and can only make an answer stricter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum

from guardrails.backing.confirm_words import confirm_words
from guardrails.backing.confirmed_numbers import Placing, placings
from guardrails.backing.direction import Meeting, meetings
from guardrails.backing.effect import Effect
from guardrails.backing.exchanged import exchanged
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import weight_of, with_classes
from guardrails.numbers import Number

_AGREES = 0.5
"""How much of a comparison's outcome an effect of the source has to share to bear it out."""
_AGAINST, _NEAR = 0.3, 0.1
"""How much of a statement's effect another one may share that goes another way; how far behind the best that agrees."""


_OTHER_WORDS = 0.1
"""Share of a sentence's words that may be others than its source's where no number and no effect is found in it."""

_BOTH_SEXES = {"man", "woman"}
"""Kinds that are together all adults: whoever speaks of both speaks of people."""

_FEWEST = 3
"""Telling words of a sentence that says something."""


def unconfirmed_problems(statement: Passage, source: Passage, known: Sequence[Number] = ()) -> Iterator[Problem]:
    """Every place of a statement for which its source has nothing that says just this."""
    met = tuple(meetings(statement, source))
    placed = tuple(placings(statement, source, known))
    yield from (_open(statement, p.number.start, p.number.end) for p in placed if not p.confirmed)
    yield from (_open(statement, effect.start, effect.end) for effect in _opposed(met))
    yield from (_open(statement, *span) for span in exchanged(statement, source))
    agreed = tuple(m.mine for m in met if m.verdict > 0 and m.share >= _AGREES)
    for position, piece in enumerate(statement.pieces):
        own = [p for p in placed if p.piece == position]
        homes = _homes(piece, source, own)
        home = " ".join(source.pieces[place].text for place in homes)
        told = any(p.confirmed for p in own) or any(piece.start <= effect.start < piece.end for effect in agreed)
        if _left_open(piece, [source.pieces[place] for place in homes], told):
            yield _open(statement, piece.start, piece.end)
        yield from (_open(statement, *span) for span in _bare_words(piece, home, agreed))
        yield from (_open(statement, *span) for span in _other_kinds(piece, home))
        yield from (_open(statement, *span) for span in _ended(piece, home))
        if confirm_words().announced.search(home) and not confirm_words().announced.search(piece.text):
            yield _open(statement, piece.start, piece.end)


def _open(statement: Passage, start: int, end: int) -> Problem:
    why = f"The source does not plainly confirm {statement.text[start:end]!r}; a person has to compare the two."
    return Problem(ProblemKind.UNCONFIRMED, start, end, 0, 0, why, 0.0)


def _opposed(found: Sequence[Meeting]) -> Iterator[Effect]:
    """Effects that one of the source's, on the same outcome, may contradict."""
    shares: dict[Effect, list[float]] = {}
    for met in found:
        agree_against = shares.setdefault(met.mine, [0.0, 0.0])
        if met.verdict:
            agree_against[met.verdict < 0] = max(agree_against[met.verdict < 0], met.share)
    yield from (e for e, (agree, against) in shares.items() if against >= _AGAINST and against > agree - _NEAR)


def _homes(piece: Piece, source: Passage, placed: list[Placing]) -> list[int]:
    """The sentences of the source that a sentence may be taken from: those of its numbers and the one with most of its words."""
    homes = {position for p in placed for position in p.homes}
    shares = [fsum(weight_of(n) for n in piece.names & with_classes(other.names)) for other in source.pieces]
    homes.update(sorted(range(len(shares)), key=lambda position: -shares[position])[:1])
    return sorted(homes)


def _left_open(piece: Piece, homes: Sequence[Piece], told: bool) -> bool:
    """Whether a sentence denies what its source does not deny; or rests on no number, effect or wording of it, or drops a denial.

    `told`: one of its numbers or effects is confirmed.
    """
    denies = confirm_words().denial.search(piece.text) is not None
    denied = any(confirm_words().denial.search(home.text) for home in homes)
    if denies and not denied and len(piece.names) >= _FEWEST:
        return True
    return (not told or (denied and not denies)) and not _in_its_words(piece, homes)


def _in_its_words(piece: Piece, homes: Sequence[Piece]) -> bool:
    """Whether all but a tenth of a sentence's words are those of its source; a label of a word or two says nothing by itself.

    Amounts, comparisons and denials are asked about apart.
    """
    theirs = with_classes(frozenset().union(*(home.names for home in homes)))
    named = [(term.name, piece.text[term.start - piece.start : term.end - piece.start]) for term in piece.terms]
    mine = {
        name
        for name, word in named
        if not (confirm_words().bare.fullmatch(word) or confirm_words().denial.fullmatch(word))
    }
    return len(mine) < _FEWEST or len(mine - theirs) <= _OTHER_WORDS * len(mine)


def _bare_words(piece: Piece, home: str, agreed: Sequence[Effect]) -> Iterator[tuple[int, int]]:
    """Amounts and comparisons in words that the source does not use there and no effect of it bears out."""
    words = confirm_words()
    there = {found.group().lower() for found in words.bare.finditer(home)}
    for found in words.bare.finditer(piece.text):
        start, end = piece.start + found.start(), piece.start + found.end()
        counted = any(number.start <= start < number.end for number in piece.numbers)
        borne_out = words.comparison.fullmatch(found.group()) and any(e.start < end and start < e.end for e in agreed)
        meant = any(group.fullmatch(found.group()) and group.search(home) for group in words.alike)
        if found.group().lower() not in there and not (counted or borne_out or meant):
            yield start, end


def _ended(piece: Piece, home: str) -> Iterator[tuple[int, int]]:
    """What a sentence says to end where the source ends nothing: "stop taking it" for "take more of it"."""
    if not confirm_words().end.search(home):
        yield from (
            (piece.start + found.start(), piece.start + found.end())
            for found in confirm_words().end.finditer(piece.text)
        )


def _other_kinds(piece: Piece, home: str) -> Iterator[tuple[int, int]]:
    """Kinds of people or animals that the source does not name there; people of no kind where it names only kinds."""
    words = confirm_words()
    there = {kind for kind, pattern in words.kinds.items() if pattern.search(home)}
    found = [
        match for kind, pattern in words.kinds.items() if kind not in there and (match := pattern.search(piece.text))
    ]
    everybody = not there or there >= _BOTH_SEXES or words.anyone.search(home)
    if not everybody and (match := words.anyone.search(piece.text)):
        found.append(match)
    yield from ((piece.start + match.start(), piece.start + match.end()) for match in found)
