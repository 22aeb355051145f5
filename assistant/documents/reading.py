"""Documents that people bring to be checked: one text, and for each span the page or slide and the paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.documents.nested import Nest
from assistant.documents.paragraphs import Piece, Place as Place, ReadDocument as ReadDocument, assemble
from assistant.errors import DocumentUnreadable

MAX_BYTES = 50 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(path: Path) -> ReadDocument:
    """The text of a file and its places.

    Raises:
        DocumentUnreadable: see `read_bytes`; also if the file is missing.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(path.name, path.stat().st_size)
        data = path.read_bytes()
    except OSError as exc:
        raise DocumentUnreadable(f"{path.name!r} cannot be opened ({exc.strerror}); check the path") from exc
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> ReadDocument:
    """The text of an upload and its places. The content decides what it is, not the name.

    Args:
        data: the file.
        name: shown in errors; helps to tell HTML and mail from text.

    Raises:
        DocumentUnreadable: too large, damaged, protected, hostile, of another format, or without text.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    try:
        return assemble(pieces_of(data, name, Nest()), name)
    except DocumentUnreadable:
        raise
    except RecursionError as exc:
        raise DocumentUnreadable(f"{name!r} is nested too deeply; save it anew and try again") from exc
    except Exception as exc:  # a reader of files meets any error that a broken file can provoke
        raise DocumentUnreadable(f"{name!r} is damaged ({type(exc).__name__}); save it anew and try again") from exc


def pieces_of(data: bytes, name: str, nest: Nest) -> Iterator[Piece]:
    """Paragraphs of a file and what is not read of it, in reading order.

    Raises:
        DocumentUnreadable: protected, hostile, or of another format; a damaged file may raise anything.
    """
    from assistant.documents import read_html, read_mail, read_pdf, read_plain, read_slides, read_word
    from assistant.documents.read_office import office_kind

    if data.startswith(_OLD_OFFICE):
        raise DocumentUnreadable(f"{name!r} is an old or protected Office file; save it as .docx or .pptx")
    if data.startswith(b"{\\rtf"):
        raise DocumentUnreadable(f"{name!r} is rich text; save it as .docx")
    if data.startswith(b"PK"):
        read = read_word.read_docx if office_kind(data, name) == "docx" else read_slides.read_pptx
        return read(data, nest)
    if b"%PDF-" in data[:1024]:
        return read_pdf.read_pdf(data, name, nest)
    if read_plain.is_mail(data, name):
        return read_mail.read_mail(data, nest)
    text = read_plain.decode(data, name)
    return read_html.read_html(text) if read_plain.is_html(data, name) else read_plain.read_text(text)


def _too_large(name: str, size: int) -> DocumentUnreadable:
    return DocumentUnreadable(f"{name!r} has {size:,} bytes, more than {MAX_BYTES:,}; check it in parts")
