"""The calls of an account, as lists and profiles show them."""

from __future__ import annotations

from typing import Any

from assistant.accounts.crm_rows import row_of_contact
from assistant.domain import Interaction
from assistant.people.permissions import Permission, allows
from assistant.service.calls import logged_by_me
from assistant.service.contacts import corrections
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User


def calls_at(rooms: Rooms, user: User, account_id: str) -> list[Interaction]:
    """Contacts of an account that are this person's business, newest first; those that were corrected since among them."""
    contacts = Sight(rooms, user).of(i for i in rooms.objects.all(Interaction) if i.account_id == account_id)
    return sorted(contacts, key=lambda i: i.on, reverse=True)


def call_rows(rooms: Rooms, user: User, account_id: str) -> list[dict[str, Any]]:
    """The same with the columns of an interaction, what took the place of each, and whether this person may correct it."""
    after = corrections(rooms)
    mine = logged_by_me(rooms) if allows(user.role, Permission.ACCOUNTS_CHANGE) else frozenset()

    def row(contact: Interaction) -> dict[str, Any]:
        key = contact.interaction_id
        columns = {name: value for name, value in row_of_contact(contact).items() if name != "id"}
        by = after[key].by_id if key in after else None
        return {"contact_id": key, **columns, "corrected_by": by, "may_correct": by is None and key in mine}

    return [row(contact) for contact in calls_at(rooms, user, account_id)]
