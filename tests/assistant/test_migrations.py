from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from assistant.engine import make_engine
from assistant.errors import StoreUnavailable
from assistant.migrations import upgrade
from ingest import library_metadata


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return make_engine(f"sqlite:///{tmp_path / 'app.db'}")


def test_the_first_revision_makes_exactly_the_tables_of_the_library(engine: Engine) -> None:
    upgrade(engine, "0001")
    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), library_metadata
        )
    assert [entry for entry in differences if "alembic_version" not in str(entry)] == []
    engine.dispose()


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO library_facts VALUES ('kept', 'yes')"))
    before = inspect(engine).get_table_names()
    upgrade(engine)
    assert inspect(engine).get_table_names() == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM library_facts")).scalar() == "yes"
    engine.dispose()


def test_two_upgrades_at_once_make_one_schema(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def run() -> None:
        engine = make_engine(f"sqlite:///{tmp_path / 'app.db'}")
        try:
            upgrade(engine)
        except BaseException as exc:
            errors.append(exc)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_opening_waits_for_another_who_reads_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE before (x)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM before").fetchall()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite3.connect(path, timeout=5).execute("PRAGMA journal_mode=WAL")
    threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()
    other.close()


def test_a_database_of_a_newer_release_is_refused(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="another release"):
        upgrade(engine)
    engine.dispose()


def test_an_address_without_folder_is_unavailable(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'missing' / 'app.db'}")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        upgrade(engine)


def test_sqlite_is_set_up_for_many_readers_and_honest_commits(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO integrity_notices VALUES ('1', 'absent', 'retracted')"))
    engine.dispose()


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    upgrade(engine)
    reader = engine.execution_options(read_only=True)
    with engine.begin() as writing:
        writing.execute(text("INSERT INTO library_facts VALUES ('a', 'b')"))
        with reader.begin() as reading:
            assert reading.execute(text("SELECT count(*) FROM library_facts")).scalar() == 0
    engine.dispose()
