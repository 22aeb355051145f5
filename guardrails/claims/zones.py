"""Jurisdictions: how they are written, which are known, and when their days end."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

from guardrails.data_files import load_data

_FILE = "policy/zones.yaml"


@cache
def canonical_jurisdiction(written: str) -> str:
    """`US`, `US-XX`, `UK` and so on from any usual spelling (`us_tx`, `Texas`, `TX`); else the words in upper case."""
    words = written.strip().upper().replace("_", "-")
    data = load_data(_FILE)
    words = str(data["aliases"].get(words, words))
    if words in _zones():
        return words
    place = words.removeprefix("USA-").removeprefix("US-").removeprefix("US ").strip()
    state = f"US-{data['states'].get(place, place)}"
    return state if state in _zones() else words


def places_of(written: str) -> tuple[str, ...]:
    """The jurisdictions that a text is used in: one, or several written `US-TX; US-NM`."""
    return tuple(part.strip() for part in written.split(";") if part.strip()) or ("",)


def known_jurisdiction(written: str) -> bool:
    """True if dates and claims of this jurisdiction (of each, where several are written) can be judged at all."""
    return all(canonical_jurisdiction(place) in _zones() for place in places_of(written))


def known_jurisdictions() -> tuple[str, ...]:
    """Every jurisdiction whose dates and claims can be judged, sorted."""
    return tuple(sorted(_zones()))


def zone_of(written: str) -> ZoneInfo:
    """Time zone in which the jurisdiction's days end; New York for the federal level and for what is unknown."""
    return ZoneInfo(_zones().get(canonical_jurisdiction(written), load_data(_FILE)["default"]))


def covers(scope: str, jurisdiction: str) -> bool:
    """True if approval for `scope` counts in `jurisdiction`: the same, or `US` for any of its states."""
    wide, narrow = canonical_jurisdiction(scope), canonical_jurisdiction(jurisdiction)
    return wide == narrow or (wide == "US" and narrow.startswith("US-"))


@cache
def _zones() -> dict[str, str]:
    return {str(place): str(zone) for zone, places in load_data(_FILE)["zones"].items() for place in places}
