"""The claims library as it is now: rows of versions, with the products, labels and qualifiers of the newest file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.store.claim_rows import ClaimStore
from guardrails import ClaimSet


class ClaimShelf:
    """Gives the library in force of this moment; reads it again only after a change.

    Args:
        rows: Claim versions.
        file: The library of the newest claims file: products, labels, qualifiers, and its version.
    """

    def __init__(self, rows: ClaimStore, file: Callable[[], ClaimSet]) -> None:
        self._rows = rows
        self._file = file
        self._held: tuple[int, ClaimSet] | None = None

    def current(self) -> ClaimSet:
        """All versions. Before the first row there is one, the file's own claims."""
        revision = self._rows.revision()
        held = self._held
        if held is None or held[0] != revision:
            held = self._held = (revision, self._read(revision))
        return held[1]

    def forget(self) -> None:
        """Read again at the next call: the file has changed."""
        self._held = None

    def _read(self, revision: int) -> ClaimSet:
        base = self._file()
        claims = self._rows.all()
        if not claims or claims == base.claims:
            return base
        return replace(base, claims=claims, version=f"{base.version}+{revision}".lstrip("+"))
