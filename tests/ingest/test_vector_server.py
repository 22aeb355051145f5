"""A Chroma server that dies, falls silent or loses its folder while the library is in use."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.vectors
from ingest.errors import LibraryUnavailable, VectorsUnavailable
from tests.chroma_server import ChromaServer, chroma_server
from tests.ingest.store_fakes import Home, assert_in_step
from tests.ingest.test_library import corpus


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("chroma") / "data") as started:
        yield started


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "home")
    yield made
    made.close()


def test_a_killed_server_is_named_loses_nothing_and_is_followed_once_it_is_back(
    home: Home, server: ChromaServer
) -> None:
    with home.opened(chroma_url=server.url) as library:
        library.add(corpus(20), "before")
        found = library.search_vectors("nausea", 5)
        assert len(found) == 5
        server.kill()
        with pytest.raises(VectorsUnavailable, match="start the Chroma server") as told:
            library.search_vectors("nausea", 5)
        assert "rebuild" not in str(told.value)
        assert "127.0.0.1" not in str(told.value)
        with pytest.raises(VectorsUnavailable):
            library.search_near("nausea", {found[0].passage_id: 1.0}, 5)
        with pytest.raises(VectorsUnavailable):
            library.held()
        with pytest.raises(VectorsUnavailable):
            library.add(corpus(40), "meanwhile")
        assert library.status().articles == 40
        assert library.status().queued == 20
        assert library.search_words("nausea", 5)
        server.start()
        library.drain()
        assert_in_step(library)
        assert library.search_vectors("nausea", 5)


def test_a_library_opens_while_its_server_is_down_and_says_that_it_is_behind(home: Home, server: ChromaServer) -> None:
    with home.opened(chroma_url=server.url) as library:
        library.add(corpus(20), "before", follow=False)
        server.kill()
    with home.opened(chroma_url=server.url) as library:
        assert any("start the Chroma server" in warning for warning in library.status().warnings)
        assert library.search_words("nausea", 5)
        for _ in range(2):
            with pytest.raises(VectorsUnavailable):
                library.search_vectors("nausea", 5)
        server.start()
        assert library.search_vectors("nausea", 5)
        assert library.status().warnings == ()
        assert_in_step(library)


def test_a_server_that_lost_its_folder_is_told_apart_and_filled_again(
    home: Home, server: ChromaServer, tmp_path: Path
) -> None:
    with home.opened(chroma_url=server.url) as library:
        library.add(corpus(20), "before")
        server.kill()
        shutil.rmtree(server.folder)
        server.start()
        with pytest.raises(LibraryUnavailable, match="callprep library rebuild"):
            library.search_vectors("nausea", 5)
    with home.opened(chroma_url=server.url) as library:
        assert library.search_vectors("nausea", 5)
        assert_in_step(library)


def test_a_silent_server_is_not_waited_for_without_end(
    home: Home, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.vectors, "SERVER_TIMEOUT_S", 0.5)
    with home.opened(chroma_url=server.url) as library:
        library.add(corpus(20), "before")
        server.hold()
        with pytest.raises(VectorsUnavailable, match="ReadTimeout"):
            library.search_vectors("nausea", 5)
    with home.opened(chroma_url=server.url) as library:
        with pytest.raises(VectorsUnavailable, match="TimeoutError"):
            library.search_vectors("nausea", 5)
        server.kill()
        server.start()
        assert library.search_vectors("nausea", 5)
