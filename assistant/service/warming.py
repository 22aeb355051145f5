"""What the first requests would wait for is loaded at the start of a service, and left alone by the collector after."""

from __future__ import annotations

import gc
import logging

from assistant.service.library import find
from assistant.service.rooms import Rooms
from guardrails import Context, Profile, check, compile_all, draft_from_text

RULES, SEARCH = "rules and claims", "search"
"""The parts that are loaded."""
_LOG = logging.getLogger(__name__)
_LINE = "Does the oil relieve nausea? Call 555-0100 on 3 May; it cures every patient."


def warm(rooms: Rooms) -> tuple[str, ...]:
    """Load rules, reader, embedding model and indexes, then freeze them; which parts could not be loaded; the log says why.

    A service starts whatever is broken: it says so at `/readyz` and in the doctor, and those who need the part are told.
    Python's collector walks every object that lives each time its oldest generation is due: with the rules loaded that
    stops all requests for a tenth of a second or more. Frozen objects are not walked.
    """
    cold = []
    for name, load in ((RULES, _judge), (SEARCH, _search)):
        try:
            load(rooms)
        except Exception as exc:
            _LOG.warning("not warmed", exc_info=exc)
            cold.append(name)
    gc.collect()
    gc.freeze()
    return tuple(cold)


def _search(rooms: Rooms) -> None:
    find(rooms, _LINE, 1)
    rooms.library.status()  # counts all records: half a second for 100,000


def _judge(rooms: Rooms) -> None:
    for profile in Profile:
        context = Context(profile=profile)
        check(draft_from_text(_LINE), evidence={}, claims=rooms.claims.claims, context=context, now=rooms.clock())
    compile_all()
