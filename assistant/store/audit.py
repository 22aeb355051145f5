"""The audit trail: who did what, when, with which versions; tamper-evident by an HMAC chain. Ids and digests, never texts."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Row, desc, func, insert, select

from assistant.errors import StoreUnavailable
from assistant.store.tables import AUDIT
from assistant.tracing import current_trace

_GENESIS = b"\0" * 32


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry. `detail` holds ids, counts, digests and versions."""

    seq: int
    at: str
    actor: str
    action: str
    detail: dict[str, object]


class AuditTrail:
    """Appends events and verifies the chain.

    Args:
        engine: The application's database.
        key: HMAC key; without it the chain cannot be recomputed after tampering.
        retired: Earlier keys, each with the number of the last entry it made.
        anchor: File outside the database that keeps number and MAC of the newest entry; without one, entries cut off
            at the end go unnoticed.
    """

    def __init__(
        self, engine: Engine, key: bytes, retired: Sequence[tuple[int, bytes]] = (), *, anchor: Path | None = None
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._key = key
        self._retired = sorted(retired)
        self._anchor = anchor
        self._anchored = 0
        self._anchoring = Lock()

    def with_keys(self, key: bytes, retired: Sequence[tuple[int, bytes]]) -> AuditTrail:
        """The same trail, going on with another key."""
        return AuditTrail(self._engine, key, retired, anchor=self._anchor)

    def append(self, actor: str, action: str, detail: Mapping[str, object], at: datetime) -> int:
        """Add one event in its own transaction, with the request it belongs to; returns its number, from 1.

        Raises:
            StoreUnavailable: The database fails, or the anchor cannot be written; without it nobody may go on.
        """
        with self._engine.begin() as connection:
            seq, mac = self._add(connection, (actor, action, at), detail)
        # After the commit: an anchor ahead of its table would read as entries cut off at the end.
        self._write_anchor(seq, mac)
        return seq

    def append_with(
        self, write: Callable[[Connection], bool], actor: str, action: str, detail: Mapping[str, object], at: datetime
    ) -> bool:
        """Add one event in the transaction of what it tells of; False, and no event, where `write` had nothing to do.

        Raises:
            StoreUnavailable: As `append`; where the anchor alone fails, both are written.
        """
        with self._engine.begin() as connection:
            if not write(connection):
                return False
            seq, mac = self._add(connection, (actor, action, at), detail)
        self._write_anchor(seq, mac)
        return True

    def _add(
        self, connection: Connection, what: tuple[str, str, datetime], detail: Mapping[str, object]
    ) -> tuple[int, bytes]:
        """Number and MAC of one more entry: by whom, of which action, when."""
        actor, action, at = what
        trace = current_trace()
        known = {**detail, "trace_id": trace} if trace else dict(detail)
        text = json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)
        when = at.isoformat()
        if connection.dialect.name == "postgresql":  # SQLite's transactions write one after another anyway
            connection.exec_driver_sql("LOCK TABLE audit_events IN SHARE ROW EXCLUSIVE MODE")
        last = connection.execute(select(AUDIT.c.seq, AUDIT.c.mac).order_by(desc(AUDIT.c.seq)).limit(1)).first()
        seq, previous = (last.seq + 1, last.mac) if last else (1, _GENESIS)
        mac = self._mac((seq, when, actor, action, text), previous)
        connection.execute(
            insert(AUDIT).values(seq=seq, at=when, actor=actor, action=action, detail=text, previous=previous, mac=mac)
        )
        return seq, mac

    def events(self) -> Iterator[AuditEvent]:
        """All events, oldest first."""
        with self._reading.begin() as connection:
            for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)):
                yield _event(row)

    def search(
        self, *, about: str = "", actor: str = "", action: str = "", since: str = "", until: str = ""
    ) -> Iterator[AuditEvent]:
        """Events of one meeting, claim, draft or person, or of a period, newest first.

        Args:
            about: An id that stands anywhere among the details, or is the actor.
            actor: Who did it.
            action: Beginning of the action's name, e.g. `review.`.
            since: First day or instant, ISO, inclusive.
            until: Last day or instant, ISO, inclusive.
        """
        query = select(AUDIT).order_by(desc(AUDIT.c.seq))
        if actor:
            query = query.where(AUDIT.c.actor == actor)
        if action:
            query = query.where(AUDIT.c.action.startswith(action, autoescape=True))
        if about:
            needle = json.dumps(about, ensure_ascii=False)
            query = query.where(AUDIT.c.detail.contains(needle, autoescape=True) | (AUDIT.c.actor == about))
        with self._reading.begin() as connection:
            for row in connection.execute(query):
                if (not since or row.at[: len(since)] >= since) and (not until or row.at[: len(until)] <= until):
                    yield _event(row)

    def first_bad(self) -> int | None:
        """Number of the first entry that does not fit the chain; None where all do."""
        expected, previous = 1, _GENESIS
        with self._reading.begin() as connection:
            for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)):
                mac = self._mac((row.seq, row.at, row.actor, row.action, row.detail), previous)
                if row.seq != expected or row.previous != previous or not hmac.compare_digest(mac, row.mac):
                    return expected
                expected, previous = row.seq + 1, row.mac
        return self._lost_since_anchor(expected - 1)

    def last_number(self) -> int:
        """Number of the newest entry; 0 before the first."""
        with self._reading.begin() as connection:
            return int(connection.execute(select(func.max(AUDIT.c.seq))).scalar() or 0)

    def head(self) -> str:
        """MAC of the newest entry in hex: what is anchored outside the database."""
        with self._reading.begin() as connection:
            last = connection.execute(select(AUDIT.c.mac).order_by(desc(AUDIT.c.seq)).limit(1)).first()
        return (last.mac if last else _GENESIS).hex()

    def _write_anchor(self, seq: int, mac: bytes) -> None:
        """After the commit; a slower writer never sets the anchor back."""
        if self._anchor is None:
            return
        with self._anchoring:
            if self._anchored >= seq:
                return
            partial = self._anchor.with_name(f"{self._anchor.name}.{os.getpid()}-{id(self)}.part")
            try:
                partial.write_text(json.dumps({"seq": seq, "mac": mac.hex()}), encoding="utf-8")
                partial.replace(self._anchor)
            except OSError as exc:
                partial.unlink(missing_ok=True)
                raise StoreUnavailable(
                    f"Audit entry {seq} is kept, but its anchor is not ({exc.strerror}). "
                    "Free space in the home folder and check its owner, then try again."
                ) from exc
            self._anchored = seq

    def _lost_since_anchor(self, last: int) -> int | None:
        """First entry that the anchor knows of and the table lacks, or holds with another MAC."""
        if self._anchor is None or not self._anchor.exists():
            return None
        kept = json.loads(self._anchor.read_text(encoding="utf-8"))
        if kept["seq"] > last:
            return last + 1
        with self._reading.begin() as connection:
            found = connection.execute(select(AUDIT.c.mac).where(AUDIT.c.seq == kept["seq"])).scalar()
        return None if found is not None and found.hex() == kept["mac"] else int(kept["seq"])

    def _mac(self, entry: tuple[int, str, str, str, str], previous: bytes) -> bytes:
        """Of number, time, actor, action and detail, chained to the entry before."""
        # A JSON list, not joined text: no two entries can be written with the same bytes.
        message = json.dumps(entry, ensure_ascii=False).encode() + previous
        key = next((old for until, old in self._retired if entry[0] <= until), self._key)
        return hmac.new(key, message, hashlib.sha256).digest()


def _event(row: Row[Any]) -> AuditEvent:
    return AuditEvent(row.seq, row.at, row.actor, row.action, json.loads(row.detail))
