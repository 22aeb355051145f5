"""A library of thirty lines: BM25 over passages, one passage per section, no model."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime

import pytest

from ingest import (
    AbstractSection,
    Article,
    Classification,
    Declared,
    Design,
    Integrity,
    LibraryStatus,
    Match,
    Passage,
    Species,
    StoredArticle,
    load_vocabulary,
    normalised_words,
    sha256_hex,
)

_NOW = datetime(2026, 11, 17, tzinfo=UTC)


def store(article: Article) -> StoredArticle:
    declared = article.declared or Declared(Species.UNKNOWN, Design.UNKNOWN)
    kind = Classification(declared.species, declared.design, sample_size=declared.sample_size)
    return StoredArticle(article, sha256_hex(article.title + article.text), declared.integrity, kind, _NOW, _NOW)


def passages_of(record: StoredArticle) -> list[Passage]:
    article = record.article
    return [
        Passage(
            f"{article.article_id}:{record.version_hash[:12]}:{n}",
            article.article_id,
            record.version_hash,
            n,
            section.label,
            start,
            end,
            article.text[start:end],
        )
        for n, (section, start, end) in enumerate(article.section_spans())
    ] or [
        Passage(
            f"{article.article_id}:{record.version_hash[:12]}:0",
            article.article_id,
            record.version_hash,
            0,
            None,
            0,
            0,
            "",
        )
    ]


class ToyLibrary:
    """Enough of a library to search: words by BM25, meaning by an embedder if one is given."""

    def __init__(self, articles, embedder=None):
        self.records = {a.article_id: store(a) for a in articles}
        self.by_id = {p.passage_id: p for r in self.records.values() for p in passages_of(r)}
        texts = {i: f"{self.records[p.article_id].article.title} {p.text}" for i, p in self.by_id.items()}
        self.counts = {i: Counter(normalised_words(t)) for i, t in texts.items()}
        self.df = Counter(w for c in self.counts.values() for w in c)
        self.mean = sum(sum(c.values()) for c in self.counts.values()) / max(1, len(self.counts))
        self.embedder = embedder
        self.vectors = embedder.embed(list(texts.values())) if embedder else None

    def search_words(self, text, k):
        asked, n = set(normalised_words(text)), len(self.counts)
        scored = []
        for passage_id, counts in self.counts.items():
            length = sum(counts.values()) / self.mean
            score = sum(
                math.log(1 + (n - self.df[w] + 0.5) / (self.df[w] + 0.5))
                * counts[w]
                * 2.2
                / (counts[w] + 1.2 * (0.25 + 0.75 * length))
                for w in asked
                if counts[w]
            )
            if score:
                scored.append((score, passage_id))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        top = scored[0][0] if scored else 1.0
        return [Match(i, self.by_id[i].article_id, s / top) for s, i in scored[:k]]

    def search_vectors(self, text, k):
        if self.embedder is None:
            return []
        ids = list(self.by_id)
        sims = self.vectors @ self.embedder.embed([text])[0]
        order = sorted(range(len(ids)), key=lambda i: (-sims[i], ids[i]))[:k]
        return [Match(ids[i], self.by_id[ids[i]].article_id, float((sims[i] + 1) / 2)) for i in order]

    def articles(self, ids):
        return {i: self.records[i] for i in ids if i in self.records}

    def passages(self, ids):
        return {i: self.by_id[i] for i in ids if i in self.by_id}

    def status(self):
        by = Counter(r.integrity.value for r in self.records.values())
        return LibraryStatus(
            len(self.records),
            len(self.by_id),
            dict(by),
            {},
            {},
            {},
            None,
            "toy",
            None if self.embedder is None else "toy",
            0,
        )


def study(
    key,
    title,
    *,
    agents=(),
    species=Species.HUMAN,
    design=Design.RCT,
    n=80,
    integrity=Integrity.OK,
    program=None,
    year=2020,
    **sections,
):
    """One record in the shape of a digest; sections as `intervention="..."`, `results="..."`."""
    return Article(
        article_id=key,
        pmid=key if key.isdigit() else None,
        title=title,
        year=year,
        languages=("eng",),
        sections=tuple(AbstractSection(label.upper(), None, text) for label, text in sections.items()),
        declared=Declared(species, design, n, integrity, None, tuple(agents), program),
    )


@pytest.fixture(scope="session")
def vocabulary():
    return load_vocabulary()


@pytest.fixture
def make_study():
    return study


@pytest.fixture
def make_library():
    return ToyLibrary
