"""Which result a statement reports: trends, endpoints and subgroups against those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.absolutes import absolute_problems
from guardrails.backing.certainty import all_have, certainty_problems, first_cue
from guardrails.backing.direction import Meeting, gives_results, meetings
from guardrails.backing.passage import Cue, Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.significance import stated_significance
from guardrails.backing.words import mass, terms_of, weight_of


def wording_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to certainty, causation, endpoint role and scope of a result."""
    agreeing = [m for m in meetings(statement, source) if m.verdict > 0 and m.mine.direction != "same"]
    yield from certainty_problems(statement, source, agreeing)
    yield from _trend(statement, source)
    yield from _significance(statement, source)
    yield from _endpoint(statement, source)
    yield from _subgroup(statement, source, agreeing)
    yield from absolute_problems(statement, source)


_TREND = re.compile(r"\btrend(?:s|ed)?\b(?! (?:over|in) (?:time|use|prescri))", re.I)


def _trend(statement: Passage, source: Passage) -> Iterator[Problem]:
    """A trend put forward as an effect, without saying that the difference was not significant."""
    said = _TREND.search(statement.text)
    denied = first_cue(source, "not_significant")
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


_LEVEL = 0.8
"""Sentences of the source that speak of the statement nearly as much as the best one does."""


def _significance(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Says "significant" for what the source calls not significant, or gives with an interval that holds no effect."""
    said = first_cue(statement, "significant")
    if said is None or statement.has("not_significant") or statement.has("same"):
        return
    shares = [mass(statement.names & piece.names) for piece in source.pieces]
    best = max(shares, default=0.0)
    homes = _homes(statement, source)
    close = homes or [p for p, share in zip(source.pieces, shares, strict=True) if share and share >= _LEVEL * best]
    levels = [stated_significance(piece) for piece in close]
    if -1 in levels and 1 not in levels:
        piece = close[levels.index(-1)]
        why = "The source does not call this difference significant."
        yield Problem(ProblemKind.SIGNIFICANCE, said.start, said.end, piece.start, piece.end, why, 0.85, True)


def _endpoint(statement: Passage, source: Passage) -> Iterator[Problem]:
    met, failed = first_cue(statement, "met"), first_cue(source, "not_met")
    if met and failed and not first_cue(statement, "not_met"):
        why = "The source says that the primary endpoint was not met."
        yield Problem(ProblemKind.ENDPOINT, met.start, met.end, failed.start, failed.end, why, 1.0, True)
    primary = first_cue(statement, "primary")
    if primary is None or first_cue(statement, "secondary") or _NOT.search(statement.text[: primary.start]):
        return
    near = (term.name for term in statement.terms if -_BESIDE <= term.start - primary.start <= _BESIDE)
    names = frozenset(near) & source.names
    telling = frozenset(name for name in names if weight_of(name) >= 2 and not _everywhere(name, source))
    if not telling:
        return
    as_primary = _covered(telling, source, "primary")
    as_other = _covered(telling, source, "secondary")
    if as_other >= 0.6 and as_primary <= 0.3 and source.has("primary"):
        other = first_cue(source, "secondary")
        assert other is not None
        why = "The source has this as a secondary or later analysis, not as its primary endpoint."
        yield Problem(ProblemKind.ENDPOINT, primary.start, primary.end, other.start, other.end, why, 0.85, True)


_BESIDE = 70
"""How far from "primary endpoint" a statement names it, in characters."""
_NOT = re.compile(r"\b(?:not|never|no|n't)\b(?:\s\w+){0,3}\s*$", re.I)


def _everywhere(name: str, source: Passage) -> bool:
    """Whether a term, such as the drug, stands in most sentences and so tells none of them from another."""
    return sum(name in piece.names for piece in source.pieces) > max(2, len(source.pieces) / 2)


def _covered(names: frozenset[str], source: Passage, category: str) -> float:
    """Share of the names in the best sentence with that cue."""
    total = mass(names)
    pieces = [piece for piece in source.pieces if piece.cues.get(category)]
    return max((mass(names & piece.names) / total for piece in pieces), default=0.0)


def _homes(statement: Passage, source: Passage) -> list[Piece]:
    """Sentences of the source that give a result of the statement."""
    return [other for other in source.pieces if any(gives_results(piece, other) for piece in statement.pieces)]


def _subgroup(statement: Passage, source: Passage, agreeing: list[Meeting]) -> Iterator[Problem]:
    """A result of a part of the people, told without that part."""
    if first_cue(statement, "subgroup") or first_cue(statement, "secondary"):
        return
    homes = _homes(statement, source)
    cue = all_have(agreeing, source, "subgroup")
    if homes:
        cue = homes[0].cues["subgroup"][0] if all(piece.cues.get("subgroup") for piece in homes) else None
    if cue is None or _named_part(statement, source, cue):
        return
    words = source.text[cue.start : cue.end]
    why = f"The source found this only in a part ({words!r}); say in whom."
    mine = next((m.mine for m in agreeing), None)
    start, end = (mine.start, mine.end) if mine else (0, len(statement.text))
    yield Problem(ProblemKind.SUBGROUP, start, end, cue.start, cue.end, why, 0.8)


_WHOM = 45
"""Characters after "in the subgroup" that say who it is."""


def _named_part(statement: Passage, source: Passage, cue: Cue) -> bool:
    """Whether the statement names the people of the part."""
    after = re.split(r"[,;.(]", source.text[cue.start : cue.end + _WHOM])[0]
    part = {term.name for term in terms_of(after) if term.weight >= 2 and term.name != "patient"}
    return bool(part & statement.names)
