"""A database of an earlier schema, with rows, comes up to date and down again without losing what it held."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, Table, insert, inspect, select

from assistant.engine import make_engine
from assistant.migrations import _config, revision_of, upgrade
from assistant.store.tables import metadata
from ingest import library_metadata

NOW = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
ROWS: dict[str, dict[str, Any]] = {
    "library_facts": {"name": "library_id", "value": "abc"},
    "crm_objects": {"kind": "account", "object_id": "A-1", "account_id": None, "payload": {"name": "Ü"}, "updated_at": NOW},
    "drafts": {
        "draft_id": "D-1", "artifact": "text", "draft_sha256": "0" * 64, "decision": "RELEASE", "created_at": NOW,
        "payload": {"kept": {"text": "≥ 5 µg"}, "actor": "U-1", "title": "Größe"},
    },
    "audit_events": {
        "seq": 1, "at": NOW.isoformat(), "actor": "U-1", "action": "draft.released", "detail": "{}",
        "previous": b"\0" * 32, "mac": b"\1" * 32,
    },
    "claim_versions": {
        "claim_id": "C-1", "version": 1, "position": 1, "revision": 1, "state": "approved", "record_sha256": "0" * 64,
        "payload": {"text": "x"}, "changed_at": NOW.isoformat(),
    },
}  # fmt: skip

TITLES = {"1": "A letter", "2": "A trial", "3": ""}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    lite = request.param == "sqlite"
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}" if lite else request.getfixturevalue("postgres_url"))
    yield engine
    engine.dispose()


def rows_of(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for name in sorted(set(ROWS) & set(inspect(connection).get_table_names())):
            table = Table(name, MetaData(), autoload_with=connection)
            found[name] = [dict(row._mapping) for row in connection.execute(select(table))]
    return found


def downgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def test_a_record_with_a_title_alone_gets_its_passage_and_loses_it_again(engine: Engine) -> None:
    upgrade(engine, "0007_job_trace")
    articles, passages = (library_metadata.tables[name] for name in ("articles", "passages"))
    shared = {
        "record_hash": "0" * 64, "text_origin": "abstract", "pmid_version": 1, "identified": True, "species": "human",
        "design": "case", "own_integrity": "ok", "integrity": "ok", "classification": "{}", "deleted": False,
        "first_seen": NOW, "changed_at": NOW, "version_hash": "ab" * 32,
    }  # fmt: skip
    told = {"passage_id": f"2:{'ab' * 6}:0", "article_id": "2", "version_hash": "ab" * 32, "ordinal": 0, "start": 0}
    with engine.begin() as connection:
        connection.execute(insert(articles), [shared | {"article_id": i, "title": t} for i, t in TITLES.items()])
        connection.execute(insert(passages).values(**told, end=4, text="Text"))
    upgrade(engine)
    added = f"1:{'ab' * 6}:0"
    with engine.connect() as connection:
        held = {row.passage_id: row.text for row in connection.execute(select(passages))}
        assert held == {told["passage_id"]: "Text", added: ""}
        queued = connection.execute(select(library_metadata.tables["index_queue"].c["target", "passage_id"]))
        assert sorted(map(tuple, queued)) == [("vectors", added), ("words", added)]
    downgrade(engine, "0007_job_trace")
    with engine.connect() as connection:
        assert [row.text for row in connection.execute(select(passages))] == ["Text"]


@pytest.mark.parametrize("start", ["0002", "0003_claims", "0004_service", "0005_searches", "0006_model_calls"])
def test_rows_survive_the_way_up_and_down(engine: Engine, start: str) -> None:
    upgrade(engine, start)
    with engine.begin() as connection:
        for name in inspect(connection).get_table_names():
            if name in ROWS:
                connection.execute(insert(Table(name, MetaData(), autoload_with=connection)).values(**ROWS[name]))
    before = rows_of(engine)
    assert len(before) == (4 if start == "0002" else 5)
    upgrade(engine)
    _assert_kept(before, rows_of(engine))
    downgrade(engine, start)
    assert rows_of(engine) == before
    assert revision_of(engine) == start
    upgrade(engine)
    _assert_kept(before, rows_of(engine))


def _assert_kept(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """Every row is there as it was, with columns that came since; those of drafts are read off what was kept."""
    for name, rows in before.items():
        assert [now | then for now, then in zip(after[name], rows, strict=True)] == after[name]
    assert [(row["actor"], row["title"]) for row in after["drafts"]] == [("U-1", "Größe")]


def test_the_history_ends_in_exactly_the_tables_of_the_code_and_begins_with_none(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, [library_metadata, metadata])
    assert [entry for entry in differences if "alembic_version" not in str(entry)] == []
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
