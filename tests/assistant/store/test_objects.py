from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.domain import Account, AskedQuestion, Commitment, Interaction, Meeting, SafetyReport
from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.store.documents import DocumentStore
from assistant.store.objects import ObjectStore

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
ACCOUNT = Account(
    "A-9", "Invented Clinic", "US-OH", 1, "awareness", formulary=(("X", "listed"),), pt_next=date(2026, 12, 1)
)
VISIT = Interaction(
    "I-9",
    date(2026, 11, 1),
    "visit",
    "A-9",
    ("P-9",),
    "promotional",
    questions=(AskedQuestion("Is there a trial?", False, "routed", "MIR-9"),),
    commitments=(Commitment("Send the label", "J. Doe", date(2026, 11, 20), "open"),),
)


@pytest.fixture
def stores(tmp_path: Path) -> tuple[ObjectStore, DocumentStore]:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    return ObjectStore(engine), DocumentStore(engine)


def test_what_is_put_comes_back_whole(stores: tuple[ObjectStore, DocumentStore]) -> None:
    objects, _ = stores
    meeting = Meeting("M-9", NOW, 20, "A-9", ("P-9",), "visit", "Nausea", ("X",))
    objects.put([ACCOUNT, VISIT, meeting])
    assert objects.all(Account) == (ACCOUNT,)
    assert objects.get(Interaction, "I-9") == VISIT
    assert objects.get(Meeting, "M-9") == meeting
    assert objects.get(Meeting, "M-8") is None


def test_putting_twice_changes_nothing(stores: tuple[ObjectStore, DocumentStore]) -> None:
    objects, _ = stores
    objects.put([ACCOUNT])
    objects.put([ACCOUNT])
    assert objects.all(Account) == (ACCOUNT,)
    assert objects.remove(Account, "A-9")
    assert not objects.remove(Account, "A-9")


def test_the_newest_claims_file_is_in_use(stores: tuple[ObjectStore, DocumentStore]) -> None:
    _, documents = stores
    assert documents.claims_file() is None
    documents.put_claims_file("a.yaml", "version: 1", NOW)
    documents.put_claims_file("b.yaml", "version: 2", NOW.replace(hour=19))
    assert documents.claims_file() == ("b.yaml", "version: 2")


def test_one_source_opens_one_safety_report(stores: tuple[ObjectStore, DocumentStore]) -> None:
    _, documents = stores
    report = SafetyReport("SR-1", "[name] fainted", "P-9", NOW, NOW, "interaction:I-9")
    assert documents.put_report(report)
    assert not documents.put_report(report)
    assert documents.reports() == (report,)


def test_a_report_whose_id_is_taken_is_opened_under_another(stores: tuple[ObjectStore, DocumentStore]) -> None:
    _, documents = stores
    first = SafetyReport("SR-1", "[name] fainted", "P-9", NOW, NOW, "interaction:I-9")
    documents.put_report(first)
    other = documents.put_report(replace(first, text="A rash", source="interaction:I-10"))
    assert other is not None
    assert other.report_id != "SR-1"
    assert set(documents.reports()) == {first, other}


def test_a_source_that_tells_more_opens_a_further_report(stores: tuple[ObjectStore, DocumentStore]) -> None:
    _, documents = stores
    first = SafetyReport("SR-1", "[name] fainted", "P-9", NOW, NOW, "interaction:I-9")
    more = replace(first, text="[name] fainted / A rash")
    documents.put_report(first)
    further = documents.put_report(more)
    assert further is not None
    assert further.source.startswith("interaction:I-9#")
    assert documents.put_report(more) is None
    assert documents.put_report(replace(first, text="A rash")) is None
    assert {report.text for report in documents.reports()} == {first.text, more.text}
