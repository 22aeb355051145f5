"""Measures when search says that nothing answers: questions the demo library answers, near misses, and foreign ones.

`python -m eval.abstention_bench [--foreign queries.jsonl ...] [--at 0.3 --at 0.5 ...]`

Answerable are the questions of `eval/data/questions.jsonl` that expect an answer, with limits or without; near misses
those that expect an abstention; foreign ones come from other fields, those that name a subject of the library left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant import Rooms

_QUESTIONS = Path(__file__).parent / "data" / "questions.jsonl"
_ANSWERED = frozenset({"answer", "answer_with_limits"})
_DEFAULT_POINT = 0.5


@dataclass(frozen=True, slots=True)
class Point:
    """What one operating point gives: questions and how many of them were answered, by kind."""

    least_shared: float
    answered: dict[str, tuple[int, int]]
    """Kind -> (answered, asked)."""


def measure(rooms: Rooms, questions: dict[str, Sequence[str]], points: Iterable[float]) -> list[Point]:
    """Ask every question at every operating point."""
    return [
        Point(
            point,
            {kind: (sum(_answers(rooms, q, point) for q in asked), len(asked)) for kind, asked in questions.items()},
        )
        for point in points
    ]


def own_questions() -> dict[str, Sequence[str]]:
    """Answerable questions and near misses about the demo library."""
    rows = [json.loads(line) for line in _QUESTIONS.read_text("utf-8").splitlines() if line.strip()]
    return {
        "answerable": [r["question"] for r in rows if r["expected_behaviour"] in _ANSWERED],
        "near misses": [r["question"] for r in rows if r["expected_behaviour"] == "abstain"],
    }


def foreign_questions(rooms: Rooms, files: Iterable[Path]) -> list[str]:
    """Questions of other sets that name no agent or condition of the library's own subject."""
    texts = [
        json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines() if line.strip()
    ]
    return [text for text in texts if not any(_is_own(m.concept_id) for m in rooms.vocabulary.find(text))]


def _is_own(concept_id: str) -> bool:
    return concept_id.startswith(
        ("agent.", "condition.cinv", "condition.cipn", "condition.nausea", "condition.neuropathy")
    )


def _answers(rooms: Rooms, question: str, least_shared: float) -> bool:
    from assistant import retrieve, understand

    query = understand(question, rooms.vocabulary)
    return retrieve(rooms.library, query, vocabulary=rooms.vocabulary, least_shared=least_shared).sufficient


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line per operating point."""
    from assistant import AppSettings, load_demo, open_rooms

    parser = argparse.ArgumentParser(prog="abstention_bench", description=__doc__)
    parser.add_argument("--foreign", type=Path, action="append", default=[])
    parser.add_argument("--at", type=float, action="append")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as folder, open_rooms(AppSettings(home=Path(folder))) as rooms:
        load_demo(rooms.library, rooms.objects, rooms.documents)
        questions = own_questions() | {"foreign": foreign_questions(rooms, chosen.foreign)}
        for point in measure(rooms, questions, chosen.at or [_DEFAULT_POINT]):
            cells = [f"{kind} answered {found} of {asked}" for kind, (found, asked) in point.answered.items()]
            sys.stdout.write(f"{point.least_shared}: {'; '.join(cells)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
