"""One history of schemas for the library's tables and the application's; nothing else creates or alters a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`, all steps or none. Does nothing where it is there already.

    Raises:
        StoreUnavailable: the database was made by a newer release, or cannot be opened.
    """
    from alembic import command
    from alembic.util import CommandError
    from sqlalchemy.exc import OperationalError

    try:
        if revision == "head" and _is_current(engine):
            return
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
    except CommandError as exc:
        raise StoreUnavailable(
            f"database {engine.url.database!r} is of another release ({exc}); install the release that made it"
        ) from exc
    except OperationalError as exc:
        raise StoreUnavailable(
            f"database {engine.url.database!r} cannot be opened ({exc.orig}); check folder and address"
        ) from exc


def revision_of(engine: Engine) -> str:
    """Revision the database stands at; "" before the first."""
    from alembic.migration import MigrationContext

    with engine.execution_options(read_only=True).begin() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def knows(revision: str) -> bool:
    """True for a revision that this release can bring up to date."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def newest_revision() -> str:
    """Revision to which this release brings a database."""
    return _scripts().get_current_head() or ""


def _scripts() -> ScriptDirectory:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _is_current(engine: Engine) -> bool:
    """True where no step is missing, found out without taking the write lock."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with engine.execution_options(read_only=True).begin() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
        return set(heads) == set(ScriptDirectory.from_config(_config(connection)).get_heads())


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
