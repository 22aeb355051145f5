"""Guidelines, labels, policies and procedures as versioned sources: each page is a section, so that a passage has its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from assistant.documents.paragraphs import ALSO
from assistant.documents.reading import ReadDocument, read_document
from assistant.errors import UsageError
from assistant.service.rooms import Rooms
from ingest import AbstractSection, AddReport, Article, Declared, Design, Species, TextOrigin, nfc

KINDS = {
    "guideline": Design.GUIDELINE,
    "label": Design.LABEL,
    "policy": Design.UNKNOWN,
    "sop": Design.UNKNOWN,
}
"""Kind of document -> what it is as evidence. Policies and procedures are searched and never cited as evidence."""
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """What a person says about a document that it does not say reliably itself."""

    kind: str
    title: str
    issuer: str
    version: str
    effective: date

    @property
    def source_id(self) -> str:
        """`doc:guideline:asco-cannabis-2024`: the same kind, issuer and title in all versions."""
        name = re.sub(r"[^a-z0-9]+", "-", f"{self.issuer} {self.title}".lower()).strip("-")
        return f"doc:{self.kind}:{name[:_LONGEST_NAME].rstrip('-')}"


def add_source(rooms: Rooms, path: Path, details: SourceDetails) -> AddReport:
    """Bring in one document. A later effective date replaces the version before, which is kept; an earlier one does not.

    Raises:
        UsageError: no such kind, or no title.
        DocumentUnreadable: the file is damaged, protected, hostile or without text.
    """
    if details.kind not in KINDS:
        raise UsageError(f"--kind is {details.kind!r}; choose {', '.join(KINDS)}.")
    if not details.title.strip():
        raise UsageError("--title is empty; give the name of the document.")
    return rooms.library.add([source_article(read_document(path), details)], f"document:{path.name}")


def source_article(document: ReadDocument, details: SourceDetails) -> Article:
    """The document as a record: one section a page, labelled with it; one unlabelled section where there are no pages."""
    sections = []
    as_written = (place for place in document.places if not place.part.endswith(ALSO))
    for part, places in groupby(as_written, key=lambda place: place.part):
        text = nfc("\n".join(document.text[place.start : place.end] for place in places))
        sections.append(AbstractSection(part or None, None, text))
    return Article(
        article_id=details.source_id,
        pmid=None,
        title=nfc(details.title.strip()),
        sections=tuple(sections),
        text_origin=TextOrigin.DOCUMENT,
        kind=details.kind,
        journal=details.issuer or None,
        year=details.effective.year,
        issue=details.version or None,
        revised=details.effective,
        declared=Declared(Species.HUMAN, KINDS[details.kind]),
    )
