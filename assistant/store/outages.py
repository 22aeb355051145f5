"""When the database itself fails: full, read-only, locked, damaged or gone. The one place that says so in our words."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from assistant.errors import StoreUnavailable

_TOLD = "outages_told"
_KEPT = "This step was not stored; what was stored before is kept."
_FULL = "The database has no room left. Free disk space, then try again."
_READ_ONLY = (
    "The database cannot be written. Check that the disk and the database are not read-only, and who owns the folder."
)
_BUSY = "Another process held the database for too long. Try again; `callprep doctor` names who works."
_GONE = "The database does not answer. Start it, check CALLPREP_DATABASE_URL and the folder, then try again."
_DAMAGED = "The database is damaged. Stop the service, keep a copy of the folder and restore a backup."

_OUTAGES = (
    ("SQLITE_FULL", _FULL),
    ("SQLITE_READONLY", _READ_ONLY),
    ("SQLITE_PERM", _READ_ONLY),
    ("SQLITE_BUSY", _BUSY),
    ("SQLITE_LOCKED", _BUSY),
    ("SQLITE_IOERR", _GONE),
    ("SQLITE_CANTOPEN", _GONE),
    ("SQLITE_CORRUPT", _DAMAGED),
    ("SQLITE_NOTADB", _DAMAGED),
    ("53100", _FULL),
    ("25006", _READ_ONLY),
    ("40001", _BUSY),
    ("40P01", _BUSY),
    ("55P03", _BUSY),
    ("08", _GONE),
    ("53", _GONE),
    ("57P", _GONE),
    ("58", _GONE),
    ("XX001", _DAMAGED),
    ("XX002", _DAMAGED),
)
"""Beginning of a result code (https://www.sqlite.org/rescode.html) or SQLSTATE (PostgreSQL, appendix A) -> what to say.

The first that fits counts.
"""


def telling_outages(engine: Engine) -> Engine:
    """The same engine for the stores of the application: an outage is `StoreUnavailable`, any other error stays itself.

    The library has words of its own for outages, so it keeps the engine as it was.
    """
    if not event.contains(engine, "handle_error", _tell):
        event.listen(engine, "handle_error", _tell)
    return engine.execution_options(**{_TOLD: True})


def _tell(context: ExceptionContext) -> None:
    engine = context.engine
    if engine is None or context.is_pre_ping or not engine.get_execution_options().get(_TOLD):
        return
    words = _words(context)
    if words:
        raise StoreUnavailable(f"{words} {_KEPT}") from context.original_exception


def _words(context: ExceptionContext) -> str:
    """What to say of an outage; "" for an error of another kind."""
    error = context.original_exception
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    if code:
        return next((words for prefix, words in _OUTAGES if code.startswith(prefix)), "")
    return _GONE if context.is_disconnect or context.connection is None else ""
