"""The nouns of the library: what a PubMed record is, and what is kept of it.

Frozen values without I/O. Text is NFC; every offset counts code points of such text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Integrity(StrEnum):
    """State of a record, from publication types and comment/correction links (NLM CommentsCorrections)."""

    OK = "ok"
    ERRATUM = "erratum"
    """A correction of this record was published; citable, shown as corrected."""
    REPUBLISHED = "republished"
    """Corrected and republished; the newer report stands."""
    CONCERN = "concern"
    """Expression of concern: never citable."""
    RETRACTED = "retracted"
    """Retracted (D016441 or RetractionIn): never citable."""
    WITHDRAWN = "withdrawn"
    """Withdrawn by publisher or deleted from PubMed (DeleteCitation): never citable."""
    NOTICE = "notice"
    """The record *is* a retraction notice or erratum (D016440, D016425): it retracts another record and is no evidence."""

    @property
    def citable(self) -> bool:
        """True where a statement may rest on the record."""
        return self in (Integrity.OK, Integrity.ERRATUM, Integrity.REPUBLISHED)


class TextOrigin(StrEnum):
    """Where the stored text comes from."""

    ABSTRACT = "abstract"
    """The authors' abstract as delivered by NLM; may be quoted."""
    DIGEST = "digest"
    """Facts and figures restated in our own words; shown as a digest, never in quotation marks."""
    DOCUMENT = "document"
    """The text of a guideline, label, policy or procedure that somebody brought, page by page; may be quoted."""


class Species(StrEnum):
    """Whose body the evidence is about."""

    HUMAN = "human"
    ANIMAL = "animal"
    IN_VITRO = "in vitro"
    MIXED = "mixed"
    """People and animals or cells in one record."""
    UNKNOWN = "unknown"


class Design(StrEnum):
    """Study design, strongest first in the order in which evidence is presented."""

    LABEL = "label"
    GUIDELINE = "guideline"
    META_ANALYSIS = "meta-analysis"
    SYSTEMATIC_REVIEW = "systematic review"
    RCT = "randomized trial"
    NONRANDOMIZED = "non-randomized trial"
    OBSERVATIONAL = "observational study"
    CASE = "case report or series"
    REVIEW = "narrative review"
    PROTOCOL = "protocol"
    EDITORIAL = "editorial or letter"
    LABORATORY = "laboratory study"
    UNKNOWN = "design not stated"


class Blinding(StrEnum):
    """Who did not know the treatment, as the record states it."""

    DOUBLE = "double-blind"
    SINGLE = "single-blind"
    OPEN = "open-label"
    UNKNOWN = "not stated"


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """One AbstractText element: its label as printed, NLM's category, its text with markup rendered as plain characters."""

    label: str | None
    category: str | None
    text: str


@dataclass(frozen=True, slots=True)
class OtherAbstract:
    """An OtherAbstract: another language or a plain-language summary. Kept, never used as the abstract."""

    language: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """One author as printed; a group is one name with `collective` set."""

    name: str
    """Last name and initials ("Grimison P"), or the group's name."""
    collective: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """One MeSH descriptor with its qualifiers; `major` if descriptor or any qualifier is a major topic."""

    ui: str
    name: str
    major: bool = False
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicationType:
    """An NLM publication type. Match by `ui`: labels are renamed from time to time. MEDLINE text has no `ui` ("")."""

    ui: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """One CommentsCorrections element: `ref_type` as in the DTD (RetractionIn, ErratumIn, ...)."""

    ref_type: str
    source: str
    pmid: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant: agency is required by us, number and country are often absent."""

    agency: str
    number: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Chemical:
    """One ChemicalList entry; `registry` "0" means NLM has no number."""

    name: str
    registry: str = "0"


@dataclass(frozen=True, slots=True)
class Declared:
    """What the author of a digest stated of a study. PubMed records have none: they are classified from their own words."""

    species: Species
    design: Design
    sample_size: int | None = None
    integrity: Integrity = Integrity.OK
    topic: str | None = None
    agents: tuple[str, ...] = ()
    program_id: str | None = None
    """Reports of one trial program share it and count once."""


@dataclass(frozen=True, slots=True)
class Article:
    """One PubMed record (or a digest of one), as read; not yet stored.

    `article_id` is the PMID, or `digest:<study_id>` where no PMID is confirmed. `text` is what offsets refer to.
    """

    article_id: str
    pmid: str | None
    title: str
    sections: tuple[AbstractSection, ...] = ()
    text_origin: TextOrigin = TextOrigin.ABSTRACT
    kind: str = "article"
    """`article`, `book`, `label`, `guideline`, `policy` or `sop`."""
    pmid_version: int = 1
    vernacular_title: str | None = None
    other_abstracts: tuple[OtherAbstract, ...] = ()
    journal: str | None = None
    journal_abbreviation: str | None = None
    year: int | None = None
    """Year of publication; the first year of a MedlineDate range."""
    medline_date: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    authors: tuple[Author, ...] = ()
    languages: tuple[str, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    doi: str | None = None
    pmcid: str | None = None
    mesh: tuple[MeshHeading, ...] = ()
    keywords: tuple[str, ...] = ()
    chemicals: tuple[Chemical, ...] = ()
    grants: tuple[Grant, ...] = ()
    conflict_statement: str | None = None
    registrations: tuple[str, ...] = ()
    """Trial registration and data-bank accession numbers, e.g. `NCT03984214`."""
    links: tuple[Link, ...] = ()
    status: str | None = None
    """MedlineCitation Status, e.g. `MEDLINE`, `In-Process`."""
    revised: date | None = None
    """DateRevised: orders two readings of one PMID; never says what changed."""
    declared: Declared | None = None

    @property
    def text(self) -> str:
        """Sections joined by newline, label in front as `LABEL: `; "" without an abstract. Offsets count its code points."""
        return "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in self.sections)

    def section_spans(self) -> tuple[tuple[AbstractSection, int, int], ...]:
        """Each section with start and end of its *words* (label excluded) in `text`."""
        spans, cursor = [], 0
        for section in self.sections:
            start = cursor + (len(section.label) + 2 if section.label else 0)
            spans.append((section, start, start + len(section.text)))
            cursor = start + len(section.text) + 1
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A PMID that NLM withdrew (DeleteCitation of an update file); it may never have been seen here."""

    pmid: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field of a classification has its value, in words a reader can check against the record."""

    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Classification:
    """What kind of evidence a record is. `level` is OCEBM 2011 for treatment questions, 1 (best) to 5; None if not rated."""

    species: Species
    design: Design
    blinding: Blinding = Blinding.UNKNOWN
    sample_size: int | None = None
    phase: str | None = None
    registrations: tuple[str, ...] = ()
    industry_funded: bool | None = None
    """None: funding and conflicts are not in the record."""
    level: int | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one section; the unit that is retrieved. `article.text[start:end] == text`."""

    passage_id: str
    """`<article_id>:<version_hash first 12>:<ordinal>`."""
    article_id: str
    version_hash: str
    ordinal: int
    label: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the library holds it: its current version, integrity and classification as of now."""

    article: Article
    version_hash: str
    """SHA-256 of the content that matters (title, sections, types, links)."""
    integrity: Integrity
    classification: Classification
    first_seen: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """One passage found by one index. Score 0-1, high is good; only comparable within one result list."""

    passage_id: str
    article_id: str
    score: float


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """Counts and versions of a library as of now."""

    articles: int
    passages: int
    by_integrity: dict[str, int]
    by_origin: dict[str, int]
    by_species: dict[str, int]
    by_design: dict[str, int]
    newest_year: int | None
    snapshot_id: str
    """SHA-256 over (article_id, version_hash, integrity) of all records, first 16 hex digits."""
    embedder: str | None
    """Name of the embedding model; None when only words are searched."""
    queued: int
    """Passages whose vectors or words are not written yet."""
    last_ingest: datetime | None = None
    searches: tuple[str, ...] = ()
    """Saved searches with the day each was last asked to its end, in words."""
    stale: tuple[str, ...] = ()
    """What is no longer up to date, in words."""
    warnings: tuple[str, ...] = field(default=())


def nfc(text: str) -> str:
    """The one Unicode form of stored text."""
    return unicodedata.normalize("NFC", text)


def sha256_hex(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
