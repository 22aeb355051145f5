"""Who knocks: by session cookie or API key; whether the route is theirs; that a form came from our own page."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request

from assistant.errors import Forbidden, NotSignedIn
from assistant.people.permissions import Permission, allows
from assistant.service.people import who_has_key, who_has_session
from assistant.service.rooms import Rooms
from assistant.users import User
from assistant.web.limiting import Limiter

SAFE = ("GET", "HEAD", "OPTIONS")
COOKIE = "callprep"
SECURE_COOKIE = "__Host-callprep"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at the door, with the parts acting in his name."""

    user: User
    rooms: Rooms
    csrf: str
    token: str
    """Session token; empty where a key was shown."""
    limiter: Limiter
    scopes: tuple[str, ...] = ()

    def drafting(self) -> AbstractContextManager[None]:
        """A turn to draft: counted, and waited for on entering (`Limiter.drafting`)."""
        return self.limiter.drafting(self.user.user_id)

    def require_session(self) -> None:
        """Refuse a key: keys are made and ended by a signed-in person alone.

        Raises:
            Forbidden: A key was shown in place of a session.
        """
        if not self.token:
            raise Forbidden("This is for a signed-in person, not for a key.")

    def may(self, permission: Permission) -> bool:
        """True where role and scopes of the key allow it."""
        return allows(self.user.role, permission) and (not self.scopes or permission.value in self.scopes)


def rooms_of(request: Request) -> Rooms:
    """The parts of this application."""
    return request.app.state.rooms  # type: ignore[no-any-return]


Parts = Annotated[Rooms, Depends(rooms_of)]


def cookie_name(request: Request) -> str:
    """`__Host-` binds the cookie to this host over TLS; plain HTTP is for this machine alone."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE


def visitor(request: Request, rooms: Parts) -> Visitor:
    """The person behind this request.

    Raises:
        NotSignedIn: Neither a valid session nor a valid key.
        Forbidden: A request that changes something came from another site or lacks its token.
        TooMany: More requests than allowed.
    """
    limiter: Limiter = request.app.state.limiter
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn("Show the key as 'Authorization: Bearer ...'.")
        user, key = who_has_key(rooms, secret.strip())
        found = Visitor(user, replace(rooms, actor=user.user_id), "", "", limiter, key.scopes)
    else:
        token = request.cookies.get(cookie_name(request), "")
        if not token:
            raise NotSignedIn("You are not signed in.")
        user, session = who_has_session(rooms, token)
        found = Visitor(user, replace(rooms, actor=user.user_id), session.csrf, token, limiter)
        if request.method not in SAFE:
            check_origin(request, session.csrf)
    request.state.who = found
    limiter.hit("any", user.user_id)
    return found


Who = Annotated[Visitor, Depends(visitor)]


def check_origin(request: Request, csrf: str) -> None:
    """Requests of JSON clients carry the token in a header; forms carry it in a field, which `fields` checks."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("The request came from another site.")
    sent = request.headers.get("X-CSRF-Token")
    if sent is None and request.url.path.startswith("/api/"):
        raise Forbidden("The request lacks its X-CSRF-Token.")
    if sent is not None and not same(sent, csrf):
        raise Forbidden("The page is out of date. Load it again.")


def same(one: str, other: str) -> bool:
    """Equal, compared in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def needs(permission: Permission) -> Callable[..., None]:
    """A dependency that lets in only those whose role, and key, have the permission."""

    def gatekeeper(who: Who) -> None:
        if not who.may(permission):
            raise Forbidden(
                f"This room is not one of {_article(who.user.role.words)}'s ({permission.value}). Ask an administrator."
            )

    return gatekeeper


def by_session(who: Who) -> None:
    """Refuse a key at a page: what pages show and their buttons do is not parted by the scopes of keys."""
    who.require_session()


def _article(words: str) -> str:
    return f"{'an' if words[0].lower() in 'aeiou' or words == 'MSL' else 'a'} {words}"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a form sent: plain text fields, and files."""

    values: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    files: dict[str, tuple[str, bytes]]

    def get(self, name: str, default: str = "") -> str:
        """One field, stripped; NUL and half characters are removed."""
        return self.values.get(name, default).strip()


EMPTY = Fields({}, {}, {})
"""A form that was not sent."""


async def fields(request: Request) -> Fields:
    """The fields of a form, read before the handler runs."""
    form = await request.form(max_files=1, max_fields=200)
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values[name] = clean(value)
            lists[name] = (*lists.get(name, ()), clean(value))
        elif value.filename:
            files[name] = (clean(value.filename), await value.read())
    await form.close()
    return Fields(values, lists, files)


def clean(text: str) -> str:
    """The text without NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def form_of(who: Who, sent: Annotated[Fields, Depends(fields)]) -> Fields:
    """The fields of a signed-in person's form.

    Raises:
        Forbidden: The form does not carry the token of this session.
    """
    if not same(sent.get("csrf"), who.csrf):
        raise Forbidden("The page is out of date. Load it again.")
    return sent


Form = Annotated[Fields, Depends(form_of)]
OpenForm = Annotated[Fields, Depends(fields)]
Handler = Callable[..., Any]
