"""The tests on the second stack: with CALLPREP_TEST_STACK=servers every home folder of a test has a PostgreSQL database and a
Chroma database of its own, on one server each. Copy a folder (as tests copy the demo's) and its databases are copied with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from assistant.home import AppSettings
from ingest.vectors import VectorIndex

IN_USE = os.environ.get("CALLPREP_TEST_STACK") == "servers"
_MARK = ".databases"
"""Lies in a home folder, and tells a copy of it whose databases to copy."""


def only_embedded() -> None:
    """Skip what is about files of SQLite or of the embedded Chroma."""
    if IN_USE:
        pytest.skip("is about the embedded stores")


def places(settings: AppSettings) -> dict[str, str]:
    """What a process of its own has to be told, to find the databases of these settings; nothing on embedded stores."""
    if not IN_USE:
        return {}
    return {"CALLPREP_DATABASE_URL": settings.sql_url(), "CALLPREP_CHROMA_URL": settings.chroma_url or ""}


@contextmanager
def homes_on_servers(postgres_url: str, chroma_url: str) -> Iterator[None]:
    """Settings that name a home and no databases get those of the second stack."""
    names: dict[Path, str] = {}
    made, sql_url = AppSettings.__init__, AppSettings.sql_url

    def with_databases(self: AppSettings, **values: Any) -> None:
        made(self, **values)
        if self.database_url is None and self.chroma_url is None:
            if self.home not in names:
                names[self.home] = _databases(self.home / _MARK, postgres_url, chroma_url)
            url = make_url(postgres_url).set(database=names[self.home]).render_as_string(hide_password=False)
            self.__dict__ |= {"database_url": SecretStr(url), "chroma_url": f"{chroma_url}/{names[self.home]}"}

    def marked(self: AppSettings) -> str:
        if self.home in names and self.home.exists():
            (self.home / _MARK).write_text(names[self.home], encoding="ascii")
        return sql_url(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AppSettings, "__init__", with_databases)
        patch.setattr(AppSettings, "sql_url", marked)
        yield


def _databases(mark: Path, postgres_url: str, chroma_url: str) -> str:
    """Name of two new databases: copies, where the folder is a copy."""
    name, origin = f"t{uuid4().hex}", mark.read_text(encoding="ascii") if mark.exists() else ""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {origin}" if origin else "")))
    engine.dispose()
    if origin:
        _copy_vectors(chroma_url, origin, name)
    return name


def _copy_vectors(chroma_url: str, origin: str, name: str) -> None:
    source, copy = (VectorIndex(Path(), f"{chroma_url}/{one}") for one in (origin, name))
    held = source._collection.get(include=["embeddings", "metadatas"])
    if held["ids"]:
        copy._collection.add(ids=held["ids"], embeddings=held["embeddings"], metadatas=held["metadatas"])
    source.close()
    copy.close()
