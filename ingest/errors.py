"""Everything `ingest` raises on purpose. One line each: what happened, which value, what to do next."""

from __future__ import annotations


class IngestError(Exception):
    """Root of all expected failures of ingestion and of the library."""


class RecordError(IngestError):
    """A file or answer holds something that is no PubMed record, or a record that cannot be read."""


class TruncatedFile(RecordError):
    """The text ended before its closing element; nothing of it was added."""


class HostileInput(RecordError):
    """Entity bombs, external entities, absurd depth or compression ratio."""


class NoRecords(RecordError):
    """A file or folder without a single record."""


class PubMedError(IngestError):
    """NCBI did not answer as it should, after all retries."""


class PubMedUnreachable(PubMedError):
    """No connection to NCBI, or silence until the time limit, at every try."""


class PubMedBusy(PubMedError):
    """429 or 5xx until the last retry."""


class PubMedRefused(PubMedError):
    """NCBI refused the request (4xx): wrong key, wrong parameters, blocked address."""


class PubMedAnswerBroken(PubMedError):
    """The answer is HTML, empty, cut short or of another shape."""


class PubMedIncomplete(PubMedError):
    """Fewer records were delivered than the search counted, and asking again did not bring them."""


class NotConfigured(IngestError):
    """A setting that this work needs is missing."""


class LibraryUnavailable(IngestError):
    """The library is missing, damaged beyond rebuilding, or built with another embedding model."""


class LibraryBusy(LibraryUnavailable):
    """Another process holds the library; the message names its pid and address."""


class VectorsUnavailable(LibraryUnavailable):
    """The vector server does not answer; records and words are whole, and what waits for it follows once it does."""


class EmbeddingUnavailable(IngestError):
    """The embedding model is missing, has the wrong hash, or its endpoint does not answer."""


class StorageFull(IngestError):
    """The disk is full or read-only; what was acknowledged before is kept."""


class VocabularyInvalid(IngestError):
    """A vocabulary file is malformed or contradicts itself; the message names file and key."""
