"""Which errors are expected, and the exit code of each: one table."""

from __future__ import annotations

DONE, FAILED, USAGE, NOT_RELEASED = 0, 1, 2, 3

_CODES = {
    "UsageError": USAGE,
    "NotFound": USAGE,
    "ClaimsInvalid": USAGE,
    "ImportRefused": USAGE,
    "NotConfigured": USAGE,
    "DraftLocked": NOT_RELEASED,
    "Held": NOT_RELEASED,
}
_ROOTS = ("AssistantError", "IngestError", "GuardrailError")


def is_expected(exc: BaseException) -> bool:
    """True for our own errors and for a bad setting: they are told in one line, without a traceback."""
    names = {cls.__name__ for cls in type(exc).__mro__}
    return bool(names & set(_ROOTS)) or type(exc).__module__.startswith("pydantic")


def exit_code(exc: BaseException) -> int:
    """Exit code of an expected error."""
    return next((_CODES[cls.__name__] for cls in type(exc).__mro__ if cls.__name__ in _CODES), FAILED)
