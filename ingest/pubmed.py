"""Live PubMed: every PMID a query finds, and their records page by page.

A search lists at most 9,999 records, and its history lifts that no higher; larger ones are halved by date until each
part fits.
Records are fetched by explicit PMID, and what came is compared with what was asked for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO

from ingest.delivery import Page, SearchResult
from ingest.domain import Article, Deletion
from ingest.errors import PubMedIncomplete, PubMedRefused
from ingest.eutilities import SEARCH_CAP, EUtilities, Listing, Reader
from ingest.settings import EntrezSettings
from ingest.transport import Transport

logger = logging.getLogger(__name__)

_FIRST_DAY = date(1700, 1, 1)
_AXES = ("edat", "crdt")
"""Dates that place each record on one day: entry, then creation. Publication dates pile up on 1 January."""
_ASK_AGAIN = 3
_OVERLAP = timedelta(days=1)
"""NCBI's days are those of US Eastern time."""


class PubMedFetcher:
    """Searches and fetches, one request at a time, at NCBI's pace."""

    def __init__(
        self,
        settings: EntrezSettings,
        transport: Transport | None = None,
        *,
        read: Reader | None = None,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] | None = None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """Opens nothing.

        Raises:
            NotConfigured: no e-mail address is set.
        """
        self._page_size = settings.entrez_page_size
        self._today = today
        self._ncbi = EUtilities(
            settings,
            transport or Transport(settings, sleep=sleep),
            read=read or _read_pubmed_xml,
            sleep=sleep,
            jitter=jitter,
        )

    def search(self, query: str, since: date | None = None) -> SearchResult:
        """All PMIDs matching `query`; with `since`, those created or revised from the day before it on.

        Entry dates would miss records added long after publication, so creation and revision decide.

        Raises:
            PubMedRefused: the query is empty or not understood.
            PubMedIncomplete: PubMed counts more records than it lists, or one day holds too many to list.
            PubMedError: no usable answer.
        """
        if not query.strip():
            raise PubMedRefused(f"A search needs words (query {query!r}): say what to look for")
        term = query if since is None else _changed_since(query, since - _OVERLAP)
        first = self._ncbi.list_pmids(term)
        parts = [first] if first.count <= SEARCH_CAP else list(self._parts(term, first))
        pmids = {pmid for part in parts for pmid in part.pmids}
        if len(pmids) < first.count:
            self._explain_shortfall(term, len(pmids))
        logger.info("PubMed search: %s counted, %s listed, %s parts", first.count, len(pmids), len(parts))
        ordered = tuple(sorted(pmids, key=int))
        return SearchResult(query, first.count, first.translation, ordered, first.warnings, len(parts))

    def fetch(self, pmids: Sequence[str], *, after: str | None = None) -> Iterator[Page]:
        """Records of `pmids` in pages, ascending by number; `after` goes on behind the cursor of an earlier page.

        PMIDs that PubMed does not deliver, even when asked for again, are named in `Page.missing`.

        Raises:
            PubMedRefused: something among `pmids` is no PMID.
            PubMedIncomplete: nothing of a page came although PubMed lists its records.
            PubMedError: no usable answer.
        """
        wanted = sorted({_checked(pmid) for pmid in pmids})
        if after is not None:
            wanted = [number for number in wanted if number > _checked(after)]
        for start in range(0, len(wanted), self._page_size):
            yield self._page([str(number) for number in wanted[start : start + self._page_size]])

    def _parts(self, term: str, whole: Listing, axis: int = 0) -> Iterator[Listing]:
        """Every search it took to list all of `term`, halving the days of one kind of date, then of the next."""
        if axis == len(_AXES):
            raise PubMedIncomplete(f"{whole.count} records on one day are more than PubMed lists: narrow {term!r}")
        stack = [(_FIRST_DAY, self._today() + timedelta(days=366))]
        while stack:
            first, last = stack.pop()
            narrowed = f"({term}) AND {first:%Y/%m/%d}:{last:%Y/%m/%d}[{_AXES[axis]}]"
            listing = self._ncbi.list_pmids(narrowed)
            if listing.count <= SEARCH_CAP:
                yield listing
            elif first == last:
                yield from self._parts(narrowed, listing, axis + 1)
            else:
                middle = first + (last - first) // 2
                stack += [(middle + timedelta(days=1), last), (first, middle)]

    def _explain_shortfall(self, term: str, listed: int) -> None:
        """Nothing if PubMed by now counts no more than was listed; else the loss is an error, not a smaller result."""
        now = self._ncbi.list_pmids(term).count
        if listed < now:
            raise PubMedIncomplete(f"PubMed counts {now} records and lists {listed}: search again later ({term!r})")

    def _page(self, asked: list[str]) -> Page:
        articles: dict[str, list[Article]] = {}
        deletions: dict[str, Deletion] = {}
        missing = list(asked)
        for attempt in range(1, _ASK_AGAIN + 1):
            if attempt > 1:
                self._ncbi.pause(attempt - 1)
            for record in self._ncbi.fetch(missing):
                if isinstance(record, Deletion):
                    deletions[record.pmid] = record
                elif record.pmid in missing:
                    articles.setdefault(record.pmid, []).append(record)
            missing = [pmid for pmid in asked if pmid not in articles and pmid not in deletions]
            if not missing:
                break
        else:
            self._report(asked, missing)
        return Page(
            tuple(article for pmid in asked for article in articles.get(pmid, ())),
            tuple(deletions.values()),
            expected=len(asked),
            received=len(asked) - len(missing),
            cursor=asked[-1],
            missing=tuple(missing),
        )

    def _report(self, asked: list[str], missing: list[str]) -> None:
        """A few records left out are normal (deleted, unknown); a whole page that PubMed knows is a fault."""
        logger.warning("PubMed left out %s of %s records, first %s", len(missing), len(asked), missing[0])
        if len(missing) < len(asked):
            return
        known = self._ncbi.list_pmids(" OR ".join(f"{pmid}[uid]" for pmid in missing)).count
        if known:
            what = f"{known} records between PMID {missing[0]} and {missing[-1]}"
            raise PubMedIncomplete(f"PubMed lists {what} and delivers none of them: go on later from here")


def _changed_since(query: str, since: date) -> str:
    days = f"{since:%Y/%m/%d}:3000/12/31"
    return f"({query}) AND ({days}[crdt] OR {days}[lr])"


def _checked(pmid: str) -> int:
    if pmid.isascii() and pmid.isdecimal() and len(pmid) <= 10 and int(pmid) > 0:
        return int(pmid)
    raise PubMedRefused(f"{pmid!r} is no PMID: give digits only")


def _read_pubmed_xml(stream: BinaryIO, source: str) -> Iterator[Article | Deletion]:
    from ingest.pubmed_xml import read_pubmed_xml

    return read_pubmed_xml(stream, source)
