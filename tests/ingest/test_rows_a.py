"""What ingestion has to do for the field, one test a duty: nothing of a record is lost, doubled, confused or out of date."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from assistant.domain import Filters
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.searching import search, survey
from assistant.retrieval.understand import understand
from ingest import (
    Article,
    Blinding,
    Chemical,
    Grant,
    Integrity,
    Library,
    Link,
    MeshHeading,
    PublicationType,
    PubMedError,
    classify,
    ingest_files,
    ingest_pubmed,
    integrity_of,
    load_vocabulary,
)
from tests.fakes_ncbi import THIRTEEN, FakeNCBI, FakeRecord
from tests.ingest.ingest_worker import PAGE, fetcher
from tests.ingest.store_fakes import Home, article, assert_in_step, day, notice

RECORD = b"""<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">101</PMID>
<Article PubModel="Print"><Journal><Title>J Test</Title><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>Cannabidiol and nausea: a trial</ArticleTitle><Abstract>
<AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Nausea is common.</AbstractText>
<AbstractText Label="METHODS" NlmCategory="METHODS">Eighty adults were randomly assigned to cannabidiol or placebo.</AbstractText>
<AbstractText Label="RESULTS" NlmCategory="RESULTS">Nausea fell in 12 of 40 with cannabidiol.</AbstractText>
<AbstractText Label="CONCLUSIONS" NlmCategory="CONCLUSIONS">Cannabidiol reduced nausea.</AbstractText></Abstract>
<GrantList><Grant><GrantID>R01-1</GrantID><Agency>NCI NIH HHS</Agency><Country>United States</Country></Grant></GrantList>
<PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial</PublicationType></PublicationTypeList></Article>
<ChemicalList><Chemical><RegistryNumber>19GBJ60SN5</RegistryNumber>
<NameOfSubstance UI="D002185">Cannabidiol</NameOfSubstance></Chemical></ChemicalList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
<MeshHeading><DescriptorName UI="D005260" MajorTopicYN="N">Female</DescriptorName></MeshHeading>
<MeshHeading><DescriptorName UI="D009325" MajorTopicYN="N">Nausea</DescriptorName>
<QualifierName UI="Q000188" MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading></MeshHeadingList>
<CoiStatement>The authors declare none.</CoiStatement></MedlineCitation></PubmedArticle></PubmedArticleSet>"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    home = Home(tmp_path / "home")
    with home.opened() as library:
        yield library
    home.close()


@pytest.fixture
def delivered(library: Library, tmp_path: Path) -> Library:
    (tmp_path / "one.xml.gz").write_bytes(gzip.compress(RECORD))
    assert ingest_files(library, [tmp_path / "one.xml.gz"]).added.new == ("101",)
    library.add(
        [article("102", "Nausea did not change with cannabidiol.", title="Cannabidiol, nausea and mice")], "test"
    )
    return library


@pytest.fixture
def ncbi() -> Iterator[FakeNCBI]:
    with FakeNCBI([FakeRecord(str(pmid), "An oil trial") for pmid in range(1, 12)], clock=iter_clock()) as played:
        yield played


def iter_clock():  # type: ignore[no-untyped-def]
    moments = iter(range(10**9))
    return lambda: float(next(moments))


def found(library: Library, **filters: object) -> set[str]:
    query = understand("Does cannabidiol reduce nausea?", load_vocabulary(), filters=Filters(**filters))  # type: ignore[arg-type]
    return {hit.record.article.article_id for hit in survey(library, query).hits}


def test_a1_the_labelled_sections_of_an_abstract_are_kept_and_can_be_searched(delivered: Library) -> None:
    stored = delivered.articles(["101"])["101"].article
    assert [(s.label, s.category) for s in stored.sections] == [
        (name, name) for name in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    ]
    assert {p.label: p.text for p in delivered.passages_of("101")} == {s.label: s.text for s in stored.sections}
    for section in stored.sections:
        filters = Filters(sections=(str(section.label),))
        query = understand("Does cannabidiol reduce nausea?", load_vocabulary(), filters=filters)
        hits = [hit.passage.text for hit in search(delivered, query) if hit.record.article.article_id == "101"]
        assert hits == [section.text]


def test_a2_a_second_run_fetches_only_what_changed_and_a_cut_one_goes_on(library: Library, ncbi: FakeNCBI) -> None:
    ncbi.fail("500", at=3, forever=True)
    with pytest.raises(PubMedError):
        ingest_pubmed(library, fetcher(ncbi.base_url), "oil")
    assert library.article_ids() == ("1", "2", "3", "4"), "the first page is kept"
    ncbi._faults.clear()
    before = len(ncbi.seen)
    ingest_pubmed(library, fetcher(ncbi.base_url), "oil")
    assert [s.params["id"] for s in ncbi.seen[before:] if s.utility == "efetch.fcgi"] == ["5,6,7,8", "9,10,11"]
    ncbi.publish(FakeRecord("7", "An oil trial", abstract="Revised words.", lr=datetime.now(UTC).date()))
    before = len(ncbi.seen)
    report = ingest_pubmed(library, fetcher(ncbi.base_url), "oil")
    assert (report.added.changed, report.added.new) == (("7",), ())
    assert [s.params["id"] for s in ncbi.seen[before:] if s.utility == "efetch.fcgi"] == ["7"]
    assert_in_step(library)


STATES = [
    ("ErratumIn", Integrity.ERRATUM), ("ExpressionOfConcernIn", Integrity.CONCERN), ("RetractionIn", Integrity.RETRACTED),
    ("RetractedandRepublishedIn", Integrity.RETRACTED), ("CorrectedandRepublishedIn", Integrity.REPUBLISHED),
    ("RetractionOf", Integrity.NOTICE), ("CommentIn", Integrity.OK), ("CommentOn", Integrity.OK), ("UpdateOf", Integrity.OK),
]  # fmt: skip


@pytest.mark.parametrize(("ref_type", "state"), STATES)
def test_a3_each_link_of_a_record_has_its_integrity_state(ref_type: str, state: Integrity) -> None:
    own = notice("1", of="2", ref_type=ref_type) if ref_type == "RetractionOf" else linked("1", ref_type, "2")
    assert integrity_of(own) is state


@pytest.mark.parametrize("notice_first", [True, False])
def test_a3_a_retracted_victim_and_its_notice_are_never_confused(library: Library, notice_first: bool) -> None:
    records = [notice("9", of="1"), article("1")]
    for record in records if notice_first else reversed(records):
        library.add([record], "test")
    states = {i: r.integrity for i, r in library.articles(["1", "9"]).items()}
    assert states == {"1": Integrity.RETRACTED, "9": Integrity.NOTICE}
    assert not any(state.citable for state in states.values())
    assert [event.integrity for event in library.history("1").events][-1] is Integrity.RETRACTED


def test_a5_every_version_of_an_abstract_is_kept_with_its_hash(library: Library) -> None:
    library.add([article("1", "Nausea fell by half.", revised=day(1))], "first")
    cited = library.articles(["1"])["1"]
    passage = library.passages_of("1")[0]
    library.add([article("1", "Nausea fell by a third.", revised=day(2))], "second")
    versions = library.history("1").versions
    assert [v.article.text for v in versions] == ["RESULTS: Nausea fell by half.", "RESULTS: Nausea fell by a third."]
    assert len({v.version_hash for v in versions}) == 2
    assert library.articles(["1"])["1"].version_hash != cited.version_hash
    assert library.passages([passage.passage_id])[passage.passage_id].text == "Nausea fell by half.", (
        "what was cited stays"
    )


def test_a6_the_snapshot_names_the_state_and_nothing_else(tmp_path: Path) -> None:
    ids = []
    for name, order in (("a", (1, 2)), ("b", (2, 1))):
        home = Home(tmp_path / name)
        with home.opened() as library:
            for number in order:
                library.add([article(str(number))], "test")
            ids.append(library.status().snapshot_id)
            library.rebuild()
            assert library.status().snapshot_id == ids[-1]
            library.add([notice("9", of="1")], "test")
            assert library.status().snapshot_id != ids[-1]
        home.close()
    assert ids[0] == ids[1]


def test_a7_what_nlm_indexed_is_stored_and_filters_exactly(delivered: Library) -> None:
    stored = delivered.articles(["101"])["101"].article
    assert stored.mesh[2] == MeshHeading("D009325", "Nausea", True, ("drug therapy",))
    assert stored.publication_types == (PublicationType("D016449", "Randomized Controlled Trial"),)
    assert stored.grants == (Grant("NCI NIH HHS", "R01-1", "United States"),)
    assert stored.chemicals == (Chemical("Cannabidiol", "19GBJ60SN5"),)
    assert found(delivered) == {"101", "102"}
    for chosen in (
        {"mesh": ("Humans",)}, {"mesh": ("Female",)}, {"mesh": ("Nausea/drug therapy",)}, {"types": ("D016449",)},
        {"funders": ("NCI NIH HHS",)}, {"substances": ("Cannabidiol",)}, {"with_conflicts": True},
    ):  # fmt: skip
        assert found(delivered, **chosen) == {"101"}, chosen
    assert found(delivered, mesh=("Animals",)) == set()


def test_a8_kind_of_study_and_species_come_with_reasons(delivered: Library) -> None:
    kind = delivered.articles(["101"])["101"].classification
    told = {(reason.field, reason.value) for reason in kind.reasons}
    assert {("species", "human"), ("design", "randomized trial")} <= told
    assert all(reason.why for reason in kind.reasons)
    assert (kind.sample_size, kind.blinding) == (80, Blinding.UNKNOWN)
    mouse = article(
        "3", "Mice received cannabidiol; allodynia fell.", title="Cannabidiol in a mouse model of neuropathy"
    )
    assert classify(mouse).species.value == "animal"


@pytest.mark.parametrize("kind", THIRTEEN)
def test_a10_a_lasting_fault_of_pubmed_has_a_name_and_stores_no_half_page(
    library: Library, ncbi: FakeNCBI, kind: str
) -> None:
    ncbi.fail(kind, at=2, forever=True)
    slow = fetcher(ncbi.base_url, silence_s=0.1)
    error: PubMedError | None = None
    try:
        warned = " ".join(ingest_pubmed(library, slow, "oil").warnings)
    except PubMedError as exc:
        error = exc
    if error is None:
        missing = len(ncbi.records) - len(library.article_ids())
        assert not missing or f"{missing} records were found but not delivered" in warned
    else:
        assert type(error) is not PubMedError, "each fault has a kind of its own"
        assert len(library.article_ids()) % PAGE == 0
    assert_in_step(library)


def test_a10_a_document_type_newer_than_any_known_and_an_empty_set_are_read(library: Library, ncbi: FakeNCBI) -> None:
    ncbi.fail("new doctype", at=2)
    assert len(ingest_pubmed(library, fetcher(ncbi.base_url), "oil").added.new) == 11
    report = ingest_pubmed(library, fetcher(ncbi.base_url), "nothing-like-it")
    assert (report.added.new, report.expected) == ((), 0)


def test_a11_nothing_reaches_beyond_this_machine() -> None:
    with (
        socket.socket() as outside,
        pytest.raises(SocketConnectBlockedError),
        pytest.warns(UserWarning, match="192.0.2.1"),
    ):
        outside.connect(("192.0.2.1", 443))


def test_a12_four_aliases_of_one_report_are_one_item(library: Library) -> None:
    words = "Nausea fell with cannabidiol in people with cancer."
    library.add(
        [
            article("1", words, title="Cannabidiol and nausea in cancer, final", doi="10.1/A", pmcid="PMC7"),
            article("2", words, title="Cannabidiol and nausea in cancer, again", doi="10.1/a"),
            article("3", words, title="Cannabidiol and nausea in cancer, manuscript", pmcid="pmc7"),
            linked(
                "4", "UpdateIn", "1", text=words, title="Cannabidiol and nausea in cancer, preprint", journal="medRxiv"
            ),
        ],
        "test",
    )
    vocabulary = load_vocabulary()
    query = understand("Does cannabidiol reduce nausea in people with cancer?", vocabulary)
    groups = [{i.record.article.article_id, *i.reports} for i in retrieve(library, query, vocabulary=vocabulary).items]
    assert groups == [{"1", "2", "3", "4"}]


def linked(pmid: str, ref_type: str, other: str, text: str = "Nausea fell.", **fields: object) -> Article:
    return article(pmid, text, links=(Link(ref_type, "J Test", other),), **fields)
