"""What the first requests would wait for is loaded at the start of a service, and left alone by the collector after."""

from __future__ import annotations

import gc
from contextlib import suppress

from assistant.service.library import find
from assistant.service.rooms import Rooms
from guardrails import Context, Profile, check, draft_from_text
from ingest import IngestError

_LINE = "Does the oil relieve nausea? Call 555-0100 on 3 May; it cures every patient."


def warm(rooms: Rooms) -> None:
    """Load rules, reader, embedding model and indexes, then freeze them.

    Python's collector walks every object that lives each time its oldest generation is due: with the rules loaded that
    stops all requests for a tenth of a second or more. Frozen objects are not walked.
    """
    for profile in Profile:
        context = Context(profile=profile)
        check(draft_from_text(_LINE), evidence={}, claims=rooms.claims.claims, context=context, now=rooms.clock())
    with suppress(IngestError):  # an index that does not answer is told to those who search
        find(rooms, _LINE, 1)
    gc.collect()
    gc.freeze()
