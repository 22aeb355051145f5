"""Files inside a file (attachments, embedded documents, imported parts): read like any other, to a depth and number that end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread

MAX_DEPTH = 3
MAX_FILES = 40
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\1\0", b"\1\0\0\0", b"\xd7\xcd\xc6\x9a")
_LONGEST_NAME = 80


@dataclass(slots=True)
class _Left:
    files: int = MAX_FILES


@dataclass(frozen=True, slots=True)
class Nest:
    """How deep a file lies in the one that was brought, and how many more are read of that one."""

    depth: int = 0
    left: _Left = field(default_factory=_Left)

    def read(self, data: bytes, name: str, part: str, kind: Kind = Kind.FILE) -> Iterator[Piece]:
        """Paragraphs of a file inside, their parts named behind `part`; what cannot be read is told as unread."""
        from assistant.documents.reading import pieces_of

        return self.within(lambda deeper: pieces_of(data, name, deeper), name, part, kind)

    def within(self, read: Reader, name: str, part: str, kind: Kind = Kind.FILE) -> Iterator[Piece]:
        """As `read`, for what a reader of its own knows to read."""
        told = Unread(kind, part, plain_name(name))
        if self.depth >= MAX_DEPTH or self.left.files <= 0:
            yield told
            return
        self.left.files -= 1
        words = pictures = broken = False
        for piece in told_if_broken(_started(read, Nest(self.depth + 1, self.left)), told):
            broken = broken or piece is told
            words = words or (isinstance(piece, Paragraph) and bool(piece.text.strip()))
            pictures = pictures or isinstance(piece, Unread)
            yield piece if piece is told else replace(piece, part=joined(part, piece.part))
        if pictures and not words and not broken:  # a file that is nothing but pictures is not read
            yield told


Reader = Callable[[Nest], Iterable[Piece]]


def _started(read: Reader, nest: Nest) -> Iterator[Piece]:
    yield from read(nest)


def told_if_broken(pieces: Iterable[Piece], unread: Unread) -> Iterator[Piece]:
    """The pieces as far as they can be read; then, if they cannot to the end, that they were not."""
    try:
        yield from pieces
    except Exception:  # a reader of files meets any error that a broken file can provoke
        yield unread


def joined(*parts: str) -> str:
    """Names of a part and of the parts within it, those that there are."""
    return ", ".join(filter(None, parts))


def is_picture(data: bytes) -> bool:
    """Whether a file is a picture, by its first bytes."""
    return (
        data.startswith(_PICTURES)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[:2] == b"BM" and b"\0" in data[:32])
        or data[4:12] == b"ftypheic"
    )


def plain_name(name: str) -> str:
    """A file name on one line, of printable characters, short."""
    printable = "".join(c if c.isprintable() else " " for c in name)
    return " ".join(printable.rpartition("/")[2].split())[:_LONGEST_NAME]
