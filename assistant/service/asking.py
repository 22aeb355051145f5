"""Who asks, and for whom: a user's role and territory as retrieval and drafting know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from assistant.domain import Asker, Role
from assistant.errors import Forbidden, NotFound
from assistant.people.permissions import may_open, may_speak_for
from assistant.service.brief import asker_of
from assistant.service.prep import Visit, find_visit
from assistant.service.products import find_product, product_named
from assistant.service.rooms import Rooms
from assistant.users import User, UserRole
from guardrails import Product

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
        NotFound: No request of that id in this person's territory; one without an account is anybody's.
        UsageError: The jurisdiction is not a known one.
        Forbidden: A request is answered by MSLs alone.
    """
    role = role_of(user)
    if request_id is not None and role is not Role.MSL:
        raise Forbidden("Logged requests are answered by Medical. Route the question instead.")
    asker = asker_of(rooms, role, request_id, jurisdiction)
    if asker.request and asker.request.account_id and not may_open(user, asker.jurisdiction):
        raise NotFound(f"No request {request_id!r}.")
    return replace(asker, user_id=user.user_id)


def product_for(rooms: Rooms, user: User, wanted: str) -> str:
    """The id of a product, by id or name, that is this person's business.

    Raises:
        NotFound: The claims library has none of that name.
        Forbidden: The product belongs to somebody else.
    """
    product_id = product_named(rooms, wanted).product_id
    _require_own(user, product_id)
    return product_id


def require_own_text(rooms: Rooms, user: User, products: Iterable[str]) -> None:
    """Refuse a text about a product of this house that is not this person's business; others' products are nobody's.

    Raises:
        Forbidden: The product belongs to somebody else.
    """
    for wanted in products:
        if found := find_product(rooms, wanted):
            _require_own(user, found.product_id)


def products_for(rooms: Rooms, user: User) -> tuple[Product, ...]:
    """Products that this person may choose."""
    return tuple(p for p in rooms.claims.products if may_speak_for(user, p.product_id))


def may_prepare(user: User, visit: Visit) -> bool:
    """True where place and products of the meeting are this person's business."""
    return may_open(user, visit.account.jurisdiction) and all(
        may_speak_for(user, product_id) for product_id in visit.meeting.product_ids
    )


def _require_own(user: User, product_id: str) -> None:
    if not may_speak_for(user, product_id):
        mine = ", ".join(user.products)
        raise Forbidden(f"{product_id} is not among your products ({mine}). Ask an administrator.")


def visit_for(
    rooms: Rooms, user: User, now: datetime, *, account: str | None, hcp: str | None, topic: str | None
) -> Visit:
    """The meeting to prepare, if account and product are this person's business.

    Raises:
        NotFound: No such account or person.
        UsageError: Neither a planned meeting nor a topic.
        Forbidden: The account belongs to another territory, or the product to somebody else.
    """
    visit = find_visit(rooms, now, account=account, hcp=hcp, topic=topic, products=user.products)
    if not may_open(user, visit.account.jurisdiction):
        raise Forbidden(f"This account belongs to {visit.account.jurisdiction}. Ask an administrator for access.")
    for product_id in visit.meeting.product_ids:
        _require_own(user, product_id)
    return visit
