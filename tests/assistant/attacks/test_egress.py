"""Requests go to configured addresses or nowhere: no disguised host, no redirect, no proxy, no vendor of tracing."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.client.transport import Transport
from assistant.drafting.model_drafter import ModelDrafter
from assistant.errors import DrafterUnavailable, UsageError
from assistant.home import AppSettings
from assistant.settings import ModelSettings
from ingest import EntrezSettings
from tests.assistant.drafting.packs import CONTEXT, pack, query
from tests.fakes_model import FakeModel, fault, honest

DISGUISED = (
    "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "1", "0", "0.0.0.0",
    "127。0。0。1", "①②⑦.0.0.1", "１２７.0.0.1", "127.0.0.1.", "169.254.169.254", "2852039166", "0xa9fea9fe",
    "0251.0376.0251.0376", "169.254.43518", "169.254.0.1", "metadata.google.internal", "METADATA.google.internal", "metadata",
    "instance-data", "100.100.100.200", "168.63.129.16", "224.0.0.1", "[::]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]",
    "[::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[fe80::1]", "[fe80::1%25eth0]",
    "[fd00:ec2::254]", "[ff02::1]", "[0:0:0:0:0:ffff:7f00:1]",
)  # fmt: skip


class Listener(http.server.ThreadingHTTPServer):
    """Counts who knocks."""

    daemon_threads = True
    knocks = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.knocks += 1
        super().process_request(request, client_address)


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def by_model(url: str) -> None:
    settings = ModelSettings(_env_file=None, model="m", model_base_url=url, model_retries=0, model_timeout_s=1)
    ModelDrafter(settings).draft_statements(query(), pack(), CONTEXT)


def by_pubmed(url: str) -> None:
    EntrezSettings(_env_file=None, entrez_base_url=url)


def by_chroma(url: str) -> None:
    AppSettings(_env_file=None, chroma_url=url)


def by_server(url: str) -> None:
    Transport(url, "key").call("GET", "/api/v1/me")


@pytest.mark.parametrize("door", [by_model, by_pubmed, by_chroma, by_server])
@pytest.mark.parametrize("host", DISGUISED)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_disguised_host_is_refused_before_anything_is_sent(
    listener: Listener, host: str, scheme: str, door: Callable[[str], None]
) -> None:
    with pytest.raises((ValidationError, UsageError)):
        door(f"{scheme}://{host}:{listener.server_address[1]}/v1")
    assert listener.knocks == 0


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "//127.0.0.1/", "data:,x", ""]
)
@pytest.mark.parametrize("door", [by_model, by_pubmed, by_server])
def test_another_scheme_is_refused(url: str, door: Callable[[str], None]) -> None:
    with pytest.raises((ValidationError, UsageError)):
        door(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "chroma", "10.0.0.5", "vectors.internal"])
def test_plain_addresses_of_a_private_network_pass(host: str) -> None:
    assert AppSettings(_env_file=None, chroma_url=f"http://{host}:8000").chroma_url


def test_a_redirect_is_not_followed(listener: Listener) -> None:
    with FakeModel(fault("redirect")) as model:
        with pytest.raises(DrafterUnavailable, match="307"):
            by_model(model.base_url)
        asked = [r for r in model.requests if "/elsewhere" in str(r)]
    assert (asked, listener.knocks) == ([], 0)


LURES = {
    "HTTP_PROXY": "{url}", "HTTPS_PROXY": "{url}", "ALL_PROXY": "{url}", "http_proxy": "{url}", "https_proxy": "{url}",
    "OPENAI_BASE_URL": "{url}/v1", "OPENAI_API_BASE": "{url}/v1", "OPENAI_PROXY": "{url}", "OPENAI_ORGANIZATION": "spy",
    "LANGSMITH_TRACING": "true", "LANGSMITH_TRACING_V2": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "x",
    "LANGSMITH_ENDPOINT": "{url}", "LANGCHAIN_ENDPOINT": "{url}", "LANGSMITH_GATEWAY": "true", "LANGSMITH_GATEWAY_URL": "{url}",
}  # fmt: skip
PROGRAM = """
import sys
from tests.assistant.attacks.test_egress import by_model
by_model(sys.argv[1])
"""


def test_variables_that_lure_elsewhere_lure_nobody(listener: Listener) -> None:
    url = f"http://127.0.0.1:{listener.server_address[1]}"
    lures = {name: value.replace("{url}", url) for name, value in LURES.items()}
    with FakeModel(honest) as model:
        environment = {**os.environ, **lures, "NO_PROXY": "", "no_proxy": ""}
        subprocess.run(
            [sys.executable, "-c", PROGRAM, model.base_url],
            env=environment, cwd=Path(__file__).parents[3], check=True, timeout=120, capture_output=True,
        )  # fmt: skip
        assert model.drafts
    assert listener.knocks == 0


def test_pubmed_asks_no_proxy(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.transport import _plain_opener

    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{listener.server_address[1]}")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(OSError):
        _plain_opener().open("http://127.0.0.1:9/", timeout=2)
    assert listener.knocks == 0
