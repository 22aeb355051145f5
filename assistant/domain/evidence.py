"""What is asked and what was found for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from guardrails import Evidence
from ingest import Passage, StoredArticle


class Intent(StrEnum):
    """What a question is after."""

    EFFICACY = "efficacy"
    SAFETY = "safety"
    INTERACTION = "interaction"
    PK = "pk"
    GUIDELINE = "guideline"
    MECHANISM = "mechanism"
    ACCESS = "access"
    COMPARISON = "comparison"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records a search may return. Empty means no limit; of several values in one field any will do."""

    designs: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    min_sample: int | None = None
    origins: tuple[str, ...] = ()
    integrity: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    """Descriptor by name or UI, with a qualifier as `Nausea/drug therapy`; check tags such as `Humans` are descriptors."""
    types: tuple[str, ...] = ()
    """NLM publication types by name or UI."""
    substances: tuple[str, ...] = ()
    """Chemicals by name or registry number."""
    funders: tuple[str, ...] = ()
    """Grant agencies."""
    sections: tuple[str, ...] = ()
    """Labels or NLM categories, e.g. `RESULTS`: records that have one, and of their passages only those."""
    with_abstract: bool = False
    with_conflicts: bool = False
    """Only records that state their authors' conflicts of interest, or that there are none."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question names, with the vocabulary entry it was recognised as."""

    concept_id: str
    """Key of the vocabulary, e.g. `agent.cbd`, `condition.cipn`."""
    role: str
    """population | intervention | comparator | outcome | other (PICO)"""
    surface: str
    """The words of the question."""
    terms: tuple[str, ...] = ()
    """The words that are searched for it: preferred term and synonyms."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, as understood: words, concepts (PICO), intent, filters, and the expansion used."""

    text: str
    intent: Intent = Intent.OTHER
    concepts: tuple[Concept, ...] = ()
    expansion: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """MeSH headings under which is looked too."""
    filters: Filters = field(default_factory=Filters)
    limit: int = 12
    in_terms: str = ""
    """The question with people's words followed by those of the field (`blood thinner anticoagulants warfarin ...`), if it has any."""

    @property
    def searched(self) -> str:
        """What is looked for, by words and by meaning."""
        return self.in_terms or self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: rank from 1, score 0-1 (high is good; comparable within one answer only), and why it ranks there."""

    passage: Passage
    record: StoredArticle
    rank: int
    score: float
    why: tuple[str, ...] = ()
    """Reasons in words: matched words, similarity, evidence level, recency."""


@dataclass(frozen=True, slots=True)
class SearchLog:
    """How an answer was searched, so that a methods section writes itself."""

    search_id: str
    """`S1`, `P1`, ... within one document."""
    question: str
    terms: tuple[str, ...]
    filters: Filters
    snapshot_id: str
    searched: int
    """Records in the library."""
    matched: int
    """Records that matched any term or came near in meaning."""
    used: int
    set_aside: tuple[tuple[str, int], ...] = ()
    """(reason, count), e.g. ("other agent", 4)."""
    excluded_integrity: tuple[str, ...] = ()
    """Article ids left out because retracted, withdrawn or under concern."""
    words_only: bool = False
    """True when no embedding model was at hand."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One study in a pack: its record, the passages that matched, and how it bears on the question."""

    record: StoredArticle
    evidence: Evidence
    passages: tuple[Passage, ...]
    rank: int
    score: float
    directness: str
    """direct | indirect | preclinical | contrary | background"""
    why: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    """Ids of other records that are this same report (preprint, copy under another identifier); it stands for them."""


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """The graded, deduplicated evidence for one query, strongest first; retracted and concern-flagged records excluded."""

    query: Query
    items: tuple[EvidenceItem, ...]
    log: SearchLog
    sufficient: bool
    """False: abstain, and say what was searched."""
    reason: str = ""
    """Why not sufficient, or what limits the answer."""
    excluded: tuple[StoredArticle, ...] = ()
    """Records that matched but may not be cited (integrity)."""
    nearest: tuple[EvidenceItem, ...] = ()
    """For an abstention: the nearest records, which do not answer."""
