"""NCBI's E-utilities for PubMed, played on loopback: ESearch and EFetch as they answer, and the ways they fail.

    with FakeNCBI([FakeRecord("11", title="Oil and sleep")]) as ncbi:
        settings = EntrezSettings(entrez_base_url=ncbi.base_url, entrez_email="a@example.org")

`ncbi.fail("500", at=3)` spoils the third request; `forever=True` spoils it and all that follow. `ncbi.seen` lists what
came. Searches answer in JSON only, the form the product asks for.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

CAP = 9_999


@dataclass(frozen=True)
class FakeRecord:
    """One PubMed record; all text is invented.

    `withheld`: searches list it, fetches leave it out. `retracts`: it is the notice that retracts this PMID.
    """

    pmid: str
    title: str = "A trial of an oil"
    abstract: str = "Forty adults took an oil or a placebo for two weeks."
    edat: date = date(2024, 5, 1)
    crdt: date = date(2024, 5, 1)
    lr: date = date(2024, 6, 1)
    book: bool = False
    withheld: bool = False
    retracts: str = ""


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    ordinal: int
    utility: str
    method: str
    path: str
    params: dict[str, str]
    at: float


@dataclass
class Answer:
    """What goes out: status, type, body, extra headers."""

    body: bytes
    status: int = 200
    kind: str = "text/xml; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up early are part of the play."""


class FakeNCBI:
    """The server. A context manager; `base_url` is what to configure."""

    def __init__(self, records: Iterable[FakeRecord], *, clock: Callable[[], float] = time.monotonic) -> None:
        self.records = {record.pmid: record for record in records}
        self.clock = clock
        self.seen: list[Seen] = []
        self.limit_breaches = 0
        self.hang = threading.Event()
        self.invalid_key: str | None = None
        self._faults: list[tuple[str, int, bool]] = []
        self._lock = threading.Lock()
        self._matches: dict[str, list[str]] = {}
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/entrez/eutils"

    def __enter__(self) -> FakeNCBI:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def publish(self, *records: FakeRecord) -> None:
        """Add records, or replace earlier readings of them."""
        self.records |= {record.pmid: record for record in records}
        self._matches.clear()

    def fail(self, kind: str, *, at: int, forever: bool = False) -> None:
        """Spoil request number `at` (from 1), or it and all later ones. `kind` is a key of FAULTS."""
        assert kind in FAULTS, kind
        self._faults.append((kind, at, forever))

    def arrive(self, utility: str, method: str, path: str, params: dict[str, str]) -> Seen:
        with self._lock:
            seen = Seen(len(self.seen) + 1, utility, method, path, params, self.clock())
            self.seen.append(seen)
            return seen

    def over_limit(self, seen: Seen) -> bool:
        """True when more came within the last second than NCBI allows (3, or 10 with a key)."""
        limit = 10 if "api_key" in seen.params else 3
        with self._lock:
            window = [s for s in self.seen[: seen.ordinal] if seen.at - s.at < 1.0]
            if over := len(window) > limit:
                self.limit_breaches += 1
        return over

    def fault_for(self, ordinal: int) -> str | None:
        return next((k for k, at, forever in self._faults if at == ordinal or (forever and ordinal > at)), None)

    def answer(self, seen: Seen) -> Answer:
        """NCBI's sound answer to this request."""
        params = seen.params
        if "api_key" in params and (not params["api_key"] or params["api_key"] == self.invalid_key):
            body = {"error": "API key invalid", "api-key": params["api_key"], "type": "invalid", "status": "unknown"}
            return Answer(json.dumps(body).encode(), 400, "application/json")
        if params.get("db") != "pubmed":
            return Answer(b"Mandatory parameter: db - is omitted", 400, "text/plain")
        return self._esearch(params) if seen.utility == "esearch.fcgi" else self._efetch(params)

    def matching(self, term: str) -> list[str]:
        """PMIDs matching a term, newest first."""
        if term not in self._matches:
            test = _Term(term).parse()
            found = [r.pmid for r in self.records.values() if test(r)]
            self._matches[term] = sorted(found, key=int, reverse=True)
        return self._matches[term]

    def _esearch(self, params: dict[str, str]) -> Answer:
        found = self.matching(params["term"])
        start, size = int(params.get("retstart", 0)), int(params.get("retmax", 20))
        messages: list[str] = [] if found else ["No items found."]
        if start >= CAP and len(found) > CAP:
            return _search_error(RETSTART_TOO_LARGE)
        if start + size > CAP and len(found) > CAP:
            size = CAP - start
            messages.append(f"Restrictions achieved. start and count adjusted to {start}, {size}")
        listing = found[start : start + size]
        return _search_json(len(found), size, start, listing, params["term"], messages)

    def _efetch(self, params: dict[str, str]) -> Answer:
        asked = [p for p in params.get("id", "").split(",") if p]
        if asked and not any(p.isdecimal() and int(p) for p in asked):
            text = "<eFetchResult>\n<ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR>\n</eFetchResult>"
            return Answer(text.encode(), 400)
        known = [self.records[p] for p in asked if p in self.records and not self.records[p].withheld]
        return Answer(article_set(known))


HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
RETSTART_TOO_LARGE = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve "
    "the first 9,999 records matching the query. To obtain more than 9,999 PubMed records, consider using EDirect."
)


ARTICLE = '<PublicationType UI="D016428">Journal Article</PublicationType>'
NOTICE = '<PublicationType UI="D016440">Retraction of Publication</PublicationType>'


def article_set(records: Iterable[FakeRecord]) -> bytes:
    """A PubmedArticleSet of these records, articles and books in the given order."""
    body = "\n".join(_book(r) if r.book else _article(r) for r in records)
    return f"{HEAD}<PubmedArticleSet>{body}</PubmedArticleSet>".encode()


def _article(r: FakeRecord) -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{r.pmid}</PMID>'
        f"<DateRevised><Year>{r.lr:%Y}</Year><Month>{r.lr:%m}</Month><Day>{r.lr:%d}</Day></DateRevised>"
        '<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet"><Volume>1</Volume>'
        f"<PubDate><Year>{r.edat:%Y}</Year></PubDate></JournalIssue><Title>Journal of Invented Trials</Title>"
        f"</Journal><ArticleTitle>{escape(r.title)}.</ArticleTitle>"
        f"<Abstract><AbstractText>{escape(r.abstract)}</AbstractText></Abstract><Language>eng</Language>"
        f"<PublicationTypeList>{NOTICE if r.retracts else ARTICLE}</PublicationTypeList></Article>"
        "<MedlineJournalInfo><MedlineTA>J Invent</MedlineTA></MedlineJournalInfo>"
        f"{_retraction_of(r.retracts) if r.retracts else ''}</MedlineCitation>"
        f'<PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{r.pmid}'
        "</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
    )


def _retraction_of(pmid: str) -> str:
    return (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionOf"><RefSource>J Invent</RefSource>'
        f'<PMID Version="1">{pmid}</PMID></CommentsCorrections></CommentsCorrectionsList>'
    )


def _book(r: FakeRecord) -> str:
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{r.pmid}</PMID><Book><Publisher><PublisherName>Nowhere '
        f'Press</PublisherName></Publisher><BookTitle book="none">Book of Oils</BookTitle><PubDate><Year>{r.edat:%Y}'
        f'</Year></PubDate></Book><ArticleTitle book="none" part="a">{escape(r.title)}</ArticleTitle>'
        f"<Language>eng</Language><Abstract><AbstractText>{escape(r.abstract)}</AbstractText></Abstract>"
        "</BookDocument><PubmedBookData><PublicationStatus>ppublish</PublicationStatus></PubmedBookData>"
        "</PubmedBookArticle>"
    )


def _search_json(count: int, size: int, start: int, listing: list[str], term: str, messages: list[str]) -> Answer:
    result: dict[str, Any] = {
        "count": str(count),
        "retmax": str(min(size, count)),
        "retstart": str(start),
        "idlist": listing,
        "translationset": [],
        "querytranslation": f"{term}[as searched]",
    }
    if messages:
        lists = {"phrasesignored": [], "quotedphrasesnotfound": [], "outputmessages": messages}
        result |= {"warninglist": lists}
    if not count:
        result |= {"errorlist": {"phrasesnotfound": [term], "fieldsnotfound": []}}
    body = {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}
    return Answer(json.dumps(body).encode(), kind="application/json; charset=UTF-8")


def _search_error(text: str) -> Answer:
    """An ERROR with status 200. Its line break is raw, which makes the answer invalid JSON: so does NCBI."""
    head = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"'
    return Answer(f'{head}{text}"}}}}'.encode(), kind="application/json; charset=UTF-8")


class _Term:
    """PubMed's boolean language as far as needed: AND OR NOT from left to right, (), `a:b[edat]`, `1[uid]`, words."""

    _TOKEN = re.compile(r'\(|\)|\d{4}/\d\d/\d\d:\d{4}/\d\d/\d\d\[\w+\]|"[^"]*"(?:\[\w+\])?|[^\s()]+')

    def __init__(self, term: str) -> None:
        self._tokens = self._TOKEN.findall(term)

    def parse(self) -> Callable[[FakeRecord], bool]:
        left = self._operand()
        while self._tokens and self._tokens[0] != ")":
            operator = self._tokens.pop(0) if self._tokens[0] in ("AND", "OR", "NOT") else "AND"
            left = _joined(operator, left, self._operand())
        return left

    def _operand(self) -> Callable[[FakeRecord], bool]:
        token = self._tokens.pop(0)
        if token == "(":
            inner = self.parse()
            self._tokens.pop(0)
            return inner
        if span := re.fullmatch(r"(\S+):(\S+)\[(\w+)\]", token):
            first, last = (date(*map(int, part.split("/"))) for part in span.groups()[:2])
            axis = span.group(3)
            return lambda r: first <= getattr(r, axis) <= last
        if uid := re.fullmatch(r"(\d+)\[uid\]", token):
            return lambda r: r.pmid == uid.group(1)
        word = re.sub(r"\[\w+\]$", "", token).strip('"').lower()
        return lambda r: word == "all" or word in r.title.lower()


def _joined(
    operator: str, left: Callable[[FakeRecord], bool], right: Callable[[FakeRecord], bool]
) -> Callable[[FakeRecord], bool]:
    if operator == "OR":
        return lambda r: left(r) or right(r)
    if operator == "NOT":
        return lambda r: left(r) and not right(r)
    return lambda r: left(r) and right(r)


# Faults: from the sound answer to what goes wrong with it.


def _is_search(seen: Seen) -> bool:
    return seen.utility == "esearch.fcgi"


def _error_document(seen: Seen, text: str) -> Answer:
    if _is_search(seen):
        return _search_error(text)
    return Answer(f'<?xml version="1.0" ?>\n<eFetchResult>\n\t<ERROR>{text}</ERROR>\n</eFetchResult>'.encode())


def _rate_limited(seen: Seen, headers: dict[str, str]) -> Answer:
    who = seen.params.get("api_key", "203.0.113.7")
    body = {"error": "API rate limit exceeded", "api-key": who, "count": "4", "limit": "3"}
    return Answer(json.dumps(body).encode(), 429, "application/json", headers)


def _wrong_count(seen: Seen, sound: Answer) -> Answer:
    if not _is_search(seen):
        return Answer(re.sub(rb"<PubmedArticle>(?:(?!<PubmedArticle>).)*?</PubmedArticle>", b"", sound.body, count=1))
    body = json.loads(sound.body)
    body["esearchresult"]["count"] = str(int(body["esearchresult"]["count"]) + 3)
    return Answer(json.dumps(body).encode(), kind=sound.kind)


def _empty_page(seen: Seen, sound: Answer) -> Answer:
    if not _is_search(seen):
        return Answer(article_set(()))
    body = json.loads(sound.body)
    body["esearchresult"]["idlist"] = []
    return Answer(json.dumps(body).encode(), kind=sound.kind)


def _html(status: int, title: str) -> Answer:
    body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Answer(body.encode(), status, "text/html")


VIEWER = " Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout"
FAULTS: dict[str, Callable[[Seen, Answer], Answer] | None] = {
    # the thirteen kinds of the table
    "429": lambda seen, _: _rate_limited(seen, {}),
    "500": lambda seen, _: _html(500, "NCBI/eutils202 - WWW Error 500 Diagnostic"),
    "502 html": lambda seen, _: _html(502, "502 Bad Gateway"),
    "json error": lambda seen, _: Answer(b'{"error":"error forwarding request","type":"ip"}', 200, "application/json"),
    "error document": lambda seen, _: _error_document(seen, "Search Backend failed: Unable to open connection"),
    "silence": None,
    "reset": None,
    "chunk cut": None,
    "truncated": None,
    "bad gzip": lambda _, sound: Answer(gzip.compress(sound.body)[:-20], 200, sound.kind, {"Content-Encoding": "gzip"}),
    "wrong count": _wrong_count,
    "expired history": lambda seen, _: _error_document(seen, "Unable to obtain query #1"),
    "empty page": _empty_page,
    # further ones
    "429 with Retry-After": lambda seen, _: _rate_limited(seen, {"Retry-After": "2"}),
    "429 for an hour": lambda seen, _: _rate_limited(seen, {"Retry-After": "3600"}),
    "429 until a date": lambda seen, _: _rate_limited(
        seen, {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)}
    ),
    "broken xml": lambda _, sound: Answer(sound.body.replace(b"</ArticleTitle>", b"</Title>")),
    "503 html": lambda seen, _: _html(503, "503 Service Unavailable"),
    "400 viewer": lambda seen, _: Answer(f"<eFetchResult><ERROR>{VIEWER}</ERROR></eFetchResult>".encode(), 400),
    "400 other": lambda seen, _: Answer(f"odd words, key {seen.params.get('api_key')}".encode(), 400, "text/plain"),
    "403": lambda seen, _: _html(403, "NCBI - WWW Error Blocked Diagnostic"),
    "301": lambda seen, _: Answer(b"", 301, headers={"Location": "http://203.0.113.9/elsewhere"}),
    "html": lambda seen, _: _html(200, "Unable to route request"),
    "no body": lambda seen, _: Answer(b""),
    "prolog only": lambda seen, _: Answer(HEAD.encode()),
    "closed": None,
    "length too long": None,
    "gzip": lambda _, sound: Answer(gzip.compress(sound.body), 200, sound.kind, {"Content-Encoding": "gzip"}),
    "gzip bomb": lambda _, sound: Answer(gzip.compress(b"<PubmedArticleSet>" + b" " * 2_000_000), 200, sound.kind),
    "new doctype": lambda _, sound: Answer(sound.body.replace(b"250101", b"270101"), 200, sound.kind),
}
THIRTEEN = tuple(FAULTS)[:13]


def _handler(ncbi: FakeNCBI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def log_message(self, *_: object) -> None:
            pass

        def _serve(self, form: str) -> None:
            path = urlsplit(self.path).path
            params = {k.lower() if k == "webenv" else k: v for k, v in parse_qsl(form, keep_blank_values=True)}
            seen = ncbi.arrive(path.rsplit("/", 1)[-1], self.command, self.path, params)
            fault = ncbi.fault_for(seen.ordinal)
            if ncbi.over_limit(seen):
                self._send(_rate_limited(seen, {"Retry-After": "2"}))
            elif fault is None:
                self._send(ncbi.answer(seen))
            elif (spoil := FAULTS[fault]) is not None:
                self._send(spoil(seen, ncbi.answer(seen)))
            else:
                self._break(fault, ncbi.answer(seen))

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Connection", "close")
            self.end_headers()
            for part in _parts(answer.body):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
            self.close_connection = True

        def _break(self, fault: str, answer: Answer) -> None:
            self.close_connection = True
            if fault == "silence":
                ncbi.hang.wait(30)
            elif fault == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
            elif fault in ("chunk cut", "truncated", "length too long"):
                self._send_half(fault, answer)

        def _send_half(self, fault: str, answer: Answer) -> None:
            half = answer.body[: len(answer.body) // 2]
            self.send_response(200)
            self.send_header("Content-Type", answer.kind)
            if fault == "chunk cut":
                self.send_header("Transfer-Encoding", "chunked")
                half = b"%x\r\n%s" % (len(answer.body), half)
            elif fault == "length too long":
                self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(half)

    return Handler


def _parts(body: bytes, size: int = 65_536) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


class FakeClock:
    """Time that passes only in `sleep`."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
