"""Words that a source only has with `non-` before them, and the other way round: another kind of people, disease or result."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind

_NON = re.compile(r"\bnon-?(?P<what>[a-z]{3,}(?:-[a-z]+)*)")
_NEGATED = re.compile(r"(?:\b(?:not|no|never|neither|nor|without|nobody|non)|n't)[\s-](?:[\w-]+\s){0,8}$")
_KINDS_OF_PEOPLE = re.compile(r"[a-z]+(?:ers|ors|ists)")
_LEAST = 5
"""Letters of a word that is written together with its prefix: a shorter one is another word ("none", "nonane")."""


def prefix_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections where one text speaks of a kind and the other only of what is not of that kind."""
    mine, theirs = statement.text.lower(), source.text.lower()
    for match in _NON.finditer(theirs):
        said = _affirmed(match["what"], mine)
        whole = len(match.group()) - len(match["what"]) == len("non-") or len(match["what"]) >= _LEAST
        if said and whole and not _prefixed(match["what"], mine) and not _plain(match["what"], theirs):
            yield _problem(statement, source, said.span(), match.span())
            return
    for match in _NON.finditer(mine):
        stands = _plain(match["what"], theirs) if _KINDS_OF_PEOPLE.fullmatch(match["what"]) else []
        if stands and not _prefixed(match["what"], theirs) and not _plain(match["what"], mine):
            yield _problem(statement, source, match.span(), stands[0].span())
            return


def _pattern(what: str) -> str:
    return re.escape(what).replace(r"\-", r"[\s-]")


def _plain(what: str, low: str) -> list[re.Match[str]]:
    """Where the word stands on its own."""
    return list(re.finditer(rf"(?<![\w-]){_pattern(what)}(?![\w-])", low))


def _affirmed(what: str, low: str) -> re.Match[str] | None:
    """Where it stands on its own and is not denied."""
    return next((m for m in _plain(what, low) if not _NEGATED.search(low[: m.start()])), None)


def _prefixed(what: str, low: str) -> bool:
    return bool(re.search(rf"\bnon[\s-]?{_pattern(what)}", low))


def _problem(statement: Passage, source: Passage, mine: tuple[int, int], theirs: tuple[int, int]) -> Problem:
    said, stands = statement.text[mine[0] : mine[1]], source.text[theirs[0] : theirs[1]]
    why = f"The source says {stands!r}, not {said!r}."
    return Problem(ProblemKind.NEGATION, *mine, *theirs, why, 0.85, True)
