"""Random adding, revising, deleting, reopening and losing of indexes: records, words and vectors always agree."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ingest.domain import Article, Deletion, Integrity
from ingest.records.store import Records
from tests.ingest.store_fakes import Home, article, assert_in_step, day, notice

PMIDS = st.sampled_from([str(number) for number in range(1, 9)])
TEXTS = st.sampled_from(["", "Nausea fell.", "Pain fell. Sleep rose.", "Cannabidiol was given for 3 weeks."])


class LibraryMachine(RuleBasedStateMachine):
    """The model keeps, for each PMID, the newest reading by (date, arrival) and whether NLM deleted it."""

    @initialize()
    def start(self) -> None:
        self.folder = TemporaryDirectory()
        self.home = Home(Path(self.folder.name))
        self.library = self.home.open()
        self.newest: dict[str, Article] = {}
        self.deleted: set[str] = set()
        self.notices: dict[str, str] = {}

    @rule(units=st.lists(st.tuples(PMIDS, TEXTS, st.integers(0, 5)), min_size=1, max_size=6))
    def add(self, units: list[tuple[str, str, int]]) -> None:
        records = [article(pmid, text, revised=day(number)) for pmid, text, number in units]
        before = {pmid: self.newest.get(pmid) for pmid, _, _ in units}
        report = self.library.add(records, "a file")
        for record in records:
            self._learn(record)
        reported = {*report.new, *report.changed, *report.unchanged, *report.removed}
        assert reported == set(before)
        assert set(report.new) == {pmid for pmid in before if before[pmid] is None} - self.deleted

    @rule(pmid=PMIDS)
    def delete(self, pmid: str) -> None:
        self.library.add([Deletion(pmid)], "an update")
        self.deleted.add(pmid)

    @rule(about=PMIDS, number=st.integers(0, 5))
    def retract(self, about: str, number: int) -> None:
        record = notice("900", of=about, revised=day(number))
        self.library.add([record], "a notice")
        self._learn(record)

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = self.home.open()

    @rule(lost=st.sampled_from(["words", "vectors"]))
    def lose(self, lost: str) -> None:
        before = self._answers()
        self.library.close()
        shutil.rmtree(self.home.folder / lost)
        self.library = self.home.open()
        assert self._answers() == before

    @rule(pmid=PMIDS, text=TEXTS)
    def add_without_model(self, pmid: str, text: str) -> None:
        self.library.close()
        with self.home.opened(words_only=True) as library:
            record = article(pmid, text, revised=day(6))
            library.add([record], "a file")
            self._learn(record)
        self.library = self.home.open()

    @precondition(lambda self: self.newest)
    @rule()
    def rebuild(self) -> None:
        before = self._answers()
        self.library.rebuild()
        assert self._answers() == before

    @invariant()
    def stores_agree(self) -> None:
        if not hasattr(self, "library"):
            return
        assert_in_step(self.library)
        assert self.library.records.count_all() == Records(self.home.engine).count_all()
        stored = self.library.articles(self.library.article_ids())
        assert {pmid: found.article for pmid, found in stored.items()} == self.newest
        for pmid, found in stored.items():
            assert (found.integrity is Integrity.WITHDRAWN) == (pmid in self.deleted)
            said = self.newest.get("900")
            if said is not None and said.links[0].pmid == pmid and pmid not in self.deleted:
                assert found.integrity is Integrity.RETRACTED
        searched = {match.article_id for match in self.library.search_words("nausea pain cannabidiol", 100)}
        assert searched <= set(self.newest) - self.deleted

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            self.home.close()
            self.folder.cleanup()

    def _learn(self, record: Article) -> None:
        stored = self.newest.get(record.article_id)
        if stored is None or (record.revised or date.min) >= (stored.revised or date.min):
            self.newest[record.article_id] = record

    def _answers(self) -> list[object]:
        questions = ("nausea fell", "sleep", "cannabidiol weeks trial")
        return [
            find(question, k)
            for question in questions
            for k in (2, 50)
            for find in (self.library.search_words, self.library.search_vectors)
        ]


LibraryMachine.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestLibraryStates = LibraryMachine.TestCase


@pytest.mark.slow
class TestLibraryStatesLong(LibraryMachine.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(LibraryMachine.TestCase.settings, max_examples=150, stateful_step_count=40)
