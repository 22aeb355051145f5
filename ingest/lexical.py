"""Words of titles and passages in tantivy, ranked by BM25. The only module that knows tantivy.

A query is built from analysed words, never parsed: nothing a user types is syntax.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from typing import Any

from ingest.disk import means_no_room
from ingest.domain import Match
from ingest.errors import IngestError, LibraryUnavailable, StorageFull
from ingest.matching import match, ranked
from ingest.searched import Searched

_ANALYSER = "callprep_english"
_HEADING = "heading"
"""MeSH headings as whole terms, with the first passage of each record: found by name, without a part in the ranking by words."""
_FIELDS = {"text": 1.0}
"""Weight of a word found in each field. Title and passage are one text: as two fields a word of the title counts twice,
and nDCG@10 falls by 0.03 on claims (SciFact)."""
_WRITER_BYTES = 50_000_000
_LONGEST_WORD = 60
_MAX_WORDS = 128
"""Different words of one question that are looked up; the rest is ignored."""
_SATURATION = 2.2
"""k1 + 1 of tantivy's BM25: a word in a text weighs less than this times its rarity."""


class WordIndex:
    """The words of one library, in a folder. One writer, any number of searching threads.

    Raises:
        LibraryUnavailable: the folder holds something else, or damaged files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _vendor_errors(folder):
            import tantivy

            folder.mkdir(parents=True, exist_ok=True)
            self._vendor = tantivy
            self._analyser = _analyser(tantivy)
            self._schema = _schema(tantivy)
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.register_tokenizer(_ANALYSER, self._analyser)
            self._index.config_reader("manual")
            self._index.reload()

    def write(self, present: Sequence[Searched], absent: Sequence[str]) -> bool:
        """Make the index hold `present` once each and `absent` (passage ids) not at all.

        Returns:
            True if something was taken out. Scores then still count what is gone, until `replace_all`.
        """
        before = self.count()
        with self._writing() as writer:
            for passage_id in [*absent, *(one.passage.passage_id for one in present)]:
                writer.delete_documents_by_term("passage_id", passage_id)
            for one in present:
                writer.add_document(self._document(one))
        return self.count() != before + len(present)

    def replace_all(self, passages: Iterable[Searched]) -> None:
        """Make the index hold exactly `passages`; searches see the old state until all are in."""
        with self._writing() as writer:
            writer.delete_all_documents()
            for one in passages:
                writer.add_document(self._document(one))

    def search(self, text: str, k: int) -> list[Match]:
        """The `k` best passages for the words of `text`, best first; ties by passage id.

        A score is the share of what a perfect match of all words would reach. [] without a word.
        """
        with _vendor_errors(self._folder):
            searcher = self._index.searcher()
            words = self.words_of(text)
            query, perfect = self._query(words, searcher)
            if k < 1 or not words or perfect <= 0:
                return []
            hits = self._hits(searcher, query, k)
            return ranked((match(_id_at(searcher, address), score / perfect) for score, address in hits), k)

    def search_headings(self, headings: Sequence[str], k: int) -> list[Match]:
        """The first passages of up to `k` records that are indexed under any of the headings, most and rarest first.

        A heading is a MeSH name, or name and qualifier as `Nausea/chemically induced`.
        """
        terms = sorted({heading.casefold() for heading in headings})
        with _vendor_errors(self._folder):
            searcher = self._index.searcher()
            term_query, should = self._vendor.Query.term_query, self._vendor.Occur.Should
            parts = [(should, term_query(self._schema, _HEADING, term)) for term in terms]
            if k < 1 or not parts:
                return []
            hits = self._hits(searcher, self._vendor.Query.boolean_query(parts), k)
            best = max((score for score, _ in hits), default=1.0)
            return ranked((match(_id_at(searcher, address), score / best) for score, address in hits), k)

    def words_of(self, text: str) -> Counter[str]:
        """Stems a text is searched by, with how often each occurs."""
        return Counter(self._analyser.analyze(text))

    def count(self) -> int:
        """Passages held."""
        with _vendor_errors(self._folder):
            return int(self._index.searcher().num_docs)

    def ids(self) -> list[str]:
        """All passage ids held, sorted; for tests and examination."""
        with _vendor_errors(self._folder):
            searcher = self._index.searcher()
            found = searcher.search(self._vendor.Query.all_query(), limit=max(1, searcher.num_docs)).hits
            return sorted(_id_at(searcher, address) for _, address in found)

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with _vendor_errors(self._folder):
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                # A commit that was killed leaves files behind whose names the next commit would use again.
                writer.garbage_collect_files()
                yield writer
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                # Also ends the writer's threads and gives its lock back.
                writer.wait_merging_threads()
            self._index.reload()

    def _hits(self, searcher: Any, query: Any, k: int) -> list[tuple[float, Any]]:
        """At least `k` hits, and all that tie with the last of them, if so many match."""
        limit = k + 20
        while True:
            hits: list[tuple[float, Any]] = searcher.search(query, limit=limit, count=False).hits
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
                return hits
            limit *= 4

    def _query(self, words: Counter[str], searcher: Any) -> tuple[Any, float]:
        parts, perfect = [], 0.0
        total = searcher.num_docs
        for word, times in sorted(words.most_common(_MAX_WORDS)):
            for field, weight in _FIELDS.items():
                frequency = searcher.doc_freq(field, word)
                if not frequency:
                    continue
                term = self._vendor.Query.term_query(self._schema, field, word, "freq")
                parts.append((self._vendor.Occur.Should, self._vendor.Query.boost_query(term, weight * times)))
                perfect += weight * times * _SATURATION * _rarity(total, frequency)
        return self._vendor.Query.boolean_query(parts) if parts else None, perfect

    def _document(self, one: Searched) -> Any:
        passage = one.passage
        document = self._vendor.Document()
        document.add_text("passage_id", passage.passage_id)
        document.add_text("text", f"{one.title}\n{passage.label or ''}\n{passage.text}")
        for heading in one.headings if passage.ordinal == 0 else ():
            document.add_text(_HEADING, heading.casefold())
        return document


def _id_at(searcher: Any, address: Any) -> str:
    return str(searcher.doc(address)["passage_id"][0])


def _analyser(tantivy: Any) -> Any:
    filters = tantivy.Filter
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(filters.remove_long(_LONGEST_WORD))
        .filter(filters.lowercase())
        .filter(filters.ascii_fold())
        .filter(filters.stopword("english"))
        .filter(filters.stemmer("english"))
        .build()
    )


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_HEADING, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name=_ANALYSER, index_option="freq")
    return builder.build()


def _rarity(total: int, frequency: int) -> float:
    """BM25's inverse document frequency."""
    return log(1 + (max(total, frequency) - frequency + 0.5) / (frequency + 0.5))


@contextmanager
def _vendor_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except (IngestError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as exc:  # a panic of native code is no Exception
        if means_no_room(exc):
            raise StorageFull(
                f"no room for the word index in {str(folder)!r}; free disk space and run the command again: "
                "what was acknowledged before is kept"
            ) from exc
        words = (str(exc).strip() or type(exc).__name__).splitlines()[0][:200]
        raise LibraryUnavailable(
            f"word index {str(folder)!r} does not answer ({words}); run `callprep library rebuild`"
        ) from exc
