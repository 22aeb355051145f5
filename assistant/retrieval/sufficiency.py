"""Whether the evidence answers the question. If not, the reason says what is missing, in words a reader can check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Intent, Query
from assistant.retrieval.directness import Judgement, Wanted
from assistant.retrieval.wording import intent_words
from ingest import StoredArticle, Vocabulary, normalised_words

_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SHARE_OF_SUBJECT = 0.5


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The decision and its reason; for a sufficient pack what limits the answer, "" if nothing does."""

    sufficient: bool
    reason: str = ""


def decide(
    query: Query,
    want: Wanted,
    judged: Sequence[tuple[StoredArticle, Judgement]],
    vocabulary: Vocabulary,
    searched: int,
) -> Sufficiency:
    """Direct human evidence with the asked agent, condition and outcome is enough; nothing else is.

    Questions about mechanism or animals may rest on preclinical records. A question whose subject is not recognised
    needs records that contain most of its own words.
    """
    if not searched:
        return Sufficiency(False, "the library is empty")
    answering = [(r, j) for r, j in judged if j.directness in _answering(want)]
    if answering and _on_subject(query, want, [r for r, _ in answering], vocabulary):
        return Sufficiency(True, _limits(want, answering, vocabulary))
    return Sufficiency(False, _missing(query, want, judged, vocabulary))


def subject_words(query: Query, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Words of the question that are neither everyday words nor part of a recognised concept."""
    plain = intent_words().plain
    taken = [(m.start, m.end) for m in vocabulary.find(query.text)]
    left: list[str] = []
    for match in _WORD.finditer(query.text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        left.extend(w for w in normalised_words(match.group()) if w not in plain and len(w) > 2)
    return tuple(dict.fromkeys(left))


def _answering(want: Wanted) -> tuple[str, ...]:
    return ("direct", "contrary", "preclinical") if want.laboratory else ("direct", "contrary")


def _on_subject(query: Query, want: Wanted, records: Sequence[StoredArticle], vocabulary: Vocabulary) -> bool:
    """True if the records are about what is asked, also where the question names things no vocabulary knows."""
    named_subject = want.conditions or want.tumors or want.musts or want.bodies or want.medicines or want.compared
    if want.agents and (named_subject or want.intent not in (Intent.EFFICACY, Intent.OTHER, Intent.COMPARISON)):
        return True
    words = subject_words(query, vocabulary)
    if not words:
        return True
    for record in records:
        text = set(normalised_words(f"{record.article.title} {record.article.text}"))
        if sum(word in text for word in words) >= _SHARE_OF_SUBJECT * len(words):
            return True
    return False


def _limits(want: Wanted, answering: Sequence[tuple[StoredArticle, Judgement]], vocabulary: Vocabulary) -> str:
    if want.compared and want.agents:
        names = {vocabulary.entries[c].name for c in want.compared}
        if not any(names <= set(j.matches) for _, j in answering):
            return f"no record compares with {' or '.join(sorted(names))}"
    return ""


def _missing(
    query: Query, want: Wanted, judged: Sequence[tuple[StoredArticle, Judgement]], vocabulary: Vocabulary
) -> str:
    def names(ids: Sequence[str]) -> str:
        return " or ".join(vocabulary.entries[i].name for i in ids)

    subject = []
    if want.agents:
        subject.append(f"studied {names(want.agents)}" + (f" ({names(want.routes)})" if want.routes else ""))
    topics = (*want.conditions, *want.tumors, *(m for m in want.musts if m not in want.tumors), *want.medicines[:1])
    if topics:
        subject.append(f"for {', '.join(dict.fromkeys(vocabulary.entries[t].name for t in topics))}")
    unknown = subject_words(query, vocabulary)
    if not subject and not unknown:
        return "the question names nothing that a record could be held against"
    what = " ".join(subject) if subject else f"is about {', '.join(unknown[:4])}"
    return f"no record in this library {what} in people" if subject else f"no record in this library {what}"
