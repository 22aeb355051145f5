"""How long matching takes against a large library, in processor time: `python tests/bench/claims_latency.py [claims]`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles

from guardrails import Claim, Context, load_claims, match_claim

DEMO = Path(__file__).parents[2] / "assistant" / "demo" / "data" / "claims.yaml"
NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
CHARACTERS = 2000


def library(size: int) -> tuple[Claim, ...]:
    """Claims recombined from the words of the demo's: the same vocabulary, other sentences."""
    seeds, random = load_claims(DEMO).claims, Random(1)
    words = [word for claim in seeds for word in claim.text.split()]
    return tuple(
        replace(random.choice(seeds), claim_id=f"X-{n}", text=" ".join(random.choices(words, k=random.randint(12, 40))))
        for n in range(size)
    )


def drafts(claims: tuple[Claim, ...], count: int) -> list[str]:
    """Texts of about 2,000 characters: approved wordings, near ones, and talk."""
    random = Random(2)
    texts = []
    for number in range(count):
        parts = [f"Hello Dr. Lee, note {number}."]
        while len(" ".join(parts)) < CHARACTERS:
            words = random.choice(claims).text.split()
            parts.append(" ".join(words if random.random() < 0.5 else [*words[: len(words) // 2], "perhaps"]) + ".")
        texts.append(" ".join(parts)[:CHARACTERS])
    return texts


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    claims = library(size)
    began = time.process_time()
    match_claim("See you at nine.", claims, Context(), NOW)
    print(f"index of {size} claims: {1000 * (time.process_time() - began):.0f} ms")
    times = []
    for text in drafts(claims, 60):
        began = time.process_time()
        match_claim(text, claims, Context(), NOW)
        times.append(1000 * (time.process_time() - began))
    cuts = quantiles(times[5:], n=20)
    print(f"{CHARACTERS} characters: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, worst {max(times[5:]):.1f} ms")


if __name__ == "__main__":
    main()
