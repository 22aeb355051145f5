"""A floor under search: a folder of judged questions and a YAML with limits; a worse ranking breaks it, with exit 3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import eval.searching
from eval.cli import main
from eval.gating import Gate, run_gate
from eval.jobs import measurer
from eval.runs import RunStore
from eval.searching import System
from eval.settings_file import read_settings

TOPICS = ("nausea", "neuropathy", "insomnia", "cachexia", "anxiety", "itching")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gate file, and beside it a judged set: one document answers each question, the others share a word with it."""
    judged = tmp_path / "judged"
    (judged / "qrels").mkdir(parents=True)
    documents = [{"_id": t, "title": f"Trial of an oil for {t}", "text": f"The oil eased {t}."} for t in TOPICS]
    asked = [{"_id": f"q-{t}", "text": f"Does the oil ease {t}?"} for t in TOPICS]
    (judged / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (judged / "queries.dev.jsonl").write_text("\n".join(map(json.dumps, asked)))
    rows = "".join(f"q-{t}\t{t}\t1\n" for t in TOPICS)
    (judged / "qrels" / "dev.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}")
    (tmp_path / "floor.yaml").write_text(
        "checks:\n- name: search\n  job: {command: retrieval, sets: [judged], system: [words]}\n"
        "  at_least: {ndcg@10: 0.9, recall@100: 0.9}\n"
    )
    return tmp_path


@pytest.fixture
def worse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search with its order turned round."""
    systems_of = eval.searching.systems_of

    def turned(*parts: object) -> Mapping[str, System]:
        return {name: lambda text, s=s: list(s(text))[::-1] for name, s in systems_of(*parts).items()}  # type: ignore[arg-type,misc]

    monkeypatch.setattr(eval.searching, "systems_of", turned)


def outcome(folder: Path) -> tuple[bool, str]:
    gate = read_settings(folder / "floor.yaml", Gate)
    (found,) = run_gate(gate, folder, measurer(folder / "vectors.sqlite"), RunStore(folder / "runs"))
    return found.passed, found.reason


def test_a_sound_ranking_keeps_its_floor(folder: Path) -> None:
    assert outcome(folder) == (True, "")


@pytest.mark.usefixtures("worse")
def test_a_lowered_ranking_breaks_the_floor_and_says_by_how_much(folder: Path) -> None:
    passed, reason = outcome(folder)
    assert not passed
    assert reason.startswith("ndcg@10 is 0.")
    assert reason.endswith("at least 0.9 is asked for"), "what is found stays found: recall holds"


@pytest.mark.parametrize("words", [["gate", "floor.yaml"], ["retrieval", "judged", "--system", "words"]])
@pytest.mark.usefixtures("worse")
def test_a_broken_floor_ends_the_command_with_3(
    folder: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    limits = ["--fail-under", "ndcg@10=0.9"] if words[0] == "retrieval" else []
    monkeypatch.setattr("sys.argv", ["callprep-eval", *words, *limits, "--runs", str(folder / "runs")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
