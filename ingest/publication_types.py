"""What NLM publication types mean here: roles by UI, by name only where no UI is given or confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import ConfigDict, TypeAdapter

from ingest.domain import PublicationType
from ingest.phrases import load_rules


@dataclass(frozen=True, slots=True)
class Role:
    """One meaning: the UIs that carry it and, in lower case, the names."""

    ui: frozenset[str]
    names: frozenset[str]

    def __contains__(self, publication_type: PublicationType) -> bool:
        if publication_type.ui and self.ui:
            return publication_type.ui in self.ui
        return publication_type.name.lower() in self.names


@cache
def load_roles() -> Mapping[str, Role]:
    """Roles by name, from `data/publication_types.yaml`."""
    raw = load_rules("publication_types.yaml")["roles"]
    return TypeAdapter(dict[str, Role], config=ConfigDict(extra="forbid")).validate_python(raw)


def roles_of(publication_types: Iterable[PublicationType]) -> dict[str, PublicationType]:
    """Every role that a type of the record carries, with the type that carries it."""
    found: dict[str, PublicationType] = {}
    table = load_roles()
    for entry in publication_types:
        for role, members in table.items():
            if entry in members:
                found.setdefault(role, entry)
    return found
