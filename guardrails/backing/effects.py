"""What a text says happens to what: each effect with its direction, its outcome words, its reference and its significance."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from guardrails.backing.effect import LIGHT, TURN, Effect
from guardrails.backing.effect_cues import own_cues
from guardrails.backing.elided import with_outcomes
from guardrails.backing.passage import Cue, Piece, read_passage
from guardrails.backing.settings_of_numbers import placed_numbers
from guardrails.backing.significance import significance_of
from guardrails.backing.value_effects import of_ratios, of_values
from guardrails.backing.words import Term, weight_of

_DID = (
    r"(?:withdrew|vomited|died|relapsed|recovered|responded|reported|stopped|dropped out|discontinued|completed|achieved|reached|"
    r"developed|experienced|needed|required|suffered|survived|preferred|slept|felt|fell)"
)
_REFERENCE = re.compile(
    r"\b(?:than|compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|relative to|as opposed to|over and above|instead of)\s"
    r"(?![-−]?\d|(?:half|one|two|three|four|five|six|seven|eight|nine|ten|a)\b)"
    rf"(?P<ref>[^.;\n]*?)(?=,|\(|\)|;|\.(?:\s|$)|\s[-−]?\d|\s{_DID}\b|\s(?:were|was|had|has|did|is|are|after|over|during|when|at)\b|$)",
    re.I,
)
_PEOPLE_WHO = re.compile(
    rf"\s(?:of the\s)?(?:people|patients|participants|women|men|children|adults|users|residents)\b[^.;:]{{0,80}}?\s(?={_DID}\b)",
    re.I,
)
"""Between "more" or "fewer" and what the people counted did ("fewer patients on X than on Y withdrew")."""
_BETWEEN = re.compile(r"\bbetween (?:the )?[^.;,()\d]{2,40}? and (?:the )?[\w-]+(?: (?:groups?|arms?))?", re.I)
_SUBJECT = re.compile(
    r"\s*(?:[\w\s-]{0,40}?\s)?(?:in|with|for|among|on|by|after|under|of)\s(?:the\s)?(?P<who>[^.;,()\n]{2,70}?)(?=\s(?:than|compared|versus|vs|group|arm|patients|participants|was|were)\b|,|\(|\.|;|$)"
)
_CLAUSE = re.compile(
    r"[;:\n](?![^()]{0,80}\))|,?\s(?:but|while|whereas|although|though|however|yet|except|despite)\s|,\s(?:and|with)\s"
)
_DENIED = re.compile(
    r"(?:\bnot|n't|\bno|\bnever|\bwithout|\bneither|\bunlikely|\bfail(?:ed|s)? to|\bcannot)(?:\s\w+){0,3}\s*$"
)


@lru_cache(maxsize=512)
def effects_of(text: str) -> tuple[Effect, ...]:
    """Every effect of a text, in reading order."""
    passage = read_passage(text)
    found: list[Effect] = []
    for position, piece in enumerate(passage.pieces):
        found.extend(_of_words(text, piece, position))
    pairs = list(of_values(text))
    paired = {effect.piece for effect in pairs}
    found += pairs
    found += (effect for effect in of_ratios(text, placed_numbers(text)) if effect.piece not in paired)
    return tuple(with_outcomes(text, sorted(found, key=lambda effect: effect.start)))


def _of_words(text: str, piece: Piece, position: int) -> Iterator[Effect]:
    cues = own_cues(piece)
    if not cues:
        return
    cuts = [piece.start, *(m.start() for m in _CLAUSE.finditer(text, piece.start, piece.end)), piece.end]
    references = [
        (m.start(), m.end("ref"), _names(piece, m.start("ref"), m.end("ref")))
        for m in _REFERENCE.finditer(text, piece.start, piece.end)
    ]
    references += [
        (m.start(), m.end(), _names(piece, m.start(), m.end())) for m in _BETWEEN.finditer(text, piece.start, piece.end)
    ]
    references.sort(key=lambda found: found[0])
    for index, cue in enumerate(cues):
        clause = _clause(cuts, cue.start)
        left = max(clause[0], cues[index - 1].end if index else piece.start)
        right = min(clause[1], cues[index + 1].start if index + 1 < len(cues) else piece.end)
        reference = _reference(references, cue, clause, piece)
        outcome = (_names(piece, left, cue.start) | _names(piece, cue.end, right)) - reference - _MOVES
        if len(outcome) < 1:
            outcome = _names(piece, clause[0], clause[1]) - reference - _MOVES
        subject = _SUBJECT.match(text, cue.end, min(piece.end, cue.end + 110))
        who = _names(piece, subject.start("who"), subject.end("who")) if subject else frozenset()
        focus = _deed(text, piece, cue, right) or _focus(text, piece, cue, left, right, outcome)
        if implied := _implied(text[max(left, cue.start - 12) : cue.end]):
            focus, outcome = focus | implied, outcome | implied
        direction = cue.category
        if direction in TURN and _denied(_ABOUT_WHICH.sub("", text[clause[0] : cue.start].lower())):
            direction = "same"
        yield Effect(
            direction,
            cue.start,
            cue.end,
            outcome,
            focus,
            reference,
            who - reference,
            significance_of(piece, cue, clause),
            position,
            asked=_open(text, piece, cue, clause),
            within=_within(piece, clause),
        )


_ABOUT_WHICH = re.compile(r"\b(?:that|which|who|whose)\s(?:\w+\s){0,2}?(?:not|never|\w+n't)\s(?:been\s)?\w+(?=\s)")
"""A denial inside a relative clause denies the clause, not what is said of its noun ("admissions that had not been planned fell")."""
_UNPROVEN = re.compile(
    r"(?:\bnot|n't|\bnever|\bcannot)\s(?:\w+\s){0,2}(?:prov(?:e|es|ed|en)|establish(?:ed)?|confirm(?:ed)?)\s(?:[\w'-]+\s){0,6}[\w'-]+$"
)


def _open(text: str, piece: Piece, cue: Cue, clause: tuple[int, int]) -> bool:
    """Whether an effect is only asked about, not known, or denied its proof: none of these says what happened."""
    if "aim" in piece.cues or any(clause[0] <= c.start < clause[1] for c in piece.cues.get("unknown", ())):
        return True
    return bool(_UNPROVEN.search(text[clause[0] : cue.end].lower()))


def _denied(before: str) -> bool:
    """Whether a clause denies what comes: right before it, or from its start ("neither X nor Y ...")."""
    return bool(_DENIED.search(before)) or bool(re.search(r"\b(?:neither|none of|nobody)\b", before))


_COPULA = re.compile(
    r"\b(?:was|were|is|are|be|been|being|became|become|remained|remains|occurred|occurs|recorded|reported|seen|found|observed|happened)"
    r"(?:\s\w+ly|\salso|\snot|\seven|\smuch|\sno|\s(?:about\s)?(?:[-−]?\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s?(?:%|[\w/]+)?(?:\spoints)?)?\s*$"
)
_LINKING = re.compile(r"associat|relat|link|correlat")
_CHANGED = tuple(f"significantly {verb}" for verb in ("chang", "alter", "affect", "influenc"))
_MOVED = ("fell", "rose", "improv", "declin", "increas", "decreas", "drop", "eased")
_VERBAL = (*_CHANGED, *_MOVED, "did", "does", "do ", "fail", "could", "can", "would", "without", "has", "have", "had")
_MOVES = frozenset(
    {"increase", "reduce", "improve", "worsen", "similar", "associated", "compare", "difference", "prolong", "shorten"}
)
_TAKEN = frozenset({"daily", "weekly", "dose", "oral"})
_NO_OBJECT = frozenset(
    """
            in with for among than compared by at after during when vs versus and or as over from to between on
            was were p but while whereas
        """.split()
)


def _focus(text: str, piece: Piece, cue: Cue, left: int, right: int, outcome: frozenset[str]) -> frozenset[str]:
    """What changes: after the cue where an object follows, else before it."""
    after = _names(piece, *_phrase(text, cue.end, right)) & outcome
    before = _names(piece, *_phrase(text, left, cue.start)) & outcome
    following = re.match(r"\s*([^\W\d_]+)", text[cue.end : cue.end + 30])
    word = following.group(1).lower() if following else ""
    takes_object = (
        bool(word) and word not in _NO_OBJECT and not _COPULA.search(text[max(left, cue.start - 40) : cue.start])
    )
    if _LINKING.search(text[cue.start : cue.end].lower()) and after and before:
        return (after | before) - LIGHT or after | before
    if cue.category in ("same", "differ") and not text[cue.start : cue.end].lower().startswith(_VERBAL):
        takes_object = word in ("in", "of", "on", "for", "to") or not before
    if after and after <= LIGHT:
        after = _names(piece, cue.end, right) & outcome
    chosen = after if takes_object else before
    if not takes_object and text[cue.start : cue.end].lower() in ("more", "less") and following:
        adjective = _names(piece, cue.end, cue.end + following.end())
        if any(weight_of(name) >= 2 and name not in LIGHT for name in adjective):
            chosen = adjective
    if chosen and chosen <= piece.substances | LIGHT | _TAKEN:
        rest = outcome - piece.substances - LIGHT - _TAKEN
        chosen = rest or chosen
    if _LINKING.search(text[cue.start : cue.end].lower()):
        chosen = before | after
    light = chosen - LIGHT
    return light or chosen or before or after or outcome


def _deed(text: str, piece: Piece, cue: Cue, right: int) -> frozenset[str]:
    """What more or fewer people did; empty for any other effect."""
    people = _PEOPLE_WHO.match(text, cue.end, right) if text[cue.start : cue.end].lower() in ("more", "fewer") else None
    return _names(piece, people.end(), right) - LIGHT if people else frozenset()


_IMPLIES = (
    (
        re.compile(
            r"\b(?:started|begun|began|came|occurred|reached|set in)\s(?:\w+\s)?(?:later|sooner|earlier)$", re.I
        ),
        frozenset({"time to"}),
    ),
    (re.compile(r"\b(?:cheaper|dearer|(?:more |less )?costl(?:y|ier)|more expensive)$", re.I), frozenset({"cost"})),
)


def _implied(words: str) -> frozenset[str]:
    """What a comparative measures by itself: `later` a time to an event, `cheaper` a cost."""
    return next((names for pattern, names in _IMPLIES if pattern.search(words)), frozenset())


_PREPOSITION = re.compile(
    r"\b(?:in|among|with|over|at|after|by|during|compared|than|when|for|on|to|from|between|under|versus|vs|while|following|within|where|who)\b",
    re.I,
)


def _phrase(text: str, start: int, end: int) -> tuple[int, int]:
    """The noun phrase of a stretch: what stands before the first preposition that comes after a word of its own."""
    for found in _PREPOSITION.finditer(text, start, end):
        if re.search(
            r"[^\W\d_]{3}",
            re.sub(r"^\W*(?:in|of|on|for|to|with)\b\W*(?:the\b)?", "", text[start : found.start()], flags=re.I),
        ):
            return start, found.start()
    return start, end


def _within(piece: Piece, clause: tuple[int, int]) -> bool:
    own = any(clause[0] <= hit.start < clause[1] for hit in piece.cues.get("within", ()))
    return own and not any(clause[0] <= hit.start < clause[1] for hit in piece.cues.get("between", ()))


def _clause(cuts: list[int], place: int) -> tuple[int, int]:
    ordered = sorted(set(cuts))
    position = bisect_left(ordered, place + 1)
    return ordered[max(0, position - 1)], ordered[min(position, len(ordered) - 1)]


def _reference(
    references: list[tuple[int, int, frozenset[str]]], cue: Cue, clause: tuple[int, int], piece: Piece
) -> frozenset[str]:
    """Terms of the comparison that belongs to a cue: the first after it in its clause, else the one that opens the sentence."""
    for start, _, names in references:
        if cue.end <= start + 1 and start < clause[1]:
            return names
    for start, _, names in references:
        if start < cue.start:
            return names
    return frozenset()


def _names(piece: Piece, start: int, end: int) -> frozenset[str]:
    terms = piece.terms
    low = bisect_left(terms, start, key=_at)
    return frozenset(term.name for term in terms[low : bisect_left(terms, end, key=_at)])


def _at(term: Term) -> int:
    return term.start
