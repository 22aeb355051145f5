"""Label aliases from a data file, so that every mapping can be read and is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

ALIASES = Path(__file__).parents[1] / "data" / "label_aliases.yaml"


class LabelAliases:
    """Maps written labels to the labels of a format and counts which were mapped."""

    def __init__(self, known: dict[str, str]) -> None:
        self._known = known
        self._used: Counter[tuple[str, str]] = Counter()

    def label(self, written: object) -> object:
        """The label of the format, or what was written if it is unknown (the row's model then refuses it)."""
        if not isinstance(written, str):
            return written
        found = self._known.get(written.strip().lower())
        if found is None:
            return written
        if found != written:
            self._used[(written, found)] += 1
        return found

    @property
    def used(self) -> dict[str, int]:
        """`written -> label` with how often it was mapped."""
        return {f"{written} -> {label}": n for (written, label), n in sorted(self._used.items())}


def load_aliases(family: str, path: Path = ALIASES) -> LabelAliases:
    """The aliases of one format: `claims` or `guardrail`."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))[family]
    return LabelAliases({alias: label for label, names in table.items() for alias in names})
