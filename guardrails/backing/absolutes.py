"""Words that leave nothing open, where the source does not use them: a first rank, and the absence of every harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind

_SUPERLATIVE = re.compile(
    r"\b(?:the|is|are|was|were|be) (?:single |very )?(?P<rank>best|safest|strongest|most (?:effective|potent|powerful)|only effective)\b"
    r"(?! (?:supportive|practice|response|corrected|estimate|interest|evidence|case|guess))",
    re.I,
)
_HARM = r"(?:side effects?|adverse (?:events?|effects?|reactions?)|toxicit(?:y|ies)|harms?)"
_NO_HARM = re.compile(
    rf"\b(?:no|without(?: any)?|free (?:of|from)|never (?:any )?) (?:known |reported )?{_HARM}\b", re.I
)
_DENIED = re.compile(
    rf"\b(?:no|none|not|nor|neither|without|free|absen\w+|zero|0|nobody)\b[^.]{{0,80}}?{_HARM}|{_HARM}[^.]{{0,80}}?\b(?:no|none|not|nor|absent|zero|0)\b",
    re.I,
)


def absolute_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to a superlative that the source has not, and to "no side effects" where it denies none."""
    said = _SUPERLATIVE.search(statement.text)
    if said and said["rank"].lower() not in source.text.lower():
        why = f"The source does not say {said['rank']!r}."
        yield Problem(ProblemKind.COMPARATOR, said.start(), said.end(), 0, 0, why, 0.8)
    none = _NO_HARM.search(statement.text)
    if none and not _DENIED.search(source.text):
        why = f"The source does not say that there were {none.group().lower()!r}."
        yield Problem(ProblemKind.NEGATION, none.start(), none.end(), 0, 0, why, 0.8)
