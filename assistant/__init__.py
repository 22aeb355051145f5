"""Call preparation from published evidence in approved language."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.domain import (
        EvidencePack as EvidencePack,
        Filters as Filters,
        Hit as Hit,
        Query as Query,
    )
    from assistant.engine import make_engine as make_engine
    from assistant.migrations import upgrade as upgrade
    from assistant.retrieval.retrieve import retrieve as retrieve, search as search
    from assistant.retrieval.understand import understand as understand

_HOME = {
    "EvidencePack": "domain",
    "Filters": "domain",
    "Hit": "domain",
    "Query": "domain",
    "make_engine": "engine",
    "retrieve": "retrieval.retrieve",
    "search": "retrieval.retrieve",
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
