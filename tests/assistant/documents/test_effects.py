import io
import zipfile
from datetime import UTC, datetime

import pytest
from PIL import Image

from assistant.artifacts.parts import say, table
from assistant.documents.docx import render_docx
from assistant.documents.effects import alt_text, effect_png, effect_svg, effects_of
from assistant.documents.html import render_html
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


def made(rows: list[tuple[str, str]]) -> Released:
    section = Section("evidence", "Evidence", (table(("Source", "Result"), [(say(a), say(b)) for a, b in rows]),))
    outcome = release(
        Draft("D-1", "pt_brief", "A brief", (section,)),
        evidence={}, claims=(), context=Context(mode=Mode.INTERNAL, profile=Profile.DRAFT), now=NOW,
        signer=Signer(b"k" * 32), bench=Bench((), (), 10.0, 10.0),
    )  # fmt: skip
    assert isinstance(outcome, Released)
    return outcome


def test_differences_are_read_from_the_text_with_the_study_they_belong_to() -> None:
    effects = effects_of([cell for row in ROWS for cell in row])
    assert [(e.name, e.words) for e in effects] == [
        ("Grimison 2024", "16 (4 to 28)"),
        ("Label study", "15 (3.3 to 26.7)"),
    ]
    assert "Grimison 2024 16 (4 to 28)" in alt_text(effects)


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS[2:], []])
def test_one_study_gives_no_plot(rows: list[tuple[str, str]]) -> None:
    assert effects_of([cell for row in rows for cell in row]) == ()


def test_the_picture_is_the_same_every_time_and_has_its_words() -> None:
    effects = effects_of([cell for row in ROWS for cell in row])
    assert effect_png(effects) == effect_png(effects)
    assert Image.open(io.BytesIO(effect_png(effects))).size == (1280, 240)
    assert "Label study" in effect_svg(effects)


def test_a_file_with_its_plot_holds_and_one_with_another_plot_does_not() -> None:
    outcome = made(ROWS)
    page = render_html(outcome)
    assert "<figure><svg" in page
    assert verify(page.encode(), "b.html", NOW).problems == 0
    assert verify(page.replace("16 (4 to 28)</text>", "26 (14 to 38)</text>").encode(), "b.html", NOW).problems >= 1
    word = render_docx(outcome)
    assert verify(word, "b.docx", NOW).problems == 0
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(
                name,
                effect_png(effects_of(["A 2001. B [x].", ROWS[0][1], "C 2002. D [x].", ROWS[1][1]]))
                if "media" in name
                else source.read(name),
            )
    found = verify(target.getvalue(), "b.docx", NOW).differences
    assert ["picture" in d.now for d in found] == [True]
