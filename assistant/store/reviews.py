"""Review items, their versions, decisions and comments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import Conflict
from assistant.reviewing import Choice, Comment, Decision, KeptDraft, ReviewItem, ReviewState, ReviewVersion
from assistant.store.service_tables import REVIEW_COMMENTS, REVIEW_DECISIONS, REVIEW_VERSIONS, REVIEWS
from assistant.store.turns import Turn, take_turn

_KEPT: TypeAdapter[KeptDraft] = TypeAdapter(KeptDraft)


_NAMED_AT_ONCE = 500
"""Ids in one query; of more, all rows are read."""


class ReviewStore:
    """Rows of review. Every change of a state is a compare-and-set."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def open(self, item: ReviewItem, first: ReviewVersion) -> None:
        """A new item with its first version.

        Raises:
            Conflict: The draft is under review already.
        """
        with self._engine.begin() as connection:
            take_turn(connection, Turn.REVIEWS)
            known = select(REVIEWS.c.review_id).where(
                REVIEWS.c.draft_id == item.draft_id, REVIEWS.c.state == ReviewState.OPEN.value
            )
            if found := connection.execute(known).scalar():
                raise Conflict(f"{item.draft_id} is under review already, as {found}.")
            connection.execute(insert(REVIEWS).values(**_item_row(item)))
            connection.execute(insert(REVIEW_VERSIONS).values(**_version_row(first)))

    def item(self, review_id: str) -> ReviewItem | None:
        """One item."""
        with self._reading.begin() as connection:
            row = connection.execute(select(REVIEWS).where(REVIEWS.c.review_id == review_id)).first()
        return _item(row) if row else None

    def items(self, state: ReviewState | None = None) -> tuple[ReviewItem, ...]:
        """The queue, what is due first on top."""
        query = select(REVIEWS).order_by(REVIEWS.c.due_at, REVIEWS.c.review_id)
        if state is not None:
            query = query.where(REVIEWS.c.state == state.value)
        with self._reading.begin() as connection:
            return tuple(_item(row) for row in connection.execute(query))

    def add_version(self, version: ReviewVersion, item: ReviewItem, expected: int) -> None:
        """The next version, if the item is open and still at `expected`; `item` as the new text makes it.

        Raises:
            Conflict: Somebody changed it, or it is closed.
        """
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(REVIEWS)
                .where(
                    REVIEWS.c.review_id == version.review_id,
                    REVIEWS.c.version == expected,
                    REVIEWS.c.state == ReviewState.OPEN.value,
                )
                .values(
                    version=version.version,
                    decision=item.decision,
                    novelty=item.novelty,
                    lane=item.lane,
                    needed=list(item.needed),
                    due_at=item.due_at,
                    changed_at=version.made_at,
                )
            ).rowcount
            if not changed:
                raise Conflict("The document was changed or closed meanwhile. Your text is kept. Compare.")
            connection.execute(insert(REVIEW_VERSIONS).values(**_version_row(version)))

    def products(self, review_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Review id -> ids of the products that its text was written for; no later version changes them."""
        declared = REVIEW_VERSIONS.c.kept[("context", "product_ids")]
        query = select(REVIEW_VERSIONS.c.review_id, declared).where(REVIEW_VERSIONS.c.version == 1)
        if len(review_ids) <= _NAMED_AT_ONCE:
            query = query.where(REVIEW_VERSIONS.c.review_id.in_(sorted(review_ids)))
        with self._reading.begin() as connection:
            return {row[0]: tuple(row[1] or ()) for row in connection.execute(query) if row[0] in review_ids}

    def versions(self, review_id: str) -> tuple[ReviewVersion, ...]:
        """All versions, oldest first."""
        query = select(REVIEW_VERSIONS).where(REVIEW_VERSIONS.c.review_id == review_id)
        with self._reading.begin() as connection:
            return tuple(_version(row) for row in connection.execute(query.order_by(REVIEW_VERSIONS.c.version)))

    def version(self, review_id: str, version: int) -> ReviewVersion | None:
        """One version."""
        query = select(REVIEW_VERSIONS).where(
            REVIEW_VERSIONS.c.review_id == review_id, REVIEW_VERSIONS.c.version == version
        )
        with self._reading.begin() as connection:
            row = connection.execute(query).first()
        return _version(row) if row else None

    def decide(self, decision: Decision, new_state: ReviewState, seen: Sequence[str]) -> None:
        """Record one decision; the first of a discipline on a version wins.

        Args:
            decision: The signed decision.
            new_state: State that follows, worked out from the disciplines in `seen`.
            seen: Disciplines that had decided on this version when `new_state` was worked out.

        Raises:
            Conflict: That discipline decided already, another decision came in between, or the item moved on.
        """
        values = {name: getattr(decision, name) for name in REVIEW_DECISIONS.c.keys()}  # noqa: SIM118
        values |= {"choice": decision.choice.value, "covers": list(decision.covers)}
        try:
            with self._engine.begin() as connection:
                if _disciplines(connection, decision.review_id, decision.version) != set(seen):
                    raise Conflict("Another decision came first. Look at the document again.")
                connection.execute(insert(REVIEW_DECISIONS).values(**values))
                changed = connection.execute(
                    update(REVIEWS)
                    .where(
                        REVIEWS.c.review_id == decision.review_id,
                        REVIEWS.c.version == decision.version,
                        REVIEWS.c.state == ReviewState.OPEN.value,
                    )
                    .values(state=new_state.value, changed_at=decision.signed_at)
                ).rowcount
                if not changed:
                    raise Conflict("The document was changed or closed meanwhile. Look at it again.")
        except IntegrityError as exc:
            raise Conflict("Another decision came first. Look at the document again.") from exc

    def close(self, review_id: str, state: ReviewState, at: datetime) -> bool:
        """Close an open item; False where it was closed already."""
        query = update(REVIEWS).where(REVIEWS.c.review_id == review_id, REVIEWS.c.state == ReviewState.OPEN.value)
        with self._engine.begin() as connection:
            return bool(connection.execute(query.values(state=state.value, changed_at=at)).rowcount)

    def decisions(self, review_id: str) -> tuple[Decision, ...]:
        """All decisions on all versions, in order of time."""
        query = select(REVIEW_DECISIONS).where(REVIEW_DECISIONS.c.review_id == review_id)
        with self._reading.begin() as connection:
            rows = connection.execute(query.order_by(REVIEW_DECISIONS.c.signed_at)).all()
        return tuple(
            Decision(**{**row._mapping, "choice": Choice(row.choice), "covers": tuple(row.covers)}) for row in rows
        )

    def add_comment(self, comment: Comment) -> bool:
        """Keep a remark; False where it is kept already."""
        same = select(REVIEW_COMMENTS.c.comment_id).where(REVIEW_COMMENTS.c.comment_id == comment.comment_id)
        with self._engine.begin() as connection:
            take_turn(connection, Turn.REVIEWS)
            if connection.execute(same).first():
                return False
            connection.execute(
                insert(REVIEW_COMMENTS).values(**{n: getattr(comment, n) for n in Comment.__dataclass_fields__})
            )
        return True

    def comments(self, review_id: str) -> tuple[Comment, ...]:
        """All remarks, oldest first."""
        query = select(REVIEW_COMMENTS).where(REVIEW_COMMENTS.c.review_id == review_id).order_by(REVIEW_COMMENTS.c.at)
        with self._reading.begin() as connection:
            return tuple(Comment(**row._mapping) for row in connection.execute(query))


def _disciplines(connection: Connection, review_id: str, version: int) -> set[str]:
    query = select(REVIEW_DECISIONS.c.discipline).where(
        REVIEW_DECISIONS.c.review_id == review_id, REVIEW_DECISIONS.c.version == version
    )
    return set(connection.execute(query).scalars())


def _item_row(item: ReviewItem) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(item, name) for name in ReviewItem.__dataclass_fields__}
    return {**row, "needed": list(item.needed), "state": item.state.value}


def _item(row: Row[Any]) -> ReviewItem:
    return ReviewItem(**{**row._mapping, "needed": tuple(row.needed), "state": ReviewState(row.state)})


def _version_row(version: ReviewVersion) -> dict[str, Any]:
    row = {name: getattr(version, name) for name in ReviewVersion.__dataclass_fields__}
    return {**row, "kept": _KEPT.dump_python(version.kept, mode="json")}


def _version(row: Row[Any]) -> ReviewVersion:
    return ReviewVersion(**{**row._mapping, "kept": _KEPT.validate_python(row.kept)})
