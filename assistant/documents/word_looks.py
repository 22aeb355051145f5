"""How runs of a Word file look: struck out, deleted with tracking, hidden, too small, or in the colour of their ground."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assistant.documents.page_looks import WHITE, Colour, colour, near
from assistant.documents.unseen import Sight

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MOVED = (f"{_W}del", f"{_W}moveFrom")
_GONE = ("strike", "dstrike", "vanish", "specVanish", "webHidden")
_SMALLEST = 2
"""Half points; smaller letters cannot be read."""
_OFF = ("0", "false", "off", "none")
_HIGHLIGHTS = {"black": (0, 0, 0), "white": WHITE}
_LIGHT = ("background1", "light1", "bg1", "lt1")
_UNKNOWN = (-1, -1, -1)
_LONGEST_CHAIN = 20


class Styles:
    """The styles of a file by their ids, and the run properties that each has from those it is based on."""

    def __init__(self, document: Any) -> None:
        root = document.part.styles.element
        self._styles = {style.get(f"{_W}styleId"): style for style in root.iter(f"{_W}style")}
        defaults = [style for style in root.iter(f"{_W}style") if style.get(f"{_W}default") in ("1", "true", "on")]
        self._usual = {style.get(f"{_W}type"): style.get(f"{_W}styleId") for style in defaults}
        self._base = [found for node in root.iter(f"{_W}rPrDefault") for found in node.findall(f"{_W}rPr")]

    def sight(self, node: Any) -> Sight:
        """Whether the words of a text node are seen."""
        run = next(node.iterancestors(f"{_W}r", f"{_M}r"), None)
        if any(True for _ in node.iterancestors(*_MOVED)):
            return Sight.UNSEEN
        if run is None:
            return Sight.SEEN
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        told = list(self._told(run, paragraph))
        if any(_is_on(_first(told, name)) for name in _GONE) or _tiny(_first(told, "sz")):
            return Sight.UNSEEN
        return _by_colour(told, self._holders(told, run, paragraph), run)

    def _told(self, run: Any, paragraph: Any) -> Iterator[Any]:
        """Run properties from the closest to the most general."""
        own = run.find(f"{_W}rPr")
        if own is not None:
            yield own
            yield from self._of_style(_value(own.find(f"{_W}rStyle")), "rPr")
        yield from self._of_style(self._style_of(paragraph), "rPr")
        yield from self._base

    def _holders(self, told: list[Any], run: Any, paragraph: Any) -> Iterator[Any]:
        """Properties that may colour the ground of a run, from the closest to the most general."""
        yield from told
        yield from [] if paragraph is None else paragraph.findall(f"{_W}pPr")
        yield from self._of_style(self._style_of(paragraph), "pPr")
        for cell in run.iterancestors(f"{_W}tc"):
            yield from cell.findall(f"{_W}tcPr")

    def _style_of(self, paragraph: Any) -> str | None:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
        return _value(named) or self._usual.get("paragraph")

    def _of_style(self, name: str | None, kind: str) -> Iterator[Any]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                return
            yield from style.findall(f"{_W}{kind}")
            name = _value(style.find(f"{_W}basedOn"))


def ends_unseen(paragraph: Any) -> bool:
    """Whether the mark at the end of a paragraph is deleted or hidden, so that the next one runs on behind it."""
    marks = paragraph.find(f"{_W}pPr/{_W}rPr")
    return marks is not None and any(_is_on(marks.find(f"{_W}{name}")) for name in ("del", "vanish", "specVanish"))


def _first(told: list[Any], name: str) -> Any:
    return next((found for properties in told if (found := properties.find(f"{_W}{name}")) is not None), None)


def _value(node: Any) -> str | None:
    return None if node is None else node.get(f"{_W}val")


def _is_on(node: Any) -> bool:
    return node is not None and (_value(node) or "1").lower() not in _OFF


def _tiny(node: Any) -> bool:
    value = _value(node) or ""
    return value.isdigit() and int(value) <= _SMALLEST


def _by_colour(told: list[Any], holders: Iterable[Any], run: Any) -> Sight:
    node = _first(told, "color")
    light = node is not None and (node.get(f"{_W}themeColor") or "").lower() in _LIGHT
    ink = WHITE if light else colour((_value(node) or "").lower())
    if ink is None:
        return Sight.SEEN
    ground = _ground(_value(_first(told, "highlight")), holders, run)
    if ground == _UNKNOWN:
        return Sight.DOUBTFUL if near(ink, WHITE) else Sight.SEEN
    return Sight.UNSEEN if near(ink, ground) else Sight.SEEN


def _ground(highlight: str | None, holders: Iterable[Any], run: Any) -> Colour:
    """The colour behind a run: white for the paper; an unknown one in drawings and in tables, which a style may colour."""
    if highlight and highlight != "none":
        return _HIGHLIGHTS.get(highlight, _UNKNOWN)
    for holder in holders:
        shade = holder.find(f"{_W}shd")
        if shade is not None and (fill := (shade.get(f"{_W}fill") or "auto").lower()) != "auto":
            return colour(fill) or _UNKNOWN
    coloured = any(page.find(f"{_W}background") is not None for page in run.iterancestors(f"{_W}document"))
    held = any(True for _ in run.iterancestors(f"{_W}tbl", f"{_W}txbxContent"))
    return _UNKNOWN if coloured or held else WHITE
