"""The doctor's deep look: keys, database, clocks, queue, audit trail, stores, model. Each probe that fails names its mend.

Nothing is repaired here but what opening the library repairs by itself. The database is looked at before it is opened
for use, since that would migrate it and make missing keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.cli.clocks import clock_row
from assistant.cli.doctor import Row, found
from assistant.cli.key_files import key_rows, keys_are_there
from assistant.errors import AssistantError, StoreUnavailable
from assistant.home import AppSettings, audit_keys
from ingest import EmbeddingUnavailable, IngestError, LibraryBusy

if TYPE_CHECKING:
    from sqlalchemy import Engine

INCIDENTS = "see Incidents in docs/operations.md"


def deep_rows(settings: AppSettings) -> list[Row]:
    """All probes, in the order in which one rests on the other."""
    from assistant.engine import make_engine

    now = datetime.now(UTC)
    rows = [_weights(settings)]
    if settings.database_url is None and not (settings.home / "callprep.db").exists():
        return [*rows, found("stores", f"{settings.home} holds no database yet: it is made on first use"), _model()]
    rows += key_rows(settings.home, now)
    engine = make_engine(settings.sql_url())
    try:
        schema = _schema(engine)
        rows.append(schema)
        if schema["ok"] and keys_are_there(settings.home):  # opening would make what is missing anew, and not fit
            rows += [*_database_rows(engine, settings, now), _library(settings)]
    finally:
        engine.dispose()
    return [*rows, clock_row(settings), _model()]


def _weights(settings: AppSettings) -> Row:
    from ingest import load_minilm

    try:
        load_minilm(settings.home / "model")
    except EmbeddingUnavailable as exc:
        return found("embedding weights", f"{exc}", ok=False, mend="run `make setup`; word search works without")
    except IngestError as exc:
        return found("embedding weights", f"{exc}", ok=False, mend="free space, check the folder's owner")
    return found("embedding weights", "the published file, by its SHA-256")


def _schema(engine: Engine) -> Row:
    from sqlalchemy.exc import DBAPIError

    from assistant.migrations import knows, newest_revision, revision_of

    try:
        revision = revision_of(engine)
    except DBAPIError as exc:
        words = str(exc.orig).strip().splitlines()[0]
        mend = "start the database, check CALLPREP_DATABASE_URL and the folder; restore a backup if the file is damaged"
        return found("database", f"cannot be read: {words}", ok=False, mend=mend)
    if revision and not knows(revision):
        mend = "install the release that made it, or restore a backup made with this one"
        return found("schema", f"{revision}, of another release", ok=False, mend=mend)
    if revision != newest_revision():
        return found("schema", f"{revision or 'empty'}; brought to {newest_revision()} when it is opened")
    return found("schema", f"{revision}, {engine.dialect.name}")


def _database_rows(engine: Engine, settings: AppSettings, now: datetime) -> Iterator[Row]:
    from sqlalchemy import inspect

    tables = set(inspect(engine).get_table_names())
    if {"jobs", "audit_events"} <= tables:
        yield _company(engine)
        yield _queue(engine, now)
        yield _audit(engine, settings)


def _company(engine: Engine) -> Row:
    from assistant.domain import Company
    from assistant.store.objects import ObjectStore

    company = next(iter(ObjectStore(engine).all(Company)), None)
    mend = "name it with `callprep company set`, or documents say that nothing is configured"
    return found("company", company.name if company else "none recorded", company is not None, mend)


def _queue(engine: Engine, now: datetime) -> Row:
    from assistant.service.measures import is_stuck
    from assistant.store.jobs import JobStore

    queue = JobStore(engine).queue(now)
    states = ", ".join(f"{count} {state}" for state, count in sorted(queue.by_state.items())) or "no work"
    waiting = f", the oldest waits {queue.oldest_waiting_s / 60:.0f} min" if queue.oldest_waiting_s else ""
    mend = "start `callprep serve` (again): it ends leases of dead workers and goes on from the last step noted"
    state = f"{states}{waiting}, {queue.leases_run_out} leases run out"
    return found("background work", state, not is_stuck(queue), mend)


def _audit(engine: Engine, settings: AppSettings) -> Row:
    from assistant.store.audit import AuditTrail

    anchor = settings.home / "audit.anchor"
    try:
        trail = AuditTrail(engine, *audit_keys(settings.home), anchor=anchor)
        bad, last = trail.first_bad(), trail.last_number()
    except (StoreUnavailable, ValueError, KeyError) as exc:
        return found("audit trail", str(exc), ok=False, mend=f"bring keys and anchor back from a backup; {INCIDENTS}")
    if bad is not None:
        mend = f"stop the service, keep a copy of the folder, compare with backups; {INCIDENTS}"
        return found("audit trail", f"entry {bad} of {last} does not fit the chain or the anchor", ok=False, mend=mend)
    if last and not anchor.exists():
        mend = f"bring {anchor.name} back from a backup; without it entries cut off at the end go unnoticed"
        return found("audit trail", f"{last} entries in order, but the anchor is gone", ok=False, mend=mend)
    return found("audit trail", f"{last} entries in order, as the anchor says")


def _library(settings: AppSettings) -> Row:
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar

    try:
        with progress_bar() as tick, open_rooms(settings, progress=tick) as rooms:
            held, status = rooms.library.held(), rooms.library.status()
    except LibraryBusy as exc:
        return _served(settings, str(exc))
    except (AssistantError, IngestError) as exc:
        server = f"start the Chroma server at {settings.chroma_url} and check that address"
        mend = server if settings.chroma_url else "run `callprep library rebuild`; if that fails, restore a backup"
        return found("stores agree", str(exc).partition("; ")[0], ok=False, mend=mend)
    state = ", ".join(f"{count} in {name}" for name, count in held.items())
    agree = len(set(held.values())) == 1 and not status.queued
    state = f"{status.articles} records; passages: {state}; {status.queued} queued"
    return found("stores agree", state, agree, "run `callprep library rebuild`")


def _served(settings: AppSettings, words: str) -> Row:
    """The stores are open in a running service: it says itself whether they answer."""
    import httpx2

    try:
        address = str(json.loads((settings.home / "library.lock").read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError):
        address = ""
    if not address:
        return found("stores agree", f"{words}; looked at when nobody holds them")
    try:
        answer = httpx2.get(f"{address}/readyz", timeout=10, trust_env=False)
    except httpx2.HTTPError as exc:
        mend = "look into its log; restart it"
        return found("service", f"{address} does not answer ({type(exc).__name__})", ok=False, mend=mend)
    state = f"{address} holds the stores and says {answer.status_code}"
    try:
        parts = {str(name): str(said) for name, said in answer.json()["parts"].items()}
    except (ValueError, AttributeError, KeyError, TypeError):
        parts = {}
    wrong = ", ".join(f"{name} {said}" for name, said in sorted(parts.items()) if said != "ok")
    if answer.status_code == 200 and wrong:
        return found("service", f"{state}: {wrong}", ok=False, mend="look into its log for `not warmed`; restart it")
    state = f"{state}: {wrong}" if wrong else state
    return found("service", state, answer.status_code == 200, "look into its log for `error`; restart it")


def _model() -> Row:
    from assistant.settings import ModelSettings

    settings = ModelSettings()
    if settings.model is None:
        return found("model endpoint", "none configured")
    import time

    from assistant.drafting.llm import ModelEndpoint
    from assistant.drafting.spending import Budget

    began = time.monotonic()
    try:
        budget = Budget(settings.model_draft_tokens, settings.model_draft_s, time.monotonic)
        ModelEndpoint(settings).get_ready(budget, lambda call: None)
    except AssistantError as exc:
        what, _, mend = str(exc).partition(": ")
        return found("model endpoint", what, ok=False, mend=mend or "check CALLPREP_MODEL_BASE_URL")
    return found("model endpoint", f"{settings.model} answers in shape, {time.monotonic() - began:.1f} s")
