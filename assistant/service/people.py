"""Users come, sign in, get keys and leave. Every step is in the audit trail; no password or token is."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.errors import NotFound, NotSignedIn, PasswordToChoose, UsageError, WrongPassword
from assistant.people.passwords import hash_password, password_fits
from assistant.people.permissions import Permission, allows
from assistant.service.products import product_named
from assistant.service.rooms import Rooms
from assistant.users import NOBODY, NOT_SIGNED_IN, ApiKey, Session, User, UserRole

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
TOUCH = timedelta(seconds=60)
MAX_KEY_DAYS = 365
ONE_TIME_FOR = timedelta(hours=24)
"""How long a password that an administrator set or issued holds."""
CHANGING, CHOOSING = "password", "sign_in.choose"
"""Purposes for which a one-time password is enough: a new password of somebody signed in, and of somebody at the door."""
_AT_THE_DOOR = ("sign_in", CHOOSING)
_NOT_RIGHT = "That login or password is not right."
"""Purposes of people who are not known yet: no message tells them that a login exists."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def add_user(
    rooms: Rooms,
    login: str,
    name: str,
    role: UserRole,
    password: str,
    *,
    territories: Iterable[str] = (),
    products: Iterable[str] = (),
    first: bool = False,
) -> User:
    """A new local account; `first` only works while there is none.

    A password that another person set holds for a day and opens nothing but the choice of one's own; only who makes the
    first account chooses it oneself.

    Raises:
        UsageError: Login, name, password or a territory cannot be used, or a product is unknown.
        Conflict: The login is taken, or the first user exists already.
    """
    key = login.strip().lower()
    if not _LOGIN.fullmatch(key):
        raise UsageError("A login has 3 to 64 lower-case letters, digits, dots, dashes, @ or underscores.")
    if not name.strip():
        raise UsageError("A name is needed: it stands under signatures.")
    now = rooms.clock()
    user = User(
        user_id=f"U-{secrets.token_hex(8)}",
        login=key,
        name=name.strip()[:120],
        role=role,
        territories=_places(territories),
        products=_products(rooms, products),
        created_at=now,
        change_by=None if first else now + ONE_TIME_FOR,
    )
    rooms.people.add_user(user, hash_password(password, key), now, only_first=first)
    by = user.user_id if first else rooms.actor
    rooms.audit.append(by, "user.added", {"user": user.user_id, "role": role.value}, now)
    return user


def _places(territories: Iterable[str]) -> tuple[str, ...]:
    """Codes of ISO 3166-2, sorted; a name such as "Ohio" fits no account, so its owner would see none."""
    places = sorted({t.strip().upper() for t in territories if t.strip()})
    for place in places:
        if not _PLACE.fullmatch(place):
            raise UsageError(f"The territory {place!r} is no code of a place; write it such as US-OH.")
    return tuple(places)


def _products(rooms: Rooms, wanted: Iterable[str], held: Iterable[str] = ()) -> tuple[str, ...]:
    """Ids of products named by id or name, sorted; one that is held already stays, though the library has lost it since."""
    kept = {product_id.lower(): product_id for product_id in held}
    found = set()
    for name in (p.strip() for p in wanted if p.strip()):
        try:
            found.add(kept.get(name.lower()) or product_named(rooms, name).product_id)
        except NotFound as exc:
            known = ", ".join(p.product_id for p in rooms.claims.products)
            there = f"There are: {known}." if known else "There is none yet: bring in the approved claims first."
            raise UsageError(f"No product {name!r} in the claims library. {there} Empty means all products.") from exc
    return tuple(sorted(found))


def sign_in(rooms: Rooms, login: str, password: str) -> tuple[User, str]:
    """The user and a fresh session token, which only the browser keeps.

    Raises:
        WrongPassword: Login or password is not right, or the account is locked; the message does not tell which exists.
        PasswordToChoose: The password holds once; no session is made.
    """
    now = rooms.clock()
    user = prove(rooms, login, password, "sign_in")
    token = secrets.token_urlsafe(32)
    session = Session(user.user_id, secrets.token_urlsafe(32), now, now, now + LONGEST)
    rooms.people.add_session(digest(token), session)
    rooms.audit.append(user.user_id, "user.signed_in", {}, now)
    return user, token


def prove(rooms: Rooms, login: str, password: str, purpose: str) -> User:
    """The user whose login and password these are; five wrong ones lock the account for a quarter of an hour.

    Raises:
        WrongPassword: They are not, or the account is locked.
        PasswordToChoose: They are, and another password has to be chosen first.
    """
    now = rooms.clock()
    found = rooms.people.by_login(login.strip().lower())
    user, kept = found or (None, None)
    # Whatever follows, the same work is done first: neither words nor time tell who has a login, or a locked one.
    fits = password_fits(password, kept)
    at_the_door = purpose in _AT_THE_DOOR
    # A lock set while the clock ran ahead holds for no lost future.
    if user and user.locked_until and timedelta(0) < user.locked_until - now <= LOCKED_FOR:
        rooms.audit.append(user.user_id, "user.refused", {"why": "locked", "purpose": purpose}, now)
        raise WrongPassword(_NOT_RIGHT if at_the_door else "Too many wrong passwords. Try again in 15 minutes.")
    if user is None or not fits or not user.active:
        left = _count_failure(rooms, user, purpose, now)
        raise WrongPassword(_NOT_RIGHT if at_the_door else f"That password is not right. {left} tries left.")
    if user.failed:
        rooms.people.change_user(user.user_id, {"failed": 0, "locked_until": None})
    if user.change_by is not None:
        _holds_once(rooms, user, user.change_by, purpose, now)
    return user


def _holds_once(rooms: Rooms, user: User, until: datetime, purpose: str, now: datetime) -> None:
    """Refuse a one-time password for anything but the choice of another, and once it ran out.

    One that holds longer than any issued now could was issued by a clock that has been put back since.
    """
    if not timedelta(0) < until - now <= ONE_TIME_FOR:
        rooms.audit.append(user.user_id, "user.refused", {"why": "one-time password ran out", "purpose": purpose}, now)
        raise WrongPassword("This one-time password ran out. Ask an administrator for another.")
    if purpose not in (CHANGING, CHOOSING):
        raise PasswordToChoose("This password holds once. Choose one of your own to go on.")


def _count_failure(rooms: Rooms, user: User | None, purpose: str, now: datetime) -> int:
    if user is None:  # the login that was typed is not kept: it may be a password in the wrong field
        rooms.audit.append(NOBODY, "user.refused", {"why": "no such login", "purpose": purpose}, now)
        return 0
    failed = rooms.people.count_failure(user.user_id)
    rooms.audit.append(user.user_id, "user.refused", {"why": "password", "purpose": purpose, "failed": failed}, now)
    if failed >= TRIES:
        rooms.people.change_user(user.user_id, {"failed": 0, "locked_until": now + LOCKED_FOR})
        rooms.audit.append(user.user_id, "user.locked", {"until": (now + LOCKED_FOR).isoformat()}, now)
    return max(0, TRIES - failed)


def who_has_session(rooms: Rooms, token: str) -> tuple[User, Session]:
    """The user of a session token.

    Raises:
        NotSignedIn: The session is unknown, was ended, or ran out (30 minutes unused, 12 hours in all).
    """
    now = rooms.clock()
    key = digest(token)
    session = rooms.people.session(key)
    if session is None:
        raise NotSignedIn("You are not signed in.")
    # A session last used in what is now the future has no age that can be told: it ends like one left alone.
    if now >= session.expires_at or abs(now - session.last_seen) >= IDLE:
        rooms.people.end_session(key)
        raise NotSignedIn("You were signed out after 30 minutes. Your draft is kept.")
    user = rooms.people.user(session.user_id)
    if user is None or not user.active:
        raise NotSignedIn("This account is switched off. Ask an administrator.")
    if now - session.last_seen >= TOUCH:
        rooms.people.touch_session(key, now)
    return user, session


def sign_out(rooms: Rooms, token: str) -> None:
    """End one session."""
    session = rooms.people.session(digest(token))
    rooms.people.end_session(digest(token))
    if session:
        rooms.audit.append(session.user_id, "user.signed_out", {}, rooms.clock())


def make_key(rooms: Rooms, user: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown this once.

    Raises:
        UsageError: A scope the owner does not have, or a lifetime outside 1 to 365 days.
    """
    if not 1 <= days <= MAX_KEY_DAYS:
        raise UsageError(f"A key lives 1 to {MAX_KEY_DAYS} days; {days} was asked for.")
    wanted = tuple(sorted(set(scopes)))
    known = {p.value for p in Permission}
    for scope in wanted:
        if scope not in known or not allows(user.role, Permission(scope)):
            raise UsageError(f"Scope {scope!r} is not among what {user.role.words}s may do.")
    now = rooms.clock()
    secret = f"cp_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        f"K-{secrets.token_hex(8)}", user.user_id, name.strip()[:120] or "key", wanted, now, now + timedelta(days=days)
    )
    rooms.people.add_key(key, digest(secret))
    rooms.audit.append(user.user_id, "key.made", {"key": key.key_id, "scopes": list(wanted), "days": days}, now)
    return key, secret


def who_has_key(rooms: Rooms, secret: str) -> tuple[User, ApiKey]:
    """The owner of a key.

    Raises:
        NotSignedIn: Unknown, expired, revoked, or made while the clock ran ahead, which would lengthen its life.
    """
    key, now = rooms.people.key(digest(secret)), rooms.clock()
    if key is None or key.revoked_at is not None or not key.created_at - IDLE < now < key.expires_at:
        raise NotSignedIn("The key is unknown, expired or revoked. Make a new one under your account.")
    user = rooms.people.user(key.user_id)
    if user is None or not user.active:
        raise NotSignedIn("The owner of this key is switched off. Ask an administrator.")
    return user, key


def revoke_key(rooms: Rooms, key_id: str, owner: str | None) -> None:
    """End a key of one's own; of anybody's with `owner` None.

    Raises:
        NotFound: No such key in use.
    """
    if not rooms.people.revoke_key(key_id, owner, rooms.clock()):
        raise NotFound(f"No key {key_id!r} in use.")
    rooms.audit.append(rooms.actor, "key.revoked", {"key": key_id}, rooms.clock())


def names_of_actors(rooms: Rooms) -> dict[str, str]:
    """What a page calls whoever did something: the names of users, and words for those who work without signing in."""
    return NOT_SIGNED_IN | {user.user_id: user.name for user in rooms.people.users()}


def change_user(
    rooms: Rooms, user_id: str, *, role: UserRole, active: bool, territories: Iterable[str], products: Iterable[str]
) -> User:
    """Change what somebody may do; their sessions end, so that it holds at once.

    Raises:
        NotFound: No such user.
        UsageError: It would leave no active administrator, a territory is no code, or a product is unknown.
    """
    user = rooms.people.user(user_id)
    if user is None:
        raise NotFound(f"No user {user_id!r}.")
    others = [u for u in rooms.people.users() if u.role is UserRole.ADMIN and u.active and u.user_id != user_id]
    if user.role is UserRole.ADMIN and not others and (role is not UserRole.ADMIN or not active):
        raise UsageError("This is the last administrator. Make another one first.")
    changed = replace(
        user,
        role=role,
        active=active,
        territories=_places(territories),
        products=_products(rooms, products, held=user.products),
    )
    rooms.people.change_user(
        user_id,
        {
            "role": role.value,
            "active": active,
            "territories": list(changed.territories),
            "products": list(changed.products),
            "failed": 0,
            "locked_until": None,
        },
    )
    rooms.people.end_sessions(user_id)
    rooms.people.forget_replays(user_id)  # answers of before the change are not given again
    detail = {"user": user_id, "role": role.value, "active": active, "territories": list(changed.territories)}
    detail["products"] = list(changed.products)
    rooms.audit.append(rooms.actor, "user.changed", detail, rooms.clock())
    return changed


def digest(token: str) -> str:
    """What of a token or key is stored: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
