"""The reader's second opinion: asked in doubt only, the same however it is run, and missed aloud where it is not installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from guardrails import Context, Decision, Mode, Profile, check, draft_from_text
from guardrails.domain import Verdict
from guardrails.errors import RuleDataInvalid
from guardrails.scorer import second, windows
from guardrails.scorer.model import probabilities
from guardrails.scorer.second import NAME, Joining, joining, load_second, read_second, second_opinion, vectors_folder

pytestmark = pytest.mark.skipif(vectors_folder() is None, reason="sentence model not installed")

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
IMPLIED = "Once her other patients hear how quiet cycle two was, you will not need me to explain the spray again."
HONEST = "The committee asked for the protocol, and we sent it with both response rates and the confidence interval."
DATA = files("guardrails") / "data" / "scorer"
EVERYWHERE = replace(joining(), low=0.0, high=1.0)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    yield
    for remembered in (joining, load_second, vectors_folder, second._logit):
        remembered.cache_clear()


def judged(text: str, profile: Profile = Profile.SCREEN) -> Verdict:
    context = Context(mode=Mode.PROMOTIONAL, profile=profile, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)


def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "find_spec", lambda _name: None)
    for remembered in (load_second, vectors_folder):
        remembered.cache_clear()


def test_it_tells_implied_wording_from_honest_wording() -> None:
    reader = load_second()
    assert reader is not None
    assert reader.logit(IMPLIED) > 0 > reader.logit(HONEST)


def test_disguised_and_endless_texts_are_read_as_a_person_reads_them() -> None:
    reader = load_second()
    assert reader is not None
    assert reader.logit("It m\u0430kes n\u200bausea vanish") == reader.logit("It makes nausea vanish")
    assert reader.logit("relief " * 200) == reader.logit("relief " * 300)
    assert abs(reader.logit("")) < 20


def test_it_is_asked_only_where_the_n_grams_leave_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    band = joining()
    assert 0 < band.low < 0.5 < band.high < 1
    asked: list[str] = []
    monkeypatch.setattr(second, "_logit", lambda _reader, text: asked.append(text) or 3.0)
    assert [second_opinion("Text.", p) for p in (band.low - 0.01, band.high)] == [band.low - 0.01, band.high]
    assert asked == []
    assert second_opinion("Text.", 0.5) == band.joined(0.5, 3.0)
    assert asked == ["Text."]


def test_both_have_a_say() -> None:
    told = Joining(low=0.1, high=0.9, first=1.0, second=0.5, bias=0.0, overstated=1.0)
    assert told.joined(0.5, 0.0) == 0.5
    assert told.joined(0.5, 2.0) > told.joined(0.5, 1.0) > told.joined(0.4, 1.0)


def test_a_short_text_is_asked_about_with_its_asides_and_without_and_a_long_one_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(windows, "second_opinion", lambda text, p: asked.append(text) or p)
    judged(f"{HONEST} Lunch is at noon.")
    assert asked == [f"{HONEST} Lunch is at noon.", HONEST]
    judged(" ".join([HONEST] * 12))
    judged(HONEST, Profile.DRAFT)
    assert len(asked) == 2


def test_without_the_package_the_n_grams_decide_and_the_verdict_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "joining", lambda: EVERYWHERE)
    monkeypatch.setattr(windows, "joining", lambda: EVERYWHERE)
    assert NAME not in judged(HONEST).coverage.skipped
    absent(monkeypatch)
    alone = probabilities(HONEST, ((0, len(HONEST)),))[0]
    assert second_opinion(HONEST, alone) == alone
    assert NAME in judged(HONEST + " ").coverage.skipped
    assert NAME not in judged(" ".join([HONEST] * 12)).coverage.skipped
    assert NAME not in judged(HONEST, Profile.DRAFT).coverage.skipped


def test_a_grave_finding_that_speaks_alone_stands_whatever_it_thinks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "second_opinion", lambda _text, _p: 0.001)
    assert (
        judged("A patient on our capsules collapsed on Friday and was taken to hospital.").decision is Decision.REVIEW
    )


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Marinol is FDA approved for anorexia associated with weight loss in patients with AIDS.", False),
        ("Marinol is FDA approved for epilepsy in patients with AIDS.", True),
        ("Marinol is FDA approved for anorexia and everybody gets well.", True),
    ],
)
def test_neither_reader_objects_to_a_label(monkeypatch: pytest.MonkeyPatch, text: str, held: bool) -> None:
    monkeypatch.setattr(windows, "second_opinion", lambda _text, _p: 0.99)
    assert (judged(text).decision is not Decision.RELEASE) is held


@pytest.mark.parametrize(
    ("name", "content"),
    [("tokenizer.json", b"{}"), ("tokenizer.json", None), ("model.safetensors", None), ("second.onnx", b"none")],
)
def test_a_wrong_file_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    folder = vectors_folder()
    assert folder is not None
    for source in (folder / "tokenizer.json", folder / "model.safetensors"):
        (tmp_path / source.name).symlink_to(source)
    for kept in ("second.json", "second.onnx"):
        (tmp_path / kept).write_bytes((DATA / kept).read_bytes())
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RuleDataInvalid, match="second opinion cannot be read"):
        read_second(tmp_path, tmp_path)


def test_one_thread_and_two_give_the_same_number() -> None:
    code = "import sys; from guardrails.scorer.second import load_second; print(load_second().logit(sys.argv[1]))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code, IMPLIED],
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[3],
        ).stdout
        for threads in ("1", "2")
    }
    assert len(found) == 1


def test_the_card_tells_what_was_left_out() -> None:
    card = json.loads((DATA / "second.json").read_text(encoding="utf-8"))
    both, alone = (card["on_rounds_left_out"][who] for who in ("both", "n_grams"))
    assert card["left_out"]
    assert both["auc"] > alone["auc"]
    assert both["false_flags"] <= alone["false_flags"] + 0.002
