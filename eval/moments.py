"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from eval.errors import UsageError


def moment(as_of: str | None) -> datetime | None:
    """The time given, with a zone; None without one.

    Raises:
        UsageError: No ISO date or time.
    """
    if as_of is None:
        return None
    try:
        at = datetime.fromisoformat(as_of)
    except ValueError as exc:
        raise UsageError(f"as-of is {as_of!r}; give a date or time such as 2026-11-17T18:00:00-05:00.") from exc
    return at if at.tzinfo else at.replace(tzinfo=UTC)
