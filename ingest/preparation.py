"""Records made ready to store: hashed, judged, classified and cut, so that the transaction itself is short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.article_json import article_to_json, classification_to_json
from ingest.domain import Article, Classification, Deletion, Integrity, Passage, sha256_hex
from ingest.revisions import Reading, notices_in, reading_of

SplitSentences = Callable[[str], Sequence[tuple[int, int]]]
CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One article as it will be stored."""

    article_id: str
    version_hash: str
    record_hash: str
    record: str
    title: str
    reading: Reading
    year: int | None
    own_integrity: Integrity
    notices: dict[str, Integrity]
    classification: Classification
    classification_json: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How a record becomes passages, evidence class and integrity; handed in, so that the store knows no rule."""

    version_hash_of: Callable[[Article], str]
    integrity_of: Callable[[Article], Integrity]
    classify: Callable[[Article], Classification]
    split: Callable[[Article, str], tuple[Passage, ...]]
    version: str = ""
    """Changes with the rules, so that a library knows which of them its records were read by; "" where nobody asks."""

    def prepare(self, record: Article | Deletion) -> Prepared | Deletion:
        """The record ready to store; a deletion stays as it is."""
        if isinstance(record, Deletion):
            return record
        record_json = article_to_json(record)
        version_hash = self.version_hash_of(record)
        classification = self.classify(record)
        return Prepared(
            article_id=record.article_id,
            version_hash=version_hash,
            record_hash=sha256_hex(record_json),
            record=record_json,
            title=record.title,
            reading=reading_of(record),
            year=record.year,
            own_integrity=self.integrity_of(record),
            notices=notices_in(record),
            classification=classification,
            classification_json=classification_to_json(classification),
            passages=self.split(record, version_hash),
        )

    def prepare_all(self, records: Iterator[Article | Deletion]) -> list[Prepared | Deletion]:
        """All of a unit, or the first error of its source."""
        return [self.prepare(record) for record in records]


@dataclass(frozen=True, slots=True)
class PassageCutter:
    """Cuts articles into passages with a given sentence splitter and tokenizer. Picklable if both are."""

    split_sentences: SplitSentences
    count_tokens: CountTokens

    def __call__(self, article: Article, version_hash: str) -> tuple[Passage, ...]:
        """Passages of the article, in reading order."""
        from ingest.passages import split_passages

        return split_passages(article, version_hash, self.split_sentences, self.count_tokens)


def standard_rules(split_sentences: SplitSentences, count_tokens: CountTokens) -> ReadingRules:
    """The rules of this package, with the sentence splitter and tokenizer of the caller."""
    from ingest.classification import classify
    from ingest.integrity import integrity_of
    from ingest.passages import version_hash_of
    from ingest.rules_version import rules_version

    cutter = PassageCutter(split_sentences, count_tokens)
    return ReadingRules(version_hash_of, integrity_of, classify, cutter, rules_version())
