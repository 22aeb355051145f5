"""The audit trail: who did what, when, with which versions; tamper-evident by an HMAC chain. Ids and digests, never texts."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, desc, insert, select

from assistant.store.tables import AUDIT

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
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def append(self, actor: str, action: str, detail: Mapping[str, object], at: datetime) -> int:
        """Add one event in its own transaction; returns its number, from 1."""
        text = json.dumps(dict(detail), sort_keys=True, ensure_ascii=False, default=str)
        when = at.isoformat()
        with self._engine.begin() as connection:
            last = connection.execute(select(AUDIT.c.seq, AUDIT.c.mac).order_by(desc(AUDIT.c.seq)).limit(1)).first()
            seq, previous = (last.seq + 1, last.mac) if last else (1, _GENESIS)
            mac = self._mac(seq, when, actor, action, text, previous)
            connection.execute(
                insert(AUDIT).values(
                    seq=seq, at=when, actor=actor, action=action, detail=text, previous=previous, mac=mac
                )
            )
        return seq

    def events(self) -> Iterator[AuditEvent]:
        """All events, oldest first."""
        with self._engine.connect() as connection:
            for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)):
                yield AuditEvent(row.seq, row.at, row.actor, row.action, json.loads(row.detail))

    def first_bad(self) -> int | None:
        """Number of the first entry that does not fit the chain; None where all do."""
        expected, previous = 1, _GENESIS
        with self._engine.connect() as connection:
            for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)):
                mac = self._mac(row.seq, row.at, row.actor, row.action, row.detail, previous)
                if row.seq != expected or row.previous != previous or not hmac.compare_digest(mac, row.mac):
                    return expected
                expected, previous = row.seq + 1, row.mac
        return None

    def head(self) -> str:
        """MAC of the newest entry in hex: what is anchored outside the database."""
        with self._engine.connect() as connection:
            last = connection.execute(select(AUDIT.c.mac).order_by(desc(AUDIT.c.seq)).limit(1)).first()
        return (last.mac if last else _GENESIS).hex()

    def _mac(self, seq: int, at: str, actor: str, action: str, detail: str, previous: bytes) -> bytes:
        message = json.dumps([seq, at, actor, action, detail], ensure_ascii=False).encode() + previous
        return hmac.new(self._key, message, hashlib.sha256).digest()
