"""Which sentences are read together: a line of a draft, a card of SAY boxes, a paragraph of a lone text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guardrails.case import Case, Sentence

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences of one line or paragraph. `card` numbers what is read as one: SAY boxes in a row share theirs."""

    sentences: tuple[Sentence, ...]
    card: int

    @property
    def start(self) -> int:
        """First character in the judged text."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.sentences[-1].end


def units_of(case: Case) -> tuple[Unit, ...]:
    """The units of a case in reading order; every sentence is in exactly one."""
    groups: list[list[Sentence]] = []
    for sentence in case.sentences:
        if groups and _together(case, groups[-1][-1], sentence):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    units: list[Unit] = []
    for group in groups:
        joined = bool(units) and _same_card(case, units[-1].sentences[-1], group[0])
        card = units[-1].card if joined else (units[-1].card + 1 if units else 0)
        units.append(Unit(tuple(group), card))
    return tuple(units)


def _together(case: Case, before: Sentence, after: Sentence) -> bool:
    gap = case.text[before.end : after.start]
    if before.section is None and after.section is None:
        # Every line of a structured draft is its own unit; in a lone text a blank line parts them.
        return "\n" not in gap if case.draft.sections else not _BLANK_LINE.search(gap)
    return before.line is after.line and before.line is not None and "\n" not in gap


def _same_card(case: Case, before: Sentence, after: Sentence) -> bool:
    if before.line is None or after.line is None or before.section is not after.section:
        return False
    apart = case.text[before.end : after.start].count("\n") != 1
    return before.line.style == after.line.style == "say" and not apart
