"""Whether the evidence answers the question. If not, the reason says what is missing, in words a reader can check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Intent, Query
from assistant.retrieval.directness import Judgement, Wanted
from assistant.retrieval.wording import subject_words
from ingest import StoredArticle, Vocabulary, normalised_words

_WORD = re.compile(r"[^\W\d_][\w'-]*")
SHARE_OF_SUBJECT = 0.5
"""Share of a question's own words that a record has to hold where no vocabulary knows them (`eval.abstention_bench`)."""
_SELF_EXPLAINING = (Intent.SAFETY, Intent.PK, Intent.ACCESS, Intent.MECHANISM, Intent.GUIDELINE)


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
    least_shared: float = SHARE_OF_SUBJECT,
) -> Sufficiency:
    """Direct human evidence with the asked agent, condition and outcome is enough; nothing else is.

    Questions about mechanism or animals may rest on preclinical records. A question whose subject is not recognised
    needs records that contain most of its own words.
    """
    if not searched:
        return Sufficiency(False, "the library is empty")
    bearing = [(r, j) for r, j in judged if j.directness in answering(want.laboratory)]
    if bearing and _on_subject(query, want, [r for r, _ in bearing], vocabulary, least_shared):
        return Sufficiency(True, _limits(want, bearing, vocabulary))
    return Sufficiency(False, _missing(query, want, vocabulary, near=bool(bearing)))


def left_words(query: Query, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Words of the question that are neither everyday words nor part of a recognised concept."""
    plain = subject_words().plain
    taken = [(m.start, m.end) for m in vocabulary.find(query.text)]
    left: list[str] = []
    for match in _WORD.finditer(query.text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        left.extend(w for w in normalised_words(match.group()) if w not in plain and len(w) > 2)
    return tuple(dict.fromkeys(left))


def unknown_names(words: Sequence[str]) -> tuple[str, ...]:
    """Those of the words that look like the name of a medicine or disease."""
    known = subject_words()
    return tuple(w for w in words if len(w) > 5 and w.endswith(known.name_endings) and w not in known.not_names)


def answering(laboratory: bool) -> tuple[str, ...]:
    """Kinds of directness that answer: preclinical ones only where laboratory work is asked for."""
    return ("direct", "contrary", "preclinical") if laboratory else ("direct", "contrary")


def _on_subject(
    query: Query, want: Wanted, records: Sequence[StoredArticle], vocabulary: Vocabulary, least_shared: float
) -> bool:
    """True if the records are about what is asked, also where the question names things no vocabulary knows."""
    words = left_words(query, vocabulary)
    unknown = unknown_names(words)
    named = want.conditions or want.tumors or want.musts or want.bodies or want.medicines or want.compared
    told = bool(want.agents and (named or want.intent in _SELF_EXPLAINING)) or not words
    if told and not unknown:
        return True  # most questions: the records need not be read word by word
    texts = [set(normalised_words(f"{r.article.title} {r.article.text}")) for r in records]
    if not all(any(name in text for text in texts) for name in unknown):
        return False
    return told or any(sum(w in text for w in words) >= least_shared * len(words) for text in texts)


def _limits(want: Wanted, bearing: Sequence[tuple[StoredArticle, Judgement]], vocabulary: Vocabulary) -> str:
    if not (want.compared and want.agents):
        return ""
    names = [vocabulary.entries[c].name for c in want.compared]
    if any(set(want.compared) <= set(j.compared) for _, j in bearing):
        return ""
    return f"no record compares with {' or '.join(sorted(names))}"


def _missing(query: Query, want: Wanted, vocabulary: Vocabulary, *, near: bool) -> str:
    """What no record holds; where records hold all that was recognised (`near`), the words of the question that they lack."""

    def names(ids: Sequence[str], joint: str = " or ") -> str:
        return joint.join(dict.fromkeys(vocabulary.entries[i].name for i in ids))

    unknown = unknown_names(left_words(query, vocabulary)) or left_words(query, vocabulary)[:4]
    about = [i for i in (*want.conditions, *want.tumors) if i not in want.musts]
    parts = []
    if want.agents:
        parts.append(f"studied {names(want.agents)}" + (f" ({names(want.routes)})" if want.routes else ""))
    if want.intent is Intent.INTERACTION and want.medicines:
        parts.append(f"with {names(want.medicines)}")
    if about:
        parts.append(f"for {names(about)}" if parts else f"is about {names(about)}")
    if want.musts:
        parts.append(f"and reported {names(want.musts, ' and ')}" if parts else f"reports {names(want.musts, ' and ')}")
    if want.bodies and not parts:
        parts.append(f"comes from {names(want.bodies)}")
    partnered = want.intent is Intent.INTERACTION and want.medicines
    if unknown and not about and not want.musts and not partnered and not near:
        parts.append(f"on {', '.join(unknown)}" if parts else f"is about {', '.join(unknown)}")
    if not parts and near:
        return f"no record in this library speaks of {', '.join(unknown)}"
    if not parts:
        return "the question names nothing that a record could be held against"
    where = "" if want.laboratory else " in people"
    lacking = f" and speaks of {', '.join(unknown)}" if near else ""
    return f"no record in this library {' '.join(parts)}{where}{lacking}"
