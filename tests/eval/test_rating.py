"""Ratings: blind order, resuming, strict files, agreement by hand, and a page that gives nothing away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli.app import app
from eval.errors import DatasetInvalid, UsageError
from eval.parts import held_because
from eval.rating.agreement import rating_outcome
from eval.rating.items import Item, Side, distinct, key_of, read_wordings
from eval.rating.page import rating_page
from eval.rating.ratings import CRITERIA, as_rows, rating_line, read_ratings
from eval.rating.spreadsheet import csv_text
from eval.rating.terminal import rate_in_terminal

ITEMS = tuple(
    Item(f"Q-{n}", f"Question {n}?", (Side("old", f"Old {n}.", "C-old"), Side("new", f"New {n}.", "C-new")))
    for n in range(8)
)
SAME = dict.fromkeys(CRITERIA, 4)


def answers(*given: str) -> Iterator[str]:
    yield from given


def rate(path: Path, rater: str, given: list[str]) -> int:
    left = answers(*given)
    return rate_in_terminal(ITEMS, rater, path, lambda _: next(left), lambda _: None)


ONE = ["5", "x", "4", "3", "2", "1", *["4"] * 5, "left", "a note"]


def test_the_terminal_asks_again_writes_at_once_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "ann.jsonl"
    assert rate(path, "ann", [*ONE, *ONE, "3", "q"]) == 2
    assert [r.item for r in read_ratings([path])] == ["Q-0", "Q-1"]
    first = read_ratings([path])[0]
    assert first.sides[0].points == {
        "correctness": 5,
        "completeness": 4,
        "balance": 3,
        "usefulness": 2,
        "compliance": 1,
    }
    assert (first.preference, first.note) == ("left", "a note")
    assert rate(path, "ann", [*ONE, "q"]) == 1
    assert [r.item for r in read_ratings([path])] == ["Q-0", "Q-1", "Q-2"]
    assert rate(path, "ben", ["q"]) == 0


def test_sides_stand_in_an_order_that_depends_on_rater_and_item() -> None:
    orders = [[i.shuffled(rater).sides[0].system for i in ITEMS] for rater in ("ann", "ben")]
    assert orders[0] != orders[1]
    assert set(orders[0]) == {"old", "new"}
    assert orders[0] == [i.shuffled("ann").sides[0].system for i in ITEMS]


def test_the_page_holds_no_system_loads_nothing_and_escapes_texts() -> None:
    items = (Item("Q", "<b>?", (Side("secret-old", "</script><b>A"), Side("secret-new", "B"))),)
    page = rating_page(items)
    assert "secret" not in page
    assert page.count("</script>") == 1
    assert "http" not in page.replace("http-equiv", "")
    assert key_of(items) == {"Q": {s.sha256: s.system for s in items[0].sides}}
    assert "Old" not in json.dumps(key_of(ITEMS))


def test_equal_texts_are_no_pair() -> None:
    alike = Item("Q-9", "?", (Side("old", "Same."), Side("new", "Same.")))
    kept, left_out = distinct((*ITEMS, alike))
    assert (kept, left_out) == (ITEMS, ("Q-9 is left out: both sides say the same",))
    with pytest.raises(UsageError, match="nothing to rate"):
        distinct((alike,))


def ratings_file(path: Path, rater: str, points: list[int], preferences: list[str]) -> Path:
    lines = []
    for item, first, preference in zip(ITEMS, points, preferences, strict=False):
        lines.append(rating_line(item, rater, [dict.fromkeys(CRITERIA, first), SAME], preference, "=1+1"))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_agreement_by_hand(tmp_path: Path) -> None:
    ann = ratings_file(tmp_path / "a.jsonl", "ann", [5, 4, 5, 4], ["left", "left", "right", "same"])
    ben = ratings_file(tmp_path / "b.jsonl", "ben", [5, 4, 4, 4], ["left", "right", "right", "same"])
    ratings = read_ratings([ann, ben])
    outcome = rating_outcome(ratings, key_of(ITEMS))
    # 8 texts; the second of each pair got 4 from both. Observed 7/8; expected (6*7 + 2*1)/64.
    expected = (6 * 7 + 2 * 1) / 64
    assert outcome.metrics["kappa_balance"].value == pytest.approx((7 / 8 - expected) / (1 - expected))
    # Preferences by system: ann old, old, new, same; ben old, new, new, same. Observed 3/4; expected (2+2+1)/16.
    assert outcome.metrics["kappa_preference"].value == pytest.approx((3 / 4 - 5 / 16) / (11 / 16))
    low, high = outcome.metrics["alpha_balance"].low, outcome.metrics["alpha_balance"].high
    assert low is not None
    assert high is not None
    assert low <= (outcome.metrics["alpha_balance"].value or 0) <= high
    points = dict(outcome.cuts[0].rows)
    assert points["old"]["balance"].value == pytest.approx(35 / 8)
    preferred = dict(outcome.cuts[1].rows)
    assert preferred["old"]["preferred"].value == pytest.approx(3 / 6)
    assert rating_outcome(ratings[::-1], key_of(ITEMS)) == outcome


def test_ratings_are_read_strictly(tmp_path: Path) -> None:
    good = ratings_file(tmp_path / "a.jsonl", "ann", [5, 4], ["left", "left"])
    with pytest.raises(DatasetInvalid, match="was rated before"):
        read_ratings([good, good])
    row = json.loads(good.read_text().splitlines()[0])
    row["sides"][0]["points"]["balance"] = 6
    (tmp_path / "b.jsonl").write_text(json.dumps(row))
    with pytest.raises(DatasetInvalid, match=r"b.jsonl line 1: sides.0.points.balance"):
        read_ratings([tmp_path / "b.jsonl"])
    del row["sides"][0]["points"]["balance"]
    (tmp_path / "b.jsonl").write_text(json.dumps(row))
    with pytest.raises(DatasetInvalid, match="line 1: balance has no points"):
        read_ratings([tmp_path / "b.jsonl"])


def test_the_report_command_writes_a_spreadsheet_that_runs_nothing(tmp_path: Path) -> None:
    ann = ratings_file(tmp_path / "a.jsonl", "ann", [5, 4], ["left", "same"])
    key = tmp_path / "k.json"
    key.write_text(json.dumps(key_of(ITEMS)))
    done = CliRunner().invoke(
        app,
        ["rate", "report", str(ann), "--key", str(key), "--csv", str(tmp_path / "r.csv"), "--json", "--no-save"],
        catch_exceptions=False,
    )
    report = json.loads(done.stdout)
    assert report["kappa_balance"] is None
    assert report["undefined"]["kappa_balance"] == "no unit has two ratings"
    lines = (tmp_path / "r.csv").read_text().splitlines()
    assert lines[1] == "Q-0,ann,old,5,5,5,5,5,true,'=1+1"
    assert len(lines) == 5
    assert csv_text(as_rows((), {})) == ""


def test_wordings_that_the_gate_holds_are_not_shown(tmp_path: Path) -> None:
    judge = held_because(datetime.now(UTC))
    path = tmp_path / "w.jsonl"
    fine = {"id": "W-1", "message": "next visit", "a": "The next visit is at noon.", "b": "We meet again at noon."}
    path.write_text(json.dumps(fine) + "\n" + json.dumps({**fine, "id": "W-2", "a": "Our oil cures cancer."}))
    items, held = read_wordings(path, lambda row, text: judge(text, row.mode))
    assert [i.item_id for i in items] == ["W-1"]
    assert held[0].startswith("w.jsonl line 2: W-2 is not shown (a: ")
    path.write_text(json.dumps({**fine, "a": "Our oil cures cancer."}))
    with pytest.raises(DatasetInvalid, match="releases no pair whole"):
        read_wordings(path, lambda row, text: judge(text, row.mode))
