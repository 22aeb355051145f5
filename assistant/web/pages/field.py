"""Accounts and requests."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from assistant.people.permissions import Permission
from assistant.service.views import account_of, account_profile, accounts_of, requests_of
from assistant.web.pages.frame import page
from assistant.web.visitors import Who, clean

Key = Annotated[str, Path(max_length=64)]


def get_accounts(request: Request, who: Who) -> HTMLResponse:
    """The accounts of one's territory."""
    return page(
        request, "accounts", who, title="Accounts", here="/accounts", rows=accounts_of(who.rooms, who.user),
        today=who.rooms.clock().date(),
    )  # fmt: skip


def get_account(account_id: Key, request: Request, who: Who) -> HTMLResponse:
    """One account: people, contacts, promises, plans, requests."""
    account = account_of(who.rooms, who.user, clean(account_id))
    profile = account_profile(who.rooms, account)
    return page(
        request, "account", who, title=account.name, here="/accounts", account=account, today=who.rooms.clock().date(),
        names={p.person_id: p.name for p in profile["people"]}, can_prepare=who.may(Permission.PREPARE), **profile,
    )  # fmt: skip


def get_requests(request: Request, who: Who) -> HTMLResponse:
    """Logged requests in the askers' own words."""
    names = {a.account_id: a.name for a in accounts_of(who.rooms, who.user)}
    return page(
        request, "requests", who, title="Requests", here="/requests", rows=requests_of(who.rooms, who.user), names=names
    )
