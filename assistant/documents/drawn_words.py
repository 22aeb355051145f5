"""Words of a paragraph in a drawing (slides, charts, diagrams), those that are struck out or hidden between marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.documents.page_looks import WHITE, Colour, colour, near
from assistant.documents.unseen import Sight, told

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_LIGHT = ("bg1", "lt1")
_SMALLEST = 100
"""Hundredths of a point; smaller letters cannot be read."""
_CLEAR = 5_000
"""Thousandths of a percent; letters less opaque cannot be seen."""
_SHAPES = (f"{_P}sp", f"{_P}grpSp", f"{_P}graphicFrame", f"{_P}cxnSp")
_NAMES = (f"{_P}nvSpPr", f"{_P}nvGrpSpPr", f"{_P}nvGraphicFramePr", f"{_P}nvCxnSpPr")


def drawn_words(paragraph: Any, hidden: bool = False) -> tuple[str, str]:
    """The words of an `a:p`, and how they read without those that may not be seen (see `told`); `hidden` hides them all."""
    stretches = [
        (
            " " if node.tag == f"{_A}br" else node.text or "",
            Sight.UNSEEN if hidden else _sight(node, paragraph),
        )
        for node in paragraph.iter(f"{_A}t", f"{_A}br", f"{_M}t")
    ]
    return told(stretches)


def is_off(element: Any, width: int, height: int) -> bool:
    """Whether an element lies in a shape that is hidden, or wholly beside a slide of this size."""
    for shape in element.iterancestors(*_SHAPES):
        for names in shape.iterchildren(*_NAMES):
            if any(node.get("hidden") in ("1", "true") for node in names.iter(f"{_P}cNvPr")):
                return True
        if shape.getparent().tag == f"{_P}spTree" and _beside(shape, width, height):
            return True
    return False


def _beside(shape: Any, width: int, height: int) -> bool:
    frame = next(shape.iter(f"{_A}xfrm", f"{_P}xfrm"), None)
    start = frame.find(f"{_A}off") if frame is not None else None
    size = frame.find(f"{_A}ext") if frame is not None else None
    if start is None or size is None:
        return False
    left, top = _number(start.get("x")), _number(start.get("y"))
    right, bottom = left + _number(size.get("cx")), top + _number(size.get("cy"))
    return right < 0 or bottom < 0 or left > width or top > height


def _sight(node: Any, paragraph: Any) -> Sight:
    told_of = list(_properties(node, paragraph))
    strike = next((value for p in told_of if (value := p.get("strike"))), "noStrike")
    size = _number(next((value for p in told_of if (value := p.get("sz"))), None), _SMALLEST + 1)
    if strike != "noStrike" or size <= _SMALLEST:
        return Sight.UNSEEN
    fill = next((found for p in told_of for found in p.iterchildren(f"{_A}solidFill", f"{_A}noFill")), None)
    if fill is None:
        return Sight.SEEN
    clear = any(_number(alpha.get("val"), _CLEAR + 1) <= _CLEAR for alpha in fill.iter(f"{_A}alpha"))
    ink, ground = _plain(fill), _ground(paragraph)
    if fill.tag == f"{_A}noFill" or clear or (ink is not None and ground is not None and near(ink, ground)):
        return Sight.UNSEEN
    return Sight.DOUBTFUL if ground is None and ink is not None and near(ink, WHITE) else Sight.SEEN


def _properties(node: Any, paragraph: Any) -> Iterator[Any]:
    """Properties of letters from the closest to those that the shape gives to the level of the paragraph."""
    yield from node.getparent().iterchildren(f"{_A}rPr")
    own = paragraph.find(f"{_A}pPr")
    level = _number(own.get("lvl")) if own is not None else 0
    for body in paragraph.iterancestors(f"{_P}txBody", f"{_A}txBody"):
        yield from body.findall(f"{_A}lstStyle/{_A}lvl{level + 1}pPr/{_A}defRPr")


def _plain(fill: Any) -> Colour | None:
    """The colour of a fill; None for a named one other than that of the paper."""
    for node in fill.iter(f"{_A}srgbClr", f"{_A}schemeClr", f"{_A}prstClr"):
        value = node.get("val") or ""
        return WHITE if value in _LIGHT else colour(value.lower())
    return None


def _ground(paragraph: Any) -> Colour | None:
    """The plain colour of the shape or cell around a paragraph; None where it has none of its own."""
    for holder in paragraph.iterancestors(f"{_P}sp", f"{_A}tc"):
        for properties in holder.iterchildren(f"{_P}spPr", f"{_A}tcPr"):
            for fill in properties.iterchildren(f"{_A}solidFill"):
                return _plain(fill) or (-1, -1, -1)
    return None


def _number(value: str | None, otherwise: int = 0) -> int:
    """A whole number as written; something else where there is none."""
    return int(value) if value and re.fullmatch(r"-?\d{1,15}", value) else otherwise
