import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

import pytest
import typst
from PIL import Image

from assistant.artifacts.parts import say, table
from assistant.documents.docx import render_docx
from assistant.documents.effects import chart, effects_of
from assistant.documents.figures import figure_png, figure_svg, figures_of
from assistant.documents.html import render_html
from assistant.documents.kinetics import reported
from assistant.documents.pdf import pdf_source
from assistant.documents.rendering import render
from assistant.material import TIMELINE
from assistant.service.verify import verify
from guardrails import Context, Draft, Mode, Profile, Released, Section, Signer, release
from guardrails.checker import Bench

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
ROWS = [
    (
        "Grimison 2024. A randomized trial [PMID 39151115, digest].",
        "17/70 (24%) vs 6/74 (8%): difference 16 points (95% CI 4 to 28), P=.01.",
    ),
    ("Label study [QUIL-PI-03].", "48/120 (40%) vs 30/120 (25%), difference 15 points (95% CI 3.3 to 26.7)."),
    ("Meiri 2007. A randomized trial [PMID 17355735, digest].", "54% vs 20%."),
]


def made(rows: Sequence[Sequence[str]], header: Sequence[str] = ("Source", "Result")) -> Released:
    section = Section("evidence", "Evidence", (table(header, [tuple(map(say, row)) for row in rows]),))
    outcome = release(
        Draft("D-1", "pt_brief", "A brief", (section,)),
        evidence={}, claims=(), context=Context(mode=Mode.INTERNAL, profile=Profile.DRAFT), now=NOW,
        signer=Signer(b"k" * 32), bench=Bench((), (), 10.0, 10.0),
    )  # fmt: skip
    assert isinstance(outcome, Released)
    return outcome


TIMES = [
    ("2015", "Smith 2015", "systematic review", "a difference"),
    ("2016", "Cote 2016", "randomized trial", "no difference"),
    ("2024", "Grimison 2024", "randomized trial", "differs by outcome"),
]
KINETICS = [
    ("Adams 2011. A crossover [PMID 1, digest].", "Tmax was 2 h fasted and half-life 8 h."),
    ("Brown 2018. A crossover [PMID 2, digest].", "Median Tmax 4.5 h; AUC rose by 40%."),
    ("Clark 2020. A crossover [PMID 3, digest].", "Tmax at about 4-5 h."),
]
SETS = {
    "effects": (ROWS, ("Source", "Result")),
    "timeline": (TIMES, TIMELINE),
    "kinetics": (KINETICS, ("Source", "Values")),
}


def cells(rows: Sequence[Sequence[str]]) -> list[str]:
    return [cell for row in rows for cell in row]


def test_differences_are_read_from_the_text_with_the_study_they_belong_to() -> None:
    effects = effects_of(cells(ROWS))
    assert [(e.name, e.words) for e in effects] == [
        ("Grimison 2024", "16 (4 to 28)"),
        ("Label study", "15 (3.3 to 26.7)"),
    ]
    figure = chart(cells(ROWS))
    assert figure is not None
    assert "Grimison 2024 16 (4 to 28)" in figure.alt


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS[2:], [], KINETICS[:1], KINETICS[1:]])
def test_one_study_gives_no_figure(rows: list[tuple[str, str]]) -> None:
    assert figures_of(cells(rows)) == ()


def test_kinetic_values_are_those_reported_and_never_a_change_or_a_range() -> None:
    assert [(v.name, v.measure, v.value, v.unit) for v in reported(cells(KINETICS))] == [
        ("Adams 2011", "Tmax", 2.0, "h"),
        ("Adams 2011", "half-life", 8.0, "h"),
        ("Brown 2018", "Tmax", 4.5, "h"),
    ]
    assert [f.words for f in figures_of(cells(KINETICS))] == ["Tmax (h), as reported Adams 2011 2 h Brown 2018 4.5 h"]


def test_a_timeline_has_a_row_a_design_and_a_mark_for_each_way() -> None:
    (figure,) = figures_of(["\t".join(TIMELINE), *cells(TIMES)])
    assert "2016 Cote 2016, randomized trial: no difference" in figure.alt
    assert figure.words == "systematic review randomized trial 2015 2024 a difference no difference differs by outcome"


@pytest.mark.parametrize("name", SETS)
def test_the_picture_is_the_same_every_time_and_has_its_words(name: str) -> None:
    rows, header = SETS[name]
    (figure,) = figures_of(["\t".join(header), *cells(rows)])
    assert figure_png(figure) == figure_png(figure)
    assert Image.open(io.BytesIO(figure_png(figure))).size == (1280, figure.height * 2)
    assert " ".join(re.findall(r">([^<>]+)</text>", figure_svg(figure))) == figure.words


@pytest.mark.parametrize("suffix", ["html", "docx", "pptx", "pdf"])
@pytest.mark.parametrize("name", SETS)
def test_every_format_shows_the_figure_and_holds(name: str, suffix: str) -> None:
    outcome = made(*SETS[name])
    data = render(outcome, suffix)
    checked = verify(data, f"b.{suffix}", NOW)
    assert checked.problems == 0, checked.differences
    (figure,) = figures_of(outcome.draft.text.split("\n"))
    if suffix in ("docx", "pptx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert figure_png(figure) in [package.read(n) for n in package.namelist() if "/media/" in n]
            assert any(escape(figure.alt) in package.read(n).decode() for n in package.namelist() if n.endswith(".xml"))
    else:
        assert escape(figure.alt, quote=True) in (data.decode() if suffix == "html" else pdf_source(outcome))


def test_a_figure_with_other_words_is_named() -> None:
    outcome = made(ROWS)
    page = render_html(outcome).replace("16 (4 to 28)</text>", "26 (14 to 38)</text>")
    assert verify(page.encode(), "b.html", NOW).problems >= 1
    changed = pdf_source(outcome).replace(">16 (4 to 28)</text>", ">26 (14 to 38)</text>")
    data = typst.compile(changed.encode(), ignore_system_fonts=True, pdf_standards=["ua-1"])
    assert any("26 (14 to 38)" in d.now for d in verify(data, "b.pdf", NOW).differences)


def test_another_picture_in_word_is_named() -> None:
    other = chart(["A 2001. B [x].", ROWS[0][1], "C 2002. D [x].", ROWS[1][1]])
    assert other is not None
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(render_docx(made(ROWS)))) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, figure_png(other) if "media" in name else source.read(name))
    found = verify(target.getvalue(), "b.docx", NOW).differences
    assert ["picture" in d.now for d in found] == [True]
