"""How long a verdict on a lone text takes, in processor time: `python tests/bench/verdict_latency.py`.

Texts are runs of about 1,000 characters from the guardrail set, each judged once, so that nothing is remembered from a text
before; the first ten and `compile_all` warm up what a service loads at its start, and it is frozen as there: Python's collector
passes it over.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from guardrails import Context, check, compile_all, draft_from_text

SET = Path(__file__).parents[2] / "eval" / "data" / "guardrail.jsonl"
NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
CHARACTERS = 1000
WARM_UP = 10


def _texts() -> Iterator[str]:
    """The statements of the set in their order, joined to texts of about `CHARACTERS` characters."""
    part: list[str] = []
    for row in SET.read_text(encoding="utf-8").splitlines():
        part.append(json.loads(row)["text"])
        if sum(map(len, part)) >= CHARACTERS:
            yield " ".join(part)
            part = []


def _judge(text: str) -> float:
    """Milliseconds per 1,000 characters."""
    began = time.process_time()
    check(draft_from_text(text), evidence={}, claims=(), context=Context(), now=NOW)
    return 1_000_000 * (time.process_time() - began) / len(text)


def main() -> None:
    """Measure and print."""
    texts = list(_texts())
    for text in texts[:WARM_UP]:
        _judge(text)
    compile_all()
    gc.collect()
    gc.freeze()
    times = [_judge(text) for text in texts[WARM_UP:]]
    cuts = quantiles(times, n=20)
    print(f"{len(times)} texts, per 1,000 characters: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms")


if __name__ == "__main__":
    main()
