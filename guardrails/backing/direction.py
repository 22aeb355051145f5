"""Effects of a statement against those of its source: which agree, which go the other way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from guardrails.backing.arms import CONTROL
from guardrails.backing.effect import LIGHT, Effect, signed
from guardrails.backing.effects import effects_of
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.which_result import of_that_setting
from guardrails.backing.words import weight_of
from guardrails.number_match import restated, same_value
from guardrails.numbers import NumberKind


@dataclass(frozen=True, slots=True)
class Meeting:
    """One effect of a statement set against one of its source."""

    mine: Effect
    theirs: Effect
    share: float
    """How much of what my effect is about theirs is about too, 0 to 1."""
    verdict: int
    """1 agrees, -1 goes another way, 0 cannot be told."""


def meetings(statement: Passage, source: Passage) -> Iterator[Meeting]:
    """Every pair of effects that speak of the same outcome."""
    theirs = [other for other in effects_of(source.text) if not other.asked]
    reports = any(n.kind is NumberKind.P_VALUE for n in statement.numbers) or statement.has("not_significant")
    own = effects_of(statement.text)
    pairs = any(effect.numeric and effect.reference for effect in own)
    reports = reports or pairs
    for mine in own:
        if mine.asked or mine.numeric:
            continue
        for other in theirs:
            around = other.outcome | other.subject
            focus = mine.focus & around
            agents = statement.pieces[mine.piece].substances
            if mine.focus <= agents:
                continue
            share = _share(mine, other, around) * _same_medicine(
                mine, statement.pieces[mine.piece], source.pieces[other.piece]
            )
            if share <= 0:
                continue
            verdict = _verdict(mine, other, focus, reports)
            given = pairs and not mine.reference
            yield Meeting(
                mine,
                other,
                share,
                0 if _other_axis(mine, other) or (verdict < 0 and given and other.numeric) else verdict,
            )


def _share(mine: Effect, other: Effect, around: frozenset[str]) -> float:
    """How far two effects speak of one outcome: mostly what changes, a little of what stands around it."""
    focus = _mass(mine.focus)
    shared = _mass(mine.focus & other.focus)
    about = shared / focus * (0.7 + 0.3 * shared / max(_mass(other.focus), 0.1))
    wide = _mass(mine.focus & around) / focus
    everything = _mass(mine.outcome | mine.reference)
    rest = _mass((mine.outcome | mine.reference) & (around | other.reference)) / everything if everything else 0.0
    if not wide and _of_the_arms(mine, other):
        return 0.6
    return (0.35 * about + 0.45 * wide + 0.2 * rest) if wide else 0.0


def _other_axis(mine: Effect, other: Effect) -> bool:
    """Whether one is a change over time inside the arms and the other a difference between them."""
    return (other.within and bool(mine.reference)) or (mine.within and not other.within)


def _same_medicine(mine: Effect, piece: Piece, other: Piece) -> float:
    """Less than 1 where a sentence names other medicines than the one that the statement starts with, or than all of its."""
    if not piece.substances or not other.substances:
        return 1.0
    lead = next((t.name for t in piece.terms if t.name in piece.substances and t.start < mine.start), "")
    return 0.6 if (lead and lead not in other.substances) or not piece.substances & other.substances else 1.0


def _of_the_arms(mine: Effect, other: Effect) -> bool:
    """Whether the source says of my two arms, without an outcome, that they did not differ."""
    arms = other.outcome - LIGHT
    named = mine.reference & (other.outcome | other.reference)
    return other.direction == "same" and bool(named and arms) and arms <= mine.outcome | mine.subject | mine.reference


def _mass(names: frozenset[str]) -> float:
    return fsum(weight_of(name) * (0.3 if name in LIGHT else 1.0) for name in names)


def _verdict(mine: Effect, other: Effect, shared: frozenset[str], reports: bool) -> int:
    """1, -1 or 0; `reports`: the statement itself says how sure its differences are."""
    left, right = signed(mine, mine.outcome), signed(other, other.outcome | shared)
    if other.significant < 0 and mine.direction != "same" and mine.significant >= 0 and not (mine.numeric or reports):
        right = 0
    if mine.direction == "same" and other.significant < 0 and not other.within:
        return 1
    if isinstance(right, int) and isinstance(left, int):
        if _turned(mine, other):
            right = -right
        if other.numeric and right != 0 and left == 0:
            return -other.significant
        return 1 if left == right else -1
    if "differ" in (left, right):
        rest = right if left == "differ" else left
        return -1 if rest == 0 else int(rest == "differ")
    if left == right:
        return 1
    if 0 in (left, right) or {left, right} == {"good", "bad"}:
        return -1
    return 0


def _turned(mine: Effect, other: Effect) -> bool:
    """Whether the source compares the arms the other way round ("higher with placebo than with X")."""
    arm, reference = other.subject, other.reference
    if not arm and not reference:
        return False
    mine_arm = mine.outcome | mine.subject
    straight = _overlap(arm, mine_arm - mine.reference) + _overlap(reference, mine.reference)
    turned = _overlap(arm, mine.reference) + _overlap(reference, mine.subject or (mine.outcome - other.outcome))
    if arm & CONTROL and not reference & CONTROL and not mine.subject & CONTROL and not other.numeric:
        return bool(mine.reference & CONTROL) or not mine.reference
    return turned > straight


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return fsum(2.0 if name in CONTROL else weight_of(name) for name in a & b if name not in LIGHT or name in CONTROL)


def direction_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections where the source's best match for an effect goes another way and none as close agrees."""
    best: dict[Effect, list[Meeting]] = {}
    for meeting in meetings(statement, source):
        best.setdefault(meeting.mine, []).append(meeting)
    for mine, met in best.items():
        met = _by_arms(mine, _at_home(mine, met, statement, source), statement, source)
        agree = max((m.share for m in met if m.verdict > 0), default=0.0)
        against = max((m for m in met if m.verdict < 0), key=lambda m: m.share, default=None)
        if against is None or against.share < 0.5 or agree >= against.share - 0.1:
            continue
        other = against.theirs
        kind = ProblemKind.SIGNIFICANCE if other.direction == "same" or other.significant < 0 else ProblemKind.DIRECTION
        words = statement.text[mine.start : mine.end]
        why = f"{words!r} goes another way than the source: {_quote(source.text, other)!r}."
        weight = 1.0 if against.share >= 0.65 and agree < 0.35 else 0.7
        yield Problem(kind, mine.start, mine.end, other.start, other.end, why, weight, True)


def _at_home(mine: Effect, met: list[Meeting], statement: Passage, source: Passage) -> list[Meeting]:
    """Meetings in the sentences that give the statement's own results; for a part of the people, in those on parts."""
    piece = statement.pieces[mine.piece]
    homes = {i for i, other in enumerate(source.pieces) if gives_results(piece, other)}
    homes |= homes_of_derived(piece, source)
    if not homes and piece.cues.get("subgroup") and source.has("subgroup"):
        return [m for m in met if source.pieces[m.theirs.piece].cues.get("subgroup")]
    home = [m for m in met if m.theirs.piece in homes]
    if home:
        return home
    there = of_that_setting(mine, [m.theirs for m in met], statement, source)
    return [m for m, meant in zip(met, there, strict=True) if meant]


def homes_of_derived(piece: Piece, source: Passage) -> set[int]:
    """Sentences from whose values a result of the statement is worked out ("8 points" from 67.2% and 59.1%)."""
    made = (restated(n, source.numbers) for n in piece.numbers if n.kind in (K.QUANTITY, K.PERCENT) and not n.per)
    parts = {n for result in made if result.how == "derived" for n in result.sources}
    return {i for i, other in enumerate(source.pieces) if parts & set(other.numbers)}


def gives_results(piece: Piece, other: Piece) -> bool:
    """Whether a result of one sentence stands in the other: a share, an effect, a P value or a measured value."""
    results = [n for n in piece.numbers if n.kind in _RESULTS and (n.decimals or n.kind in (K.PERCENT, K.FRACTION))]
    return any(same_value(mine, theirs) for mine in results for theirs in other.numbers if theirs.kind in _RESULTS)


K = NumberKind
_RESULTS = (K.PERCENT, K.EFFECT, K.QUANTITY, K.COUNT, K.FRACTION, K.P_VALUE)


_COMPARED = re.compile(
    r"\b(?:faster|slower|quicker|more slowly|more quickly|more rapidly|less|more|fewer|later|earlier|sooner)\b", re.I
)


def _by_arms(mine: Effect, met: list[Meeting], statement: Passage, source: Passage) -> list[Meeting]:
    """A comparison of arms is held against values of arms, or words that level them, not against a bare verb of change."""
    if not mine.reference and not _COMPARED.search(statement.text[mine.start : mine.end]):
        return met
    with_arms = {m.theirs.piece for m in met if m.theirs.numeric and m.theirs.reference and m.verdict}
    with_arms |= {
        m.theirs.piece for m in met if m.theirs.direction == "same" and m.verdict < 0 and not m.theirs.numeric
    }
    return [
        m
        for m in met
        if m.theirs.numeric
        or m.theirs.reference
        or m.theirs.direction == "same"
        or m.theirs.piece not in with_arms
        or _COMPARED.search(source.text[m.theirs.start : m.theirs.end])
    ]


def _quote(text: str, effect: Effect) -> str:
    start, end = max(0, effect.start - 40), min(len(text), effect.end + 40)
    return " ".join(text[start:end].split())
