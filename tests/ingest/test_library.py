from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event, text

from ingest.domain import Article, Classification, Deletion, Design, Integrity, Species, TextOrigin
from ingest.embedding import HashingEmbedder
from ingest.errors import EmbeddingUnavailable, LibraryBusy, LibraryUnavailable
from ingest.library import Library
from ingest.preparation import ReadingRules
from ingest.records.store import Records
from tests.ingest.store_fakes import Home, article, assert_in_step, day, notice

TOPICS = ("nausea", "vomiting", "neuropathy", "appetite", "sleep", "anxiety", "pain")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    home.close()


def corpus(count: int = 40) -> list[Article]:
    """Records of which several have the same words, so that ties occur."""
    return [
        article(
            str(number),
            f"Cannabidiol changed {TOPICS[number % 7]} and {TOPICS[number % 5]}. It was given for {number % 9} weeks.",
            revised=day(number),
            year=2000 + number % 20,
        )
        for number in range(1, count + 1)
    ]


def results(library: Library) -> list[object]:
    questions = ["cannabidiol for nausea", "sleep weeks", "appetite", "3 weeks of pain", "unknown word"]
    return [find(question, k) for question in questions for k in (1, 7, 100) for find in _finders(library)]


def _finders(library: Library) -> tuple[object, ...]:
    return library.search_words, library.search_vectors  # type: ignore[return-value]


def test_added_records_are_found_by_words_and_vectors(home: Home) -> None:
    with home.opened() as library:
        report = library.add(corpus(), "a file")
        assert report.new == tuple(sorted(str(n) for n in range(1, 41)))
        best = library.search_words("neuropathy", 5)
        assert len(best) == 5
        passages = library.passages(match.passage_id for match in best)
        assert all("neuropathy" in passages[match.passage_id].text for match in best)
        assert library.search_vectors("cannabidiol changed neuropathy", 3)
        assert_in_step(library)


def test_a_record_without_abstract_is_found_by_its_title(home: Home) -> None:
    alone = dataclasses.replace(article("900", ""), title="Dexamethasone eased hiccups: a letter", sections=())
    with home.opened() as library:
        library.add([*corpus(), alone], "a file")
        for find in _finders(library):
            assert find("hiccups after dexamethasone", 1)[0].article_id == "900"
        assert_in_step(library)


def test_scores_lie_between_0_and_1_and_ties_are_ordered_by_id(home: Home) -> None:
    with home.opened() as library:
        library.add(corpus(), "a file")
        for find in (library.search_words, library.search_vectors):
            found = find("cannabidiol changed nausea and weeks", 100)
            assert all(0 <= match.score <= 1 for match in found)
            order = [(-match.score, match.passage_id) for match in found]
            assert order == sorted(order)
            assert len({match.score for match in found}) < len(found), "the corpus must have ties"
            for k in (1, 3, 17):
                assert find("cannabidiol changed nausea and weeks", k) == found[:k]


@pytest.mark.parametrize(
    "hostile",
    ['title:(a OR "b', "*", "+nausea -pain ^9 ~2", "AND OR NOT", "[1 TO 2]", "\\", "\x00", "a" * 5000, "", "   "],
    ids=[f"case{n}" for n in range(10)],
)
def test_nothing_typed_is_query_syntax(home: Home, hostile: str) -> None:
    with home.opened() as library:
        library.add(corpus(5), "a file")
        assert isinstance(library.search_words(hostile, 5), list)
        assert isinstance(library.search_vectors(hostile, 5), list)


def test_results_survive_reopening_and_rebuilding(home: Home) -> None:
    with home.opened() as library:
        library.add(corpus(), "a file")
        library.add([article("3", "Other words about sleep.", revised=day(90)), Deletion("5")], "an update")
        before = results(library)
        library.rebuild()
        assert results(library) == before
    with home.opened() as library:
        assert results(library) == before
        assert_in_step(library)
    with home.opened(rebuild=True) as library:
        assert results(library) == before


@pytest.mark.parametrize("lost", ["words", "vectors"])
@pytest.mark.parametrize("how", ["missing", "emptied", "garbage", "stale"])
def test_a_damaged_index_is_built_again_with_the_same_results(home: Home, lost: str, how: str) -> None:
    folder = home.folder / lost
    with home.opened() as library:
        library.add(corpus(), "a file")
    shutil.copytree(folder, home.folder / "older")
    with home.opened() as library:
        library.add([article("99", "Late words about sleep.")], "a file")
        library.add([Deletion("5")], "a file")
        before = results(library)
    if how == "garbage":
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".json":
                path.write_bytes(b"garbage" * 100)
    else:
        shutil.rmtree(folder)
    if how == "emptied":
        folder.mkdir()
    if how == "stale":
        shutil.copytree(home.folder / "older", folder)
    with home.opened() as library:
        assert results(library) == before
        assert_in_step(library)


@pytest.mark.parametrize("table", ["migrations", "tenants", "collections", "max_seq_id", "embeddings_queue_config"])
def test_a_vector_store_killed_while_it_was_made_is_made_again_at_once(home: Home, table: str) -> None:
    with home.opened() as library:
        library.add(corpus(), "a file")
        before = results(library)
    (home.folder / "vectors" / "seal.json").unlink()  # a killed process leaves no seal
    with closing(sqlite3.connect(home.folder / "vectors" / "chroma.sqlite3")) as store:
        store.execute(f"DROP TABLE {table}")
        store.commit()
    with home.opened() as library:
        assert results(library) == before
        assert_in_step(library)


def test_a_copied_index_is_trusted_whatever_its_file_times(home: Home) -> None:
    with home.opened() as library:
        library.add(corpus(), "a file")
        before = results(library)
    shutil.copytree(home.folder / "vectors", home.folder / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(home.folder / "vectors")
    (home.folder / "copy").rename(home.folder / "vectors")
    counting = _Counting()
    with home.opened(counting) as library:
        assert results(library) == before
    assert counting.embedded <= len(before), "only questions are embedded"


class _Counting(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__(32)
        self.embedded = 0

    def embed(self, texts: object) -> np.ndarray:  # type: ignore[override]
        self.embedded += len(texts)  # type: ignore[arg-type]
        return super().embed(texts)  # type: ignore[arg-type]


def test_opening_and_closing_embeds_nothing_twice(home: Home) -> None:
    counting = _Counting()
    with home.opened(counting) as library:
        library.add(corpus(20), "a file")
    embedded = counting.embedded
    with home.opened(counting) as library:
        assert_in_step(library)
        library.add(corpus(20), "the same file")
    assert counting.embedded == embedded


def test_without_a_model_words_are_searched_and_the_status_says_so(home: Home) -> None:
    with home.opened(words_only=True) as library:
        library.add(corpus(), "a file")
        assert library.search_words("nausea", 3)
        assert library.search_vectors("nausea", 3) == []
        status = library.status()
        assert status.embedder is None
        assert status.queued == 0
        assert any("words only" in warning for warning in status.warnings)
    with home.opened() as library:
        assert library.search_vectors("nausea", 3)
        assert library.status().warnings == ()
        assert_in_step(library)


def test_another_embedder_is_refused_until_rebuilt(home: Home) -> None:
    with home.opened(HashingEmbedder(32)) as library:
        library.add(corpus(), "a file")
    with pytest.raises(LibraryUnavailable, match=r"hashing-32.*hashing-48.*callprep library rebuild"):
        home.open(HashingEmbedder(48))
    with home.opened(words_only=True) as library:
        assert library.search_words("nausea", 3)
    with home.opened(HashingEmbedder(48), rebuild=True) as library:
        assert library.search_vectors("nausea", 3)
        assert_in_step(library)
    with home.opened(HashingEmbedder(48)) as library:
        assert library.status().embedder == "hashing-48"
    with pytest.raises(LibraryUnavailable):
        home.open(HashingEmbedder(32))


class _Failing(HashingEmbedder):
    def embed(self, texts: object) -> np.ndarray:  # type: ignore[override]
        raise EmbeddingUnavailable("endpoint is down; start it")


def test_records_stay_when_the_embedder_fails_and_vectors_follow(home: Home) -> None:
    with home.opened(_Failing(32)) as library:
        with pytest.raises(EmbeddingUnavailable):
            library.add(corpus(10), "a file")
        assert len(library.article_ids()) == 10
        assert library.search_words("nausea", 3)
        assert library.status().queued == 10
    with home.opened(_Failing(32)) as library:
        assert any("endpoint is down" in warning for warning in library.status().warnings)
    with home.opened() as library:
        assert_in_step(library)


def test_who_searches_does_not_wait_for_an_embedding_under_way(home: Home) -> None:
    class Waiting(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            if len(texts) > 1:
                embedding.set()
                assert go_on.wait(30)
            return super().embed(texts)

    embedding, go_on = threading.Event(), threading.Event()
    with home.opened(Waiting(32)) as library:
        writer = threading.Thread(target=library.add, args=([article("1"), article("2")], "a file"))
        writer.start()
        assert embedding.wait(30)
        try:
            asked = time.monotonic()
            assert library.size() == library.status().articles == 2
            assert {found.article_id for found in library.search_words("nausea", 5)} == {"1", "2"}
            assert time.monotonic() - asked < 5
        finally:
            go_on.set()
            writer.join(30)
        assert library.held()["vectors"] == 2


def test_a_second_opening_names_the_holder(home: Home) -> None:
    with home.opened(address="http://127.0.0.1:8000"), pytest.raises(LibraryBusy) as caught:
        home.open()
    assert "--server http://127.0.0.1:8000" in str(caught.value)
    with home.opened():
        pass


def test_another_process_is_told_the_pid(home: Home) -> None:
    program = (
        "import sys; from pathlib import Path; from ingest.lock import LibraryLock; from ingest.errors import LibraryBusy\n"
        "try: LibraryLock(Path(sys.argv[1]))\n"
        "except LibraryBusy as exc: print(exc)"
    )
    with home.opened():
        command = [sys.executable, "-c", program, str(home.folder / "library.lock")]
        root = Path(__file__).resolve().parents[2]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
        pid = json.loads((home.folder / "library.lock").read_text())["pid"]
    assert f"process {pid}" in answer.stdout


def test_a_unit_that_fails_half_way_adds_nothing(home: Home) -> None:
    def broken() -> Iterator[Article]:
        yield article("1")
        raise ValueError("cut short")

    with home.opened() as library:
        with pytest.raises(ValueError, match="cut short"):
            library.add(broken(), "a file")
        assert library.article_ids() == ()
        assert_in_step(library)


def test_a_changed_record_keeps_its_old_version(home: Home) -> None:
    first = article("1", "First words.", revised=day(1))
    second = article("1", "Second words.", revised=day(2))
    with home.opened() as library:
        library.add([first], "file one")
        old = library.passages_of("1")[0]
        report = library.add([second], "file two")
        assert report.changed == ("1",)
        history = library.history("1")
        assert [version.article for version in history.versions] == [first, second]
        assert [version.source for version in history.versions] == ["file one", "file two"]
        assert [version.current for version in history.versions] == [False, True]
        assert library.passages([old.passage_id])[old.passage_id].text == old.text
        assert [match.passage_id for match in library.search_words("words", 5)] == [
            library.passages_of("1")[0].passage_id
        ]


def test_stored_articles_are_what_was_added(home: Home) -> None:
    records = corpus(5)
    with home.opened() as library:
        library.add(records, "a file")
        stored = library.articles(["3", "unknown", "1"])
        assert list(stored) == ["3", "1"]
        assert stored["3"].article == records[2]
        assert stored["3"].first_seen == stored["3"].changed_at


def test_deletion_leaves_a_dated_tombstone(home: Home) -> None:
    with home.opened() as library:
        library.add([article("1", revised=day(1))], "a file")
        report = library.add([Deletion("1"), Deletion("404")], "an update")
        assert report.removed == ("1", "404")
        assert library.search_words("nausea", 5) == []
        assert library.articles(["1"])["1"].integrity is Integrity.WITHDRAWN
        history = library.history("1")
        assert history.deleted_at == home.clock.now
        assert "DeleteCitation" in history.events[-1].reason
        assert library.add([article("404", revised=day(1))], "an older file").removed == ("404",)
        assert library.search_words("nausea", 5) == []
        assert library.add([Deletion("1")], "again").unchanged == ("1",)
        assert_in_step(library)


def test_a_record_revised_after_its_deletion_is_back(home: Home) -> None:
    with home.opened() as library:
        library.add([article("1", revised=day(1)), Deletion("1")], "a file")
        report = library.add([article("1", "Pain fell.", revised=day(4000))], "later")
        assert report.changed == ("1",)
        assert library.articles(["1"])["1"].integrity is Integrity.OK
        assert library.history("1").deleted_at is None
        assert len(library.search_words("pain", 5)) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)], ids=str)
def test_the_newest_revision_stands_whatever_the_order(home: Home, order: tuple[int, ...]) -> None:
    readings = [article("1", f"Reading {number}.", revised=day(number)) for number in range(3)]
    with home.opened() as library:
        for number in order:
            library.add([readings[number]], f"file {number}")
        assert library.articles(["1"])["1"].article == readings[2]
        assert_in_step(library)


def test_pubmed_replaces_a_digest_and_never_the_reverse(home: Home) -> None:
    digest = article("1", "Our own words.", text_origin=TextOrigin.DIGEST, revised=day(900), publication_types=())
    record = article("1", "The authors' words.")
    with home.opened() as library:
        library.add([digest], "demo")
        assert library.add([record], "pubmed").changed == ("1",)
        assert library.add([digest], "demo").unchanged == ("1",)
        assert library.articles(["1"])["1"].article == record
        assert [version.article for version in library.history("1").versions] == [digest, record]


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_notice_retracts_the_record_it_names(home: Home, notice_first: bool) -> None:
    units = [notice("90", of="1"), article("1", revised=day(1))]
    with home.opened() as library:
        for unit in units if notice_first else reversed(units):
            report = library.add([unit], "a file")
        assert report.retracted == ("1",)
        assert library.articles(["1"])["1"].integrity is Integrity.RETRACTED
        library.add([article("1", "Pain fell.", revised=day(5))], "a revision without the link")
        assert library.articles(["1"])["1"].integrity is Integrity.RETRACTED
        event = library.history("1").events[-1]
        assert "90" in event.reason


def test_a_notice_that_no_longer_names_a_record_frees_it(home: Home) -> None:
    with home.opened() as library:
        library.add([article("1"), notice("90", of="1", revised=day(1))], "a file")
        assert library.articles(["1"])["1"].integrity is Integrity.RETRACTED
        report = library.add([notice("90", of="2", revised=day(2))], "corrected notice")
        assert "1" in report.changed
        assert library.articles(["1"])["1"].integrity is Integrity.OK


def test_bibliographic_changes_are_stored_and_change_no_passage(home: Home) -> None:
    with home.opened() as library:
        library.add([article("1", revised=day(1))], "a file")
        before = library.passages_of("1")
        report = library.add([article("1", revised=day(2), volume="12")], "a file")
        assert report.unchanged == ("1",)
        assert library.articles(["1"])["1"].article.volume == "12"
        assert library.passages_of("1") == before
        assert len(library.history("1").versions) == 2


def test_the_snapshot_names_the_state(home: Home) -> None:
    with home.opened() as library:
        empty = library.status().snapshot_id
        library.add(corpus(3), "a file")
        first = library.status().snapshot_id
        library.add(corpus(3), "again")
        assert library.status().snapshot_id == first
        library.add([Deletion("2")], "an update")
        assert len({empty, first, library.status().snapshot_id}) == 3


def test_a_database_without_tables_is_unavailable(tmp_path: Path) -> None:
    from assistant.engine import make_engine
    from ingest.library import open_library

    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(LibraryUnavailable, match="no such table"):
        open_library(tmp_path, engine, embedder=None, split_sentences=lambda text: ())
    engine.dispose()


def test_a_closed_library_says_so(home: Home) -> None:
    library = home.open()
    library.close()
    library.close()
    with pytest.raises(LibraryUnavailable, match="closed"):
        library.search_vectors("nausea", 1)


def test_counts_follow_units_of_this_process_and_of_another(home: Home) -> None:
    with home.opened() as library:
        library.add(corpus(20), "a file")
        assert library.size() == 20
        other = Records(home.engine)
        newer = article("900", "Sleep rose.", year=2035)
        other.apply(library.rules.prepare_all(iter([newer, Deletion("3")])), "another process", home.clock())
        status = library.status()
        assert (status.articles, status.newest_year) == (21, 2035)
        assert status.by_integrity == {"ok": 20, "withdrawn": 1}
        library.add([article("900", "Sleep rose.", year=2015, revised=day(9))], "a file")
        assert library.status().newest_year == 2019
        assert library.records.count_all() == Records(home.engine).count_all()


def test_every_record_is_read_once_for_counting_however_many_units_follow(home: Home) -> None:
    asked: list[str] = []
    event.listen(home.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with home.opened() as library:
        for record in corpus(12):
            library.add([record], "a file")
            library.status()
        whole = [sql for sql in asked if "articles.species" in sql and "WHERE" not in sql]
        assert len(whole) == 1
        assert library.status().snapshot_id == Records(home.engine).snapshot_id()


def other_rules(library: Library, version: str = "rules of before") -> ReadingRules:
    """Rules of an earlier release, to which everything was a review of animals."""
    found = Classification(Species.ANIMAL, Design.REVIEW)
    return dataclasses.replace(library.rules, classify=lambda _: found, version=version)


def test_a_library_read_by_other_rules_is_stale_until_it_is_read_again(home: Home) -> None:
    with home.opened() as library:
        rules = other_rules(library)
        assert library.status().stale == ()
    old = Home(home.folder / "old")
    trial = "Twenty-four patients were randomized to cannabidiol or placebo."
    with old.opened(rules=rules) as library:
        library.add([article("1", trial), article("2", "Sleep rose."), notice("900", "2"), Deletion("7")], "a file")
        before = library.status()
        assert not any("reclassify" in note for note in before.stale)
        assert before.by_design == {"narrative review": 3}
        found = results(library)
    with old.opened() as library:
        assert any("run `callprep library reclassify`" in note for note in library.status().stale)
        told: list[tuple[object, ...]] = []
        report = library.reclassify(lambda *step: told.append(step))
        after = library.status()
        assert (report.changed, report.new, report.removed) == (("1", "2", "900"), (), ())
        assert library.articles(["1"])["1"].classification.design is Design.RCT
        assert library.articles(["1"])["1"].classification.sample_size == 24
        assert not any("reclassify" in note for note in after.stale)
        assert (after.snapshot_id, after.passages, after.queued) == (before.snapshot_id, before.passages, 0)
        assert (after.by_integrity, after.last_ingest) == (before.by_integrity, before.last_ingest)
        assert told == [("records", 3, 3)]
        assert [len(library.history(pmid).versions) for pmid in ("1", "2", "900")] == [1, 1, 1]
        assert results(library) == found
        assert library.reclassify().changed == ()
    old.close()


def test_an_interrupted_reading_again_leaves_the_library_stale(home: Home) -> None:
    with home.opened() as library:
        rules = other_rules(library)
        library.add(corpus(3), "a file")

    def cut(stage: str, done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with home.opened(rules=rules) as library:
        with pytest.raises(KeyboardInterrupt):
            library.reclassify(cut)
        assert any("reclassify" in note for note in library.status().stale)
        assert library.reclassify().changed == ()
        assert not any("reclassify" in note for note in library.status().stale)


def test_a_library_of_a_release_that_did_not_name_its_rules_is_stale(home: Home) -> None:
    with home.opened() as library:
        library.add(corpus(2), "a file")
        with library.records.writing() as connection:
            connection.execute(text("DELETE FROM library_facts WHERE name = 'read_by'"))
        assert any("reclassify" in note for note in library.status().stale)
