"""Users, their sessions and keys. Of tokens, keys and passwords only hashes are stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import Conflict
from assistant.store.service_tables import API_KEYS, REPLAYS, SESSIONS, USERS
from assistant.store.turns import Turn, take_turn
from assistant.users import ApiKey, Session, User, UserRole


class PeopleStore:
    """Rows of people."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def add_user(self, user: User, password_hash: str, at: datetime, *, only_first: bool = False) -> None:
        """Keep a new user; with `only_first` only while there is no other.

        Raises:
            Conflict: The login is taken, or users exist already.
        """
        row = {
            "user_id": user.user_id,
            "login": user.login,
            "name": user.name,
            "role": user.role.value,
            "password_hash": password_hash,
            "territories": list(user.territories),
            "products": list(user.products),
            "active": user.active,
            "theme": user.theme,
            "keys_on": user.keys_on,
            "failed": 0,
            "locked_until": None,
            "created_at": at,
            "change_by": user.change_by,
        }
        try:
            with self._engine.begin() as connection:
                take_turn(connection, Turn.PEOPLE)
                if only_first and connection.execute(select(USERS.c.user_id).limit(1)).first():
                    raise Conflict("The first administrator exists already. Sign in.")
                connection.execute(insert(USERS).values(**row))
        except IntegrityError as exc:
            raise Conflict(f"The login {user.login!r} is taken. Choose another.") from exc

    def users(self) -> tuple[User, ...]:
        """Everybody, by name."""
        with self._reading.begin() as connection:
            return tuple(_user(row) for row in connection.execute(select(USERS).order_by(USERS.c.name)))

    def any_user(self) -> bool:
        """False until the first administrator is made."""
        with self._reading.begin() as connection:
            return connection.execute(select(USERS.c.user_id).limit(1)).first() is not None

    def user(self, user_id: str) -> User | None:
        """One user by id."""
        with self._reading.begin() as connection:
            row = connection.execute(select(USERS).where(USERS.c.user_id == user_id)).first()
        return _user(row) if row else None

    def by_login(self, login: str) -> tuple[User, str] | None:
        """(user, password hash) by login."""
        with self._reading.begin() as connection:
            row = connection.execute(select(USERS).where(USERS.c.login == login)).first()
        return (_user(row), row.password_hash) if row else None

    def change_user(self, user_id: str, values: Mapping[str, Any]) -> None:
        """Set columns of one user."""
        with self._engine.begin() as connection:
            connection.execute(update(USERS).where(USERS.c.user_id == user_id).values(**values))

    def change_while(self, user_id: str, change_by: datetime | None, values: Mapping[str, Any]) -> bool:
        """Set columns while the user's password holds until `change_by`; False where another was chosen or issued since."""
        as_was = USERS.c.change_by.is_(None) if change_by is None else USERS.c.change_by == change_by
        with self._engine.begin() as connection:
            changed = connection.execute(update(USERS).where(USERS.c.user_id == user_id, as_was).values(**values))
            return changed.rowcount > 0

    def count_failure(self, user_id: str) -> int:
        """One more wrong password; how many there are now."""
        with self._engine.begin() as connection:
            # Counted by the database: two guesses at once must not count as one.
            connection.execute(update(USERS).where(USERS.c.user_id == user_id).values(failed=USERS.c.failed + 1))
            return int(connection.execute(select(USERS.c.failed).where(USERS.c.user_id == user_id)).scalar_one())

    def add_session(self, token_sha256: str, session: Session) -> None:
        """Keep a new session; sessions that ran out are dropped."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at < session.created_at))
            connection.execute(
                insert(SESSIONS).values(
                    token_sha256=token_sha256,
                    user_id=session.user_id,
                    csrf=session.csrf,
                    created_at=session.created_at,
                    last_seen=session.last_seen,
                    expires_at=session.expires_at,
                )
            )

    def session(self, token_sha256: str) -> Session | None:
        """The session of a token."""
        with self._reading.begin() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256)).first()
        return Session(row.user_id, row.csrf, row.created_at, row.last_seen, row.expires_at) if row else None

    def touch_session(self, token_sha256: str, at: datetime) -> None:
        """Note that the session was used."""
        with self._engine.begin() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256).values(last_seen=at))

    def end_session(self, token_sha256: str) -> None:
        """Sign one browser out."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == token_sha256))

    def end_sessions(self, user_id: str) -> None:
        """Sign a user out everywhere."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.user_id == user_id))

    def add_key(self, key: ApiKey, sha256: str) -> None:
        """Keep a new key."""
        with self._engine.begin() as connection:
            connection.execute(
                insert(API_KEYS).values(
                    key_id=key.key_id,
                    user_id=key.user_id,
                    name=key.name,
                    sha256=sha256,
                    scopes=list(key.scopes),
                    created_at=key.created_at,
                    expires_at=key.expires_at,
                    revoked_at=None,
                )
            )

    def key(self, sha256: str) -> ApiKey | None:
        """The key with this hash."""
        with self._reading.begin() as connection:
            row = connection.execute(select(API_KEYS).where(API_KEYS.c.sha256 == sha256)).first()
        return _key(row) if row else None

    def keys(self, user_id: str | None = None) -> tuple[ApiKey, ...]:
        """All keys, or those of one user, newest first."""
        query = select(API_KEYS).order_by(API_KEYS.c.created_at.desc())
        if user_id is not None:
            query = query.where(API_KEYS.c.user_id == user_id)
        with self._reading.begin() as connection:
            return tuple(_key(row) for row in connection.execute(query))

    def revoke_key(self, key_id: str, user_id: str | None, at: datetime) -> bool:
        """End a key; with `user_id` only that person's. False where there is none."""
        query = update(API_KEYS).where(API_KEYS.c.key_id == key_id, API_KEYS.c.revoked_at.is_(None))
        if user_id is not None:
            query = query.where(API_KEYS.c.user_id == user_id)
        with self._engine.begin() as connection:
            return bool(connection.execute(query.values(revoked_at=at)).rowcount)

    def claim_replay(
        self, user_id: str, key: str, request_sha256: str, at: datetime
    ) -> tuple[str, int | None, Any] | None:
        """None where this key is new and now ours; else (request hash, status, body) of the first request."""
        mine = select(REPLAYS).where(REPLAYS.c.user_id == user_id, REPLAYS.c.key == key)
        row = {"user_id": user_id, "key": key, "request_sha256": request_sha256, "at": at}
        with self._engine.begin() as connection:
            take_turn(connection, Turn.PEOPLE)
            if found := connection.execute(mine).first():
                return found.request_sha256, found.status, found.body
            connection.execute(insert(REPLAYS).values(**row))
        return None

    def forget_replays(self, user_id: str) -> None:
        """Drop the answers kept for a person's repeated requests."""
        with self._engine.begin() as connection:
            connection.execute(delete(REPLAYS).where(REPLAYS.c.user_id == user_id))

    def finish_replay(self, user_id: str, key: str, status: int | None, body: Any) -> None:
        """Keep the answer; without a status the key is free again."""
        where = (REPLAYS.c.user_id == user_id, REPLAYS.c.key == key)
        with self._engine.begin() as connection:
            if status is None:
                connection.execute(delete(REPLAYS).where(*where))
            else:
                connection.execute(update(REPLAYS).where(*where).values(status=status, body=body))


def _user(row: Row[Any]) -> User:
    return User(
        user_id=row.user_id,
        login=row.login,
        name=row.name,
        role=UserRole(row.role),
        territories=tuple(row.territories),
        products=tuple(row.products),
        active=row.active,
        theme=row.theme,
        keys_on=row.keys_on,
        failed=row.failed,
        locked_until=row.locked_until,
        created_at=row.created_at,
        change_by=row.change_by,
    )


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(row.key_id, row.user_id, row.name, tuple(row.scopes), row.created_at, row.expires_at, row.revoked_at)
