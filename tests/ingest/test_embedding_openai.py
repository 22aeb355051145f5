from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from ingest.embedding_openai import OpenAIEmbedder
from ingest.errors import EmbeddingUnavailable

Answer = Callable[[list[str]], tuple[int, object]]


class Endpoint:
    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[tuple[str, dict[str, Any]]] = []


@contextmanager
def endpoint(answer: Answer) -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.requests.append((self.headers["Authorization"], body))
            status, payload = answer(body["input"])
            data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(payload, bytes) else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen = Endpoint(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listing(rows: list[tuple[int, list[float]]]) -> dict[str, object]:
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in rows]
    return {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def lengths_backwards(texts: list[str]) -> tuple[int, object]:
    return 200, listing([(i, [3.0, 4.0, float(len(text))]) for i, text in enumerate(texts)][::-1])


@pytest.fixture
def open_embedder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., OpenAIEmbedder]]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    opened: list[OpenAIEmbedder] = []

    def build(url: str, key: str = "our-key", **rest: Any) -> OpenAIEmbedder:
        opened.append(OpenAIEmbedder(url, key, "m", **rest))
        return opened[-1]

    yield build
    for embedder in opened:
        embedder.close()


def test_rows_are_unit_and_ordered_by_index(open_embedder: Callable[..., OpenAIEmbedder]) -> None:
    with endpoint(lengths_backwards) as server:
        embedder = open_embedder(server.url, batch_size=2)
        rows = embedder.embed(["a", "bb" * 6, "", "d" * 5, "e"])
    assert embedder.dimension == 3
    assert embedder.name == "openai:m"
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert rows[1] == pytest.approx(np.array([3, 4, 12]) / 13, abs=1e-6)
    assert [len(body["input"]) for _, body in server.requests] == [1, 2, 2, 1]


@pytest.mark.parametrize(("key", "sent"), [("our-key", "Bearer our-key"), ("", "Bearer not-needed")])
def test_only_our_key_and_address_are_used(open_embedder: Callable[..., OpenAIEmbedder], key: str, sent: str) -> None:
    with endpoint(lengths_backwards) as server:
        open_embedder(server.url, key)
    assert [header for header, _ in server.requests] == [sent]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda texts: (401, {"error": {"message": "no"}}), "AuthenticationError.*key"),
        (lambda texts: (200, b"<html>busy</html>"), "did not answer|answered"),
        (lambda texts: (200, {"data": None}), "did not answer|answered"),
        (lambda texts: (200, listing([])), "did not answer|0 vectors"),
        (lambda texts: (200, listing([(1, [1.0])])), "1 vectors for 1"),
        (lambda texts: (200, listing([(0, [0.0, 0.0])])), "zeros"),
        (lambda texts: (200, listing([(0, [])])), "empty"),
    ],
    ids=["refused", "html", "no-data", "no-rows", "wrong-index", "zeros", "no-values"],
)
def test_every_broken_answer_is_one_error(
    open_embedder: Callable[..., OpenAIEmbedder], answer: Answer, message: str
) -> None:
    with endpoint(answer) as server, pytest.raises(EmbeddingUnavailable, match=message):
        open_embedder(server.url)


def test_another_dimension_is_refused(open_embedder: Callable[..., OpenAIEmbedder]) -> None:
    with endpoint(lengths_backwards) as server:
        embedder = open_embedder(server.url, dimension=8)
        with pytest.raises(EmbeddingUnavailable, match="3 dimensions instead of 8"):
            embedder.embed(["a"])


def test_a_closed_port_is_unavailable(open_embedder: Callable[..., OpenAIEmbedder]) -> None:
    with endpoint(lengths_backwards) as server:
        url = server.url
    with pytest.raises(EmbeddingUnavailable, match="APIConnectionError"):
        open_embedder(url, timeout_s=2)


def test_no_address_is_refused() -> None:
    with pytest.raises(EmbeddingUnavailable, match="no address"):
        OpenAIEmbedder("", "k", "m")
