"""Logs of a service: one JSON object a line, made only of words of the code, numbers and ids of a known form.

What a person, a record, a model or a library wrote never gets through: not as an argument, an exception's message or a
logged value. Such a thing is replaced by what kind of thing it is.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from assistant.tracing import current_trace

_OURS = ("assistant", "ingest", "guardrails", "prompts")
_ID = re.compile(r"[A-Z]{1,3}-[0-9a-f]{6,32}|worker-[0-9a-f]{8}|[0-9A-F]{4}|[1-9][0-9]{0,7}")
"""Made by us (`J-1f…`, a worker, the number of an unexpected error), or a PMID."""
_CODE_WORDS = frozenset({"method", "route", "kind", "state"})
"""Fields whose values are words of the code."""


_LIBRARIES = ("urllib3", "httpx", "httpx2", "httpcore", "httpcore2", "chromadb", "opentelemetry", "backoff")
_CONNECTIONS = (*_LIBRARIES, "assistant.engine.SharedConnections")
"""Where every pool that is full, every try that is repeated and every connection is told. What comes of it, our own lines tell.

The last is SQLAlchemy's: it names the logger of a pool by its class, and that one is ours.
"""


class JsonLines(logging.Formatter):
    """One event as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        row: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        if trace := current_trace():
            row["trace_id"] = trace
        for name, value in getattr(record, "fields", {}).items():
            row[name] = value if name in _CODE_WORDS else plain(value)
        if record.args and is_ours(record.name):
            row["values"] = [plain(value) for value in _values(record.args)]
        if record.exc_info and record.exc_info[0]:
            row |= _failure(record.exc_info[1])
        return json.dumps(row)


def configure_logs(level: str = "INFO") -> None:
    """Send the logs of this process to standard error. For entry points.

    Those of libraries come from warnings on, those of their connections from errors on.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    for name in _CONNECTIONS:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(True)
    threading.excepthook = _thread_died
    sys.excepthook = _process_died


def plain(value: object) -> object:
    """The value if it can say nothing about anybody; else its kind in angle brackets."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    return f"<{type(value).__name__}>"


def is_ours(logger: str) -> bool:
    """True for a logger of this project, whose messages are words of the code."""
    return logger.split(".")[0] in _OURS


def _event(record: logging.LogRecord) -> str:
    if is_ours(record.name) and isinstance(record.msg, str):
        return record.msg
    return f"{record.module}:{record.lineno}"  # a library's message may quote what it was given


def _values(args: Any) -> tuple[object, ...]:
    return tuple(args.values()) if isinstance(args, dict) else tuple(args)


def _failure(exc: BaseException | None) -> dict[str, Any]:
    """Kinds of the errors, the first cause last, and the places in the code: neither messages nor values."""
    kinds: list[str] = []
    places: list[str] = []
    while exc is not None and len(kinds) < 5:
        kinds.append(type(exc).__name__)
        frames = traceback.extract_tb(exc.__traceback__)
        places += [f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno} {f.name}" for f in frames[-6:]]
        exc = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    return {"error": kinds, "places": places}


def _thread_died(args: threading.ExceptHookArgs) -> None:
    _died(args.exc_value)


def _process_died(kind: type[BaseException], exc: BaseException, places: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _died(exc)


def _died(exc: BaseException | None) -> None:
    logging.getLogger(__name__).critical("ended by an unexpected error", exc_info=exc)
