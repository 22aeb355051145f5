"""How often species and design are read as labelled by hand, part by part: `python tests/bench/classification.py FOLDER [PART]`.

FOLDER holds the public sets that the labels name. With PART, what is read otherwise in that part is printed with the reason.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from ingest import classify
from tests.ingest.labels import labelled


def main() -> None:
    """Classify all, print."""
    shown = sys.argv[2] if len(sys.argv) > 2 else ""
    total: Counter[str] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for label, article in labelled(Path(sys.argv[1])):
        found = classify(article)
        why = {reason.field: reason.why for reason in found.reasons}
        for part in (label["half"], "all"):
            total[part] += 1
        for field, value in (("design", found.design), ("species", found.species)):
            same = value == label[field]
            right[label["half"], field] += same
            right["all", field] += same
            if not same and label["half"] == shown:
                print(f"{label['set']} {label['pmid']}: {field} {label[field]!r} read as {str(value)!r} ({why[field]})")
    for part, count in total.items():
        print(
            f"{part} ({count}): design {right[part, 'design'] / count:.3f}, species {right[part, 'species'] / count:.3f}"
        )


if __name__ == "__main__":
    main()
