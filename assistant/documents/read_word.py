"""Paragraphs of Word files: tables, text boxes, headers, footnotes, comments, formulas, fields, alt texts, charts and files inside."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from assistant.documents.nested import Nest
from assistant.documents.office_charts import shape_words
from assistant.documents.office_objects import objects_of, root_of
from assistant.documents.paragraphs import Paragraph, Piece
from assistant.documents.unseen import Sight, told
from assistant.documents.word_hidden import (
    ALTERNATIVE,
    alternative_words,
    bound_words,
    choice_words,
    data_stores,
    field_words,
    numbering_words,
)
from assistant.documents.word_looks import Styles, ends_unseen

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXTS = (f"{_W}t", f"{_W}delText", f"{_M}t")
_SIGNS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "zapf")
_OWN_PARTS = ("header", "footer", "footnotes", "endnotes", "comments")


def read_docx(data: bytes, nest: Nest) -> Iterator[Piece]:
    """Body with tables and text boxes in reading order, then what it points at, headers, footers, footnotes and comments."""
    from docx import Document

    document = Document(io.BytesIO(data))
    styles = Styles(document)
    body = document.element.body
    page, after_break = 1, False
    pages: dict[str, int] = {}
    before = ""
    for element in body.iter(f"{_W}p"):
        if _in_fallback(element):
            continue
        paragraph, breaks, rendered = _word_paragraph(element, styles, f"page {page}")
        # Word marks the page it began after an explicit break once more, in the paragraph that follows.
        page += max(0, rendered - after_break)
        pages |= dict.fromkeys(_pointers(element), page)
        runs_on = before + paragraph.text if before else paragraph.also
        yield replace(paragraph, part=f"page {page}", also=runs_on)
        before = before + paragraph.text if ends_unseen(element) else ""
        page += breaks
        after_break = breaks > 0 or (after_break and not paragraph.text.strip() and not rendered)
    stores = data_stores(document.part.package)
    yield from _beside(body, stores, "the body")
    yield from objects_of(document.part, _page_named(pages), nest)
    for part in document.part.package.iter_parts():
        kind = part.content_type.removesuffix("+xml").rpartition(".")[2]
        if kind in _OWN_PARTS:
            root = root_of(part)
            for element in root.iter(f"{_W}p"):
                yield _word_paragraph(element, styles, kind)[0]
            yield from _beside(root, stores, kind)
            yield from objects_of(part, lambda _, kind=kind: kind, nest)  # type: ignore[misc]
        elif kind == "numbering":
            yield from (Paragraph(words, kind) for words in numbering_words(root_of(part)))


def _pointers(element: Any) -> Iterator[str]:
    """Relation ids that a paragraph names."""
    for node in element.iter():
        yield from (value for name, value in node.attrib.items() if name.startswith(_RELATION))


def _page_named(pages: dict[str, int]) -> Callable[[str], str]:
    return lambda relation: f"page {pages[relation]}" if relation in pages else ""


def _beside(root: Any, stores: dict[str, Any], where: str) -> Iterator[Paragraph]:
    """What a part shows, or says to those who listen, outside of its runs of text."""
    shown = where if where in _OWN_PARTS else "drawing"
    for element in root.iter(f"{_V}textpath"):
        yield Paragraph(element.get("string") or "", shown)
    for words in shape_words(root):
        yield Paragraph(words, shown)
    for formula in root.iter(f"{_M}oMath"):
        if next(formula.iterancestors(f"{_W}p"), None) is None:
            yield Paragraph("".join(node.text or "" for node in formula.iter(f"{_M}t")), "formula")
    for words in field_words(root):
        yield Paragraph(words, f"field of {where}")
    for words in choice_words(root):
        yield Paragraph(words, f"choice of {where}")
    for words in bound_words(root, stores):
        yield Paragraph(words, f"bound control of {where}")
    for words in alternative_words(root):
        yield Paragraph(words, ALTERNATIVE)


def _word_paragraph(element: Any, styles: Styles, part: str) -> tuple[Paragraph, int, int]:
    """One paragraph, explicit and rendered page breaks. Nested text boxes are left out; unseen words stand between marks."""
    words: list[tuple[str, Sight]] = []
    breaks = rendered = 0
    for node in element.iter():
        if node is not element and next(node.iterancestors(f"{_W}p"), None) is not element:
            continue
        if node.tag in _TEXTS:
            words.append((node.text or "", styles.sight(node)))
        elif node.tag in _SIGNS:
            words.append((_SIGNS[node.tag], styles.sight(node)))
        elif node.tag == f"{_W}sym":
            words.append((_sign(node), styles.sight(node)))
        elif node.tag == f"{_W}br":
            breaks += node.get(f"{_W}type") == "page"
            words.append((" ", Sight.SEEN))
        elif node.tag == f"{_W}lastRenderedPageBreak":
            rendered += 1
    text, also = told(words)
    return Paragraph(text, part, also=also), breaks, rendered


def _sign(node: Any) -> str:
    """The character of a symbol; a blank for one of a font of pictures."""
    font = (node.get(f"{_W}font") or "").lower()
    code = int(node.get(f"{_W}char") or "20", 16)
    if font.startswith(_SYMBOL_FONTS):
        return " "
    sign = chr(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code)
    return sign if sign.isprintable() else " "


def _in_fallback(element: Any) -> bool:
    """Word writes a text box twice; the second is for old readers."""
    return next(element.iterancestors(_FALLBACK), None) is not None
