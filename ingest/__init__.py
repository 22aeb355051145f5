"""The library: PubMed records, their passages, and three stores that agree."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.addresses import (
        refuse_disguised as refuse_disguised,
    )
    from ingest.changes import (
        ChangeFeed as ChangeFeed,
        IntegrityChange as IntegrityChange,
    )
    from ingest.classification import (
        classify as classify,
    )
    from ingest.delivery import (
        Page as Page,
        SearchResult as SearchResult,
    )
    from ingest.domain import (
        AbstractSection as AbstractSection,
        Article as Article,
        Author as Author,
        Blinding as Blinding,
        Chemical as Chemical,
        Classification as Classification,
        Declared as Declared,
        Deletion as Deletion,
        Design as Design,
        Grant as Grant,
        Integrity as Integrity,
        LibraryStatus as LibraryStatus,
        Link as Link,
        Match as Match,
        MeshHeading as MeshHeading,
        OtherAbstract as OtherAbstract,
        Passage as Passage,
        PublicationType as PublicationType,
        Reason as Reason,
        Species as Species,
        StoredArticle as StoredArticle,
        TextOrigin as TextOrigin,
        nfc as nfc,
        sha256_hex as sha256_hex,
    )
    from ingest.embedding import (
        Embedder as Embedder,
        HashingEmbedder as HashingEmbedder,
        MiniLMEmbedder as MiniLMEmbedder,
        load_minilm as load_minilm,
    )
    from ingest.embedding_openai import (
        OpenAIEmbedder as OpenAIEmbedder,
    )
    from ingest.errors import (
        EmbeddingUnavailable as EmbeddingUnavailable,
        HostileInput as HostileInput,
        IngestError as IngestError,
        LibraryBusy as LibraryBusy,
        LibraryUnavailable as LibraryUnavailable,
        NoRecords as NoRecords,
        NotConfigured as NotConfigured,
        PubMedAnswerBroken as PubMedAnswerBroken,
        PubMedBusy as PubMedBusy,
        PubMedError as PubMedError,
        PubMedIncomplete as PubMedIncomplete,
        PubMedRefused as PubMedRefused,
        PubMedUnreachable as PubMedUnreachable,
        RecordError as RecordError,
        StorageFull as StorageFull,
        TruncatedFile as TruncatedFile,
        VectorsUnavailable as VectorsUnavailable,
        VocabularyInvalid as VocabularyInvalid,
    )
    from ingest.files import (
        read_file as read_file,
    )
    from ingest.following import (
        Progress as Progress,
        silent as silent,
    )
    from ingest.integrity import (
        integrity_of as integrity_of,
    )
    from ingest.library import (
        Library as Library,
        open_library as open_library,
    )
    from ingest.medline import (
        read_medline as read_medline,
    )
    from ingest.passages import (
        split_passages as split_passages,
        version_hash_of as version_hash_of,
    )
    from ingest.pipeline import (
        ingest_files as ingest_files,
        ingest_pubmed as ingest_pubmed,
    )
    from ingest.pubmed import (
        PubMedFetcher as PubMedFetcher,
    )
    from ingest.pubmed_xml import (
        read_pubmed_xml as read_pubmed_xml,
    )
    from ingest.records.snapshot import (
        snapshot_of as snapshot_of,
    )
    from ingest.records.tables import (
        library_metadata as library_metadata,
    )
    from ingest.reports import (
        AddReport as AddReport,
        ArticleVersion as ArticleVersion,
        Failure as Failure,
        History as History,
        IngestReport as IngestReport,
        IntegrityEvent as IntegrityEvent,
        Watermark as Watermark,
    )
    from ingest.secret_files import (
        secrets_folder as secrets_folder,
    )
    from ingest.settings import (
        EntrezSettings as EntrezSettings,
    )
    from ingest.updating import (
        HELD as HELD,
        UpdateStep as UpdateStep,
        update_library as update_library,
    )
    from ingest.vocabulary import (
        Entry as Entry,
        Mention as Mention,
        Vocabulary as Vocabulary,
        load_vocabulary as load_vocabulary,
        normalised_words as normalised_words,
    )

_HOME = {
    "refuse_disguised": "addresses",
    "AbstractSection": "domain",
    "Article": "domain",
    "Author": "domain",
    "Blinding": "domain",
    "Chemical": "domain",
    "Classification": "domain",
    "Declared": "domain",
    "Deletion": "domain",
    "Design": "domain",
    "Grant": "domain",
    "Integrity": "domain",
    "LibraryStatus": "domain",
    "Link": "domain",
    "Match": "domain",
    "MeshHeading": "domain",
    "OtherAbstract": "domain",
    "Passage": "domain",
    "PublicationType": "domain",
    "Reason": "domain",
    "Species": "domain",
    "StoredArticle": "domain",
    "TextOrigin": "domain",
    "nfc": "domain",
    "sha256_hex": "domain",
    "EmbeddingUnavailable": "errors",
    "HostileInput": "errors",
    "IngestError": "errors",
    "LibraryBusy": "errors",
    "LibraryUnavailable": "errors",
    "NoRecords": "errors",
    "NotConfigured": "errors",
    "PubMedAnswerBroken": "errors",
    "PubMedBusy": "errors",
    "PubMedError": "errors",
    "PubMedIncomplete": "errors",
    "PubMedRefused": "errors",
    "PubMedUnreachable": "errors",
    "RecordError": "errors",
    "StorageFull": "errors",
    "TruncatedFile": "errors",
    "VectorsUnavailable": "errors",
    "VocabularyInvalid": "errors",
    "Entry": "vocabulary",
    "Mention": "vocabulary",
    "Vocabulary": "vocabulary",
    "load_vocabulary": "vocabulary",
    "normalised_words": "vocabulary",
    "Page": "delivery",
    "SearchResult": "delivery",
    "PubMedFetcher": "pubmed",
    "EntrezSettings": "settings",
    "secrets_folder": "secret_files",
    "Embedder": "embedding",
    "HashingEmbedder": "embedding",
    "MiniLMEmbedder": "embedding",
    "load_minilm": "embedding",
    "OpenAIEmbedder": "embedding_openai",
    "read_file": "files",
    "integrity_of": "integrity",
    "read_pubmed_xml": "pubmed_xml",
    "read_medline": "medline",
    "split_passages": "passages",
    "version_hash_of": "passages",
    "library_metadata": "records.tables",
    "snapshot_of": "records.snapshot",
    "Library": "library",
    "open_library": "library",
    "ingest_files": "pipeline",
    "ingest_pubmed": "pipeline",
    "AddReport": "reports",
    "ArticleVersion": "reports",
    "Failure": "reports",
    "History": "reports",
    "IngestReport": "reports",
    "IntegrityEvent": "reports",
    "Watermark": "reports",
    "Progress": "following",
    "silent": "following",
    "classify": "classification",
    "ChangeFeed": "changes",
    "IntegrityChange": "changes",
    "HELD": "updating",
    "UpdateStep": "updating",
    "update_library": "updating",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
