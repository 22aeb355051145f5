from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, update

from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.store.audit import AuditTrail
from assistant.store.tables import AUDIT

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    return engine


@pytest.fixture
def trail(engine: Engine) -> AuditTrail:
    trail = AuditTrail(engine, b"k" * 32)
    for number in range(1, 6):
        trail.append("U-01", "draft.released", {"draft_id": f"D-{number}", "sha256": "0" * 64}, NOW)
    return trail


def test_an_untouched_trail_is_in_order(trail: AuditTrail) -> None:
    assert trail.first_bad() is None
    assert [event.seq for event in trail.events()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("detail", '{"draft_id": "D-9"}'),
        ("actor", "U-02"),
        ("action", "draft.held"),
        ("at", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_changed_entry_is_named(engine: Engine, trail: AuditTrail, column: str, value: str) -> None:
    with engine.begin() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 3).values({column: value}))
    assert trail.first_bad() == 3


def test_a_removed_entry_is_named(engine: Engine, trail: AuditTrail) -> None:
    with engine.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq == 2))
    assert trail.first_bad() == 2


def test_a_cut_tail_shows_against_the_anchored_head(engine: Engine, trail: AuditTrail) -> None:
    anchored = trail.head()
    with engine.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq == 5))
    assert trail.first_bad() is None
    assert trail.head() != anchored


def test_another_key_cannot_continue_the_chain(engine: Engine, trail: AuditTrail) -> None:
    AuditTrail(engine, b"x" * 32).append("U-01", "draft.released", {}, NOW)
    assert trail.first_bad() == 6


def test_entries_cut_off_at_the_end_are_seen_by_the_anchor(engine: Engine, tmp_path: Path) -> None:
    anchored = AuditTrail(engine, b"k" * 32, anchor=tmp_path / "anchor")
    for number in range(1, 6):
        anchored.append("U-01", "draft.released", {"draft_id": f"D-{number}"}, NOW)
    assert anchored.first_bad() is None
    with engine.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq >= 4))
    assert anchored.first_bad() == 4
    assert AuditTrail(engine, b"k" * 32).first_bad() is None  # without the anchor nobody could tell


def test_events_are_found_by_what_they_are_about_who_did_them_and_when(trail: AuditTrail) -> None:
    trail.append("U-02", "review.signed", {"review": "RV-1", "draft_id": "D-3"}, NOW.replace(day=18))
    assert [e.seq for e in trail.search(about="D-3")] == [6, 3]
    assert [e.seq for e in trail.search(actor="U-02")] == [6]
    assert [e.seq for e in trail.search(action="review.")] == [6]
    assert [e.seq for e in trail.search(since="2026-11-18")] == [6]
    assert len(list(trail.search(until="2026-11-17"))) == 5
    assert list(trail.search(about="D-")) == []
