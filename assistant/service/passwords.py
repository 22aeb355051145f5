"""A forgotten password: an administrator issues one that holds once, and its person chooses another with it."""

from __future__ import annotations

import secrets
from datetime import datetime

from assistant.errors import NotFound, UsageError, WrongPassword
from assistant.people.passwords import hash_password
from assistant.service.people import CHANGING, ONE_TIME_FOR, prove
from assistant.service.rooms import Rooms
from assistant.users import User


def issue_password(rooms: Rooms, user_id: str) -> tuple[str, datetime]:
    """A one-time password, told this once, and until when it holds. Sessions and keys of the person end, a lock is lifted.

    Raises:
        NotFound: No such user.
        UsageError: The account is switched off.
        WrongPassword: The person chose another at this very moment.
    """
    user = rooms.people.user(user_id)
    if user is None:
        raise NotFound(f"No user {user_id!r}.")
    if not user.active:
        raise UsageError(f"{user.login} is switched off. Switch the account on first.")
    now = rooms.clock()
    issued, until = secrets.token_urlsafe(15), now + ONE_TIME_FOR
    _set(rooms, user, issued, until)
    rooms.audit.append(rooms.actor, "user.password_issued", {"user": user_id, "until": until.isoformat()}, now)
    return issued, until


def choose_password(rooms: Rooms, login: str, old: str, new: str, purpose: str = CHANGING) -> User:
    """Change one's own password, a one-time one among them; all of one's sessions and keys end.

    Raises:
        WrongPassword: The old one is not right, ran out, or the account is locked.
        UsageError: The new one is too short, easily guessed, or the old one.
    """
    user = prove(rooms, login, old, purpose)
    if new == old:
        raise UsageError("The new password is the old one. Choose another.")
    _set(rooms, user, new, None)
    rooms.audit.append(user.user_id, "user.password", {}, rooms.clock())
    return user


def _set(rooms: Rooms, user: User, password: str, until: datetime | None) -> None:
    values = {"password_hash": hash_password(password, user.login), "change_by": until}
    # Of two who come with the same one-time password at once the first is let in.
    if not rooms.people.change_while(user.user_id, user.change_by, values | {"failed": 0, "locked_until": None}):
        raise WrongPassword("Another password was chosen or issued meanwhile. Sign in with that one.")
    rooms.people.end_sessions(user.user_id)
    for key in rooms.people.keys(user.user_id):
        rooms.people.revoke_key(key.key_id, user.user_id, rooms.clock())
