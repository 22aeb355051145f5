"""Rating in real Chromium from page to agreement, and reports without a serious finding of axe. Skips where no Chromium is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.cli.app import app
from eval.comparing import compare_runs
from eval.domain import CaseRow, Curve, Cut, Listing, Matrix, Outcome, Score, SetInfo
from eval.gating import Gate, gate_json, run_gate
from eval.history import history_rows
from eval.rating.ratings import CRITERIA, read_ratings
from eval.report.html import render_html
from eval.report.pages import comparison_page, gate_page, history_page
from eval.report.shape import report_of
from eval.runs import RunStore

pytestmark = pytest.mark.slow
sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
WORDINGS = (
    ("W-1", "next visit", "The next visit is at noon.", "We meet again at noon."),
    ("W-2", "room", "The talk is in room four.", "Room four is where we talk."),
    ("W-3", "papers", "Two new papers came out.", "There are two new papers."),
)


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def rate(page: Any, points: dict[str, int], better: str | None) -> None:
    """Rate the item on the screen by keyboard, each text with its points; `better` is a text, None for equally good."""
    sides = page.locator(".side")
    texts = [sides.nth(n).locator(".text").inner_text() for n in range(sides.count())]
    for place, text in enumerate(texts):
        groups = sides.nth(place).locator("fieldset")
        assert groups.count() == len(CRITERIA)
        for group in range(groups.count()):
            groups.nth(group).locator("input").first.focus()
            page.keyboard.press("Space")
            for _ in range(points[text] - 1):
                page.keyboard.press("ArrowRight")
    choice = "same" if better is None else ("left", "right")[texts.index(better)]
    page.check(f"#choice input[value={choice}]")
    assert page.inner_text("#open") == "Complete"


def exported(page: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click("#export")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def opened(browser: Any, address: str, rater: str) -> Any:
    page = browser.new_context(accept_downloads=True).new_page()
    page.goto(address)
    page.fill("#rater", rater)
    page.keyboard.press("Tab")
    return page


def rated(browser: Any, address: str, folder: Path, rater: str, points: dict[str, int]) -> Path:
    """A rater's whole way: one item in one browser, exported, taken up in another one, finished there, exported."""
    first = opened(browser, address, rater)
    rate(first, points, WORDINGS[0][2])
    first.click("#next")
    half = exported(first, folder)
    assert len(half.read_text(encoding="utf-8").splitlines()) == 1
    second = opened(browser, address, rater)
    second.set_input_files("#import", half)
    sync_api.expect(second.locator("#progress")).to_contain_text("1 rated")
    for better in (WORDINGS[1][2], None):
        second.click("#next")
        rate(second, points, better)
    second.reload()
    second.fill("#rater", rater)
    second.keyboard.press("Tab")
    sync_api.expect(second.locator("#progress")).to_contain_text("3 rated")
    return exported(second, folder)


def test_from_page_to_agreement(browser: Any, tmp_path: Path) -> None:
    lines = (json.dumps(dict(zip(("id", "message", "a", "b"), row, strict=True))) for row in WORDINGS)
    (tmp_path / "w.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("rate", "page", tmp_path / "rate.html", "--wordings", tmp_path / "w.jsonl")
    address = (tmp_path / "rate.html").as_uri()
    points = {
        text: n
        for (_, _, a, b), pair in zip(WORDINGS, ((5, 3), (4, 2), (3, 3)), strict=True)
        for text, n in ((a, pair[0]), (b, pair[1]))
    }
    ann = rated(browser, address, tmp_path, "ann", points)
    ben = rated(browser, address, tmp_path, "ben", {**points, WORDINGS[0][2]: 4})
    assert len(read_ratings([ann, ben])) == 6
    key = tmp_path / "rate.key.json"
    report = json.loads(run("rate", "report", ann, ben, "--key", key, "--json", "--no-save"))
    # Six texts: 5/4, 3/3, 4/4, 2/2, 3/3, 3/3. Observed 5/6; expected (1*2 + 3*3 + 1*1)/36.
    assert report["kappa_balance"] == pytest.approx((5 / 6 - 1 / 3) / (2 / 3))
    assert 0.75 < report["alpha_balance"] < 1
    assert (report["kappa_preference"], report["alpha_preference"]) == (1, 1)
    points_of = {row["part"]: row["scores"]["balance"]["value"] for row in report["cuts"][0]["rows"]}
    assert points_of == pytest.approx({"a": (5 + 4 + 4 + 4 + 3 + 3) / 6, "b": 16 / 6})
    assert {row["part"]: row["scores"]["preferred"]["value"] for row in report["cuts"][1]["rows"]} == {"a": 1, "b": 0}


def full_report() -> dict[str, Any]:
    """A report with every kind of part."""
    half = Score(0.5, 0.2, 0.8, 10)
    scores = {"recall": half, "f1": Score(None, reason="nothing predicted")}
    outcome = Outcome(
        "guardrail", (SetInfo("a_set_with_a_rather_long_name.jsonl", "0" * 64, 10, 12),), {"limit": 10},
        {"recall": half, "precision": Score(0.9, 0.85, 0.95, 40), "f1": scores["f1"], "words_p50": Score(300.0)},
        (CaseRow("a", "ok", "violation", 0.0),),
        (Cut("By category", (("cost_or_reimbursement_promise", scores), ("phi", scores)), "recall"),),
        (Matrix("Expected against got", ("violation", "ok"), ("violation", "ok"), ((9, 1), (3, 7))),),
        (Listing("Missed: 1", ("case", "text"), (("a", "Unbroken" * 40),)),),
        (Curve("Precision against recall", "recall", "precision", ((0.2, 1.0), (0.9, 0.6)), ((0.9, 0.6, "in use"),)),),
        tuple(float(n) for n in range(1, 60)), ("a note",), {"ruleset": "r1"},
    )  # fmt: skip
    return report_of(
        outcome, {"run_id": "R-1", "started_at": "2026-11-26T10:00:00+00:00", "seconds": 1.0, "machine": {"cpus": 2}}
    )


def pages(folder: Path) -> dict[str, str]:
    report = full_report()
    gate = Gate.model_validate(
        {"checks": [{"name": "g", "job": {"command": "guardrail"}, "at_least": {"recall": 0.6}}]}
    )
    return {
        "report": render_html(report),
        "compare": comparison_page(compare_runs(report, {**report, "recall": 0.7})),
        "history": history_page(history_rows([report, report])),
        "gate": gate_page(gate_json(run_gate(gate, folder, lambda job, place: report, RunStore(folder)))),
    }


@pytest.mark.parametrize("name", ["report", "compare", "history", "gate"])
def test_a_page_loads_nothing_fits_and_is_reached_by_keyboard(browser: Any, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.html"
    path.write_text(pages(tmp_path)[name], encoding="utf-8")
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, asked=asked: asked.append(message.text))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = axe.Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#main"
        boxes = page.locator(".scroll").count()
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("[...document.querySelectorAll('.scroll')].indexOf(document.activeElement)"))
        shown = page.locator(".scroll:visible").count()
        assert len(reached - {-1}) == shown <= boxes


def test_paper_shows_what_is_folded(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages(tmp_path)["report"], encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert not page.locator("text=UnbrokenUnbroken").is_visible()
    page.emulate_media(media="print")
    assert page.locator("text=UnbrokenUnbroken").is_visible()
    assert not page.locator("nav").is_visible()
