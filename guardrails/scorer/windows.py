"""The stretches of a text that the scorer reads: every sentence, and whole short texts or runs of neighbouring sentences.

Harmless sentences around a bad one lower the score of the whole, never that of the sentence itself. A short text and
each line of its own in it, with its asides and without them, get a second opinion where the n-grams leave it open;
sentences and long texts do not, which keeps the time of a verdict bounded.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from guardrails.brands import brands_of
from guardrails.case import Case, Sentence
from guardrails.courtesy import is_aside
from guardrails.memo import RecentMemo
from guardrails.reading import read
from guardrails.scorer.model import probabilities
from guardrails.scorer.second import joining, second_logit, second_opinion, vectors_folder

_MOST_WORDS = 75
"""The longest statement the model was fitted on has about so many words."""
_MOST_SENTENCES = 3
_CALM = -3.2
"""Log-odds by the second reader that hardly any text with a claim in it stays below, whatever stands around the claim."""
_FEWEST = 4
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the judged text and how likely reviewers would reject it."""

    start: int
    end: int
    probability: float
    torn: bool = False
    """One sentence out of a text of several: bears out a rule in it, and says nothing alone."""
    line: bool = False
    """A paragraph, heading or bullet of its own: a reader takes it alone, so it bears out a rule as a whole text does."""
    calm: bool = False
    """Torn out of a short text in which the second reader finds nothing: it bears out none but the gravest rules."""


def _windows(case: Case) -> tuple[Window, ...]:
    sentences = [s for s in case.sentences if s.text.strip()]
    if not sentences:
        return ()
    own = _lines_of_their_own(case, sentences)
    short = _is_short(case)
    spans = (
        [(0, len(case.text))] if short else [run for part in _paragraphs(case.text, sentences) for run in _runs(part)]
    )
    torn = {*own, *((s.start, s.end) for s in sentences)} - set(spans) if len(sentences) > 1 else set()
    torn.update(part for s in sentences if len(s.text.split()) > _MOST_WORDS for part in _clauses(s))
    every = (*spans, *sorted(torn))
    found = probabilities(case.text, every)
    calm = len(sentences) > 1 and _is_calm(case)
    windows = []
    for n, (span, p) in enumerate(zip(every, found, strict=True)):
        apart, line = n >= len(spans), span in own
        both = _both(case, span, p, own) if short else p
        windows.append(Window(*span, both, apart, line, calm and apart and not line))
    return tuple(sorted(windows, key=lambda w: (w.start, w.end)))


def read_by_both(case: Case) -> bool:
    """Whether both readers took the text as a whole and line by line."""
    return _is_short(case) and vectors_folder() is not None


def _is_calm(case: Case) -> bool:
    """Whether the second reader finds nothing at all in a short text: what a sentence of it means is told by the others."""
    logit = second_logit(case.text) if _is_short(case) else None
    return logit is not None and logit < _CALM


def _both(case: Case, span: tuple[int, int], probability: float, own: Container[tuple[int, int]]) -> float:
    """With the second opinion, where a reader takes the stretch of a short text alone."""
    asked = span in own or span == (0, len(case.text))
    return second_opinion(case.text[span[0] : span[1]], probability) if asked else probability


def _is_short(case: Case) -> bool:
    return len(case.text.split()) <= _MOST_WORDS


def _lines_of_their_own(case: Case, sentences: list[Sentence]) -> frozenset[tuple[int, int]]:
    """Paragraphs, and what is left of one between its asides: those lend their tone to no neighbour."""
    parts = _paragraphs(case.text, sentences)
    return frozenset((run[0].start, run[-1].end) for part in parts for run in (part, *_between_asides(part, case)))


def _between_asides(part: list[Sentence], case: Case) -> list[list[Sentence]]:
    runs: list[list[Sentence]] = [[]]
    for sentence in part:
        if is_aside(read(sentence.plain, brands_of(case))):
            runs.append([])
        else:
            runs[-1].append(sentence)
    return [run for run in runs if run]


windows_of = RecentMemo(_windows)
"""Windows of a case in the order of the text; they overlap."""


def lacks_second_opinion(case: Case) -> bool:
    """Whether the n-grams were in doubt about a text or a line of it, and the second reader was not there to ask."""
    sentences = [s for s in case.sentences if s.text.strip()]
    if vectors_folder() is not None or not _is_short(case) or not sentences:
        return False
    asked = {(0, len(case.text)), *_lines_of_their_own(case, sentences)}
    return any(joining().asks(p) for p in probabilities(case.text, tuple(sorted(asked))))


def says_something(stretch: str) -> bool:
    """Whether it has words enough for a statement; with fewer it is a heading or a cell of a longer text. A dash parts words too."""
    return len(_WORD.findall(stretch)) >= _FEWEST


def _clauses(sentence: Sentence) -> list[tuple[int, int]]:
    """The parts of an endless sentence, at its semicolons and commas: a claim in one of them is not to drown in the list."""
    parts = re.finditer(r"(?:(?![;,:]\s).)+", sentence.text, re.DOTALL)
    return [(sentence.start + m.start(), sentence.start + m.end()) for m in parts if says_something(m.group())]


def _paragraphs(text: str, sentences: list[Sentence]) -> list[list[Sentence]]:
    parts = [[sentences[0]]]
    for before, sentence in pairwise(sentences):
        if "\n" in text[before.end : sentence.start]:
            parts.append([])
        parts[-1].append(sentence)
    return parts


def _runs(part: list[Sentence]) -> list[tuple[int, int]]:
    """Each sentence with its followers, as far as they fit a window; a run inside a longer one is left out."""
    runs: list[tuple[int, int]] = []
    for first, sentence in enumerate(part):
        end, words = sentence.end, len(sentence.text.split())
        for other in part[first + 1 : first + _MOST_SENTENCES]:
            words += len(other.text.split())
            if words > _MOST_WORDS:
                break
            end = other.end
        if not runs or end > runs[-1][1]:
            runs.append((sentence.start, end))
    return runs
