"""Why a record ranks where it does, in words a reader can check."""

from __future__ import annotations

from assistant.retrieval.fusion import Fused
from assistant.retrieval.ranking import tier_name
from assistant.retrieval.wording import folded
from ingest import StoredArticle, normalised_words

_WORDS_SHOWN = 6
_SHORTEST = 3


def rank_reasons(question: str, found: Fused, record: StoredArticle, text: str) -> tuple[str, ...]:
    """Kind of study and evidence level, year, words in common, nearness in meaning, and what bars it from being cited.

    Args:
        question: As asked.
        found: The record after fusion.
        record: As stored.
        text: What the words were found in; those it shares with the question are named.
    """
    level, year = record.classification.level, record.article.year
    why = [tier_name(record) + (f", level {level}" if level else "")]
    if year:
        why.append(f"published {year}")
    if found.words:
        why.append(
            f"words {found.words:.0%} of the best hit" + (f" ({shared})" if (shared := _shared(question, text)) else "")
        )
    if found.vectors:
        why.append(f"meaning {found.vectors:.0%} of the best hit")
    if not (found.words or found.vectors):
        why.append("found by a synonym or MeSH heading")
    if not record.article.text:
        why.append("no abstract: found by its title")
    if not record.integrity.citable:
        why.append(f"{record.integrity.value}: may not be cited")
    return tuple(why)


def _shared(question: str, text: str) -> str:
    running = folded(text)
    words = [w for w in dict.fromkeys(normalised_words(question)) if len(w) >= _SHORTEST and f" {w} " in running]
    return ", ".join(words[:_WORDS_SHOWN])
