"""The life of a claim: new, edit, submit, sign, withdraw, reinstate, follow up an expiry; each binding step with the password."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.errors import AssistantError
from assistant.service.claim_desk import draft_claim, rewrite_claim, stamp_of, take_step
from assistant.service.claim_steps import find_claim, is_taken
from assistant.service.sight import Sight
from assistant.web.pages.frame import fragment, page, see
from assistant.web.pages.library import claim_page
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who, clean
from guardrails import CLAIM_TYPES, Claim, GuardrailError, Mode, claim_row

Key = Annotated[str, Path(max_length=128)]


def get_new(request: Request, who: Who) -> HTMLResponse:
    """An empty form."""
    return _form_page(request, who, EMPTY, None)


def get_id(who: Who, claim_id: Annotated[str, Query(max_length=128)] = "") -> HTMLResponse:
    """What is to be said of an id beside its field: nothing where it is free."""
    return fragment("claim_id_part", taken=_taken(who, clean(claim_id)))


def _taken(who: Who, claim_id: str) -> tuple[str, bool] | None:
    """The id where it is taken, and whether its claim is this person's business; None where it is free."""
    if not is_taken(who.rooms, claim_id):
        return None
    return claim_id, any(c.claim_id == claim_id for c in Sight(who.rooms, who.user).of(who.rooms.claims.claims))


def post_new(request: Request, who: Who, form: Form) -> Response:
    """Draft a new claim."""
    try:
        made = draft_claim(who.rooms, who.user, {"claim_id": form.get("claim_id"), **_values(form)})
    except (AssistantError, GuardrailError) as exc:
        return _form_page(request, who, form, None, str(exc), status_of(exc))
    return see(_url(made.claim_id), "claim-drafted")


def get_edit(claim_id: Key, request: Request, who: Who) -> HTMLResponse:
    """The newest version to change; of one that was submitted the next version is made."""
    return _form_page(request, who, EMPTY, find_claim(who.rooms, clean(claim_id), who.user))


def post_edit(claim_id: Key, request: Request, who: Who, form: Form) -> Response:
    """Keep the changes."""
    try:
        values = _changes(find_claim(who.rooms, clean(claim_id), who.user), _values(form))
        rewrite_claim(who.rooms, who.user, clean(claim_id), form.get("seen"), values)
    except (AssistantError, GuardrailError) as exc:
        claim = find_claim(who.rooms, clean(claim_id), who.user)
        return _form_page(request, who, form, claim, str(exc), status_of(exc))
    return see(_url(claim_id), "claim-drafted")


def post_step(claim_id: Key, request: Request, who: Who, form: Form) -> Response:
    """Submit, sign, withdraw, reinstate or follow up: the button says which."""
    step = form.get("act")
    try:
        _, followed = take_step(
            who.rooms, who.user, form.get("name"), form.get("seen"), step,
            reason=form.get("reason"), password=form.values.get("password", ""),
        )  # fmt: skip
    except (AssistantError, GuardrailError) as exc:
        return claim_page(request, who, clean(claim_id), str(exc), status_of(exc))
    return see("/tasks" if any(report.tasks for report in followed) else _url(claim_id), f"claim-{step}")


def _values(form: Fields) -> dict[str, Any]:
    """The fields as a claims file has them; what is left empty is left out."""
    sites = {"include": _words(form.get("include")) or ["US"], "exclude": _words(form.get("exclude"))}
    given: dict[str, Any] = {
        "text": " ".join(form.get("text").split()),
        "claim_type": form.get("claim_type"),
        "products": _words(form.get("products").upper()),
        "modes": list(form.lists.get("modes", ())),
        "references": _words(form.get("references")),
        "jurisdictions": sites,
        "effective_from": form.get("effective_from"),
        "expires": form.get("expires"),
    }
    return {name: value for name, value in given.items() if value}


def _changes(claim: Claim, values: dict[str, Any]) -> dict[str, Any]:
    """Only what differs from the version at hand."""
    row = claim_row(claim)
    return {name: value for name, value in values.items() if _plain(row.get(name)) != _plain(value)}


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value or None


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


def _url(claim_id: str) -> str:
    return f"/claims/{quote(claim_id, safe='')}"


def _form_page(
    request: Request, who: Who, form: Fields, claim: Claim | None, error: str = "", status: int = 200
) -> HTMLResponse:
    row = claim_row(claim) if claim else {}
    places = row.get("jurisdictions", {})
    now = {
        "claim_id": claim.claim_id if claim else "",
        "text": row.get("text", ""),
        "claim_type": row.get("claim_type", ""),
        "products": " ".join(row.get("products", ())),
        "references": " ".join(row.get("references", ())),
        "include": " ".join(places.get("include", ("US",))),
        "exclude": " ".join(places.get("exclude", ())),
        "effective_from": row.get("effective_from") or "",
        "expires": row.get("expires") or "",
    }
    kinds = sorted({*CLAIM_TYPES, str(now["claim_type"])} - {""})
    return page(
        request, "claim_form", who, title=f"Edit {claim.key}" if claim else "New claim", here="/claims", status=status,
        error=error, taken=_taken(who, form.get("claim_id")) if error and claim is None else None, claim=claim,
        seen=stamp_of(claim) if claim else "", values={**now, **form.values},
        kinds=[(kind, kind.replace("_", " ").capitalize()) for kind in kinds],
        modes=[(m.value, m.value.replace("_", " ").capitalize()) for m in Mode],
        chosen=form.lists.get("modes", tuple(row.get("modes", ()))),
    )  # fmt: skip
