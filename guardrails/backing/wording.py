"""How strongly a statement puts it: hedges, causes, endpoints and subgroups against those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.direction import Meeting, meetings
from guardrails.backing.passage import Cue, Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import stem, weight_of

_NEAR = 0.15
_CLOSE = 0.45


def wording_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to certainty, causation, endpoint role and scope of a result."""
    agreeing = [m for m in meetings(statement, source) if m.verdict > 0 and m.mine.direction != "same"]
    yield from _certainty(statement, source, agreeing)
    yield from _causation(statement, source)
    yield from _trend(statement, source)
    yield from _endpoint(statement, source)
    yield from _subgroup(statement, source, agreeing)


def _first(passage: Passage, category: str) -> Cue | None:
    return next((cue for piece in passage.pieces for cue in piece.cues.get(category, ())), None)


def _all_have(agreeing: list[Meeting], source: Passage, category: str) -> Cue | None:
    """The cue, where every close match of the statement's effects stands in a sentence with that cue."""
    best = max((m.share for m in agreeing), default=0.0)
    if best < _CLOSE:
        return None
    close = [source.pieces[m.theirs.piece] for m in agreeing if m.share >= best - _NEAR]
    if all(piece.cues.get(category) for piece in close):
        return close[0].cues[category][0]
    return None


def _certainty(statement: Passage, source: Passage, agreeing: list[Meeting]) -> Iterator[Problem]:
    strong = _first(statement, "strong")
    hedged = _first(statement, "hedge")
    if strong and not hedged and not source.has("strong") and not _first(statement, "negation"):
        words = statement.text[strong.start : strong.end]
        yield Problem(
            ProblemKind.CERTAINTY, strong.start, strong.end, 0, 0, f"{words!r} is surer than the source.", 0.8
        )
    if hedged or not agreeing:
        return
    hedge = _all_have(agreeing, source, "hedge")
    if hedge:
        mine = agreeing[0].mine
        words = source.text[hedge.start : hedge.end]
        why = f"The source is less sure ({words!r}); keep its reserve."
        yield Problem(ProblemKind.CERTAINTY, mine.start, mine.end, hedge.start, hedge.end, why, 0.75)


def _causation(statement: Passage, source: Passage) -> Iterator[Problem]:
    if _first(statement, "associated") or not source.has("observational") or source.has("randomised"):
        return
    cause, verb = _first(statement, "cause"), _first(statement, "effect_verb")
    cue = cause or verb
    if cue is None or _first(statement, "hedge"):
        return
    if stem(statement.text[cue.start : cue.end].split()[0]) in {
        stem(w) for w in re.findall(r"[a-z]+", source.text.lower())
    }:
        return
    theirs = _first(source, "associated") or _first(source, "observational")
    assert theirs is not None
    words = statement.text[cue.start : cue.end]
    why = f"{words!r} makes a cause of what the source only observed together."
    yield Problem(ProblemKind.CAUSATION, cue.start, cue.end, theirs.start, theirs.end, why, 0.9 if cause else 0.75)


_TREND = re.compile(r"\btrend(?:s|ed)?\b(?! (?:over|in) (?:time|use|prescri))", re.I)


def _trend(statement: Passage, source: Passage) -> Iterator[Problem]:
    """A trend put forward as an effect, without saying that the difference was not significant."""
    said = _TREND.search(statement.text)
    denied = _first(source, "not_significant")
    near = statement.text[max(0, said.start() - 6) : said.start()] if said else ""
    if (
        said is None
        or denied is None
        or near.endswith("only ")
        or re.search(r"\bnot\b|non-?significant|n't|\bno\b", statement.text.lower())
    ):
        return
    why = "The source calls this difference not significant; say so."
    yield Problem(ProblemKind.SIGNIFICANCE, said.start(), said.end(), denied.start, denied.end, why, 0.75)


def _endpoint(statement: Passage, source: Passage) -> Iterator[Problem]:
    met, failed = _first(statement, "met"), _first(source, "not_met")
    if met and failed and not _first(statement, "not_met"):
        why = "The source says that the primary endpoint was not met."
        yield Problem(ProblemKind.ENDPOINT, met.start, met.end, failed.start, failed.end, why, 1.0, True)
    primary = _first(statement, "primary")
    if primary is None or _first(statement, "secondary"):
        return
    said = [piece for piece in statement.pieces if piece.cues.get("primary")]
    names = frozenset().union(*(piece.names for piece in said)) & source.names
    telling = frozenset(name for name in names if weight_of(name) >= 2)
    if not telling:
        return
    as_primary = _covered(telling, source, "primary")
    as_other = _covered(telling, source, "secondary")
    if as_other > as_primary + 0.15 and source.has("primary"):
        other = _first(source, "secondary")
        assert other is not None
        why = "The source has this as a secondary or later analysis, not as its primary endpoint."
        yield Problem(ProblemKind.ENDPOINT, primary.start, primary.end, other.start, other.end, why, 0.85, True)


def _covered(names: frozenset[str], source: Passage, category: str) -> float:
    """Share of the names in the best sentence with that cue."""
    total = sum(weight_of(name) for name in names)
    pieces = [piece for piece in source.pieces if piece.cues.get(category)]
    return max((sum(weight_of(name) for name in names & piece.names) / total for piece in pieces), default=0.0)


def _subgroup(statement: Passage, source: Passage, agreeing: list[Meeting]) -> Iterator[Problem]:
    if _first(statement, "subgroup") or _first(statement, "secondary"):
        return
    cue = _all_have(agreeing, source, "subgroup")
    if cue:
        mine = agreeing[0].mine
        words = source.text[cue.start : cue.end]
        why = f"The source found this only in a part ({words!r}); say in whom."
        yield Problem(ProblemKind.SUBGROUP, mine.start, mine.end, cue.start, cue.end, why, 0.8)
