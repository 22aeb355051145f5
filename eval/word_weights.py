"""Builds `guardrails/data/support/word_weights.json`: how common each stem is in trial abstracts, in four bands.

Offline, by hand: `python eval/word_weights.py ../shared/data`. Only sets that may be used for training feed it; what is stored are
bands of document frequency, no text.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from guardrails import terms_of

TARGET = Path(__file__).parents[1] / "guardrails" / "data" / "support" / "word_weights.json"
SOURCES = ("scifact/claims.train.jsonl.gz", "evidence_inference/claims.train.jsonl.gz")


def main(folder: Path) -> None:
    """Counts in how many different abstracts each term stands and writes its band."""
    texts = set()
    for name in SOURCES:
        with gzip.open(folder / name, "rt", encoding="utf-8") as stream:
            texts |= {json.loads(line)["evidence"] for line in stream}
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update({term.name for term in terms_of(text)})
    weights = {name: _band(count / len(texts)) for name, count in sorted(seen.items()) if count / len(texts) >= 0.004}
    card = {
        "made_from": "term counts over the abstracts of SciFact (CC BY 4.0, ODC-By 1.0) and Evidence Inference 2.0 (MIT)",
        "abstracts": len(texts),
        "bands": "share of abstracts: 1 from 15 %, 2 from 4 %, 3 from 0.4 %; every other term weighs 4",
        "date": "2026-11-01",
    }
    TARGET.write_text(
        json.dumps({"card": card, "weights": weights}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
    )
    sys.stderr.write(f"{len(weights)} terms from {len(texts)} abstracts\n")


def _band(share: float) -> float:
    return 1.0 if share >= 0.15 else 2.0 if share >= 0.04 else 3.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
