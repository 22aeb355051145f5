"""The words that tell of an event: what a report says anew, and what only stands beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from assistant.accounts.screening import PARTS, relayable
from guardrails import NoteScreen, split_sentences

_REFERS = re.compile(
    r"\b(?:he|she|they|it)\b|^\W*(?:the|this|that|these|those|same|also|again|and|then)\b", re.IGNORECASE
)
"""Words by which a sentence says of whom or what it tells only together with the one before it."""


def event_words(told: str, screen: Callable[[str], NoteScreen]) -> Counter[str]:
    """How often each event or complaint is told in the text of a relay task, by its sentence.

    A sentence that tells of one only together with its neighbours counts with them; a part in which none is found as a
    whole, such as the note of a report whose box was ticked.
    """
    return Counter(words for part in told.split(PARTS) for words in _of_part(part, screen))


def _of_part(text: str, screen: Callable[[str], NoteScreen]) -> Iterator[str]:
    look, sentences = screen(text), split_sentences(text)
    starts = [event.start for event in look.adverse_events] + [defect.start for defect in look.complaints]
    places = [at for at, (start, end) in enumerate(sentences) if any(start <= one < end for one in starts)]
    if not places or any(not any(start <= one < end for start, end in sentences) for one in starts):
        yield _plain(text)
        return
    for at in places:
        start, end = sentences[at]
        if _REFERS.search(text[start:end]) or not relayable(screen(text[start:end])):
            start, end = sentences[max(0, at - 1)][0], sentences[min(at + 1, len(sentences) - 1)][1]
        yield _plain(text[start:end])


def _plain(text: str) -> str:
    return " ".join(text.split())
