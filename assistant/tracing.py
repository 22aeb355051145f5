"""The id that ties one request to what it sets going: log lines, background work and audit entries carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

_CURRENT: ContextVar[str] = ContextVar("trace_id", default="")
_FORM = re.compile(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
"""A UUID, with hyphens or without: no name, number of a patient or key of ours can have this form."""


def current_trace() -> str:
    """Id of the request at work; "" outside of one."""
    return _CURRENT.get()


def trace_of(sent: str) -> str:
    """The id that was sent, if it is a UUID; else a new one."""
    return sent if _FORM.fullmatch(sent) else str(uuid4())


@contextmanager
def traced(trace_id: str) -> Iterator[None]:
    """What is done within belongs to this id."""
    token = _CURRENT.set(trace_id)
    try:
        yield
    finally:
        _CURRENT.reset(token)
