"""One question to NCBI and its answer understood: ESearch and EFetch through Bio.Entrez.

Asked again while a fault may pass.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from random import SystemRandom
from typing import Any, BinaryIO, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from ingest.domain import Article, Deletion
from ingest.errors import PubMedAnswerBroken, PubMedBusy, RecordError
from ingest.settings import EntrezSettings
from ingest.transport import Passing, Transport

logger = logging.getLogger(__name__)

SEARCH_CAP = 9_999
"""Records one PubMed search can list (documents say 10,000; the server says otherwise)."""
_FIRST_WAIT_S = 1.0
_ENTREZ = threading.Lock()
_ROOT = re.compile(rb"<(?![?!])([A-Za-z_:][\w:.-]*)")
_ERROR = re.compile(rb"<ERROR>(.*?)(?:</ERROR>|$)", re.DOTALL)

T = TypeVar("T")
Reader = Callable[[BinaryIO, str], Iterator[Article | Deletion]]


@dataclass(frozen=True, slots=True)
class Listing:
    """What one ESearch answered."""

    count: int
    pmids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]


class EUtilities:
    """ESearch and EFetch for PubMed. Each call returns a whole, understood answer or raises a `PubMedError`."""

    def __init__(
        self,
        settings: EntrezSettings,
        transport: Transport,
        *,
        read: Reader,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        self._settings, self._transport, self._read = settings, transport, read
        self._email = settings.require_email()
        self._sleep, self._jitter = sleep, jitter or SystemRandom().random

    def list_pmids(self, term: str) -> Listing:
        """Count and first `SEARCH_CAP` PMIDs of records matching `term`.

        Raises:
            PubMedError: no usable answer after all tries.
        """
        asked = {"term": term, "retmax": SEARCH_CAP, "retmode": "json"}
        return self._persist(lambda: self._understood(self._ask("esearch", asked)), "PubMed search")

    def fetch(self, pmids: Sequence[str]) -> tuple[Article | Deletion, ...]:
        """The records of `pmids` in NCBI's order; unknown and deleted ones are left out, as NCBI does.

        Raises:
            PubMedError: no usable answer after all tries.
        """
        asked = {"id": ",".join(pmids), "retmode": "xml", "retmax": len(pmids)}
        source = f"PubMed {pmids[0]}-{pmids[-1]}"
        return self._persist(lambda: self._records(self._ask("efetch", asked), source), source)

    def pause(self, attempt: int) -> None:
        """Waits as before try `attempt` + 1, for callers who ask again for other reasons."""
        self._sleep(self._backoff(attempt))

    def _ask(self, utility: str, parameters: dict[str, Any]) -> bytes:
        with _entrez_through(self._transport) as entrez:
            call = getattr(entrez, utility)
            handle = call(db="pubmed", email=self._email, tool=self._settings.entrez_tool, **parameters)
            return bytes(handle.read())

    def _persist(self, attempt: Callable[[], T], what: str) -> T:
        """The first success of `attempt`, tried while the fault may pass and NCBI does not ask for too long a wait."""
        retrying = Retrying(
            retry=retry_if_exception_type(Passing),
            stop=self._give_up,
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=lambda state: logger.warning("%s: try %s failed", what, state.attempt_number),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except Passing as fault:
            raise fault.error from fault.__cause__

    def _give_up(self, state: RetryCallState) -> bool:
        asked = _fault(state).retry_after_s or 0.0
        return asked > self._settings.entrez_max_wait_s or stop_after_attempt(self._settings.entrez_attempts)(state)

    def _wait(self, state: RetryCallState) -> float:
        return max(self._backoff(state.attempt_number), _fault(state).retry_after_s or 0.0)

    def _backoff(self, attempt: int) -> float:
        """Doubling from one second, spread by half so that callers do not come back together."""
        whole: float = min(self._settings.entrez_max_wait_s, _FIRST_WAIT_S * 2 ** (attempt - 1))
        return whole * (0.5 + 0.5 * self._jitter())

    def _understood(self, body: bytes) -> Listing:
        """ESearch JSON. Its error texts hold raw line breaks, so control characters are let through."""
        try:
            result = json.loads(body.decode("utf-8"), strict=False)["esearchresult"]
            if "ERROR" in result:
                raise Passing(_said(self._transport.redact(str(result["ERROR"]))))
            listing = Listing(
                int(result["count"]),
                tuple(dict.fromkeys(_pmid(value) for value in result["idlist"])),
                str(result.get("querytranslation", "")),
                _warnings(result),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
            raise Passing(_unreadable(body, self._transport.redact)) from exc
        if len(listing.pmids) < min(listing.count, SEARCH_CAP):
            what = f"counted {listing.count} records and listed {len(listing.pmids)}"
            raise Passing(PubMedAnswerBroken(f"A PubMed search {what}: try again later"))
        return listing

    def _records(self, body: bytes, source: str) -> tuple[Article | Deletion, ...]:
        root = _ROOT.search(body[:4000])
        if root is None or root.group(1) not in (b"PubmedArticleSet", b"eFetchResult"):
            raise Passing(_unreadable(body, self._transport.redact))
        if root.group(1) == b"eFetchResult":
            error = _ERROR.search(body)
            said = error.group(1).decode("utf-8", "replace") if error else "no reason given"
            raise Passing(_said(self._transport.redact(said)))
        if not body.rstrip().endswith((b"</PubmedArticleSet>", b"<PubmedArticleSet/>")):
            raise Passing(PubMedAnswerBroken(f"{source}: the answer is cut short; try again later"))
        try:
            return tuple(self._read(BytesIO(body), source))
        except RecordError as exc:
            raise Passing(PubMedAnswerBroken(f"{source}: the answer cannot be read ({exc}); try again later")) from exc


@contextmanager
def _entrez_through(transport: Transport) -> Iterator[Any]:
    """Bio.Entrez with our transport in place of its own: no bare retries, no waiting without limit, no fixed host.

    Its hook is global to the process, so one call at a time.
    """
    from Bio import Entrez

    entrez: Any = Entrez
    with _ENTREZ:
        before = entrez.urlopen
        entrez.urlopen = transport
        entrez._open.previous = 0.0  # the pace is ours
        try:
            yield entrez
        finally:
            entrez.urlopen = before


def _fault(state: RetryCallState) -> Passing:
    fault = state.outcome.exception() if state.outcome else None
    return fault if isinstance(fault, Passing) else Passing(PubMedBusy("no answer"))


def _pmid(value: object) -> str:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return value
    raise ValueError(f"not a PMID: {value!r}")


def _said(text: str) -> PubMedAnswerBroken:
    return PubMedAnswerBroken(f"PubMed answered with an error ({text!r}): try again later, or change the query")


def _unreadable(body: bytes, redact: Callable[[str], str]) -> PubMedAnswerBroken:
    head = redact(body[:400].decode("utf-8", "replace"))[:80]
    return PubMedAnswerBroken(f"PubMed answered in no known form ({head!r}): try again later")


def _warnings(result: dict[str, Any]) -> tuple[str, ...]:
    found = []
    for group in ("errorlist", "warninglist"):
        for kind, texts in (result.get(group) or {}).items():
            found += [f"{kind}: {text}" for text in texts]
    return tuple(found)
