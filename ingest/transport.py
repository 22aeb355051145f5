"""One exchange with NCBI: paced, timed, bounded in size. What may pass is told apart from what stays.

The key is added here, to the body of a POST, and nowhere else: it is in no address, no log line and no message.
"""

from __future__ import annotations

import http.client
import io
import json
import logging
import re
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from ingest.errors import PubMedAnswerBroken, PubMedBusy, PubMedError, PubMedRefused, PubMedUnreachable
from ingest.pacing import Pace
from ingest.settings import EntrezSettings

logger = logging.getLogger(__name__)

_CHUNK = 64 * 1024
_PASSING_400 = re.compile(r"Empty Response|proxy_stream|Failed to connect|Status: Timeout|Search [Bb]ackend", re.ASCII)
"""Words of 400 answers that relay a fault further back and are gone a moment later."""


class Passing(Exception):
    """A fault that may be gone at the next try; carries the error to raise when it is not."""

    def __init__(self, error: PubMedError, retry_after_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after_s = retry_after_s


class Answer(io.BytesIO):
    """A whole answer in memory, in the shape Bio.Entrez expects of a handle."""

    def __init__(self, body: bytes, url: str) -> None:
        super().__init__(body)
        self.url = url
        self.headers = Message()
        self.headers["Content-Type"] = "application/octet-stream"  # else Bio decodes it as it sees fit


class Transport:
    """Sends a request that Bio.Entrez built to the configured address and brings back the whole answer."""

    def __init__(
        self,
        settings: EntrezSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        pace: Pace | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pace = pace or Pace(settings.requests_per_second, clock=clock, sleep=sleep)
        self._opener = _plain_opener()

    def __call__(self, request: urllib.request.Request) -> Answer:
        """The answer to `request`.

        Raises:
            Passing: a fault worth another try (connection, 429, 5xx, a cut or unreadable answer).
            PubMedRefused: NCBI will say the same next time (wrong key, wrong parameters, blocked address).
        """
        utility = urlsplit(request.full_url).path.rsplit("/", 1)[-1]
        url = f"{self._settings.entrez_base_url.rstrip('/')}/{utility}"
        started = self._clock()
        with self._pace.turn():
            status, headers, body = self._exchange(url, self._form(request))
        logger.debug("%s answered %s, %s bytes, %.0f ms", utility, status, len(body), (self._clock() - started) * 1000)
        if status != 200:
            raise self._failure(status, headers, body)
        return Answer(self._unpacked(headers, body), url)

    def redact(self, text: str) -> str:
        """`text` without our key and address, on one line, at most 200 characters."""
        key = self._settings.entrez_api_key
        for secret in (key.get_secret_value() if key else None, self._settings.entrez_email):
            if secret:
                text = text.replace(secret, "[hidden]")
        return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200]

    def _form(self, request: urllib.request.Request) -> bytes:
        sent = request.data if isinstance(request.data, bytes) else urlsplit(request.full_url).query.encode()
        pairs = [p for p in parse_qsl(sent.decode(), keep_blank_values=True) if p[0] != "api_key"]
        if self._settings.entrez_api_key:
            pairs.append(("api_key", self._settings.entrez_api_key.get_secret_value()))
        return urlencode(pairs).encode()

    def _exchange(self, url: str, form: bytes) -> tuple[int, Message, bytes]:
        request = urllib.request.Request(url, data=form, method="POST")  # noqa: S310 scheme checked by the settings
        request.add_header("Accept-Encoding", "identity")
        request.add_header("User-Agent", self._settings.entrez_tool)
        host = urlsplit(url).netloc
        try:
            with self._opener.open(request, timeout=self._settings.entrez_timeout_s) as response:
                return response.status, response.headers, self._read(response)
        except TimeoutError as exc:
            raise Passing(PubMedUnreachable(f"{host} was silent too long: check the network and try again")) from exc
        except http.client.IncompleteRead as exc:
            raise Passing(PubMedAnswerBroken(f"{host} broke off within an answer: try again later")) from exc
        except (OSError, http.client.HTTPException) as exc:
            why = exc.reason if isinstance(exc, urllib.error.URLError) else exc
            said = self.redact(str(why)) or type(exc).__name__
            error = PubMedUnreachable(f"No connection to {host} ({said}): check the network, then try again")
            raise Passing(error) from exc

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        body, deadline = bytearray(), self._clock() + self._settings.entrez_deadline_s
        limit = self._settings.entrez_max_answer_mb * 1_000_000
        while chunk := response.read(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise PubMedAnswerBroken(f"An answer exceeds {limit} bytes: lower CALLPREP_ENTREZ_PAGE_SIZE")
            if self._clock() > deadline:
                raise TimeoutError("answer took longer than the deadline")
        promised = response.headers.get("Content-Length")
        if promised and promised.isdecimal() and len(body) < int(promised):
            raise http.client.IncompleteRead(bytes(body), int(promised) - len(body))
        return bytes(body)

    def _unpacked(self, headers: Message, body: bytes) -> bytes:
        """`body` as text bytes: a gzip answer, never asked for, is unpacked within the size limit."""
        if not (headers.get("Content-Encoding", "").lower() == "gzip" or body.startswith(b"\x1f\x8b")):
            return body
        limit = self._settings.entrez_max_answer_mb * 1_000_000
        unpacker = zlib.decompressobj(wbits=31)
        try:
            text = unpacker.decompress(body, limit)
        except zlib.error as exc:
            raise Passing(PubMedAnswerBroken("NCBI sent damaged gzip data: try again later")) from exc
        if not unpacker.eof:
            raise Passing(PubMedAnswerBroken("NCBI sent gzip data that is cut short or too large: try again later"))
        return text

    def _failure(self, status: int, headers: Message, body: bytes) -> Exception:
        text = body[:4000].decode("utf-8", "replace")
        if status == 429 or status == 408 or status >= 500:
            error = PubMedBusy(f"NCBI is busy (status {status}): wait a while, or register a key for a higher rate")
            return Passing(error, _retry_after(headers))
        said = self.redact(_error_text(text))
        if status == 400 and _PASSING_400.search(text):
            return Passing(PubMedAnswerBroken(f"NCBI could not serve the request ({said!r}): try again later"))
        return PubMedRefused(f"NCBI refused the request (status {status}, {said!r}): {_next_step(status, text)}")


def _plain_opener() -> urllib.request.OpenerDirector:
    """An opener that follows no redirect, raises for no status, and asks no proxy of the environment: all are ours to judge."""
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.HTTPHandler(), urllib.request.HTTPSHandler()):
        opener.add_handler(handler)
    return opener


def _error_text(text: str) -> str:
    try:
        said = json.loads(text, strict=False).get("error")
    except (ValueError, AttributeError, RecursionError):
        return text
    return str(said)


def _next_step(status: int, text: str) -> str:
    if "API key invalid" in text:
        return "check CALLPREP_ENTREZ_API_KEY"
    if status == 403:
        return "the address may be blocked; register tool and e-mail at eutilities@ncbi.nlm.nih.gov"
    if 300 <= status < 400:
        return "it points elsewhere; check CALLPREP_ENTREZ_BASE_URL"
    return "check the query and CALLPREP_ENTREZ_BASE_URL"


def _retry_after(headers: Message) -> float | None:
    """Seconds of a Retry-After header, given as a number or as a date (reckoned from the answer's own Date)."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        until, sent = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - sent).total_seconds())
    except (TypeError, ValueError):
        return None
