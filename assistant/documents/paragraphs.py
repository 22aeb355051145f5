"""The text of a document that somebody brought, with the page or slide and paragraph of every span."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.errors import DocumentUnreadable

MAX_TEXT = 2_000_000
"""Characters of text taken from one document."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading, bullet or table cell as read."""

    text: str
    part: str = ""
    """`page 2`, `slide 4`, `header`, `notes of slide 4`; empty where the format has no pages."""


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

    def place_of(self, offset: int) -> Place:
        """The paragraph that holds the character at `offset`, or the one before it."""
        at = bisect_right([place.start for place in self.places], offset) - 1
        return self.places[max(0, at)]


def assemble(paragraphs: Iterable[Paragraph], name: str) -> ReadDocument:
    """One text of all paragraphs that hold a word.

    Raises:
        DocumentUnreadable: there is no text, or too much.
    """
    pieces: list[str] = []
    places: list[Place] = []
    counts: dict[str, int] = {}
    cursor = 0
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if not text:
            continue
        counts[paragraph.part] = counts.get(paragraph.part, 0) + 1
        places.append(Place(cursor, cursor + len(text), paragraph.part, counts[paragraph.part]))
        pieces.append(text)
        cursor += len(text) + 2
        if cursor > MAX_TEXT:
            raise DocumentUnreadable(f"{name!r} holds more than {MAX_TEXT:,} characters of text; check it in parts")
    if not places:
        raise DocumentUnreadable(f"{name!r} holds no text; if it is a scan, run text recognition first")
    return ReadDocument("\n\n".join(pieces), tuple(places))
