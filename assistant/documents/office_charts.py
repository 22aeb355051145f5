"""Words of charts and diagrams in Office files: titles, series with their categories and numbers, labels, texts of shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.documents.drawn_words import drawn_words
from assistant.documents.nested import joined
from assistant.documents.paragraphs import Paragraph

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_AXES = ("catAx", "valAx", "serAx", "dateAx", "axis")
_STRINGS = ("v", "pt", "name", "separator")
"""Elements that hold a string of their own: cached cells, points of newer charts, names of trend lines."""

_MOST_POINTS = 60
"""Of a longer series the words are read alone: its numbers are a curve to whoever sees them."""


def chart_words(root: Any, place: str) -> Iterator[Paragraph]:
    """Titles, then a line a series, then all other words that the chart holds."""
    used: set[Any] = set()
    for title in _named(root, "title"):
        where = "axis title" if _local(title.getparent()) in _AXES else "chart title"
        yield from (Paragraph(words, joined(place, where)) for words in _texts(title, used))
    for series in root.iter(f"{_C}ser"):
        yield Paragraph(_series(series, used), joined(place, "chart series"))
    others = (words for words in _texts(root, used) if any(c.isalpha() for c in words))
    yield from (Paragraph(words, joined(place, "chart label")) for words in dict.fromkeys(others))


def shape_words(root: Any) -> Iterator[str]:
    """Paragraphs of the shapes in a drawing."""
    for paragraph in root.iter(f"{_A}p"):
        yield drawn_words(paragraph)[0]


def _texts(root: Any, used: set[Any]) -> Iterator[str]:
    """Paragraphs and cached strings, but not of numbers, that were not used yet; from then on they are."""
    for element in root.iter():
        if element in used or not isinstance(element.tag, str):
            continue
        if element.tag == f"{_A}p":
            used.add(element)
            yield drawn_words(element)[0]
        elif _local(element) in _STRINGS and (element.text or "").strip():
            used.add(element)
            yield element.text


def _series(series: Any, used: set[Any]) -> str:
    """`Name: category number; category number`."""
    name = " ".join(_values(_first(series, "tx"), used).values())
    categories = _values(_first(series, "cat", "xVal"), used)
    numbers = _values(_first(series, "val", "yVal"), used)
    if len(categories | numbers) > _MOST_POINTS:
        categories, numbers = {n: words for n, words in categories.items() if any(c.isalpha() for c in words)}, {}
    points = [" ".join(filter(None, (categories.get(n), numbers.get(n)))) for n in categories | numbers]
    return ": ".join(filter(None, (name, "; ".join(points))))


def _values(element: Any, used: set[Any]) -> dict[str, str]:
    """Number of a point -> its text; where categories have several levels, the innermost."""
    found: dict[str, str] = {}
    if element is not None:
        for value in element.iter(f"{_C}v"):
            number = value.getparent().get("idx") or ""
            if number not in found:
                found[number] = _number(value)
                used.add(value)
    return found


def _number(value: Any) -> str:
    """The text of a cached cell; a number without the digits that only the computer sees."""
    text = (value.text or "").strip()
    cache = value.getparent().getparent()
    if _local(cache) in ("numCache", "numLit"):
        try:
            return f"{float(text):.6g}"
        except ValueError:
            return text
    return text


def _first(series: Any, *names: str) -> Any:
    return next((child for child in series if _local(child) in names), None)


def _named(root: Any, name: str) -> Iterator[Any]:
    return (element for element in root.iter() if _local(element) == name)


def _local(element: Any) -> str:
    tag = getattr(element, "tag", None)
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
