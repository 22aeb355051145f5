"""Which stretches of a statement stand word for word in its source: they need no comparing, wherever they were joined."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.statements import split_sentences

Span = tuple[int, int]
_LEAST = 25
"""Characters; anything shorter may stand in a source about anything."""
_SENTENCE = re.compile(r"(?:(?<!\b[a-z])(?<!\bvs)\.\s+(?=[A-Z0-9])|\n+)")
_CLAUSE = re.compile(r"[.,;:](?=\s|$)|\n")
_SECTION = re.compile(r"[A-Z][A-Z /&-]{2,40}:\s")
_TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*|[<>=%]")
_JOINING = frozenset({"in", "and", "the"})
_LEAST_TOKENS = 6
_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|did|does|occurred|fell|rose|increased|decreased|improved)\b")


def copied_sentences(statement: str, source: str) -> tuple[Span, ...]:
    """Spans of the statement that are whole sentences of the source; case and the last full stop do not count."""
    low = _lowered(statement)
    found = ((low.find(words), len(words)) for words in _sentences(source))
    return tuple((at, at + length) for at, length in found if at >= 0 and _apart(low, at, at + length))


def copied_clauses(statement: str, source: str) -> tuple[Span, ...]:
    """Spans of the statement that are a clause of the source which says by itself what its figures are of, or its first part.

    Such a clause begins a sentence of the source, or stands after a semicolon and has a verb of its own.
    """
    openings = tuple(_openings(source))
    low = _lowered(statement)
    return tuple(
        (start, end)
        for start, end in _clauses(low)
        if any(o.startswith(low[start:end]) and not o[end - start : end - start + 1].isalnum() for o in openings)
    )


def copied_beginnings(statement: str, source: str) -> tuple[Span, ...]:
    """Spans of the sentences of a statement that are, word for word, how a sentence of the source or a part of one begins.

    A part stands behind a colon or a semicolon. Punctuation and joining words before the first do not count.
    """
    begins = [_tokens(part) for sentence in _sentences(source) for part in re.split(r"[:;]\s", sentence)]
    spans = []
    for start, end in split_sentences(statement):
        mine = _tokens(_lowered(statement[start:end]))
        if len(mine) >= _LEAST_TOKENS and any(_begins(words, mine) for words in begins):
            spans.append((start, end))
    return tuple(spans)


def _begins(words: list[str], mine: list[str]) -> bool:
    """Whether they begin so, and what follows takes nothing of it back ("... from baseline, no more than with placebo")."""
    following = words[len(mine) : len(mine) + _NEXT]
    return words[: len(mine)] == mine and not _TAKEN_BACK & set(following)


_NEXT = 3
_TAKEN_BACK = frozenset(
    ["no", "not", "but", "though", "although", "however", "without", "nor", "neither", "except", "only"]
)


def _tokens(text: str) -> list[str]:
    words = _TOKEN.findall(text)
    first = next((place for place, word in enumerate(words) if word not in _JOINING), len(words))
    return words[first:]


def without_label(sentence: str) -> str:
    """A sentence of a record without the label of its section (`RESULTS: `)."""
    return _SECTION.sub("", sentence, count=1) if _SECTION.match(sentence) else sentence


def within(start: int, end: int, spans: tuple[Span, ...]) -> bool:
    """Whether a stretch lies in one of the spans; an empty stretch lies in none."""
    return any(low <= start < end <= high for low, high in spans)


def _lowered(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else text


def _sentences(source: str) -> Iterator[str]:
    for part in _SENTENCE.split(source):
        words = _lowered(without_label(part.strip()).rstrip("."))
        if len(words) >= _LEAST:
            yield words


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a stretch is a sentence of its own here: words before or behind it may turn what it says."""
    before, behind = text[:start].rstrip(), text[end:].lstrip()
    return (not before or before[-1] in ".;:") and (not behind or behind[0] in ".;")


def _clauses(text: str) -> Iterator[Span]:
    start = 0
    for end in [*(m.start() for m in _CLAUSE.finditer(text)), len(text)]:
        while start < end and (text[start].isspace() or text[start] in ".,;:"):
            start += 1
        if end - start >= _LEAST:
            yield start, end
        start = end


def _openings(source: str) -> Iterator[str]:
    for sentence in _sentences(source):
        for position, part in enumerate(sentence.split("; ")):
            start, end = next(_clauses(part), (0, 0))
            if start == 0 and end and (position == 0 or _VERB.search(part[start:end])):
                yield part[start:end]
