"""What a PDF shows beside the text of its pages: notes, fields, stamps, bookmarks and files inside; and what is not read of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assistant.documents.nested import Nest, joined, plain_name, told_if_broken
from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread
from assistant.documents.proof import read_proof
from assistant.documents.read_html import read_html
from assistant.errors import ProofInvalid

_PLAYED = ("/Sound", "/Movie", "/Screen", "/RichMedia", "/3D")
_STRIKING = ("/StrikeOut", "/Redact")
_INHERITED = ("/V", "/TU", "/Opt")
"""Entries of a field that its widgets have from it."""
_DEEPEST = 30
_FRAME = 1_000
"""Bytes of drawing that a page without a word may have."""


def beside_page(page: Any, place: str, shown: str, nest: Nest) -> Iterator[Piece]:
    """Words of the annotations and fields of a page, and its pictures, films and files.

    `shown` is the text of the page without blanks: a link that says what it stands on is passed over.
    """
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        if isinstance(annotation, dict):
            yield from told_if_broken(_annotation(page, annotation, place, shown, nest), Unread(Kind.NOTE, place))
    pictures = told_if_broken(
        (Unread(Kind.PICTURE, place) for _ in range(len(page.images))), Unread(Kind.PICTURE, place)
    )
    found = tuple(pictures)
    yield from found
    if not shown and (found or _draws(page)):
        yield Unread(Kind.SCAN, place)


def _draws(page: Any) -> bool:
    """Whether a page without text draws more than a frame: letters may be drawn as lines."""
    contents = page.get_contents()
    return contents is not None and len(contents.get_data()) > _FRAME


def _annotation(page: Any, annotation: Any, place: str, shown: str, nest: Nest) -> Iterator[Piece]:
    kind = str(annotation.get("/Subtype"))
    where = joined(place, "form field" if kind == "/Widget" else "note")
    said = [" ".join(words.split()) for words in _said(annotation)]
    drawn = " ".join(_drawn(page, annotation))
    if "".join(drawn.split()) not in "".join("".join(said).split()):
        said.append(drawn)
    for words in dict.fromkeys(said):
        if kind != "/Link" or "".join(words.split()) not in shown:
            yield Paragraph(words, where)
    if kind in _STRIKING:
        yield Unread(Kind.STRUCK, place)
    if kind in _PLAYED:
        yield Unread(Kind.FILM, place)
    if kind == "/FileAttachment":
        yield from _file(annotation.get("/FS"), place, nest)


def _said(annotation: Any) -> Iterator[str]:
    yield from _strings(_resolved(annotation.get("/Contents")))
    for words in _strings(_resolved(annotation.get("/RC"))):
        yield from (piece.text for piece in read_html(words) if isinstance(piece, Paragraph))
    for name in _INHERITED:
        yield from _strings(_inherited(annotation, name))
    captions = _resolved(annotation.get("/MK"))
    for name in ("/CA", "/RC", "/AC"):
        yield from _strings(_resolved(captions.get(name))) if isinstance(captions, dict) else ()


def _inherited(field: Any, name: str) -> Any:
    for _ in range(_DEEPEST):
        if not isinstance(field, dict):
            return None
        if name in field:
            return _resolved(field[name])
        field = _resolved(field.get("/Parent"))
    return None


def _strings(value: Any) -> Iterator[str]:
    """Strings of a value or of lists in it; names and numbers are no words."""
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _strings(_resolved(one))
    elif isinstance(value, dict):
        return
    elif isinstance(value, bytes):
        yield value.decode("utf-8", errors="replace")
    elif isinstance(value, str) and not value.startswith("/"):
        yield str(value)
    elif hasattr(value, "get_data"):
        yield value.get_data().decode("utf-8", errors="replace")


def _drawn(page: Any, annotation: Any) -> Iterator[str]:
    """Text that the appearances of an annotation draw."""
    normal = _resolved((_resolved(annotation.get("/AP")) or {}).get("/N"))
    streams = [normal] if hasattr(normal, "get_data") else list(normal.values()) if isinstance(normal, dict) else []
    for stream in map(_resolved, streams):
        if hasattr(stream, "get_data"):
            yield page.extract_xform_text(stream)


def beside_pages(reader: Any, shown: str, nest: Nest) -> Iterator[Piece]:
    """Bookmarks and attached files, and whether the file runs something or draws a form by itself.

    `shown` is the text of all pages without blanks: a bookmark that repeats a heading is passed over.
    """
    titles = (title for title in _titles(reader.outline) if "".join(title.split()) not in shown)
    yield from told_if_broken((Paragraph(title, "bookmark") for title in titles), Unread(Kind.NOTE, "bookmark"))
    files = (piece for held in reader.attachment_list for piece in _file(held.pdf_object, "", nest))
    yield from told_if_broken(files, Unread(Kind.FILE))
    root = reader.root_object
    names, form = _resolved(root.get("/Names")), _resolved(root.get("/AcroForm"))
    opens = _resolved(root.get("/OpenAction"))
    if (isinstance(names, dict) and "/JavaScript" in names) or (
        isinstance(opens, dict) and opens.get("/S") not in (None, "/GoTo")
    ):
        yield Unread(Kind.ACTIVE)
    if isinstance(form, dict) and form.get("/XFA"):
        yield Unread(Kind.FORM)


def _titles(outline: Iterable[Any], depth: int = 0) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry, depth + 1) if depth < _DEEPEST else ()
        else:
            yield str(entry.title or "")


def _file(specification: Any, place: str, nest: Nest) -> Iterator[Piece]:
    """A file inside; the proof of our own exports is none."""
    found = _resolved(specification)
    held = _resolved(found.get("/EF")) if isinstance(found, dict) else None
    name = plain_name(str(found.get("/UF") or found.get("/F") or "")) if isinstance(found, dict) else ""
    where = joined(place, f"attachment {name}".strip())
    stream = _resolved(held.get("/UF") or held.get("/F")) if isinstance(held, dict) else None
    if stream is None or not hasattr(stream, "get_data"):
        yield Unread(Kind.LINKED, where)
        return
    data = stream.get_data()
    if not _is_proof(data):
        yield Paragraph(name, "name of an attachment")
        yield from nest.read(data, name, where)


def _is_proof(data: bytes) -> bool:
    try:
        read_proof(data.decode("utf-8"))
    except (UnicodeDecodeError, ProofInvalid):
        return False
    return True


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
