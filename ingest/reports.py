"""What storing brought, for people and for the next step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.domain import Article, Integrity


@dataclass(frozen=True, slots=True)
class AddReport:
    """Article ids by what became of them, each tuple sorted and without repeats."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Text, evidence class or integrity differ from before."""
    unchanged: tuple[str, ...] = ()
    """Same as before, or an older reading than the one stored."""
    removed: tuple[str, ...] = ()
    """Deleted by NLM; a tombstone stays."""
    retracted: tuple[str, ...] = ()
    """No longer citable, or arrived so: retracted, withdrawn or under an expression of concern."""

    def __add__(self, other: AddReport) -> AddReport:
        """Both reports as one. A record that is new in one and changed in the other is new."""
        new = {*self.new, *other.new}
        changed = {*self.changed, *other.changed} - new
        unchanged = {*self.unchanged, *other.unchanged} - new - changed
        return AddReport(
            new=tuple(sorted(new)),
            changed=tuple(sorted(changed)),
            unchanged=tuple(sorted(unchanged)),
            removed=tuple(sorted({*self.removed, *other.removed})),
            retracted=tuple(sorted({*self.retracted, *other.retracted})),
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """One source that could not be read; nothing of it was added."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Outcome of one ingestion run."""

    added: AddReport = field(default_factory=AddReport)
    failed: tuple[Failure, ...] = ()
    done: tuple[str, ...] = ()
    """Sources read in this run."""
    skipped: tuple[str, ...] = ()
    """Sources whose very content was in already."""
    warnings: tuple[str, ...] = ()
    expected: int | None = None
    """Records the search counted; None for files."""

    @property
    def new(self) -> tuple[str, ...]:
        """Ids of records not seen before."""
        return self.added.new

    @property
    def changed(self) -> tuple[str, ...]:
        """Ids of records that differ from before."""
        return self.added.changed

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Ids of records as before."""
        return self.added.unchanged

    @property
    def removed(self) -> tuple[str, ...]:
        """Ids deleted by NLM."""
        return self.added.removed

    @property
    def retracted(self) -> tuple[str, ...]:
        """Ids no longer citable."""
        return self.added.retracted


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One stored reading of a record."""

    article: Article
    version_hash: str
    record_hash: str
    source: str
    seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class IntegrityEvent:
    """One change of a record's integrity."""

    integrity: Integrity
    reason: str
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of one record over time, oldest first."""

    article_id: str
    versions: tuple[ArticleVersion, ...]
    events: tuple[IntegrityEvent, ...]
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileDone:
    """Marks a file as read, in the transaction of its records."""

    content_hash: str
    source: str


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far the live fetch of a query has come."""

    query: str
    since: date | None
    """Where all runs of this query together begin; None is the beginning of PubMed."""
    searched_since: date | None
    """Where this run begins: a later one asks for less."""
    cursor: str | None
    started_at: datetime
    finished_at: datetime | None = None

    @property
    def in_words(self) -> str:
        """The query and the day it was last asked to its end."""
        return f"{self.query} ({f'{self.finished_at:%Y-%m-%d}' if self.finished_at else 'interrupted'})"
