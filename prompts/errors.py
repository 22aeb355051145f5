"""Everything `prompts` raises on purpose."""

from __future__ import annotations


class PromptError(Exception):
    """Root of all expected failures of the prompts."""


class PromptNotFound(PromptError):
    """No prompt of that name or version."""


class PromptInvalid(PromptError):
    """A prompt file whose front matter, parts or slots do not fit together."""


class SlotError(PromptError):
    """A slot was left empty, or one was given that the prompt does not have."""
