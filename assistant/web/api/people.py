"""Oneself, one's keys, and for administrators everybody."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import JSONResponse

from assistant.people.permissions import permissions_of
from assistant.service.people import add_user, change_user, make_key, revoke_key
from assistant.users import ApiKey, User
from assistant.web.bodies import KeyBody, UserBody, UserChangeBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import Limit, Offset, page_of
from assistant.web.visitors import Who

Key = Annotated[str, Path(max_length=64)]


def get_me(who: Who) -> dict[str, Any]:
    """Who one is, and what one may do with this session or key."""
    return {**user_row(who.user), "permissions": sorted(p.value for p in permissions_of(who.user.role) if who.may(p))}


def get_keys(who: Who) -> dict[str, Any]:
    """One's own keys, without their secrets."""
    return {"items": [key_row(k) for k in who.rooms.people.keys(who.user.user_id)]}


def post_key(body: KeyBody, who: Who) -> dict[str, Any]:
    """A new key; its secret is shown this once."""
    who.require_session()
    key, secret = make_key(who.rooms, who.user, body.name, body.scopes or who.scopes, body.days)
    return {**key_row(key), "secret": secret}


def delete_key(key_id: Key, who: Who) -> dict[str, str]:
    """End a key of one's own."""
    who.require_session()
    revoke_key(who.rooms, key_id, who.user.user_id)
    return {"key_id": key_id, "state": "revoked"}


def get_users(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Everybody, by name."""
    return page_of(who.rooms.people.users(), offset, limit, user_row)


def post_user(body: UserBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """A new local account."""

    def run() -> dict[str, Any]:
        made = add_user(
            who.rooms, body.login, body.name, body.role, body.password,
            territories=body.territories, products=body.products,
        )  # fmt: skip
        return user_row(made)

    return once(who, key, "user", body, run, 201)


def patch_user(user_id: Key, body: UserChangeBody, who: Who) -> dict[str, Any]:
    """Change role, territory or products, or switch an account off; its sessions end."""
    changed = change_user(
        who.rooms, user_id, role=body.role, active=body.active, territories=body.territories, products=body.products
    )
    return user_row(changed)


def user_row(user: User) -> dict[str, Any]:
    """One user as JSON."""
    return {
        "user_id": user.user_id,
        "login": user.login,
        "name": user.name,
        "role": user.role.value,
        "territories": list(user.territories),
        "products": list(user.products),
        "active": user.active,
    }


def key_row(key: ApiKey) -> dict[str, Any]:
    """One key as JSON."""
    return {
        "key_id": key.key_id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }
