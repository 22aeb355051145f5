"""Call preparation from published evidence in approved language."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.bootstrap import open_rooms as open_rooms
    from assistant.demo.digests import load_digests as load_digests
    from assistant.demo.load import load_demo as load_demo
    from assistant.documents.reading import ReadDocument as ReadDocument, read_document as read_document
    from assistant.domain import (
        Asker as Asker,
        EvidencePack as EvidencePack,
        Filters as Filters,
        Hit as Hit,
        Query as Query,
        Request as Request,
        Role as Role,
    )
    from assistant.engine import make_engine as make_engine
    from assistant.errors import AssistantError as AssistantError, UsageError as UsageError
    from assistant.home import AppSettings as AppSettings
    from assistant.migrations import upgrade as upgrade
    from assistant.retrieval.retrieve import retrieve as retrieve
    from assistant.retrieval.searching import search as search
    from assistant.retrieval.understand import understand as understand
    from assistant.service.ask import AskResult as AskResult, ask as ask
    from assistant.service.checking import bench_for as bench_for, check_text as check_text, mode_named as mode_named
    from assistant.service.rooms import Rooms as Rooms

_HOME = {
    "ReadDocument": "documents.reading",
    "read_document": "documents.reading",
    "open_rooms": "bootstrap",
    "mode_named": "service.checking",
    "load_digests": "demo.digests",
    "load_demo": "demo.load",
    "check_text": "service.checking",
    "bench_for": "service.checking",
    "ask": "service.ask",
    "UsageError": "errors",
    "Rooms": "service.rooms",
    "Role": "domain",
    "Request": "domain",
    "AssistantError": "errors",
    "Asker": "domain",
    "AskResult": "service.ask",
    "AppSettings": "home",
    "EvidencePack": "domain",
    "Filters": "domain",
    "Hit": "domain",
    "Query": "domain",
    "make_engine": "engine",
    "retrieve": "retrieval.retrieve",
    "search": "retrieval.searching",
    "understand": "retrieval.understand",
    "upgrade": "migrations",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
