"""Claim versions in SQL: one row each, immutable once submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, delete, func, insert, select

from assistant.errors import Conflict, ImportRefused
from assistant.store.claim_tables import CLAIM_VERSIONS
from assistant.store.turns import Turn, take_turn
from guardrails import Claim, record_hash

_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)
_LAST_REVISION = select(func.coalesce(func.max(CLAIM_VERSIONS.c.revision), 0))


class ClaimStore:
    """Rows of the claims library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def all(self) -> tuple[Claim, ...]:
        """Every version, in the order in which they came in."""
        query = select(CLAIM_VERSIONS.c.payload).order_by(
            CLAIM_VERSIONS.c.position, CLAIM_VERSIONS.c.claim_id, CLAIM_VERSIONS.c.version
        )
        with self._reading.begin() as connection:
            return tuple(_CLAIM.validate_python(row.payload) for row in connection.execute(query))

    def revision(self) -> int:
        """Number of the last write, 0 before the first: another value means another library."""
        with self._reading.begin() as connection:
            return int(connection.execute(_LAST_REVISION).scalar_one())

    def adopt(self, claims: Iterable[Claim], at: datetime) -> None:
        """Rows for the claims of the file, before the first step changes one of them; where there are rows, nothing."""
        with self._engine.begin() as connection:
            take_turn(connection, Turn.CLAIMS)
            if not connection.execute(_LAST_REVISION).scalar_one():
                self._put_all(connection, claims, at, {})

    def put(self, claims: Iterable[Claim], at: datetime, seen: Iterable[Claim]) -> None:
        """Insert or move on versions, all in one transaction.

        Args:
            claims: Versions as they are from now on.
            at: Time of the step.
            seen: Versions as they were read when the step was decided; what is not among them has to be new.

        Raises:
            Conflict: Somebody took another step on one of them meanwhile, or two versions of one claim would be in force;
                nothing is written.
            ImportRefused: The record of a version that was submitted before would change; nothing is written.
        """
        claims = tuple(claims)
        with self._engine.begin() as connection:
            take_turn(connection, Turn.CLAIMS)  # two writes with one number would look like one library
            self._put_all(connection, claims, at, {claim.key: claim for claim in seen})
            _assert_alone(connection, {claim.claim_id for claim in claims if claim.state == "approved"})

    def _put_all(
        self, connection: Connection, claims: Iterable[Claim], at: datetime, seen: Mapping[str, Claim]
    ) -> None:
        when = at.astimezone(UTC).isoformat()
        position = int(connection.execute(select(func.coalesce(func.max(CLAIM_VERSIONS.c.position), 0))).scalar_one())
        revision = int(connection.execute(_LAST_REVISION).scalar_one()) + 1
        for claim in claims:
            position = self._put(connection, claim, seen.get(claim.key), (when, revision), position)

    def _put(
        self, connection: Connection, claim: Claim, seen: Claim | None, write: tuple[str, int], position: int
    ) -> int:
        mine = (CLAIM_VERSIONS.c.claim_id == claim.claim_id, CLAIM_VERSIONS.c.version == claim.version)
        known = connection.execute(select(CLAIM_VERSIONS).where(*mine)).first()
        if (_CLAIM.validate_python(known.payload) if known else None) != seen:
            raise Conflict(f"{claim.key} was changed meanwhile; nothing was written. Look at it again.")
        stamp = record_hash(claim)
        if known is not None and known.state != "draft" and known.record_sha256 != stamp:
            raise ImportRefused(
                f"Claim {claim.key!r} was submitted with another record; a version never changes. Make version "
                f"{claim.version + 1} instead (`callprep claims edit {claim.claim_id}`)."
            )
        connection.execute(delete(CLAIM_VERSIONS).where(*mine))
        connection.execute(
            insert(CLAIM_VERSIONS).values(
                claim_id=claim.claim_id,
                version=claim.version,
                position=known.position if known else position + 1,
                state=claim.state,
                record_sha256=stamp,
                payload=_CLAIM.dump_python(claim, mode="json"),
                changed_at=write[0],
                revision=write[1],
            )
        )
        return position if known else position + 1


def _assert_alone(connection: Connection, claim_ids: set[str]) -> None:
    """Nothing where one version at most of each is approved: another may have come in since the step was decided."""
    query = (
        select(CLAIM_VERSIONS.c.claim_id)
        .where(CLAIM_VERSIONS.c.state == "approved")
        .group_by(CLAIM_VERSIONS.c.claim_id)
        .having(func.count() > 1)
    )
    if twice := sorted(claim_ids.intersection(connection.execute(query).scalars())):
        raise Conflict(
            f"Another version of {twice[0]} was approved meanwhile; nothing was written, since never two are in force. "
            "Look at it again."
        )
