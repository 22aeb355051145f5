"""Paragraphs of PowerPoint files: shapes, groups, tables, notes, comments, alt texts, masters, charts and files inside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from assistant.documents.drawn_words import drawn_words, is_off
from assistant.documents.nested import Nest
from assistant.documents.office_objects import objects_of, root_of
from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread
from assistant.documents.word_hidden import ALTERNATIVE

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"

_ANYWHERE = (10**12, 10**12)
"""The size of a page on which every shape counts as seen."""


def read_pptx(data: bytes, nest: Nest) -> Iterator[Piece]:
    """Slides in order, each with what it points at, its notes and comments; then the masters."""
    from pptx import Presentation

    deck = Presentation(io.BytesIO(data))
    yield from objects_of(deck.part, lambda _: "", nest)
    size = deck.slide_width or _ANYWHERE[0], deck.slide_height or _ANYWHERE[1]
    for number, slide in enumerate(deck.slides, start=1):
        yield from _with_scan(tuple(_slide(slide, f"slide {number}", nest, size)), f"slide {number}")
        yield from _alternatives(slide)
        if slide.has_notes_slide:
            yield from _slide(slide.notes_slide, f"notes of slide {number}", nest, _ANYWHERE)
        yield from _comments(slide, number)

    for master in deck.slide_masters:
        for page in (master, *master.slide_layouts):
            for element in page._element.iter(f"{_P}sp"):
                if not any(True for _ in element.iter(f"{_P}ph")):  # text of a placeholder never shows on a slide
                    for paragraph in element.iter(f"{_A}p"):
                        text, also = drawn_words(paragraph)
                        yield Paragraph(text, "slide master", also=also)
            yield from _alternatives(page)
            yield from objects_of(page.part, lambda _: "slide master", nest)


def _slide(page: Any, place: str, nest: Nest, size: tuple[int, int]) -> Iterator[Piece]:
    """Paragraphs of a slide or of its notes; those of a hidden one, or of a shape beside the slide, between marks."""
    hidden = page._element.get("show") in ("0", "false")
    for element in page._element.iter(f"{_A}p"):
        text, also = drawn_words(element, hidden or is_off(element, *size))
        yield Paragraph(text, place, also=also)
    yield from objects_of(page.part, lambda _: place, nest)


def _with_scan(pieces: tuple[Piece, ...], place: str) -> Iterator[Piece]:
    """The pieces of a slide; one with a picture and without a word is told as such."""
    yield from pieces
    words = any(isinstance(p, Paragraph) and p.text.strip() for p in pieces)
    if not words and any(isinstance(p, Unread) and p.kind is Kind.PICTURE for p in pieces):
        yield Unread(Kind.SCAN, place)


def _alternatives(page: Any) -> Iterator[Paragraph]:
    """What shapes of a slide say to those who do not see them, and what links say to those who point at them."""
    for element in page._element.iter(f"{_P}cNvPr"):
        for name in ("descr", "title"):
            if words := (element.get(name) or "").strip():
                yield Paragraph(words, ALTERNATIVE)
    for element in page._element.iter(f"{_A}hlinkClick", f"{_A}hlinkHover", f"{_A}hlinkMouseOver"):
        yield Paragraph(element.get("tooltip") or "", ALTERNATIVE)


def _comments(slide: Any, number: int) -> Iterator[Paragraph]:
    """Comments on a slide, of old and new kind."""
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/comments"):
            for element in root_of(relation.target_part).iter(f"{_P}text", f"{_A}t"):
                yield Paragraph(element.text or "", f"comment on slide {number}")
