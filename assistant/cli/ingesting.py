"""Literature in, library status out."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import AsJson, print_json
from assistant.cli.failing import FAILED
from assistant.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from assistant.service.rooms import Rooms
    from ingest import History, IngestReport, UpdateStep

_KINDS = ("new", "changed", "retracted", "removed")
_SHOWN = 20


def files(
    paths: Annotated[list[Path], typer.Argument(help="PubMed XML (.gz too), MEDLINE/.nbib files or folders of them.")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that read files; all cores if not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ingest PubMed files.

    Each file is one unit, a broken one adds nothing and the others continue.

    Example: callprep ingest files ~/pubmed/
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar
    from ingest import ingest_files

    with progress_bar() as tick, open_rooms(progress=tick) as rooms:
        started, began = rooms.clock(), time.monotonic()
        report = ingest_files(rooms.library, paths, progress=tick, workers=workers or os.cpu_count() or 1)
        seconds = time.monotonic() - began
        alerts = _alerts(rooms, started)
    _tell(report, alerts, as_json)
    read = sum(len(ids) for ids in (report.new, report.changed, report.unchanged))
    typer.echo(f"{read} records in {seconds:.1f} s ({read / max(seconds, 0.001):,.0f}/s)", err=True)


def pubmed(
    query: Annotated[str, typer.Argument(help="A PubMed query, as typed on the PubMed site.")],
    since: Annotated[
        str | None, typer.Option(help="Only records created or revised since this date, YYYY-MM-DD.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Search PubMed and ingest what it finds. Needs CALLPREP_ENTREZ_EMAIL.

    Example: callprep ingest pubmed "cannabidiol AND neoplasms[mh]" --since 2026-01-01
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar
    from ingest import EntrezSettings, PubMedFetcher, ingest_pubmed

    fetcher = PubMedFetcher(EntrezSettings())
    with progress_bar() as tick, open_rooms(progress=tick) as rooms:
        started = rooms.clock()
        report = ingest_pubmed(rooms.library, fetcher, query, since=_date(since), progress=tick)
        alerts = _alerts(rooms, started)
    _tell(report, alerts, as_json)


def update(
    held: Annotated[bool, typer.Option("--held/--no-held", help="Also look up every record at hand.")] = True,
    as_json: AsJson = False,
) -> None:
    """Fetch what is new or revised in PubMed.

    All saved searches are asked again and the records at hand looked up.

    Example: callprep ingest update
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar
    from ingest import EntrezSettings, PubMedFetcher, update_library

    fetcher = PubMedFetcher(EntrezSettings())
    with progress_bar() as tick, open_rooms(progress=tick) as rooms:
        started = rooms.clock()
        steps = update_library(rooms.library, fetcher, held=held, progress=tick, clock=rooms.clock)
        alerts = _alerts(rooms, started)
    if as_json:
        print_json({"steps": [_step_row(step) for step in steps], "alerts": alerts})
    else:
        _tell_steps(steps)
        _tell_alerts(alerts)
    if any(step.error for step in steps):
        raise typer.Exit(FAILED)


def document(
    path: Annotated[Path, typer.Argument(help="PDF, Word, HTML or text.")],
    kind: Annotated[str, typer.Option(help="guideline, label, policy or sop.")],
    title: Annotated[str, typer.Option(help="Name of the document, the same in all its versions.")],
    effective: Annotated[str, typer.Option(help="In force from, YYYY-MM-DD; the latest version stands.")],
    issuer: Annotated[str, typer.Option(help="Who issued it.")] = "",
    version: Annotated[str, typer.Option(help="As printed, e.g. 2024.1.")] = "",
    as_json: AsJson = False,
) -> None:
    """Ingest a guideline, label, policy or procedure.

    As a versioned source with page anchors.

    Example: callprep ingest document asco.pdf --kind guideline --title "Cannabis and cancer" --effective 2024-03-13
    """
    from datetime import date

    from assistant.bootstrap import open_rooms
    from assistant.service.sources import SourceDetails, add_source

    try:
        day = date.fromisoformat(effective)
    except ValueError as exc:
        raise UsageError(f"--effective is {effective!r}; give a date as YYYY-MM-DD.") from exc
    details = SourceDetails(kind, title, issuer, version, day)
    with open_rooms() as rooms:
        report = add_source(rooms, path, details)
        pages = len(rooms.library.passages_of(details.source_id))
    outcome = next(name for name in ("new", "changed", "unchanged") if getattr(report, name))
    if as_json:
        print_json({"article_id": details.source_id, "outcome": outcome, "passages": pages})
    else:
        typer.echo(f"{details.source_id}: {outcome}, {pages} passages in force")


def searches(as_json: AsJson = False) -> None:
    """The saved searches.

    Every query that was ingested, and when it was last asked.

    Example: callprep ingest searches
    """
    from assistant.bootstrap import open_rooms

    with open_rooms() as rooms:
        marks = rooms.library.records.watermarks()
    if as_json:
        print_json([{k: str(v) if v is not None else None for k, v in asdict(mark).items()} for mark in marks])
        return
    for mark in marks:
        typer.echo(mark.in_words)
    if not marks:
        typer.echo('No saved search. Start one: callprep ingest pubmed "QUERY"')


def forget(query: Annotated[str, typer.Argument(help="The query, as listed by `ingest searches`.")]) -> None:
    """Drop a saved search; the records it brought stay.

    Example: callprep ingest forget "cannabidiol AND neoplasms[mh]"
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import NotFound

    with open_rooms() as rooms:
        if not rooms.library.records.forget_watermark(query):
            raise NotFound(f"No saved search {query!r}. `callprep ingest searches` lists them.")
    typer.echo(f"forgotten: {query}")


def _step_row(step: UpdateStep) -> dict[str, object]:
    return {
        "query": step.query,
        "error": step.error or None,
        **{name: list(getattr(step.report, name)) for name in _KINDS},
        "unlisted": list(step.unlisted),
        "warnings": list(step.report.warnings),
    }


def _tell_steps(steps: Sequence[UpdateStep]) -> None:
    for step in steps:
        counts = ", ".join(f"{name} {len(getattr(step.report, name))}" for name in _KINDS)
        typer.echo(f"{step.query}: {counts}")
        for name in _KINDS:
            if ids := getattr(step.report, name):
                typer.echo(f"  {name}: {', '.join(ids[:_SHOWN])}{', ...' if len(ids) > _SHOWN else ''}")
        if step.unlisted:
            typer.echo(f"  no longer listed by PubMed: {', '.join(step.unlisted[:_SHOWN])}")
        for warning in (*step.report.warnings, *([step.error] if step.error else [])):
            typer.echo(f"callprep: {step.query}: {warning}", err=True)
    if not steps:
        typer.echo('Nothing to update. Start a search: callprep ingest pubmed "QUERY"')


def _tell_alerts(alerts: Sequence[dict[str, Any]]) -> None:
    """Changes of integrity on which something kept here rests; the others are in the counts."""
    for alert in alerts:
        resting = [*(f"draft {d}" for d in alert["drafts"]), *(f"claim {c}" for c in alert["claims"])]
        if resting:
            typer.echo(f"{alert['article_id']} is now {alert['integrity']}: {', '.join(resting)}")


def _date(text: str | None) -> date | None:
    from datetime import date

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise UsageError(f"--since is {text!r}; give a date as YYYY-MM-DD.") from exc


def _alerts(rooms: Rooms, started: datetime) -> list[dict[str, Any]]:
    """Changes of integrity since `started`. Older ones that nobody was told of are worked off too, and are no news of this run."""
    from assistant.service.integrity_alerts import alert_row, raise_alerts

    return [alert_row(alert) for alert in raise_alerts(rooms) if alert.change.recorded_at >= started]


def _tell(report: IngestReport, alerts: Sequence[dict[str, Any]], as_json: bool) -> None:
    counts = {name: len(getattr(report, name)) for name in ("new", "changed", "unchanged", "removed", "retracted")}
    if as_json:
        print_json(asdict(report) | {"counts": counts, "alerts": list(alerts)})
    else:
        rest = {"sources read": len(report.done), "already in": len(report.skipped), "failed": len(report.failed)}
        typer.echo(", ".join(f"{name} {count}" for name, count in (counts | rest).items()))
        _tell_alerts(alerts)
    for warning in report.warnings:
        typer.echo(f"callprep: {warning}", err=True)
    for failure in report.failed:
        typer.echo(f"callprep: {failure.source}: {failure.error}", err=True)
    if report.failed:
        raise typer.Exit(FAILED)


def status(as_json: AsJson = False) -> None:
    """Counts, integrity, model, snapshot and what is stale.

    Example: callprep library status
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.standing import standing

    with open_rooms() as rooms:
        known = rooms.library.status()
    if as_json:
        row = asdict(known)
        row["last_ingest"] = row["last_ingest"].isoformat() if row["last_ingest"] else None
        print_json(row)
        return
    for line in standing(known):
        typer.echo(line)


def rebuild() -> None:
    """Rebuild vectors and words from the records.

    Example: callprep library rebuild
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar

    with progress_bar() as tick, open_rooms(rebuild=True, progress=tick) as rooms:
        typer.echo(f"rebuilt {rooms.library.status().passages} passages")


def reclassify(as_json: AsJson = False) -> None:
    """Read design, species, size and level again.

    Of all records, by the rules of this release.

    Example: callprep library reclassify
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar

    with progress_bar() as tick, open_rooms(progress=tick) as rooms:
        started = rooms.clock()
        report = rooms.library.reclassify(tick)
        alerts = _alerts(rooms, started)
    records = len(report.changed) + len(report.unchanged)
    if as_json:
        print_json({"records": records, "changed": list(report.changed), "alerts": alerts})
        return
    typer.echo(f"Records read again: {records}; {len(report.changed)} of them classified otherwise than before")
    _tell_alerts(alerts)


def show(
    article_id: Annotated[str, typer.Argument(help="PMID, or digest:<id>.")],
    history: Annotated[bool, typer.Option("--history", help="All versions.")] = False,
    as_json: AsJson = False,
) -> None:
    """One record: text, integrity, classification with reasons.

    Example: callprep library show 39151115
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.library import record

    with open_rooms() as rooms:
        stored = record(rooms, article_id)
        versions = _versions(rooms.library.history(article_id)) if history else []
    kind = stored.classification
    row = {
        "article_id": article_id,
        "title": stored.article.title,
        "origin": stored.article.text_origin.value,
        "integrity": stored.integrity.value,
        "species": kind.species.value,
        "design": kind.design.value,
        "sample_size": kind.sample_size,
        "level": kind.level,
        "version_hash": stored.version_hash,
        "reasons": [f"{r.field} = {r.value}: {r.why}" for r in kind.reasons],
        "text": stored.article.text,
    }
    if as_json:
        print_json(row | {"history": versions})
        return
    for key, value in row.items():
        typer.echo(f"{key}: {'; '.join(value) if isinstance(value, list) else value}")
    for version in versions:
        typer.echo(f"history: {version}")


def _versions(known: History) -> list[str]:
    """Versions and integrity changes in words, oldest first."""
    lines = [f"{v.seen_at:%Y-%m-%d %H:%M} version {v.version_hash[:12]} from {v.source}" for v in known.versions]
    lines += [f"{e.recorded_at:%Y-%m-%d %H:%M} {e.integrity.value}: {e.reason} ({e.source})" for e in known.events]
    return lines + ([f"{known.deleted_at:%Y-%m-%d} deleted by NLM"] if known.deleted_at else [])
