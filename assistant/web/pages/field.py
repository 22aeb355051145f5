"""Accounts and requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from assistant.domain import Correction, Interaction
from assistant.errors import UsageError
from assistant.people.permissions import Permission
from assistant.service.asking import role_of
from assistant.service.calls import logged_by_me
from assistant.service.letters import draft_letter, file_letter, letters_to
from assistant.service.plans import account_plan, business_review
from assistant.service.prep import with_names
from assistant.service.views import account_of, account_profile, accounts_of, requests_of
from assistant.web.pages.frame import page, see
from assistant.web.visitors import Form, Who, clean

Key = Annotated[str, Path(max_length=64)]
_SHOWN = 20
"""Contacts on the page of an account."""


def get_accounts(request: Request, who: Who) -> HTMLResponse:
    """The accounts of one's territory."""
    return page(
        request, "accounts", who, title="Accounts", here="/accounts", rows=accounts_of(who.rooms, who.user),
        today=who.rooms.clock().date(), may_import=who.may(Permission.ACCOUNTS_CHANGE),
    )  # fmt: skip


def get_account(account_id: Key, request: Request, who: Who) -> HTMLResponse:
    """One account: people, contacts, promises, plans, requests."""
    account = account_of(who.rooms, who.user, clean(account_id))
    profile = account_profile(who.rooms, who.user, account)
    can_log = who.may(Permission.ACCOUNTS_CHANGE)
    contacts = _shown(profile.pop("interactions"), profile["corrections"])
    return page(
        request, "account", who, title=account.name, here="/accounts", account=account, today=who.rooms.clock().date(),
        names={p.person_id: p.name for p in profile["people"]}, can_prepare=who.may(Permission.PREPARE),
        can_log=can_log, mine=logged_by_me(who.rooms) if can_log else frozenset(), contacts=contacts, can_plan=who.may(Permission.PLAN),
        protocol=with_names(who.rooms, account.protocol_note), **profile,
    )  # fmt: skip


def _shown(contacts: Sequence[Interaction], corrections: Mapping[str, Correction]) -> list[Interaction]:
    """The newest contacts, and whatever took the place of one of them, so that its link leads somewhere."""
    newest, older = contacts[:_SHOWN], contacts[_SHOWN:]
    replacing = {corrections[i.interaction_id].by_id for i in newest if i.interaction_id in corrections}
    return [*newest, *(i for i in older if i.interaction_id in replacing)]


def post_paper(account_id: Key, who: Who, form: Form) -> Response:
    """Write the plan of an account, or the review of a period: the button says which."""
    account = account_of(who.rooms, who.user, clean(account_id)).account_id
    role, now, name = role_of(who.user), who.rooms.clock(), who.user.name
    if form.get("act") == "review":
        days = form.get("days")
        if not days.isdecimal():
            raise UsageError(f"The period is {days!r}; give a number of days.")
        with who.drafting():
            made = business_review(who.rooms, role, account, now, name, int(days), who.user)
    else:
        with who.drafting():
            made = account_plan(who.rooms, role, account, now, name, who.user)
    return see(f"/documents/{quote(made.draft.draft_id, safe='')}")


def get_requests(request: Request, who: Who) -> HTMLResponse:
    """Logged requests in the askers' own words."""
    names = {a.account_id: a.name for a in accounts_of(who.rooms, who.user)}
    return page(
        request, "requests", who, title="Requests", here="/requests", rows=requests_of(who.rooms, who.user), names=names,
        letters=letters_to(who.rooms, who.user),
    )  # fmt: skip


def post_letter(request_id: Key, who: Who, form: Form) -> Response:
    """Draft the response letter, or file one that is released: the button says which."""
    if form.get("act") == "file":
        file_letter(who.rooms, who.user, clean(request_id), form.get("draft"))
        return see("/requests", "filed")
    with who.drafting():
        outcome = draft_letter(who.rooms, who.user, clean(request_id))
    return see(f"/documents/{quote(outcome.draft.draft_id, safe='')}")
