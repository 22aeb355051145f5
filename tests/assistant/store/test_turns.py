"""What is looked up and then written holds however many do so at the same moment, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from assistant.domain import Interaction, Request, SafetyReport
from assistant.engine import make_engine
from assistant.errors import Conflict
from assistant.migrations import upgrade
from assistant.reviewing import Comment, KeptDraft, ReviewItem, ReviewState, ReviewVersion
from assistant.store.audit import AuditTrail
from assistant.store.claim_rows import ClaimStore
from assistant.store.documents import DocumentStore
from assistant.store.ledger import CorrectionTask, Export, Ledger
from assistant.store.objects import ObjectStore
from assistant.store.people import PeopleStore
from assistant.store.reviews import ReviewStore
from assistant.users import User, UserRole
from guardrails import Claim, Context, draft_from_text

NOW = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
WRITERS = 6
T = TypeVar("T")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    lite = request.param == "sqlite"
    made = make_engine(f"sqlite:///{tmp_path / 'a.db'}" if lite else request.getfixturevalue("postgres_url"))
    upgrade(made)
    yield made
    made.dispose()


def together(act: Callable[[int], T]) -> list[T]:
    """What each of the writers hears, all of them let go at once."""
    gate = Barrier(WRITERS)

    def one(number: int) -> T:
        gate.wait(timeout=30)
        return act(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except Conflict:
        return True
    return False


def test_a_repeated_request_is_done_by_one(engine: Engine) -> None:
    people = PeopleStore(engine)
    for turn in range(5):
        told = together(lambda _, key=f"key-{turn}": people.claim_replay("U-1", key, "h", NOW))  # type: ignore[misc]
        assert (told.count(None), told.count(("h", None, None))) == (1, WRITERS - 1)


def test_one_becomes_the_first_administrator(engine: Engine) -> None:
    people = PeopleStore(engine)
    first = User("U", "l", "N", UserRole.ADMIN, created_at=NOW)
    told = together(
        lambda n: refused(
            lambda: people.add_user(replace(first, user_id=f"U-{n}", login=f"l{n}"), "x", NOW, only_first=True)
        )
    )
    assert told.count(False) == len(people.users()) == 1


def test_a_document_is_under_review_once(engine: Engine) -> None:
    reviews, draft = ReviewStore(engine), draft_from_text("Ask for the label.")
    item = ReviewItem(
        "RV", "D-1", "text", "T", "U-1", NOW, NOW, ("M",), ReviewState.OPEN, 1, "normal", 1.0, "REVIEW", NOW
    )
    version = ReviewVersion("RV", 1, draft.sha256, KeptDraft(draft, Context(), ()), "U-1", NOW)
    told = together(
        lambda n: refused(
            lambda: reviews.open(replace(item, review_id=f"RV-{n}"), replace(version, review_id=f"RV-{n}"))
        )
    )
    assert told.count(False) == len(reviews.items()) == 1


def test_each_write_of_claims_has_a_number_of_its_own(engine: Engine) -> None:
    """A reader takes the library anew where the number has changed: two writes with one number hid the second."""
    rows = ClaimStore(engine)
    claim = Claim("C", 1, "The film is free of sugar.", "admin", "approved", expires=date(2027, 1, 1))
    together(lambda n: rows.put([replace(claim, claim_id=f"C-{n}")], NOW, ()))
    assert len(rows.all()) == WRITERS
    assert rows.revision() == WRITERS


def test_an_event_is_relayed_once(engine: Engine) -> None:
    documents = DocumentStore(engine)
    report = SafetyReport("SR-1", "A man passed out.", "a nurse", NOW, NOW, "interaction:I-1")
    told = together(lambda _: documents.put_report(report))
    assert sum(opened is not None for opened in told) == len(documents.reports()) == 1


def test_a_correction_is_asked_for_once(engine: Engine) -> None:
    ledger, at = Ledger(engine), NOW.isoformat()
    for turn in range(5):
        task = CorrectionTask(f"T-{turn}", "CA-1", "export", "E-1", {}, at)
        assert sorted(together(lambda _, task=task: ledger.open_task(task))) == [False] * (WRITERS - 1) + [True]  # type: ignore[misc]
    assert len(ledger.tasks()) == 5


def test_what_the_ledger_hears_from_several_at_once_it_keeps_once(engine: Engine) -> None:
    ledger = Ledger(engine)
    for turn in range(5):
        draft = f"D-{turn}"
        export = Export(f"E-{turn}", draft, "h", "out/a.docx", "U-1", NOW.isoformat())

        def fall(number: int, draft: str = draft, export: Export = export) -> None:
            ledger.note_uses("draft", draft, [("article", "1")], NOW)
            ledger.note_export(export)
            ledger.lock(draft, f"CA-{number}", "Not to be used.", NOW)
            ledger.note_cascade(draft, "withdrawal", "C v1", {}, NOW)

        together(fall)
    drafts = [f"D-{turn}" for turn in range(5)]
    assert list(ledger.locked()) == drafts
    assert [e.draft_id for e in ledger.exports_of(drafts)] == drafts
    assert [use.object_id for use in ledger.uses_of("article", ["1"])] == drafts


def test_a_comment_sent_twice_is_kept_once(engine: Engine) -> None:
    reviews = ReviewStore(engine)
    remark = Comment("C-1", "RV", 1, 0, 3, "Ask", "Which label?", "U-1", "N", NOW)
    assert sorted(together(lambda _: reviews.add_comment(remark))) == [False] * (WRITERS - 1) + [True]
    assert reviews.comments("RV") == (remark,)


def test_an_object_is_added_once_and_what_comes_with_it_and_its_entry_in_the_trail_too(engine: Engine) -> None:
    objects, trail = ObjectStore(engine), AuditTrail(engine, b"k" * 32)
    for turn in range(5):
        call = Interaction(f"I-{turn}", NOW.date(), "visit", "A-1", (), "service")

        def log(number: int, call: Interaction = call) -> bool:
            asked = Request(f"MIR-{call.interaction_id}", f"Asked by {number}?", NOW.date(), "unsolicited")
            adding = objects.adding(replace(call, note=f"Note {number}."), asked)
            return trail.append_with(adding, "U-1", "contact.logged", {"note": number}, NOW)

        told = together(log)
        assert sorted(told) == [False] * (WRITERS - 1) + [True]
        kept, asked = objects.get(Interaction, call.interaction_id), objects.get(Request, f"MIR-{call.interaction_id}")
        assert kept
        assert asked
        assert (kept.note, asked.text) == (f"Note {told.index(True)}.", f"Asked by {told.index(True)}?")
        assert [e.detail["note"] for e in trail.events()][turn:] == [told.index(True)]
    assert trail.first_bad() is None
