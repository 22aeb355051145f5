"""Passage vectors in Chroma: ids, vectors and the article id, never text. The only module that knows chromadb.

The vendor's text functions, embedding functions and stored configuration are never used: the store is handed our
vectors and asked with our vectors. Its Python server is never started.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest.disk import means_no_room
from ingest.domain import Match
from ingest.errors import IngestError, LibraryUnavailable, StorageFull, VectorsUnavailable
from ingest.exact_search import VectorTable
from ingest.kept_table import forget_table, keep_table, read_table
from ingest.matching import article_id_of, match, ranked

if TYPE_CHECKING:
    from ingest.embedding import Vectors

COLLECTION = "passages"
_MAX_BATCH = 1000
_PAGE = 2_000
_INDEX = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 400,
    # What is not synced is replayed at the first query after opening: 1,000 rows cost 0.7 s, 256 cost 0.1 s.
    "sync_threshold": 256,
}
EXACT_UP_TO = 120_000
"""Vectors compared one by one in full (180 MB, about 20 ms)."""
TWO_STAGE_UP_TO = 500_000
"""Vectors compared in two stages (580 MB); beyond, and on a server that others write to, Chroma's graph."""
KEPT_FROM = 2_000
"""Tables from this many vectors on are kept as a file; fewer are read from Chroma in 0.1 s."""
SERVER_TIMEOUT_S = 60.0
"""How long a silent Chroma server is waited for; a batch of 1,000 vectors takes it a few seconds."""


class VectorIndex:
    """The vectors of one library, in a folder (one process) or on a private server.

    Args:
        folder: Where the embedded store lives.
        url: Address of a Chroma server instead, its path the server's database; "" for the embedded store.
        sealed: The folder is as it was closed, so that a table kept in it is that of the store.

    Raises:
        LibraryUnavailable: the store cannot be opened; `VectorsUnavailable` where its server does not answer.
    """

    def __init__(self, folder: Path, url: str = "", *, sealed: bool = False) -> None:
        self._place = url or str(folder)
        self._folder = folder
        self._kept = sealed and not url
        self._exact = not url
        self._table: VectorTable | None = None
        self._held: int | None = None
        self._writes = 0
        self._changing = threading.Lock()
        with _vendor_errors(self._place):
            self._client = _open_client(folder, url)
            try:
                self._collection = self._open_collection()
            except BaseException:
                self._client.close()
                raise

    def write(self, passage_ids: Sequence[str], vectors: Vectors, absent: Sequence[str]) -> None:
        """Write vectors and remove those of `absent`. Known ids are replaced: a repeated batch does no harm."""
        try:
            with _vendor_errors(self._place):
                for part in _parts(absent):
                    self._collection.delete(ids=list(absent[part]))
                for part in _parts(passage_ids):
                    ids = list(passage_ids[part])
                    about = [{"article_id": article_id_of(passage_id)} for passage_id in ids]
                    self._collection.upsert(ids=ids, embeddings=vectors[part], metadatas=about)
        finally:
            self._forget_count()
        if self._table is not None:
            after = len(self._table) + len(passage_ids)
            changed = self._table.with_changes(passage_ids, vectors, absent, two_stage=after > EXACT_UP_TO)
            self._table = changed if len(changed) <= TWO_STAGE_UP_TO else None

    def search(self, vector: Vectors, k: int) -> list[Match]:
        """The `k` nearest passages, best first; ties by passage id. Scores are cosines, negative ones shown as 0."""
        table = self._table or self._kept_table()
        if k >= 1 and table is not None:
            return table.search(vector, k)
        count = self.counted()
        if k < 1 or not count:
            return []
        if self._exact and count <= TWO_STAGE_UP_TO:
            return self._loaded(count).search(vector, k)
        with _vendor_errors(self._place):
            answer = self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=min(k + 20, count), include=["distances"]
            )
        found = zip(answer["ids"][0], answer["distances"][0], strict=True)
        return ranked((match(passage_id, 1.0 - float(distance)) for passage_id, distance in found), k)

    def read(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """Vectors by passage id; unknown ids are left out."""
        if self._table is not None:
            return self._table.read(passage_ids)
        with _vendor_errors(self._place):
            answer = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        return dict(zip(answer["ids"], answer["embeddings"], strict=True))

    def count(self) -> int:
        """Vectors held."""
        with _vendor_errors(self._place):
            return int(self._collection.count())

    def counted(self) -> int:
        """As `count`, without asking the store where that can be: it loads its graph to tell.

        Where this process alone writes, it is asked again only after a change.
        """
        if self._table is not None:
            return len(self._table)
        held, writes = self._held, self._writes
        if held is None or not self._exact:
            held = self.count()
            with self._changing:
                if writes == self._writes:  # else it is of what was before a write
                    self._held = held
        return held

    def ids(self) -> set[str]:
        """All passage ids held; for tests and examination."""
        with _vendor_errors(self._place):
            return set(self._collection.get(include=[])["ids"])

    def load(self, dimension: int) -> None:
        """Read what searching needs, so that damage shows now.

        Raises:
            LibraryUnavailable: the store does not answer, or holds vectors of another length.
        """
        import numpy as np

        self.search(np.full((dimension,), dimension**-0.5, dtype=np.float32), 1)

    def clear(self) -> None:
        """Start again with an empty collection."""
        with _vendor_errors(self._place):
            self._client.delete_collection(COLLECTION)
            self._collection = self._open_collection()
            # Last: what was read of the old collection meanwhile goes too.
            self._forget_count()
            self._table = None

    def close(self) -> None:
        """Give up the store's files. A table in use stays in the folder for the next opening."""
        with _vendor_errors(self._place):
            if not self._exact:
                for one in _connections(self._client):
                    one.close()
            self._client.close()
        if self._exact and not self._kept:
            forget_table(self._folder)
            if self._table is not None and len(self._table) >= KEPT_FROM:
                keep_table(self._folder, self._table)

    def _loaded(self, count: int) -> VectorTable:
        """The table of all vectors, read once: this process alone writes, and writes it too."""
        writes = self._writes
        with _vendor_errors(self._place):
            table = self._read_table(count)
        with self._changing:
            if len(table) == count and writes == self._writes:
                self._table = table
        return table

    def _kept_table(self) -> VectorTable | None:
        """The table of the last closing, while nothing was written since; None if there is none."""
        if not self._kept:
            return None
        writes = self._writes
        table = read_table(self._folder, two_stage_from=EXACT_UP_TO)
        with self._changing:
            if writes != self._writes:
                return None
            self._table, self._kept = table, table is not None
        return table

    def _forget_count(self) -> None:
        """After a change: what others counted or read meanwhile is not kept."""
        with self._changing:
            self._writes, self._held, self._kept = self._writes + 1, None, False

    def _read_table(self, count: int) -> VectorTable:
        return VectorTable.of_pages(self._pages(count), count, two_stage=count > EXACT_UP_TO)

    def _pages(self, count: int) -> Iterator[tuple[list[str], Vectors]]:
        """Up to `count` vectors with their ids."""
        import numpy as np

        done = 0
        while done < count:
            page = self._collection.get(include=["embeddings"], limit=min(_PAGE, count - done), offset=done)
            if not page["ids"]:
                return
            done += len(page["ids"])
            yield page["ids"], np.asarray(page["embeddings"], np.float32)

    def _open_collection(self) -> Any:
        return self._client.get_or_create_collection(
            COLLECTION, configuration={"hnsw": dict(_INDEX)}, embedding_function=None
        )


def _open_client(folder: Path, url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    # Without these the vendor reads the environment and a .env file of the working directory.
    settings = Settings(anonymized_telemetry=False, allow_reset=False, _env_file=None)  # type: ignore[call-arg,unused-ignore]
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return chromadb.PersistentClient(str(folder), settings=settings)
        except BaseException:
            _give_up(str(folder))
            raise
    address = urlsplit(url)
    encrypted = address.scheme == "https"
    port = address.port or (443 if encrypted else 8000)
    host = address.hostname or "localhost"
    _greet(host, port, encrypted)
    client: Any = chromadb.HttpClient(host, port, ssl=encrypted, settings=settings)
    for one in _connections(client):
        one.timeout = SERVER_TIMEOUT_S
    if database := address.path.strip("/"):
        try:
            client._admin_client.get_database(database)
        except chromadb.errors.NotFoundError:
            client._admin_client.create_database(database)
        client.set_database(database)
    return client


def _give_up(place: str) -> None:
    """Let go of a store that did not start: the vendor keeps it by its place and would give it to the next opening."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_refcount.pop(place, None)
    SharedSystemClient._identifier_to_system.pop(place, None)


def _greet(host: str, port: int, encrypted: bool) -> None:
    """Ask for a sign of life, since the vendor would wait for one without end."""
    from http.client import HTTPConnection, HTTPSConnection

    connection = (HTTPSConnection if encrypted else HTTPConnection)(host, port, timeout=SERVER_TIMEOUT_S)
    try:
        connection.request("GET", "/api/v2/heartbeat")
        connection.getresponse().read()
    finally:
        connection.close()


def _connections(client: Any) -> Iterator[Any]:
    """The HTTP clients inside the vendor's, which it gives no time limit and never closes."""
    for part in (client, client._admin_client):
        yield part._server._session


@contextmanager
def _vendor_errors(place: str) -> Iterator[None]:
    try:
        yield
    except (IngestError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as exc:  # a panic of the store's native code is no Exception
        if means_no_room(exc):
            raise StorageFull(
                f"no room for vectors in {place!r}; free disk space and run the command again: "
                "what was acknowledged before is kept"
            ) from exc
        words = (str(exc).strip() or type(exc).__name__).splitlines()[0][:200]
        if "://" in place and not _answered(exc):
            raise VectorsUnavailable(
                f"the vector server does not answer ({type(exc).__name__}); start the Chroma server and check "
                "CALLPREP_CHROMA_URL: records are kept, searches wait for it"
            ) from exc
        raise LibraryUnavailable(
            f"vector store {place!r} does not answer ({type(exc).__name__}: {words}); run `callprep library rebuild`"
        ) from exc


def _answered(exc: BaseException) -> bool:
    """True where a server said itself what is wrong, for instance that it lost our vectors."""
    from chromadb.errors import ChromaError

    return isinstance(exc, ChromaError)


def _parts(items: Sequence[str]) -> Iterator[slice]:
    for start in range(0, len(items), _MAX_BATCH):
        yield slice(start, start + _MAX_BATCH)
