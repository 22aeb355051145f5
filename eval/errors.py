"""Everything `eval` raises on purpose: what happened, which value, what to do next."""

from __future__ import annotations


class EvalError(Exception):
    """Root of all expected failures of the bench (exit code 1)."""


class UsageError(EvalError):
    """An option or a file of settings cannot be understood (exit code 2)."""


class DatasetInvalid(UsageError):
    """A test set cannot be read; the message names file and line (exit code 2)."""


class RunNotFound(UsageError):
    """No stored run of that name (exit code 2)."""


class PartMissing(EvalError):
    """A part of the product that a command measures is not there, such as the embedding model (exit code 1)."""
