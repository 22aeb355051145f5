from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.domain import Article
from ingest.errors import HostileInput, RecordError, TruncatedFile
from ingest.pubmed_xml import read_pubmed_xml

ROOT = Path(__file__).resolve().parents[2]
GOOD = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2026//EN" '
    b'"http://127.0.0.1:%d/pubmed_260101.dtd">\n<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID>'
    b"<Article><ArticleTitle>Oil &amp; water</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    b"</PubmedArticleSet>\n"
)
PROBE = """
import io, json, resource, sys, time
from ingest.errors import HostileInput
from ingest.files import _records
from tests_hostile import refused
import ingest.pubmed_xml, ingest.medline
for name, make in refused(int(sys.argv[1])).items():
    data = io.BufferedReader(io.BytesIO(make()))
    before, started, said = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), "read"
    try:
        list(_records(data, "x.xml"))
    except HostileInput as exc:
        said = "refused"
    except Exception as exc:
        said = repr(exc)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps([name, said, time.perf_counter() - started, grown]))
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


def visited(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_hostile_documents_are_refused_fast_small_and_without_a_connection(
    listener: socket.socket, tmp_path: Path
) -> None:
    (tmp_path / "tests_hostile.py").write_bytes((Path(__file__).parent / "hostile.py").read_bytes())
    port = str(listener.getsockname()[1])
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, port],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
    )
    rows = [json.loads(line) for line in probe.stdout.splitlines()]
    assert len(rows) == 12
    assert [row for row in rows if row[1] != "refused"] == []
    assert [row for row in rows if row[2] > 1.0] == []
    assert [row for row in rows if row[3] > 100] == []
    assert not visited(listener)


def test_an_external_dtd_is_never_fetched(listener: socket.socket) -> None:
    records = list(read_pubmed_xml(io.BytesIO(GOOD % listener.getsockname()[1]), "a.xml"))
    assert [r.title for r in records if isinstance(r, Article)] == ["Oil & water"]
    assert not visited(listener)


def test_every_cut_of_a_file_is_an_error_never_a_shorter_file() -> None:
    whole = (GOOD % 9).rstrip()
    for cut in range(0, len(whole)):
        with pytest.raises(TruncatedFile, match=r"'a\.xml'"):
            list(read_pubmed_xml(io.BytesIO(whole[:cut]), "a.xml"))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"<html><body><p>503</p></body></html>", "html"),
        (b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", "Unable to obtain query"),
        (b"no markup at all", "not well-formed"),
        (b"<PubmedArticleSet><a></b></PubmedArticleSet>", "not well-formed"),
        (b"<PubmedArticleSet/><PubmedArticleSet/>", "not well-formed"),
        (b"<PubmedArticleSet>\x01</PubmedArticleSet>", "not well-formed"),
        (b"<PubmedArticleSet>\xff</PubmedArticleSet>", "not well-formed"),
    ],
)
def test_other_documents_are_named_for_what_they_are(document: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=said) as caught:
        list(read_pubmed_xml(io.BytesIO(document), "a.xml"))
    assert not isinstance(caught.value, (TruncatedFile, HostileInput))
    assert "\n" not in str(caught.value)


def test_an_undeclared_entity_never_shortens_a_text() -> None:
    document = (GOOD % 9).replace(b"&amp;", b"&beta;")
    with pytest.raises(RecordError, match="undeclared entity"):
        list(read_pubmed_xml(io.BytesIO(document), "a.xml"))


def test_memory_stays_flat_over_a_long_file() -> None:
    code = """
import io, resource
from ingest.pubmed_xml import read_pubmed_xml
one = b"<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>"
one += b"word " * 400 + b"</ArticleTitle></Article>"
one += b"</MedlineCitation></PubmedArticle>"
def peak(n):
    document = b"<PubmedArticleSet>" + one * n + b"</PubmedArticleSet>"
    for _ in read_pubmed_xml(io.BytesIO(document), "x"): pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
first = peak(5000)
print(peak(10000) - first)
"""
    probe = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)}
    )
    assert float(probe.stdout) < 30
