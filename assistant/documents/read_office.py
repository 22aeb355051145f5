"""Paragraphs of Word and PowerPoint files, tables, text boxes, notes, headers, footnotes, comments, fields and alt texts included.

The door of the two libraries for reading. A package is looked at before it is opened: its size unpacked, its
compression, its parts.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from assistant.documents.paragraphs import Paragraph
from assistant.documents.word_hidden import ALTERNATIVE, alternative_words, bound_words, data_stores, field_words
from assistant.errors import DocumentUnreadable

MAX_UNPACKED = 128 * 1024 * 1024
MAX_PARTS = 4_000
MAX_RATIO = 200
_SMALL = 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def office_kind(data: bytes, name: str) -> str:
    """`docx` or `pptx`, once the package is known to be safe to open.

    Raises:
        DocumentUnreadable: it is broken, encrypted, a bomb, or neither of the two.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _refuse_bombs(parts, name)
            _refuse_declarations(package, parts, name)
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as exc:
        raise DocumentUnreadable(f"{name!r} is a damaged package ({exc}); save it anew and try again") from exc
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    raise DocumentUnreadable(f"{name!r} is neither a Word nor a PowerPoint file; use .docx, .pptx, .pdf, .html or text")


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    steep = any(p.file_size > _SMALL and p.file_size > MAX_RATIO * max(1, p.compress_size) for p in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or steep:
        raise DocumentUnreadable(
            f"{name!r} unpacks to {unpacked:,} bytes in {len(parts):,} parts, more than is safe; split it or save it anew"
        )


def _refuse_declarations(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    """A document type has no business in these packages: entities could expand or reach out."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with package.open(part) as stream:
                head = stream.read(4096)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise DocumentUnreadable(f"{name!r} declares entities in {part.filename!r}; save it anew and try again")


def read_docx(data: bytes) -> Iterator[Paragraph]:
    """Body with tables and text boxes in reading order, then headers, footers, footnotes and comments."""
    from docx import Document

    document = Document(io.BytesIO(data))
    page, after_break = 1, False
    for element in document.element.body.iter(f"{_W}p"):
        if _in_fallback(element):
            continue
        text, breaks, rendered = _word_paragraph(element)
        # Word marks the page it began after an explicit break once more, in the paragraph that follows.
        page += max(0, rendered - after_break)
        yield Paragraph(text, f"page {page}")
        page += breaks
        after_break = breaks > 0 or (after_break and not text.strip() and not rendered)
    stores = data_stores(document.part.package)
    yield from _hidden(document.element.body, stores, "the body")
    for part in document.part.package.iter_parts():
        kind = part.content_type.removesuffix("+xml").rpartition(".")[2]
        if kind in ("header", "footer", "footnotes", "endnotes", "comments"):
            root = _root(part)
            for element in root.iter(f"{_W}p"):
                yield Paragraph(_word_paragraph(element)[0], kind)
            for element in root.iter(f"{_V}textpath"):
                yield Paragraph(element.get("string") or "", kind)
            yield from _hidden(root, stores, kind)


def _hidden(root: Any, stores: dict[str, Any], where: str) -> Iterator[Paragraph]:
    """What a part shows, or says to those who listen, outside of its runs of text."""
    for words in field_words(root):
        yield Paragraph(words, f"field of {where}")
    for words in bound_words(root, stores):
        yield Paragraph(words, f"bound control of {where}")
    for words in alternative_words(root):
        yield Paragraph(words, ALTERNATIVE)


def _root(part: Any) -> Any:
    """The parsed content of a part, also of one that the library keeps as bytes."""
    from docx.oxml import parse_xml

    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _word_paragraph(element: Any) -> tuple[str, int, int]:
    """Text of one paragraph (deleted text left out, nested text boxes on their own), explicit and rendered page breaks."""
    words: list[str] = []
    breaks = rendered = 0
    for node in element.iter():
        if node is not element and next(node.iterancestors(f"{_W}p"), None) is not element:
            continue
        if node.tag == f"{_W}t":
            words.append(node.text or "")
        elif node.tag == f"{_W}tab":
            words.append("\t")
        elif node.tag == f"{_W}br":
            breaks += node.get(f"{_W}type") == "page"
            words.append(" ")
        elif node.tag == f"{_W}lastRenderedPageBreak":
            rendered += 1
    return "".join(words), breaks, rendered


def _in_fallback(element: Any) -> bool:
    """Word writes a text box twice; the second is for old readers."""
    return next(element.iterancestors(_FALLBACK), None) is not None


def read_pptx(data: bytes) -> Iterator[Paragraph]:
    """Slides in order, shapes, groups and tables included, each with its notes."""
    from pptx import Presentation

    deck = Presentation(io.BytesIO(data))
    for number, slide in enumerate(deck.slides, start=1):
        for element in slide._element.iter(f"{_A}p"):
            yield Paragraph(_slide_paragraph(element), f"slide {number}")
        yield from _alternatives(slide)
        if slide.has_notes_slide:
            for element in slide.notes_slide._element.iter(f"{_A}p"):
                yield Paragraph(_slide_paragraph(element), f"notes of slide {number}")
        yield from _comments(slide, number)

    for master in deck.slide_masters:
        for page in (master, *master.slide_layouts):
            for element in page._element.iter(f"{_P}sp"):
                if not any(True for _ in element.iter(f"{_P}ph")):  # text of a placeholder never shows on a slide
                    for paragraph in element.iter(f"{_A}p"):
                        yield Paragraph(_slide_paragraph(paragraph), "slide master")
            yield from _alternatives(page)


def _alternatives(page: Any) -> Iterator[Paragraph]:
    """What shapes of a slide say to those who do not see them."""
    for element in page._element.iter(f"{_P}cNvPr"):
        for name in ("descr", "title"):
            if words := (element.get(name) or "").strip():
                yield Paragraph(words, ALTERNATIVE)


def _comments(slide: Any, number: int) -> Iterator[Paragraph]:
    """Comments on a slide, of old and new kind."""
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/comments"):
            for element in _root(relation.target_part).iter(f"{_P}text", f"{_A}t"):
                yield Paragraph(element.text or "", f"comment on slide {number}")


def _slide_paragraph(element: Any) -> str:
    return "".join(node.text or "" if node.tag == f"{_A}t" else " " for node in element.iter(f"{_A}t", f"{_A}br"))
