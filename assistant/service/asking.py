"""Who asks, and for whom: a user's role and territory as retrieval and drafting know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from assistant.domain import Asker, Role
from assistant.errors import Forbidden, NotFound
from assistant.people.permissions import may_speak_for
from assistant.service.brief import asker_of
from assistant.service.prep import Visit, find_visit
from assistant.service.products import find_product, product_named
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.service.views import requests_of
from assistant.users import User, UserRole
from guardrails import ClaimSet, Product

_ROLES = {
    UserRole.ACCOUNT_MANAGER: Role.ACCOUNT_MANAGER,
    UserRole.MSL: Role.MSL,
    UserRole.EVALUATOR: Role.EVALUATOR,
    UserRole.ADMIN: Role.ADMIN,
}


def role_of(user: User) -> Role:
    """In which of the four ways of writing a document is made for this person."""
    return _ROLES.get(user.role, Role.REVIEWER)


def asker_for(rooms: Rooms, user: User, request_id: str | None, jurisdiction: str) -> Asker:
    """The asker behind a signed-in person: the role is never what the client says.

    Raises:
        NotFound: No request of that id that is this person's business; one without an account is anybody's.
        UsageError: The jurisdiction is not a known one.
        Forbidden: A request is answered by MSLs alone.
    """
    role = role_of(user)
    if request_id is not None and role is not Role.MSL:
        raise Forbidden("Logged requests are answered by Medical. Route the question instead.")
    if request_id is not None and request_id not in {r.request_id for r in requests_of(rooms, user)}:
        raise NotFound(f"No request {request_id!r}.")
    return replace(asker_of(rooms, role, request_id, jurisdiction), user_id=user.user_id)


def product_for(rooms: Rooms, user: User, wanted: str) -> str:
    """The id of a product, by id or name, that is this person's business.

    Raises:
        NotFound: The claims library has none of that name.
        Forbidden: The product belongs to somebody else.
    """
    product_id = product_named(rooms, wanted).product_id
    _require_own(user, product_id)
    return product_id


def require_own_text(rooms: Rooms, user: User, products: Iterable[str], text: str) -> None:
    """Refuse a text for, or one that names, a product of this house that is not this person's business.

    Products of other houses are nobody's.

    Raises:
        Forbidden: The product belongs to somebody else.
    """
    for wanted in products:
        if found := find_product(rooms, wanted):
            _require_own(user, found.product_id)
    for product_id in sorted(Sight(rooms, user).named(text)):
        _require_own(user, product_id)


def claims_for(rooms: Rooms, user: User) -> ClaimSet:
    """The claims library with the claims of others' products left out; their names stay known to the rules."""
    return replace(rooms.claims, claims=Sight(rooms, user).of(rooms.claims.claims))


def products_for(rooms: Rooms, user: User) -> tuple[Product, ...]:
    """Products that this person may choose."""
    return tuple(p for p in rooms.claims.products if may_speak_for(user, p.product_id))


def _require_own(user: User, product_id: str) -> None:
    if not may_speak_for(user, product_id):
        mine = ", ".join(user.products)
        raise Forbidden(f"{product_id} is not among your products ({mine}). Ask an administrator.")


def visit_for(
    rooms: Rooms, user: User, now: datetime, *, account: str | None, hcp: str | None, topic: str | None
) -> Visit:
    """The meeting to prepare, among those whose account and product are this person's business.

    Raises:
        NotFound: No such account or person in this person's territory.
        UsageError: Neither a planned meeting nor a topic.
        Forbidden: The topic names another's product.
    """
    require_own_text(rooms, user, (), topic or "")
    return find_visit(rooms, now, account=account, hcp=hcp, topic=topic, reader=user)
