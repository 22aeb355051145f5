"""What the parts of an Office package show beside their own text: charts, diagrams and files inside are read, the rest is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.documents.nested import Nest, joined, plain_name, told_if_broken
from assistant.documents.office_charts import chart_words, shape_words
from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread

_KINDS = {
    "image": Kind.PICTURE,
    "hdphoto": Kind.PICTURE,
    "model3d": Kind.PICTURE,
    "ink": Kind.PICTURE,
    "video": Kind.FILM,
    "audio": Kind.FILM,
    "media": Kind.FILM,
    "control": Kind.ACTIVE,
    "vbaProject": Kind.ACTIVE,
}
_FILES = ("oleObject", "package", "aFChunk")
_DRAWINGS = {"diagramData": "diagram", "diagramDrawing": "diagram", "chartUserShapes": "drawing"}
_SILENT = frozenset(("font", "printerSettings", "thumbnail", "hyperlink", "slide"))
"""Kinds of relation to parts that are no XML, or to addresses, and show nothing."""
_BY_TYPE = {
    "image": Kind.PICTURE,
    "audio": Kind.FILM,
    "video": Kind.FILM,
    "application/inkml+xml": Kind.PICTURE,
}
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "message/rfc822": ".eml"}


def objects_of(part: Any, place: Callable[[str], str], nest: Nest, files: bool = True) -> Iterator[Piece]:
    """Words of what a part points at, and what of it is not read; a target that is pointed at twice is told once.

    Args:
        part: of either of the two libraries.
        place: where the thing with a relation id stands.
        nest: reads the files inside.
        files: whether files inside are read or told.
    """
    seen, said = set[Any](), set[str]()
    # The drawing of a diagram says again what its data says.
    for relation in sorted(part.rels.values(), key=lambda r: r.reltype.endswith("/diagramDrawing")):
        kind, where = relation.reltype.rpartition("/")[2], place(relation.rId)
        target = relation.target_ref if relation.is_external else relation.target_part
        same = target if _KINDS.get(kind) is Kind.FILM else (kind, target)
        if same in seen or (kind in _FILES and not files):
            continue
        seen.add(same)
        if not relation.is_external:
            for piece in _shown(kind, target, where, nest):
                if not (kind == "diagramDrawing" and isinstance(piece, Paragraph) and piece.text in said):
                    yield piece
                said.add(piece.text if isinstance(piece, Paragraph) else "")
        elif kind not in _SILENT:
            yield Unread(_KINDS.get(kind, Kind.LINKED), where)


def _shown(kind: str, target: Any, where: str, nest: Nest) -> Iterator[Piece]:
    if kind in ("chart", "chartEx"):
        yield from told_if_broken(_chart(target, where, nest), Unread(Kind.CHART, where))
    elif kind in _DRAWINGS:
        yield from told_if_broken(_drawing(target, joined(where, _DRAWINGS[kind]), nest), Unread(Kind.DIAGRAM, where))
    elif kind in _FILES:
        name = plain_name(str(target.partname))
        yield from nest.read(target.blob, name + _SUFFIXES.get(target.content_type, ""), joined(where, "embedded file"))
    elif kind in _KINDS:
        yield Unread(_KINDS[kind], where)
    elif found := _by_type(kind, target.content_type):
        yield Unread(found, where, plain_name(str(target.partname)))


def _by_type(kind: str, content_type: str) -> Kind | None:
    """What a part of an unknown kind is: one that is no XML may show anything."""
    for begins, found in _BY_TYPE.items():
        if content_type.startswith(begins):
            return found
    return None if kind in _SILENT or content_type.endswith("xml") else Kind.FILE


def _chart(part: Any, where: str, nest: Nest) -> Iterator[Piece]:
    """Words of a chart; the workbook behind it is left alone, since the chart holds the cells that it shows."""
    yield from chart_words(root_of(part), where)
    yield from objects_of(part, lambda _: where, nest, files=False)


def _drawing(part: Any, where: str, nest: Nest) -> Iterator[Piece]:
    yield from (Paragraph(words, where) for words in shape_words(root_of(part)))
    yield from objects_of(part, lambda _: where, nest)


def root_of(part: Any) -> Any:
    """The parsed content of a part, also of one that the library keeps as bytes."""
    from docx.oxml import parse_xml

    return part.element if hasattr(part, "element") else parse_xml(part.blob)
