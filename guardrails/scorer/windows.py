"""The stretches of a text that the scorer reads: every sentence, and whole short texts or runs of neighbouring sentences.

Harmless sentences around a bad one lower the score of the whole, never that of the sentence itself. Of a short text the whole
gets a second opinion where the n-grams leave it open; sentences and long texts do not, which keeps the time of a verdict bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from guardrails.case import Case, Sentence
from guardrails.memo import RecentMemo
from guardrails.scorer.model import probabilities
from guardrails.scorer.second import joining, second_opinion, vectors_folder

_MOST_WORDS = 75
"""The longest statement the model was fitted on has about so many words."""
_MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the judged text and how likely reviewers would reject it."""

    start: int
    end: int
    probability: float
    torn: bool = False
    """One sentence out of a text of several: bears out a rule in it, and says nothing alone."""


def _windows(case: Case) -> tuple[Window, ...]:
    sentences = [s for s in case.sentences if s.text.strip()]
    if not sentences:
        return ()
    spans = [(0, len(case.text))]
    short = len(case.text.split()) <= _MOST_WORDS
    if not short:
        spans = [span for part in _paragraphs(case.text, sentences) for span in _runs(part)]
    torn = [(s.start, s.end) for s in sentences if len(sentences) > 1 and (s.start, s.end) not in spans]
    found = probabilities(tuple(case.text[start:end] for start, end in (*spans, *torn)))
    if short:
        found = (second_opinion(case.text, found[0]), *found[1:])
    whole = len(spans)
    windows = (Window(*span, p, n >= whole) for n, (span, p) in enumerate(zip((*spans, *torn), found, strict=True)))
    return tuple(sorted(windows, key=lambda w: (w.start, w.end)))


windows_of = RecentMemo(_windows)
"""Windows of a case in the order of the text; they overlap."""


def lacks_second_opinion(case: Case) -> bool:
    """Whether the n-grams were in doubt about a text as a whole, and the second reader was not there to ask."""
    if vectors_folder() is not None or len(case.text.split()) > _MOST_WORDS:
        return False
    return joining().asks(probabilities((case.text,))[0])


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
