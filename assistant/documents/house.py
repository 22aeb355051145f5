"""A company's own template: what it has to bring, what it shows by itself, and how it travels inside a file that uses it."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.documents.comparing import Visible
from assistant.documents.foreign import foreign_things
from assistant.documents.nested import Nest
from assistant.documents.paragraphs import Paragraph
from assistant.documents.proof import Proof, read_proof
from assistant.documents.read_slides import read_pptx
from assistant.documents.read_word import read_docx
from assistant.documents.relations import relations
from assistant.documents.slide_style import layouts
from assistant.errors import ProofInvalid

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from pptx.presentation import Presentation as Deck

KINDS = ("docx", "pptx")
ARTIFACT = "house_template"
PLACE = "{{document}}"
"""The paragraph of a Word template that the document takes the place of."""
MARK = "callprep-template"
_STYLES = ("Title", "Heading 1", "List Bullet", "Quote")
_ELEMENT = re.compile(rf"<{MARK}[^>]*>(.*?)</{MARK}>", re.S)
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_PICTURES = ("image", "hdphoto")
"""Kinds of relation that lead to a picture."""
_OWN_PLACES = ("header", "footer", "slide master")


@dataclass(frozen=True, slots=True)
class Template:
    """A template that passed the gate."""

    kind: str
    """docx | pptx"""
    data: bytes
    proof: str
    """Signed proof of the words and pictures that it shows by itself, as JSON."""


def missing(data: bytes, kind: str) -> tuple[str, ...]:
    """What a template lacks; empty for one that can be used."""
    if kind == "docx":
        document = _word(data)
        names = {style.name for style in document.styles}
        lacking = [f"the paragraph style “{name}”" for name in _STYLES if name not in names]
        places = sum(p.text.strip() == PLACE for p in document.paragraphs)
        if places != 1:
            lacking.append(f"one paragraph {PLACE} where the document goes (found {places})")
        return tuple(lacking)
    try:
        layouts(_deck(data))
    except LookupError as exc:
        return tuple(f"a layout: {name}" for name in str(exc.args[0]).split("; "))
    return ()


def objections(data: bytes, kind: str) -> tuple[str, ...]:
    """What a template may not bring: anything shown that is neither text nor picture, linked parts, proofs of its own."""
    clean = bare(data, kind)
    found = [what for what, _ in foreign_things(clean, frozenset(pictures(clean)))]
    with zipfile.ZipFile(io.BytesIO(clean)) as package:
        for name in package.namelist():
            if name.startswith("customXml/") and b"callprep-" in package.read(name):
                found.append(f"a proof of callprep ({name}); a template must not bring one")
    return tuple(found)


def shown(data: bytes, kind: str) -> tuple[str, ...]:
    """Every paragraph that the template shows by itself, in reading order."""
    read = read_docx if kind == "docx" else read_pptx
    pieces = read(bare(data, kind), Nest())
    return tuple(text for p in pieces if isinstance(p, Paragraph) and (text := p.text.strip()))


def pictures(data: bytes) -> tuple[str, ...]:
    """SHA-256 of each picture in a package, sorted."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {r.target for r in relations(package) if r.kind in _PICTURES and not r.linked}
        return tuple(
            sorted({hashlib.sha256(package.read(name)).hexdigest() for name in names & set(package.namelist())})
        )


def title_of(kind: str, hashes: Iterable[str]) -> str:
    """First line of the text that is judged and signed: the kind, and the pictures as letters, which read as no figure."""
    mark = hashlib.sha256(" ".join(hashes).encode()).hexdigest().translate(_LETTERS)
    return f"House template {kind}, pictures {mark}"


def bare(data: bytes, kind: str) -> bytes:
    """The template without the place of the document and without sample slides."""
    opened: Any
    if kind == "docx":
        opened = _word(data)
        for paragraph in [p for p in opened.paragraphs if p.text.strip() == PLACE]:
            paragraph._p.getparent().remove(paragraph._p)
    else:
        opened = open_deck(data)
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def open_word(data: bytes) -> tuple[DocxDocument, list[Any]]:
    """The template up to the place of the document, and what comes behind it."""
    document = _word(data)
    place: Any = next(p._p for p in document.paragraphs if p.text.strip() == PLACE)
    behind = [e for e in place.itersiblings() if not e.tag.endswith("}sectPr")]
    for element in (place, *behind):
        element.getparent().remove(element)
    return document, behind


def open_deck(data: bytes) -> Deck:
    """The template with its masters and layouts, without slides."""
    deck = _deck(data)
    slides: Any = deck.slides
    for entry in list(slides._sldIdLst):
        deck.part.drop_rel(entry.rId)
        slides._sldIdLst.remove(entry)
    return deck


def _word(data: bytes) -> DocxDocument:
    from docx import Document

    return Document(io.BytesIO(data))


def _deck(data: bytes) -> Deck:
    from pptx import Presentation

    return Presentation(io.BytesIO(data))


def template_part(template: Template) -> str:
    """What a file that uses the template carries: the proof, and the pictures it covers."""
    return json.dumps(
        {"proof": template.proof, "pictures": pictures(bare(template.data, template.kind))}, sort_keys=True
    )


def find_template(data: bytes) -> tuple[Proof, tuple[str, ...]] | None:
    """Proof and pictures of the template that a file says it uses; None where it uses none.

    Raises:
        ProofInvalid: It cannot be read, is no template's, or names other pictures than were signed.
    """
    text = _part(data)
    if text is None:
        return None
    try:
        value = json.loads(text)
        proof, hashes = read_proof(value["proof"]), tuple(str(h) for h in value["pictures"])
    except (ValueError, KeyError, TypeError) as exc:
        raise ProofInvalid("The proof of the company template in this file cannot be read; export it again.") from exc
    if proof.facts["artifact"] != ARTIFACT or proof.lines[0] not in {title_of(kind, hashes) for kind in KINDS}:
        raise ProofInvalid("The company template in this file is not the one that was signed; export it again.")
    return proof, hashes


def _part(data: bytes) -> str | None:
    if not data.startswith(b"PK"):
        return None
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("customXml/item"):
                match = _ELEMENT.search(package.read(name).decode("utf-8", errors="replace"))
                if match:
                    return html.unescape(match[1])
    return None


def words_of(proof: Proof) -> tuple[str, ...]:
    """The paragraphs that a template's proof covers."""
    return proof.lines[2:]


def without_template(visible: Sequence[Visible], words: Iterable[str]) -> tuple[Visible, ...]:
    """The visible text without the template's own paragraphs, each as often as the template shows it, its margins first."""
    left = Counter(words)
    kept = dict(enumerate(visible))
    for number, unit in _margins_first(visible):
        if left[unit.text.strip()] > 0:
            left[unit.text.strip()] -= 1
            del kept[number]
    return tuple(kept.values())


def _margins_first(visible: Sequence[Visible]) -> Iterator[tuple[int, Visible]]:
    numbered = list(enumerate(visible))
    yield from (row for row in numbered if row[1].place.startswith(_OWN_PLACES))
    yield from (row for row in numbered if not row[1].place.startswith(_OWN_PLACES))
