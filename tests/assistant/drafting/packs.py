"""A small evidence pack of invented records, for drafters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assistant.domain import EvidenceItem, EvidencePack, Filters, Query, SearchLog
from assistant.evidence import evidence_of
from guardrails import Context, Mode, Profile
from ingest import AbstractSection, Article, Classification, Design, Integrity, Passage, Species, StoredArticle

NOW = datetime(2026, 11, 17, tzinfo=UTC)
QUESTION = "Does an oral cannabis extract reduce nausea during chemotherapy?"
CONTEXT = Context(mode=Mode.SCIENTIFIC_REACTIVE, profile=Profile.DRAFT, jurisdiction="US", audience="HCP")
RECORDS = (
    (
        "90000001",
        "An oral extract for nausea: a randomized trial",
        Design.RCT,
        Species.HUMAN,
        128,
        (
            ("METHODS", "In all, 128 adults with refractory nausea took an oral extract or placebo for 5 days."),
            (
                "RESULTS",
                "Complete response was 24.5% with the extract and 14.0% with placebo (p<0.05). "
                "Sedation was more frequent with the extract, 31% versus 7%.",
            ),
        ),
    ),
    (
        "90000002",
        "An extract and gastric nausea in rats",
        Design.LABORATORY,
        Species.ANIMAL,
        None,
        ((None, "The extract reduced conditioned gaping, a sign of nausea, in rats. It did not change food intake."),),
    ),
    (
        "90000003",
        "Sleep in a registry",
        Design.OBSERVATIONAL,
        Species.HUMAN,
        300,
        ((None, "Sleep scores were lower in 300 adults of a registry. Causes were not examined."),),
    ),
)


def record(number: int = 0) -> StoredArticle:
    pmid, title, design, species, sample, sections = RECORDS[number]
    parts = tuple(AbstractSection(label, None, text) for label, text in sections)
    article = Article(pmid, pmid, title, parts, year=2020 + number)
    kind = Classification(species, design, sample_size=sample)
    return StoredArticle(article, f"{number}" * 64, Integrity.OK, kind, NOW, NOW)


def item(stored: StoredArticle, rank: int = 1) -> EvidenceItem:
    article = stored.article
    passages = tuple(
        Passage(
            f"{article.article_id}:x:{n}", article.article_id, stored.version_hash, n, part.label, start, end, part.text
        )
        for n, (part, start, end) in enumerate(article.section_spans())
    )
    return EvidenceItem(stored, evidence_of(stored), passages, rank, 1.0 / rank, "direct")


def query(text: str = QUESTION) -> Query:
    return Query(text)


def pack(*items: EvidenceItem, sufficient: bool = True) -> EvidencePack:
    chosen = items or tuple(item(record(n), n + 1) for n in range(len(RECORDS)))
    log = SearchLog("S1", QUESTION, ("nausea",), Filters(), "0" * 16, 3, 3, len(chosen))
    return EvidencePack(query(), chosen, log, sufficient)


def with_text(text: str, number: int = 0) -> EvidenceItem:
    """An item whose one passage is `text`."""
    stored = record(number)
    article = replace(stored.article, sections=(AbstractSection(None, None, text),))
    return item(replace(stored, article=article))
