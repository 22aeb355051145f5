"""How much of a document is not approved wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails import Claim, Draft, StatementKind, fold, split_sentences

_SILENT = (StatementKind.LOGISTICS, StatementKind.CAUTION)


def novelty_ratio(draft: Draft, claims: Iterable[Claim]) -> float:
    """Share of sentences, 0-1, that are neither approved wording nor logistics; 0 for a text that asserts nothing."""
    approved = {_key(sentence) for text in _wordings(claims) for sentence in _sentences(text)}
    asserted = [_key(sentence) for sentence in _assertions(draft)]
    if not asserted:
        return 0.0
    return sum(sentence not in approved for sentence in asserted) / len(asserted)


def _wordings(claims: Iterable[Claim]) -> Iterator[str]:
    for claim in claims:
        if claim.state == "approved":
            yield claim.text
            yield from (v.text for v in claim.variations)
            yield from (q.text for q in claim.qualifiers)


def _assertions(draft: Draft) -> Iterator[str]:
    if not draft.sections:
        yield from _sentences(draft.text)
    for statement, _, _ in draft.statements():
        if statement.kind not in _SILENT:
            yield from _sentences(statement.text)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _key(sentence: str) -> str:
    return " ".join(fold(sentence).split()).rstrip(".")
