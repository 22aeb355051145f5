"""The prompts: one versioned file each, and the loader that fills their slots."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prompts.errors import (
        PromptError as PromptError,
        PromptInvalid as PromptInvalid,
        PromptNotFound as PromptNotFound,
        SlotError as SlotError,
    )
    from prompts.loader import Prompt as Prompt, load_prompt as load_prompt, prompt_names as prompt_names

_HOME = {
    "PromptError": "errors",
    "PromptInvalid": "errors",
    "PromptNotFound": "errors",
    "SlotError": "errors",
    "Prompt": "loader",
    "load_prompt": "loader",
    "prompt_names": "loader",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
