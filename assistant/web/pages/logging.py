"""Log a call: from the account, or from the pack with its claims at hand. What is typed is screened before it is kept."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.domain import Account, Meeting, Person
from assistant.errors import AssistantError, Conflict
from assistant.service.calls import log_contact
from assistant.service.kept import kept_draft
from assistant.service.sight import Sight
from assistant.service.views import account_of
from assistant.web.once import id_of_form, new_token
from assistant.web.pages.frame import page, see
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who, clean
from guardrails import standing

Key = Annotated[str, Path(max_length=64)]
Name = Annotated[str, Query(max_length=128)]
CHANNELS = ("visit", "video", "phone", "email", "congress")
TYPES = ("promotional", "service", "congress")
HANDLED = [("routed", "Route it to Medical"), ("answered", "Answered with approved wording")]
_LOGGED = "This call is logged already and stays as it was logged. What you changed since is not saved."


def get_log(account_id: Key, request: Request, who: Who, meeting: Name = "", pack: Name = "") -> HTMLResponse:
    """A form, filled from the planned meeting and the pack where they are named."""
    account = account_of(who.rooms, who.user, clean(account_id))
    planned = who.rooms.objects.get(Meeting, meeting) if meeting else None
    planned = planned if Sight(who.rooms, who.user).has(planned) else None
    return _log_page(request, who, account, EMPTY, planned, pack)


def post_log(account_id: Key, request: Request, who: Who, form: Form) -> Response:
    """Keep the call, screened; questions marked for Medical become requests."""
    account, row = account_of(who.rooms, who.user, clean(account_id)), row_of(form)
    here = f"/accounts/{quote(account.account_id, safe='')}"
    try:
        row |= {"id": id_of_form("I", who, form), "account_id": account.account_id}
        logged = log_contact(who.rooms, row, who.rooms.clock(), who.user)
    except Conflict as exc:  # sent before from this page, and changed since
        return _log_page(request, who, account, form, None, form.get("pack"), _LOGGED, status_of(exc), again=True)
    except AssistantError as exc:
        return _log_page(request, who, account, form, None, form.get("pack"), str(exc), status_of(exc))
    told = "logged-relayed" if logged.relayed else "logged-redacted" if logged.redacted else "logged"
    return see(here, told)


def row_of(form: Fields) -> dict[str, Any]:
    """What the form says of a call, as a call report has it."""
    question, promise = form.get("question"), form.get("promise")
    asked = {"text": question, "solicited": form.get("solicited") == "yes", "handled": form.get("handled") or "routed"}
    promised = {"text": promise, "owner": form.get("owner") or "me", "due": form.get("due"), "status": "open"}
    return {
        "date": form.get("date"),
        "channel": form.get("channel"),
        "people": list(form.lists.get("people", ())),
        "type": form.get("type"),
        "note": form.get("note"),
        "told": list(form.lists.get("told", ())),
        "outcome": form.get("outcome") or None,
        "questions": [asked] if question else [],
        "commitments": [promised] if promise else [],
    }


def _log_page(
    request: Request,
    who: Who,
    account: Account,
    form: Fields,
    planned: Meeting | None,
    pack: str,
    error: str = "",
    status: int = 200,
    *,
    again: bool = False,
) -> HTMLResponse:
    people = [p for p in who.rooms.objects.all(Person) if p.account_id == account.account_id]
    here = planned if planned and planned.account_id == account.account_id else None
    day = here.start.date() if here else who.rooms.clock().date()
    return page(
        request, "log", who, title=f"Log a call, {account.name}", here="/accounts", status=status, error=error,
        account=account, people=people, form=form, pack=pack,
        again=again, once=new_token() if again else form.get("once") or new_token(), claims=claims_at(who, account, pack),
        day=min(day, who.rooms.clock().date()).isoformat(), met=here.person_ids if here else (),
        channel=here.channel if here else "visit", channels=choices(CHANNELS), types=choices(TYPES), handled=HANDLED,
        corrected=None, stands="",
    )  # fmt: skip


def choices(known: tuple[str, ...], held: str = "") -> list[tuple[str, str]]:
    """What a list offers, with what is held already though it is not of the list."""
    return [(key, key.replace("_", " ").capitalize()) for key in dict.fromkeys((*known, held)) if key]


def claims_at(who: Who, account: Account, pack: str) -> list[tuple[str, str]]:
    """Claims of the pack if one is named and one's own; else all in force at this account."""
    now, rooms = who.rooms.clock(), who.rooms
    every = {c.key: c for c in Sight(rooms, who.user).of(rooms.claims.claims)}
    if pack:
        _, kept = kept_draft(rooms, pack, who.user)
        said = {s.claim for s, _, _ in kept.draft.statements() if s.claim}
        keys = sorted(f"{ref.claim_id} v{ref.version}" for ref in said)
    else:
        keys = [k for k, c in every.items() if standing(c, now, account.jurisdiction).value == "in force"]
    return [(k, every[k].text) for k in keys if k in every]
