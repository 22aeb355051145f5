"""The operating point of abstention: nearly all that can be answered is, nearly nothing else."""

import json
from pathlib import Path

from eval.abstention_bench import foreign_questions, measure, own_questions
from tests.assistant.conftest import demo_home as demo_home, rooms as rooms

FOREIGN = (
    "Does metformin lower the risk of colorectal adenoma?",
    "What is the first-line therapy of gout?",
    "Is laparoscopic appendectomy safer than open surgery?",
    "Which gene is mutated in cystic fibrosis?",
    "Do statins prevent stroke in people over 75?",
    "Is vitamin D linked to fractures in nursing homes?",
)


def test_the_operating_point_holds(rooms) -> None:
    (point,) = measure(rooms, own_questions() | {"foreign": FOREIGN}, [0.5])
    answered, asked = point.answered["answerable"]
    assert asked >= 50
    assert answered / asked >= 0.9
    answered, asked = point.answered["near misses"]
    assert asked >= 8
    assert answered / asked <= 0.15
    assert point.answered["foreign"] == (0, len(FOREIGN))


def test_questions_on_the_librarys_own_subject_are_not_foreign(rooms, tmp_path: Path) -> None:
    texts = ["Does dronabinol help nausea?", *FOREIGN]
    (tmp_path / "queries.jsonl").write_text("\n".join(json.dumps({"_id": t, "text": t}) for t in texts))
    assert foreign_questions(rooms, [tmp_path / "queries.jsonl"]) == list(FOREIGN)
