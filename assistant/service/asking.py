"""Who asks, and for whom: a user's role and territory as retrieval and drafting know them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.domain import Asker, Role
from assistant.errors import Forbidden, NotFound
from assistant.people.permissions import may_open, may_speak_for
from assistant.service.brief import asker_of
from assistant.service.prep import Visit, find_visit
from assistant.service.rooms import Rooms
from assistant.users import User, UserRole

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


def require_product(user: User, product_id: str) -> None:
    """Refuse a product that is not this person's business.

    Raises:
        Forbidden: The product belongs to somebody else.
    """
    if not may_speak_for(user, product_id):
        raise Forbidden(f"{product_id} is not among your products. Ask an administrator.")


def visit_for(
    rooms: Rooms, user: User, now: datetime, *, account: str | None, hcp: str | None, topic: str | None
) -> Visit:
    """The meeting to prepare, if account and product are this person's business.

    Raises:
        NotFound: No such account or person.
        UsageError: Neither a planned meeting nor a topic.
        Forbidden: The account belongs to another territory, or the product to somebody else.
    """
    visit = find_visit(rooms, now, account=account, hcp=hcp, topic=topic)
    if not may_open(user, visit.account.jurisdiction):
        raise Forbidden(f"This account belongs to {visit.account.jurisdiction}. Ask an administrator for access.")
    for product_id in visit.meeting.product_ids:
        require_product(user, product_id)
    return visit
