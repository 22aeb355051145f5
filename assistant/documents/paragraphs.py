"""The text of a document that somebody brought, with the page or slide and paragraph of every span, and what was not read of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from assistant.errors import DocumentUnreadable

MAX_TEXT = 2_000_000
"""Characters of text taken from one document."""

ALSO = "as it may show"
"""Names the place of a paragraph as it reads without words that may not be seen."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading, bullet or table cell as read."""

    text: str
    part: str = ""
    """`page 2`, `slide 4`, `header`, `notes of slide 4`; empty where the format has no pages."""
    number: int = 0
    """Its number within the part where paragraphs before it were passed over; 0 to count on."""
    also: str = ""
    """How it reads to those who do not see all of its words, where that is not known of everyone."""


class Kind(Enum):
    """What a document may hold beside its text that is not read: a word for one and for several."""

    PICTURE = ("picture", "pictures")
    STYLE = ("linked style sheet", "linked style sheets")
    SCAN = ("page or slide that is nothing but a picture", "pages or slides that are nothing but pictures")
    NOTE = ("note or field", "notes or fields")
    STRUCK = ("line through words", "lines through words")
    CHART = ("chart", "charts")
    DIAGRAM = ("diagram", "diagrams")
    FILE = ("embedded file", "embedded files")
    LINKED = ("linked part", "linked parts")
    FILM = ("sound or film", "sounds or films")
    ACTIVE = ("script, macro or control", "scripts, macros or controls")
    FORM = ("form that is drawn only when it is opened", "forms that are drawn only when they are opened")
    SEALED = ("encrypted or sealed part", "encrypted or sealed parts")
    VARIANT = (
        "form of the message that leaves out what another says",
        "forms of the message that leave out what another says",
    )

    @property
    def holds(self) -> bool:
        """Whether a text with it waits for a person: all but what nearly every sound document has."""
        return self not in (Kind.PICTURE, Kind.STYLE)


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing that a reader of the document would see or hear and that is not in its text."""

    kind: Kind
    part: str = ""
    """As of a paragraph."""
    name: str = ""
    """Of the file or part, where it has one."""


Piece = Paragraph | Unread


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of the text stood in the document."""

    start: int
    end: int
    part: str
    paragraph: int
    """From 1, counted within the part."""

    @property
    def label(self) -> str:
        """`page 2, paragraph 3`."""
        return f"{self.part}, paragraph {self.paragraph}" if self.part else f"paragraph {self.paragraph}"


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a document says. Paragraphs are parted by blank lines; `places` cover them in order."""

    text: str
    places: tuple[Place, ...]
    unread: tuple[Unread, ...] = ()
    """What it holds beside its text, in order."""

    def place_of(self, offset: int) -> Place:
        """The paragraph that holds the character at `offset`, or the one before it."""
        at = bisect_right([place.start for place in self.places], offset) - 1
        return self.places[max(0, at)]


def assemble(pieces: Iterable[Piece], name: str) -> ReadDocument:
    """One text of all paragraphs that hold a word, and what was not read.

    Raises:
        DocumentUnreadable: there is no text, or too much.
    """
    texts: list[str] = []
    places: list[Place] = []
    unread: list[Unread] = []
    counts: dict[str, int] = {}
    cursor = 0
    for piece in pieces:
        if isinstance(piece, Unread):
            unread.append(piece)
            continue
        text = piece.text.strip()
        if not text:
            continue
        counts[piece.part] = piece.number or counts.get(piece.part, 0) + 1
        for said, part in ((text, piece.part), (piece.also.strip(), ", ".join(filter(None, (piece.part, ALSO))))):
            if said:
                places.append(Place(cursor, cursor + len(said), part, counts[piece.part]))
                texts.append(said)
                cursor += len(said) + 2
        if cursor > MAX_TEXT:
            raise DocumentUnreadable(f"{name!r} holds more than {MAX_TEXT:,} characters of text; check it in parts")
    if not places:
        raise DocumentUnreadable(f"{name!r} holds no text; if it is a scan, run text recognition first")
    return ReadDocument("\n\n".join(texts), tuple(places), tuple(unread))
