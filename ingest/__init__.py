"""The library: PubMed records, their passages, and three stores that agree."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.delivery import (
        Page as Page,
    )
    from ingest.delivery import (
        SearchResult as SearchResult,
    )
    from ingest.domain import (
        AbstractSection as AbstractSection,
    )
    from ingest.domain import (
        Article as Article,
    )
    from ingest.domain import (
        Author as Author,
    )
    from ingest.domain import (
        Blinding as Blinding,
    )
    from ingest.domain import (
        Chemical as Chemical,
    )
    from ingest.domain import (
        Classification as Classification,
    )
    from ingest.domain import (
        Declared as Declared,
    )
    from ingest.domain import (
        Deletion as Deletion,
    )
    from ingest.domain import (
        Design as Design,
    )
    from ingest.domain import (
        Grant as Grant,
    )
    from ingest.domain import (
        Integrity as Integrity,
    )
    from ingest.domain import (
        LibraryStatus as LibraryStatus,
    )
    from ingest.domain import (
        Link as Link,
    )
    from ingest.domain import (
        Match as Match,
    )
    from ingest.domain import (
        MeshHeading as MeshHeading,
    )
    from ingest.domain import (
        OtherAbstract as OtherAbstract,
    )
    from ingest.domain import (
        Passage as Passage,
    )
    from ingest.domain import (
        PublicationType as PublicationType,
    )
    from ingest.domain import (
        Reason as Reason,
    )
    from ingest.domain import (
        Species as Species,
    )
    from ingest.domain import (
        StoredArticle as StoredArticle,
    )
    from ingest.domain import (
        TextOrigin as TextOrigin,
    )
    from ingest.domain import (
        nfc as nfc,
    )
    from ingest.domain import (
        sha256_hex as sha256_hex,
    )
    from ingest.embedding import (
        Embedder as Embedder,
    )
    from ingest.embedding import (
        HashingEmbedder as HashingEmbedder,
    )
    from ingest.embedding import (
        MiniLMEmbedder as MiniLMEmbedder,
    )
    from ingest.embedding import (
        load_minilm as load_minilm,
    )
    from ingest.embedding_openai import (
        OpenAIEmbedder as OpenAIEmbedder,
    )
    from ingest.errors import (
        EmbeddingUnavailable as EmbeddingUnavailable,
    )
    from ingest.errors import (
        HostileInput as HostileInput,
    )
    from ingest.errors import (
        IngestError as IngestError,
    )
    from ingest.errors import (
        LibraryBusy as LibraryBusy,
    )
    from ingest.errors import (
        LibraryUnavailable as LibraryUnavailable,
    )
    from ingest.errors import (
        NoRecords as NoRecords,
    )
    from ingest.errors import (
        NotConfigured as NotConfigured,
    )
    from ingest.errors import (
        PubMedAnswerBroken as PubMedAnswerBroken,
    )
    from ingest.errors import (
        PubMedBusy as PubMedBusy,
    )
    from ingest.errors import (
        PubMedError as PubMedError,
    )
    from ingest.errors import (
        PubMedIncomplete as PubMedIncomplete,
    )
    from ingest.errors import (
        PubMedRefused as PubMedRefused,
    )
    from ingest.errors import (
        PubMedUnreachable as PubMedUnreachable,
    )
    from ingest.errors import (
        RecordError as RecordError,
    )
    from ingest.errors import (
        StorageFull as StorageFull,
    )
    from ingest.errors import (
        TruncatedFile as TruncatedFile,
    )
    from ingest.pubmed import PubMedFetcher as PubMedFetcher
    from ingest.settings import EntrezSettings as EntrezSettings

_HOME = {
    "AbstractSection": "domain",
    "Article": "domain",
    "Author": "domain",
    "Blinding": "domain",
    "Chemical": "domain",
    "Classification": "domain",
    "Declared": "domain",
    "Deletion": "domain",
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
    "Page": "delivery",
    "SearchResult": "delivery",
    "PubMedFetcher": "pubmed",
    "EntrezSettings": "settings",
    "Embedder": "embedding",
    "HashingEmbedder": "embedding",
    "MiniLMEmbedder": "embedding",
    "load_minilm": "embedding",
    "OpenAIEmbedder": "embedding_openai",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
