"""A draft as the checks see it: sentences with their statement, section, line and mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from guardrails.case import Case, Sentence
from guardrails.domain import Claim, Context, Draft, Evidence, Line, Section, Statement
from guardrails.normalise import fold
from guardrails.statements import split_to_judge
from guardrails.unbroken import broken_up


def build_case(
    draft: Draft, evidence: Mapping[str, Evidence], claims: Sequence[Claim], context: Context, now: datetime
) -> Case:
    """Everything that the checks may look at, for one draft. No sentence crosses a visible line or a statement."""
    text = broken_up(draft.text)
    plain = fold(text)
    sentences: list[Sentence] = []
    for start, end, statement, section, line in _pieces(draft):
        mode = section.mode if section is not None and section.mode is not None else context.mode
        for left, right in split_to_judge(text[start:end]):
            first, last = start + left, start + right
            sentences.append(
                Sentence(
                    text[first:last], first, last, plain[first:last], statement, section, line, mode, len(sentences)
                )
            )
    return Case(draft, text, tuple(sentences), evidence, tuple(claims), context, now)


_Piece = tuple[int, int, Statement | None, Section | None, Line | None]


def _pieces(draft: Draft) -> Iterator[_Piece]:
    """Stretches of the text that belong together, in order: a whole line, or its lead and each of its statements."""
    placed = iter(list(draft.statements()))
    cursor = 0
    for text, section, line in draft.lines():
        if line is None or section is None:
            yield cursor, cursor + len(text), None, section, line
        else:
            if line.lead:
                yield cursor, cursor + len(line.lead), None, section, line
            for _ in line.statements:
                statement, _, _ = next(placed)
                yield statement.start, statement.end, statement, section, line
        cursor += len(text) + 1
