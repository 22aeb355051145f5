"""Keeping the library current: saved searches are asked again, records at hand are looked up; only newer ones are fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain

from ingest.errors import PubMedBusy, PubMedError, PubMedUnreachable
from ingest.following import Progress, silent
from ingest.library import Library
from ingest.pipeline import Fetcher, ingest_pubmed
from ingest.reports import AddReport, IngestReport

HELD = "records at hand"
"""Name of the look-up of records in an update, beside the queries of the saved searches."""
_PART = 200
_CHECKED = "held_checked"


@dataclass(frozen=True, slots=True)
class UpdateStep:
    """What one saved search, or the look-up of the records at hand, brought."""

    query: str
    report: IngestReport = field(default_factory=IngestReport)
    unlisted: tuple[str, ...] = ()
    """PMIDs at hand that PubMed lists no more: deleted or merged there. Nothing is removed for that alone."""
    error: str = ""
    """Why the step did not come to its end; what came before it is stored. "" if all went well."""


def update_library(
    library: Library,
    fetcher: Fetcher,
    *,
    held: bool = True,
    progress: Progress = silent,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[UpdateStep, ...]:
    """Bring in what was created or revised since each search, and each record at hand, was last asked for.

    A search that PubMed refuses is reported and the others continue; when PubMed does not answer at all, the rest is
    not asked and says so. The next update goes on where this one stopped.

    Args:
        library: Where to.
        fetcher: Live PubMed.
        held: Also look up every record at hand, whichever way it came: revised ones are fetched again. The first time
            all are.
        progress: Told after each page.
        clock: Tells the moment.

    Raises:
        StorageFull: the disk is full; what was stored stays.
        EmbeddingUnavailable: records and words are in, vectors follow.
    """
    steps: list[UpdateStep] = []
    silence = ""
    for mark in library.records.watermarks():
        if silence:
            steps.append(UpdateStep(mark.query, error=silence))
            continue
        try:
            report = ingest_pubmed(library, fetcher, mark.query, since=mark.since, progress=progress, clock=clock)
            steps.append(UpdateStep(mark.query, report))
        except PubMedError as exc:
            steps.append(UpdateStep(mark.query, error=str(exc)))
            silence = _silence(exc)
    if held:
        fresh = {pmid for step in steps for pmid in (*step.report.new, *step.report.changed)}
        steps.append(UpdateStep(HELD, error=silence) if silence else _look_up(library, fetcher, fresh, progress, clock))
    return tuple(steps)


def _look_up(
    library: Library, fetcher: Fetcher, fresh: set[str], progress: Progress, clock: Callable[[], datetime]
) -> UpdateStep:
    """Ask for every record at hand that was not just brought, in parts; note the day only when all were asked."""
    began, since = clock(), _last_look(library)
    wanted = [i for i in library.article_ids() if i.isdecimal() and i not in fresh]
    added, unlisted, done = AddReport(), [], 0
    try:
        for part in _parts(sorted(wanted, key=int)):
            term = " OR ".join(f"{pmid}[uid]" for pmid in part)
            listed = set(fetcher.search(term).pmids)
            unlisted += [pmid for pmid in part if pmid not in listed]
            revised = sorted(listed & set(fetcher.search(term, since).pmids) if since else listed, key=int)
            for page in fetcher.fetch(revised):
                added += library.add(chain(page.articles, page.deletions), f"pubmed:{HELD}", follow=False)
            done += len(part)
            progress(HELD, done, len(wanted))
    except PubMedError as exc:
        return UpdateStep(HELD, IngestReport(added=added), tuple(unlisted), str(exc))
    finally:
        library.drain(progress=progress)
    library.records.set_fact(_CHECKED, began.date().isoformat())
    return UpdateStep(HELD, IngestReport(added=added, expected=len(wanted)), tuple(unlisted))


def _last_look(library: Library) -> date | None:
    known = library.records.facts().get(_CHECKED)
    return date.fromisoformat(known) if known else None


def _parts(pmids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(pmids), _PART):
        yield pmids[start : start + _PART]


def _silence(error: PubMedError) -> str:
    """Why it makes no sense to ask on; "" where only this question was at fault."""
    return f"not asked: {error}" if isinstance(error, PubMedUnreachable | PubMedBusy) else ""
