from __future__ import annotations

import gzip
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from ingest.delivery import Page, SearchResult
from ingest.domain import Article, Deletion
from ingest.errors import PubMedBusy, StorageFull, TruncatedFile
from ingest.library import Library
from ingest.pipeline import ingest_files, ingest_pubmed
from ingest.reports import AddReport
from tests.ingest.store_fakes import Home, article, assert_in_step, day

RECORD = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2020</Year><Month>01</Month><Day>{day:02d}</Day></DateRevised>
<Article PubModel="Print"><Journal><Title>J Test</Title><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue>
</Journal><ArticleTitle>Trial {pmid}</ArticleTitle><Abstract><AbstractText>{text}</AbstractText></Abstract>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>
</Article></MedlineCitation></PubmedArticle>"""


def xml(*pmids: int, text: str = "Nausea fell in 12 patients.", day: int = 1, deleted: Sequence[int] = ()) -> str:
    records = "".join(RECORD.format(pmid=pmid, text=text, day=day) for pmid in pmids)
    gone = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted)
    tail = f"<DeleteCitation>{gone}</DeleteCitation>" if deleted else ""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>{records}{tail}</PubmedArticleSet>'


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    home.close()


@pytest.fixture
def library(home: Home) -> Iterator[Library]:
    with home.opened() as library:
        yield library


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "below").mkdir(parents=True)
    (folder / "a.xml").write_text(xml(1, 2))
    (folder / "b.xml").write_text(xml(3)[:-40])
    (folder / "below" / "c.xml").write_text(xml(2, 4, text="Pain fell.", day=9, deleted=[1]))
    (folder / "notes.md").write_text("not a record")
    return folder


def test_a_folder_is_read_and_a_broken_file_is_reported(library: Library, files: Path) -> None:
    report = ingest_files(library, [files])
    assert report.new == ("2", "4") or report.new == ("1", "2", "4")
    assert report.removed == ("1",)
    assert [failure.source for failure in report.failed] == [str(files / "b.xml")]
    assert "b.xml" in report.failed[0].error
    assert library.article_ids() == ("1", "2", "4")
    assert library.articles(["2"])["2"].article.text == "Pain fell."
    assert_in_step(library)


def test_files_that_are_in_are_skipped_by_content(library: Library, files: Path) -> None:
    ingest_files(library, [files])
    (files / "a.xml").rename(files / "renamed.xml")
    (files / "b.xml").write_text(xml(3))
    report = ingest_files(library, [str(files / "*.xml"), files / "below"])
    assert set(report.skipped) == {str(files / "renamed.xml"), str(files / "below" / "c.xml")}
    assert report.new == ("3",)
    assert not report.failed


def test_a_folder_gives_its_record_files_only(library: Library, tmp_path: Path) -> None:
    for number, name in enumerate(["a.XML", "b.xml.gz", "c.gz", "d.jsonl.gz", "e.csv.gz", "f.md5", ".hidden.xml"]):
        content = xml(number + 1).encode()
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    report = ingest_files(library, [tmp_path])
    assert {Path(name).name for name in report.done} == {"a.XML", "b.xml.gz", "c.gz"}
    assert ingest_files(library, [tmp_path / "d.jsonl.gz"]).new == ("4",)


def test_a_pattern_without_files_is_reported(library: Library, tmp_path: Path) -> None:
    report = ingest_files(library, [tmp_path / "none" / "*.xml", tmp_path / "absent.xml"])
    assert [failure.error.partition(" ")[2] for failure in report.failed] == [
        "matches no file with PubMed records; check the pattern",
        "does not exist; check the path",
    ]


def test_the_outcome_does_not_depend_on_the_order_of_files(home: Home, tmp_path: Path) -> None:
    (tmp_path / "old.xml").write_text(xml(1, 2))
    (tmp_path / "new.xml").write_text(xml(1, text="Pain fell.", day=5))
    snapshots = set()
    for order in (["old", "new"], ["new", "old"]):
        shutil.rmtree(home.folder)
        fresh = Home(home.folder)
        with fresh.opened() as library:
            ingest_files(library, [tmp_path / f"{name}.xml" for name in order])
            snapshots.add(library.status().snapshot_id)
        fresh.close()
    assert len(snapshots) == 1


def test_progress_is_told_per_file(library: Library, files: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    ingest_files(library, [files], progress=lambda stage, done, total: told.append((stage, done, total)))
    assert [(done, total) for stage, done, total in told if stage == "files"] == [(1, 3), (2, 3), (3, 3)]
    assert any(stage == "vectors" for stage, _, _ in told)


def test_a_full_disk_ends_the_run_and_keeps_what_was_stored(library: Library, files: Path) -> None:
    def read(path: Path) -> Iterator[Article]:
        if path.name == "c.xml":
            raise StorageFull("no room; free space")
        yield article("77")

    with pytest.raises(StorageFull):
        ingest_files(library, [files / "a.xml", files / "below" / "c.xml"], read=read)
    assert library.article_ids() == ("77",)
    assert_in_step(library)


def test_half_a_file_adds_nothing(library: Library, files: Path) -> None:
    def read(path: Path) -> Iterator[Article]:
        yield article("1")
        raise TruncatedFile("cut; download again")

    report = ingest_files(library, [files / "a.xml"], read=read)
    assert report.failed[0].error == "cut; download again"
    assert library.article_ids() == ()


class FakePubMed:
    """Serves `articles` in pages of two; breaks before page `breaks_at`."""

    def __init__(self, *articles: Article, breaks_at: int | None = None, missing: tuple[str, ...] = ()) -> None:
        self.by_pmid = {found.article_id: found for found in articles}
        self.breaks_at = breaks_at
        self.missing = missing
        self.searches: list[date | None] = []
        self.fetched: list[str] = []

    def search(self, query: str, since: date | None = None) -> SearchResult:
        self.searches.append(since)
        return SearchResult(query, len(self.by_pmid), query, tuple(sorted(self.by_pmid, key=int)))

    def fetch(self, pmids: Sequence[str], *, after: str | None = None) -> Iterator[Page]:
        wanted = [pmid for pmid in pmids if after is None or int(pmid) > int(after)]
        for number, start in enumerate(range(0, len(wanted), 2)):
            if number == self.breaks_at:
                raise PubMedBusy("429 until the last retry; try later")
            page = wanted[start : start + 2]
            self.fetched += page
            found = tuple(self.by_pmid[pmid] for pmid in page if pmid not in self.missing)
            gone = tuple(pmid for pmid in page if pmid in self.missing)
            yield Page(found, (), len(page), len(found), page[-1], gone)


def test_a_query_is_stored_page_by_page(library: Library) -> None:
    told: list[tuple[int, int | None]] = []
    pubmed = FakePubMed(*(article(str(n)) for n in range(1, 6)))
    report = ingest_pubmed(
        library, pubmed, "cannabidiol", progress=lambda stage, done, total: told.append((done, total))
    )
    assert report.new == ("1", "2", "3", "4", "5")
    assert report.expected == 5
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert_in_step(library)


def test_an_interrupted_fetch_goes_on_behind_its_last_page(library: Library) -> None:
    records = [article(str(n)) for n in range(1, 8)]
    with pytest.raises(PubMedBusy):
        ingest_pubmed(library, FakePubMed(*records, breaks_at=2), "cannabidiol")
    assert library.article_ids() == ("1", "2", "3", "4")
    assert_in_step(library)
    resumed = FakePubMed(*records)
    report = ingest_pubmed(library, resumed, "cannabidiol")
    assert resumed.fetched == ["5", "6", "7"]
    assert report.new == ("5", "6", "7")


def test_a_later_run_asks_for_what_is_newer_than_the_last_full_one(library: Library, home: Home) -> None:
    first, second, third = FakePubMed(article("1")), FakePubMed(article("2")), FakePubMed(article("1"))
    ingest_pubmed(library, first, "cannabidiol", clock=home.clock)
    ingest_pubmed(library, second, "cannabidiol", clock=home.clock)
    ingest_pubmed(library, third, "another query", clock=home.clock)
    assert first.searches == [None]
    assert second.searches == [home.clock.now.date()]
    assert third.searches == [None]


def test_a_run_from_a_date_does_not_stand_for_all(library: Library) -> None:
    recent = FakePubMed(article("1"))
    ingest_pubmed(library, recent, "cannabidiol", since=day(100))
    everything = FakePubMed(article("1"), article("2"))
    ingest_pubmed(library, everything, "cannabidiol")
    assert recent.searches == [day(100)]
    assert everything.searches == [None]


def test_records_that_did_not_come_are_named(library: Library) -> None:
    report = ingest_pubmed(library, FakePubMed(article("1"), article("2"), missing=("2",)), "cannabidiol")
    assert report.new == ("1",)
    assert "PMID 2" in report.warnings[0]


def test_deletions_on_a_page_are_applied(library: Library) -> None:
    library.add([article("9")], "a file")

    class Deleting(FakePubMed):
        def fetch(self, pmids: Sequence[str], *, after: str | None = None) -> Iterator[Page]:
            yield Page((), (Deletion("9"),), 0, 0, "9")

    assert ingest_pubmed(library, Deleting(), "cannabidiol").removed == ("9",)


def end_in_the_middle(path: Path) -> Iterator[Article | Deletion]:
    """A reader whose process is ended from outside at the second file."""
    if path.name == "b.xml":
        os.kill(os.getpid(), signal.SIGKILL)
    yield article(str(ord(path.name[0])))


@pytest.fixture
def many_files(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.xml").write_text(xml(*range(number * 10, number * 10 + 12), day=number + 1))
    (folder / "3.xml").write_text(xml(31)[:-40])
    return folder


def test_several_processes_give_what_one_gives(library: Library, many_files: Path, tmp_path: Path) -> None:
    with Home(tmp_path / "other").opened() as alone:
        expected = ingest_files(alone, [many_files])
        told: list[tuple[str, int, int | None]] = []
        report = ingest_files(library, [many_files], workers=2, progress=lambda *news: told.append(news))
        assert report == expected
        assert library.article_ids() == alone.article_ids()
        assert library.status().snapshot_id == alone.status().snapshot_id
    assert [failure.source for failure in report.failed] == [str(many_files / "3.xml")]
    assert [news for news in told if news[0] == "files"][-1] == ("files", 5, 5)
    assert_in_step(library)
    again = ingest_files(library, [many_files], workers=2)
    assert (again.added, len(again.skipped)) == (AddReport(), 4)


def test_a_reader_that_is_killed_loses_no_stored_file_and_a_rerun_completes(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.xml").write_text(xml(ord(name)))
    report = ingest_files(library, [folder], workers=2, read=end_in_the_middle)
    assert str(folder / "b.xml") in [failure.source for failure in report.failed]
    assert "run the command again" in report.failed[-1].error
    ingest_files(library, [folder], workers=2)
    assert {"97", "98", "99"} <= set(library.article_ids())
    assert_in_step(library)
