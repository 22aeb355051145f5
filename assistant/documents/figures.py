"""Figures of a document: marks at places, drawn the same way in every format, from nothing but words that passed the gate.

A figure is computed from the released lines, so that a verifier computes it again and knows a picture that is not ours.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from guardrails import Draft, Table, line_text

WIDTH = 640
"""Pixels; a figure is as wide as its text column and as high as it needs."""
INK, SOFT, PALE = "#1f3a5f", "#999999", "#ffffff"
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: str = INK
    width: float = 2


@dataclass(frozen=True, slots=True)
class Dot:
    """A disc; a hollow one is filled white."""

    x: float
    y: float
    radius: float = 4.5
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside, on or before a point, centred in height."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    """start | middle | end"""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is drawn, in order, and the same in words."""

    height: int
    marks: tuple[Rule | Dot | Bar | Label, ...]
    alt: str
    after: str
    """The released line that it is drawn from first; the figure stands behind the section of this line."""

    @property
    def words(self) -> str:
        """Every word in the picture, in the order of drawing."""
        return " ".join(mark.text for mark in self.marks if isinstance(mark, Label))


def figures_of(lines: Sequence[str]) -> tuple[Figure, ...]:
    """Every figure that a text gives; none where fewer than two studies report what would be drawn."""
    from assistant.documents import effects, kinetics, timeline

    charts = (effects.chart(lines), timeline.chart(lines), *kinetics.charts(lines))
    return tuple(figure for figure in charts if figure is not None)


def figures_by_section(draft: Draft) -> dict[str, tuple[Figure, ...]]:
    """Section id -> figures that stand behind it."""
    placed: dict[str, tuple[Figure, ...]] = {}
    for figure in figures_of(draft.text.split("\n")):
        for section in draft.sections:
            cells = [line_text(c) for b in section.blocks if isinstance(b, Table) for row in b.rows for c in row]
            if figure.after in cells:
                placed[section.section_id] = (*placed.get(section.section_id, ()), figure)
                break
    return placed


def figure_svg(figure: Figure, font: str = "sans-serif") -> str:
    """The figure as one SVG element."""
    label = escape(figure.alt, quote=True)
    return (
        f'<svg role="img" aria-label="{label}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {figure.height}" '
        f'width="{WIDTH}" height="{figure.height}" font-family="{font}" font-size="13" fill="currentColor">'
        f"{''.join(map(_svg, figure.marks))}</svg>"
    )


def _svg(mark: Rule | Dot | Bar | Label) -> str:
    if isinstance(mark, Rule):
        ends = f'x1="{mark.x1:.1f}" x2="{mark.x2:.1f}" y1="{mark.y1:.1f}" y2="{mark.y2:.1f}"'
        return f'<line {ends} stroke="{mark.color}" stroke-width="{mark.width:g}"/>'
    if isinstance(mark, Dot):
        fill = PALE if mark.hollow else INK
        return f'<circle cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.radius:g}" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>'
    if isinstance(mark, Bar):
        return f'<rect x="{mark.x:.1f}" y="{mark.y:.1f}" width="{mark.width:.1f}" height="{mark.height:.1f}" fill="{INK}"/>'
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    return f'<text x="{mark.x:.1f}" y="{mark.y + 4:.1f}"{anchor}>{escape(mark.text)}</text>'


def figure_png(figure: Figure) -> bytes:
    """The figure as PNG, twice the size, for Office files. The same figure gives the same bytes with the same Pillow."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH * 2, figure.height * 2), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    for mark in figure.marks:
        if isinstance(mark, Rule):
            ends = [(mark.x1 * 2, mark.y1 * 2), (mark.x2 * 2, mark.y2 * 2)]
            pen.line(ends, fill=mark.color, width=round(mark.width * 2))
        elif isinstance(mark, Dot):
            x, y, r = mark.x * 2, mark.y * 2, mark.radius * 2
            pen.ellipse([x - r, y - r, x + r, y + r], fill=PALE if mark.hollow else INK, outline=INK, width=3)
        elif isinstance(mark, Bar):
            x, y = mark.x * 2, mark.y * 2
            pen.rectangle([x, y, x + mark.width * 2, y + mark.height * 2], fill=INK)
        else:
            pen.text((mark.x * 2, mark.y * 2), mark.text, fill="black", font=font, anchor=_ANCHORS[mark.anchor])
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
