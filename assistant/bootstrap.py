"""Chooses the parts and puts them together: the only place that knows which implementation is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.home import AppSettings, audit_keys, secret_key

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.service.claim_shelf import ClaimShelf
    from assistant.service.rooms import Drafter, Rooms
    from assistant.store.documents import DocumentStore
    from assistant.store.model_calls import ModelLedger
    from guardrails import ClaimSet
    from ingest import Embedder, Library, Progress, PubMedFetcher


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


@contextmanager
def open_rooms(
    settings: AppSettings | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    actor: str = "local",
    drafter: Drafter | None = None,
    rebuild: bool = False,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda _: None,
    recall: bool = True,
    address: str = "",
) -> Iterator[Rooms]:
    """All parts for one process, closed at the end. `tell` hears the steps of a model, never its words.

    Others who want the library meanwhile are sent to `address`, where a service answers.

    Without `recall` a model is asked every time: what is measured must not come from memory.

    Raises:
        StoreUnavailable: Database or keys cannot be used.
        LibraryBusy: Another process holds the library.
    """
    from assistant.engine import make_engine
    from assistant.migrations import upgrade
    from assistant.service.claim_shelf import ClaimShelf
    from assistant.service.rooms import Rooms
    from assistant.store.audit import AuditTrail
    from assistant.store.claim_rows import ClaimStore
    from assistant.store.documents import DocumentStore
    from assistant.store.jobs import JobStore
    from assistant.store.ledger import Ledger
    from assistant.store.model_calls import ModelLedger
    from assistant.store.objects import ObjectStore
    from assistant.store.outages import telling_outages
    from assistant.store.people import PeopleStore
    from assistant.store.reviews import ReviewStore
    from assistant.store.searches import SearchStore
    from guardrails import Signer
    from ingest import load_vocabulary

    settings = settings or AppSettings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as opened:  # an opening that fails half-way closes what it has
        engine = make_engine(settings.sql_url())
        opened.callback(engine.dispose)
        upgrade(engine)
        stores = telling_outages(engine)
        documents, objects = DocumentStore(stores), ObjectStore(stores)
        library = library_of(settings, engine, clock, rebuild=rebuild, progress=progress, address=address)
        opened.callback(library.close)
        rows = ClaimStore(stores)
        shelf, calls = ClaimShelf(rows, lambda: claims_of(documents)), ModelLedger(stores, clock)
        yield Rooms(
            library=library,
            vocabulary=load_vocabulary(),
            objects=objects,
            documents=documents,
            people=PeopleStore(stores),
            reviews=ReviewStore(stores),
            jobs=JobStore(stores),
            searches=SearchStore(stores),
            audit=AuditTrail(stores, *audit_keys(settings.home), anchor=settings.home / "audit.anchor"),
            signer=Signer(secret_key(settings.home, "certificates")),
            drafter=drafter or drafter_of(calls, shelf, tell, recall),
            claim_rows=rows,
            shelf=shelf,
            ledger=Ledger(stores),
            model_ledger=calls,
            clock=clock,
            home=settings.home,
            actor=actor,
        )


def library_of(
    settings: AppSettings,
    engine: Engine,
    clock: Callable[[], datetime],
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    address: str = "",
) -> Library:
    """The library in the home folder; words only where the embedding model is missing."""
    from guardrails import split_sentences
    from ingest import open_library, silent

    return open_library(
        settings.home,
        engine,
        embedder=embedder_of(settings),
        split_sentences=split_sentences,
        chroma_url=settings.chroma_url or "",
        clock=clock,
        rebuild=rebuild,
        progress=progress or silent,
        address=address,
    )


def embedder_of(settings: AppSettings) -> Embedder | None:
    """The local embedding model, or None where its files are not installed."""
    from ingest import EmbeddingUnavailable, load_minilm

    try:
        return load_minilm(settings.home / "model")
    except EmbeddingUnavailable:
        return None


def claims_of(documents: DocumentStore) -> ClaimSet:
    """The library of the newest claims file; an empty one before the first import."""
    from guardrails import ClaimSet, load_claims

    stored = documents.claims_file()
    if stored is None:
        return ClaimSet(claims=())
    name, text = stored
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_text(text, encoding="utf-8")
        return load_claims(path)


def fetcher_of() -> PubMedFetcher:
    """Live PubMed, from settings.

    Raises:
        NotConfigured: NCBI's caller address is missing.
    """
    from ingest import EntrezSettings, PubMedFetcher

    return PubMedFetcher(EntrezSettings())


def drafter_of(calls: ModelLedger, shelf: ClaimShelf, tell: Callable[[str], None], recall: bool) -> Drafter:
    """The model drafter where a model is configured, else the extractive one."""
    from assistant.drafting.extractive import ExtractiveDrafter
    from assistant.settings import ModelSettings

    settings = ModelSettings()
    if settings.model is None:
        return ExtractiveDrafter()
    from assistant.drafting.model_answer import ModelAnswerDrafter
    from assistant.drafting.model_drafter import ModelDrafter
    from assistant.drafting.remembering import SqlMemory
    from guardrails import current_ruleset

    memory = SqlMemory(calls, settings, recalls=recall)
    standing = lambda: f"{current_ruleset()} {shelf.current().version}"  # noqa: E731
    return ModelAnswerDrafter(ModelDrafter(settings, memory=memory, standing=standing, tell=tell))
