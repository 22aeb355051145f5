# ruff: noqa: E501
"""How surely a statement puts it: proof, general truths, advice and causes against what its source allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import fsum

from guardrails.backing.direction import Meeting, gives_results, homes_of_derived
from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.passage import Cue, Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import mass, stem

_NEAR = 0.15
_CLOSE = 0.45


def certainty_problems(statement: Passage, source: Passage, agreeing: list[Meeting]) -> Iterator[Problem]:
    """Objections to certainty and causation. `agreeing`: effects that both texts state alike."""
    found = list(_strong(statement, source))
    found += [] if found else list(_unreserved(statement, source, agreeing))
    yield from found
    yield from _advice(statement, source)
    yield from _causation(statement, source)


def first_cue(passage: Passage, category: str) -> Cue | None:
    """The first cue of a category."""
    return next((cue for piece in passage.pieces for cue in piece.cues.get(category, ())), None)


def all_have(agreeing: list[Meeting], source: Passage, category: str) -> Cue | None:
    """The cue, where every close match of the statement's effects stands in a sentence with that cue."""
    best = max((m.share for m in agreeing), default=0.0)
    if best < _CLOSE:
        return None
    close = [source.pieces[m.theirs.piece] for m in agreeing if m.share >= best - _NEAR]
    if all(piece.cues.get(category) for piece in close):
        return close[0].cues[category][0]
    return None


def _strong(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Says "proves", "confirms", "always", "rules out" where the source has nothing as sure."""
    strong = first_cue(statement, "strong")
    if strong is None or first_cue(statement, "hedge") or _sure(source):
        return
    if _DENIED.search(statement.text[: strong.start]):
        return
    words = statement.text[strong.start : strong.end]
    yield Problem(ProblemKind.CERTAINTY, strong.start, strong.end, 0, 0, f"{words!r} is surer than the source.", 0.8)


def _sure(source: Passage) -> bool:
    """Whether the source itself speaks of proof, outside a denial."""
    return any(piece.cues.get("strong") and not piece.cues.get("negation") for piece in source.pieces)


_DENIED = re.compile(r"\b(?:not|no|n't|never|cannot|nor|neither|whether)\b", re.I)
_GENERAL = re.compile(
    r"(?<!to )(?<!may )(?<!can )(?<!could )(?<!might )(?<!did )(?<!does )(?<!not )(?<!would )(?<!should )(?<!will )\b(?:"
    r"(?:(?:reduc|improv|reliev|eas|increas|rais|enhanc|prolong|doubl|halv|promot|alleviat|diminish|decreas|caus|mak|mitigat|stimulat)e?s"
    r"|prevents|helps|lowers|slows|protects|boosts|extends|treats|cures|delays|calms|kills|inhibits|shortens|worsens|restores|"
    r"suppresses|leads to|results in|shrinks|blocks|stops|speeds|strengthens|curbs|outperforms|beats|hastens|averts|lessens|widens|lifts)(?!\s\w+\s(?:of|rates?))|(?:is|are) (?:\w+ly )?(?:an? )?(?:effective|safe|superior|beneficial|useful|of no use|useless|ineffective))\b"
    r"|(?<=[a-z]s )(?:help|reduce|improve|relieve|prevent|ease|lower|slow|increase|protect|shorten|raise|control|treat|worsen)\b(?! (?:of|in|was|were))",
)


def _unreserved(statement: Passage, source: Passage, agreeing: list[Meeting]) -> Iterator[Problem]:
    """The reserve of the source is left out: of the very sentence, or of a result put as a general truth."""
    if first_cue(statement, "hedge"):
        return
    hedge = all_have(agreeing, source, "hedge") if agreeing else None
    if hedge and not _told_in_figures(statement, source):
        mine = agreeing[0].mine
        yield _left_out(source, mine.start, mine.end, hedge)
        return
    modal = _modal_dropped(statement, source)
    if modal:
        yield _left_out(source, 0, len(statement.text), modal)
        return
    general = _GENERAL.search(statement.text)
    if general is None or first_cue(statement, "within_study") or _DENIED.search(statement.text[: general.start()]):
        return
    reserve = _reserve(statement, source)
    if reserve and not _general_there(statement, source):
        yield _left_out(source, general.start(), general.end(), reserve)


def _told_in_figures(statement: Passage, source: Passage) -> bool:
    """Whether the results of the statement stand as figures in a sentence of the source that has no reserve."""
    return any(
        gives_results(piece, other) and not other.cues.get("hedge")
        for piece in statement.pieces
        for other in source.pieces
    ) or any(homes_of_derived(piece, source) for piece in statement.pieces)


_MODAL = re.compile(r"may|might|could|possib\w*|potential\w*|appear\w*|seem\w*|likely")
_MOSTLY = 0.75
"""Share of a statement's telling weight that one hedged sentence has to carry."""


def _modal_dropped(statement: Passage, source: Passage) -> Cue | None:
    """The "may" of the one sentence of the source that says what the statement says plainly, in the present."""
    if (
        statement.numbers
        or _DENIED.search(statement.text)
        or first_cue(statement, "unknown")
        or _PAST.search(statement.text)
    ):
        return None
    weights = {t.name: t.weight for t in statement.terms if t.weight > 1}
    total = fsum(weights.values())
    for piece in source.pieces:
        there = fsum(weight for name, weight in weights.items() if name in piece.names)
        if total >= 4 and there >= _MOSTLY * total:
            hits = (c for c in piece.cues.get("hedge", ()) if _MODAL.fullmatch(source.text[c.start : c.end].lower()))
            return next(hits, None)
    return None


_PAST = re.compile(r"\b(?:was|were|had|did|[a-z]{3,}ed|rose|fell|took|gave|showed|found)\b", re.I)


def _left_out(source: Passage, start: int, end: int, hedge: Cue) -> Problem:
    words = source.text[hedge.start : hedge.end]
    why = f"The source is less sure ({words!r}); keep its reserve."
    return Problem(ProblemKind.CERTAINTY, start, end, hedge.start, hedge.end, why, 0.75)


def _reserve(statement: Passage, source: Passage) -> Cue | None:
    """A hedge or limit of the source in a sentence on the same thing, or in its closing sentences."""
    for position, piece in enumerate(source.pieces):
        cues = (*piece.cues.get("hedge", ()), *piece.cues.get("limits", ()))
        closing = position >= len(source.pieces) - 2
        if cues and (closing or _about(statement, piece)) and not piece.cues.get("aim"):
            return cues[0]
    return None


def _about(statement: Passage, piece: Piece) -> bool:
    total = mass(statement.names)
    return bool(total) and _mass(statement, piece) >= 0.5 * total


def _general_there(statement: Passage, source: Passage) -> bool:
    """Whether the source puts it as a general truth too, without reserve."""
    return any(
        _GENERAL.search(piece.text) and not piece.cues.get("hedge") and _about(statement, piece)
        for piece in source.pieces
    )


_SHOULD = re.compile(
    r"\b(?:should|must|ought to|needs? to|recommends|recommended (?:for|by|that|to|as)|(?:is|are|be) recommended|first choice|is indicated)\b",
    re.I,
)
_MAY = re.compile(
    r"\b(?:may|can|could|might) be (?:\w+ly )?(?:offered|considered|used|given|tried|added|an option|prescribed)\b",
    re.I,
)


def _advice(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Says "should be given" where the source only says that it may be."""
    said = _SHOULD.search(statement.text)
    if said is None or re.search(r"\b(?:not|against|no|n't)\b|\b(?:insufficient|whether)\b", statement.text.lower()):
        return
    close = sorted(source.pieces, key=lambda piece: -_mass(statement, piece))[:1]
    for piece in close:
        allowed = _MAY.search(piece.text)
        if allowed and not _SHOULD.search(piece.text):
            start, end = piece.start + allowed.start(), piece.start + allowed.end()
            why = f"The source only allows it ({allowed.group()!r})."
            yield Problem(ProblemKind.CERTAINTY, said.start(), said.end(), start, end, why, 0.8)


def _mass(statement: Passage, piece: Piece) -> float:
    return mass(statement.names & piece.names)


def _causation(statement: Passage, source: Passage) -> Iterator[Problem]:
    if first_cue(statement, "associated") or source.has("randomised"):
        return
    if not source.has("observational") and not _only_together(statement, source):
        return
    if source.axes["species"].keys() - {"human"}:
        return
    cause, verb = first_cue(statement, "cause"), first_cue(statement, "effect_verb")
    cue = cause or verb
    if cue is None or first_cue(statement, "hedge") or _denied(statement, cue) or _plain_change(statement, cue):
        return
    if _said_there(source, statement.text[cue.start : cue.end], bool(cause)):
        return
    theirs = first_cue(source, "associated") or first_cue(source, "observational")
    assert theirs is not None
    words = statement.text[cue.start : cue.end]
    why = f"{words!r} makes a cause of what the source only observed together."
    yield Problem(ProblemKind.CAUSATION, cue.start, cue.end, theirs.start, theirs.end, why, 0.9 if cause else 0.75)


def _only_together(statement: Passage, source: Passage) -> bool:
    """Whether the sentence on the same thing speaks of an association and of nothing stronger."""
    piece = max(source.pieces, key=lambda p: _mass(statement, p), default=None)
    return piece is not None and bool(piece.cues.get("associated")) and not piece.cues.get("cause")


def _denied(statement: Passage, cue: Cue) -> bool:
    return bool(_DENIED.search(statement.text[: cue.start]))


def _plain_change(statement: Passage, cue: Cue) -> bool:
    """An intransitive or passive change ("scores improved", "was reduced"): it names no cause."""
    after = statement.text[cue.end : cue.end + 24].lower()
    before = statement.text[max(0, cue.start - 12) : cue.start].lower()
    moved = re.match(
        r"\s?(?:[.,;]|in\b|by\b|from\b|to\b|over\b|after\b|at\b|during\b|among\b|with\b|more\b|less\b|between\b|$)",
        after,
    )
    return (bool(moved) and cue.category != "cause") or bool(re.search(r"\b(?:was|were|had|is|are|been)\s$", before))


def _said_there(source: Passage, words: str, cause: bool) -> bool:
    """Whether the source uses the verb itself, not under a denial or a reserve."""
    wanted = stem(words.split()[0])
    pattern = load_lexicon().cues["cause" if cause else "effect_verb"]
    for piece in source.pieces:
        if any(piece.cues.get(name) for name in ("negation", "hedge", "aim")):
            continue
        if any(stem(m.group().split()[0]) == wanted for m in pattern.finditer(piece.text.lower())):
            return True
    return False
