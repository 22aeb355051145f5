"""The state machine of a document under review: pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from assistant.errors import Conflict
from assistant.reviewing import Choice, ReviewItem, ReviewState


def next_state(needed: Sequence[str], earlier: Mapping[str, Choice], discipline: str, choice: Choice) -> ReviewState:
    """State after this decision: one rejection closes, approval by all that are needed approves.

    Raises:
        Conflict: That discipline is not asked, or has decided on this version.
    """
    if discipline not in needed:
        raise Conflict(f"This document does not wait for {discipline}; it needs {', '.join(needed)}.")
    if discipline in earlier:
        raise Conflict("Your discipline has decided on this version already.")
    if choice is Choice.REJECT:
        return ReviewState.REJECTED
    agreed = {d for d, c in earlier.items() if c is not Choice.REJECT} | {discipline}
    return ReviewState.APPROVED if agreed >= set(needed) else ReviewState.OPEN


def due_words(item: ReviewItem, now: datetime) -> tuple[str, str]:
    """(words, tone) of the service-level clock; tone is `soon` in the last quarter, `overdue` after it, else empty."""
    if item.state is not ReviewState.OPEN:
        return item.state.value, ""
    left = item.due_at - now
    if left < timedelta(0):
        return f"Overdue {span_words(-left)}", "overdue"
    last_quarter = (item.due_at - item.submitted_at) / 4
    return f"{span_words(left)} left", "soon" if left <= last_quarter else ""


def span_words(span: timedelta) -> str:
    """A length of time in its two largest units."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"
