"""The frame of every page: navigation by role, theme, status line; rendering of templates."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from assistant.people.permissions import Permission as Perm
from assistant.service.jobs import ZONE
from assistant.users import UserRole
from assistant.web.visitors import Visitor, clean

HERE = Path(__file__).parent.parent
TITLES = {
    400: "That does not work",
    401: "Sign in",
    403: "Not yours to open",
    404: "Not found",
    409: "Not possible now",
    413: "Too large",
    422: "Something is missing",
    429: "Too fast",
    500: "Our fault",
    503: "Not ready",
}
TOLD = {
    "submitted": "Sent to review. You will see here when it is decided.",
    "signed": "Signed. Your name, the time and the meaning are on record.",
    "commented": "Comment added.",
    "changed": "A new version was made. Earlier decisions do not count for it.",
    "withdrawn": "Withdrawn.",
    "saved": "Saved.",
    "revoked": "The key does not work any more.",
    "added": "The account was added.",
    "search-saved": "Saved. It is asked again every day; news shows here.",
    "search-dropped": "Dropped. Its earlier news stays.",
    "claim-drafted": "Kept as a draft. It is used nowhere until all three have signed.",
    "claim-submit": "Submitted. Its sources are pinned.",
    "claim-sign": "Signed. Your name, the time and the wording are on record.",
    "claim-withdraw": "Withdrawn. All that rested on it was judged again.",
    "claim-reinstate": "Back in force.",
    "claim-expire": "Followed up. All that rested on it was judged again.",
    "task-done": "Done. Your name and the time are on record.",
    "filed": "Filed. The request is answered.",
    "imported": "Imported.",
    "logged": "The call is logged.",
    "logged-redacted": "The call is logged. Personal data was removed. Read the note again.",
    "logged-relayed": "The call is logged. It may tell of an adverse event: a safety report is open in your name.",
    "corrected": "The call is corrected. What was logged before stays, struck out.",
    "corrected-redacted": "The call is corrected. Personal data was removed. Read the note again.",
    "corrected-relayed": "The call is corrected. It may tell of an adverse event: a safety report is open in your name.",
    "closed": "Closed. The case number, your name and the time are on record.",
    "cancelled": "Stopped. What was done before is kept.",
    "queued": "The work has begun. This page shows how far it is.",
    "signed-out": "You are signed out.",
}
"""One sentence for what just happened, by the word in `?told=`."""


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation."""

    path: str
    name: str
    icon: str
    permission: Perm
    phone: bool = False


_PREPARE = Room("/prepare", "Prepare", "day", Perm.PREPARE)
_ACCOUNTS = Room("/accounts", "Accounts", "house", Perm.ACCOUNTS)
_ASK = Room("/ask", "Ask", "ask", Perm.ASK)
_EVIDENCE = Room("/evidence", "Evidence", "book", Perm.EVIDENCE)
_SEARCHES = Room("/searches", "Saved searches", "bell", Perm.EVIDENCE)
_TASKS = Room("/tasks", "Corrections", "out", Perm.TASKS)
_CHECK = Room("/check", "Check", "scan", Perm.CHECK)
_CLAIMS = Room("/claims", "Claims", "tag", Perm.CLAIMS)
_SAFETY = Room("/safety", "Safety reports", "shield", Perm.SAFETY)
_REQUESTS = Room("/requests", "Requests", "mail", Perm.REQUESTS)
_REVIEW = Room("/review", "Review", "review", Perm.REVIEW)
_RELEASED = Room("/released", "Released", "release", Perm.RELEASED)
_RULES = Room("/rules", "Rules", "scale", Perm.RULES)
_AUDIT = Room("/audit", "Audit", "list", Perm.AUDIT)
_QUALITY = Room("/quality", "Quality", "chart", Perm.QUALITY)
_ADMIN = Room("/admin", "Admin", "gear", Perm.PEOPLE)
_DOCUMENTS = Room("/documents", "Documents", "rewrite", Perm.DOCUMENTS)
_REVIEWER = (_REVIEW, _CHECK, _CLAIMS, _EVIDENCE, _ASK, _RULES, _SAFETY, _TASKS, _RELEASED, _AUDIT, _QUALITY)
NAVIGATION: dict[UserRole, tuple[Room, ...]] = {
    UserRole.ACCOUNT_MANAGER: (
        _PREPARE,
        _ACCOUNTS,
        _ASK,
        _CHECK,
        _EVIDENCE,
        _SEARCHES,
        _CLAIMS,
        _DOCUMENTS,
        _TASKS,
        _SAFETY,
    ),
    UserRole.MSL: (
        _REQUESTS,
        _ASK,
        _EVIDENCE,
        _CHECK,
        _SEARCHES,
        _PREPARE,
        _ACCOUNTS,
        _CLAIMS,
        _DOCUMENTS,
        _TASKS,
        _SAFETY,
    ),
    UserRole.REVIEWER_MEDICAL: _REVIEWER,
    UserRole.REVIEWER_LEGAL: _REVIEWER,
    UserRole.REVIEWER_REGULATORY: _REVIEWER,
    UserRole.DRUG_SAFETY: (_SAFETY, _EVIDENCE, _CLAIMS, _RULES),
    UserRole.EVALUATOR: (_QUALITY, _EVIDENCE, _CHECK, _RULES, _ASK),
    UserRole.ADMIN: (_ADMIN, _AUDIT, _CLAIMS, _RULES, _RELEASED, _TASKS, _SAFETY, _QUALITY),
}
PHONE_ROOMS = 4


def home_of(role: UserRole) -> str:
    """The page a role lands on."""
    return NAVIGATION[role][0].path


def page(
    request: Request,
    name: str,
    who: Visitor | None,
    *,
    title: str,
    here: str = "",
    status: int = 200,
    told: str | None = None,
    **values: Any,
) -> HTMLResponse:
    """A whole page in its frame; `told` in place of the sentence that the address asks for."""
    rooms = NAVIGATION[who.user.role] if who else ()
    nav = [
        {"path": r.path, "name": r.name, "icon": r.icon, "phone": number < PHONE_ROOMS}
        for number, r in enumerate(rooms)
    ]
    told = TOLD.get(request.query_params.get("told", ""), "") if told is None else told
    demo = bool(who and who.rooms.company and who.rooms.company.fictional)
    text = (
        templates()
        .get_template(f"{name}.html")
        .render(who=who, title=title, here=here, nav=nav, told=told, demo=demo, stamp=stamp(), status=status, **values)
    )
    return HTMLResponse(text, status_code=status)


def fragment(name: str, **values: Any) -> HTMLResponse:
    """A part of a page, for a swap."""
    return HTMLResponse(templates().get_template(f"{name}.html").render(**values))


def problem_page(request: Request, status: int, words: str) -> HTMLResponse:
    """A page that says what happened, why, and what next."""
    who = getattr(request.state, "who", None)
    title = TITLES.get(status, "That does not work")
    if request.headers.get("HX-Request"):
        return fragment_problem(words, status)
    return page(request, "problem", who, title=title, status=status, words=clean(words))


def fragment_problem(words: str, status: int) -> HTMLResponse:
    """A problem small enough for any target."""
    return HTMLResponse(templates().get_template("problem_part.html").render(words=clean(words)), status_code=status)


def see(path: str, told: str = "") -> RedirectResponse:
    """Go on to another page, with one sentence about what happened."""
    mark = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{mark}told={told}" if told else path, status_code=303)


@cache
def templates() -> Environment:
    """The templates; everything is escaped, a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, enabled_extensions=("html",), disabled_extensions=("svg",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = lambda moment: f"{moment:%a} {moment.day} {moment:%b %Y}"
    environment.filters["minute"] = _minute
    environment.filters["moment"] = lambda text: _minute(datetime.fromisoformat(text))
    environment.filters["second"] = lambda text: f"{datetime.fromisoformat(text).astimezone(ZONE):%Y-%m-%d %H:%M:%S %Z}"
    environment.filters["words"] = _words
    environment.filters["unbroken"] = _unbroken
    return environment


def _minute(moment: datetime) -> str:
    """A moment where the people of this company are, with its zone."""
    local = moment.astimezone(ZONE)
    return f"{local.day} {local:%b %Y, %H:%M %Z}"


def _words(name: str) -> str:
    """A name of the data as people write it: `pt_chair` is a P&T chair, `pk` is PK."""
    return re.sub(r"\b(pt|pk)\b", lambda m: {"pt": "P&T", "pk": "PK"}[m[0]], name.replace("_", " "))


_NUMBER = r"-?\d(?:[\d.,]*\d)?"
_UNIT = r"(?:[mµ]?g|kg|mL|ng/mL|h|days?|weeks?|months?|years?|points?)\b"
_KEPT_WHOLE = re.compile(rf"(?:\d+% CI )?{_NUMBER}%? to {_NUMBER}%?|\bn = {_NUMBER}|{_NUMBER} {_UNIT}")


def _unbroken(text: str) -> Markup:
    """The text with its intervals, and its numbers with their units, each on one line; not a letter changed."""
    ends = [0, *(place for found in _KEPT_WHOLE.finditer(text) for place in found.span()), len(text)]
    pieces = [escape(text[a:b]) for a, b in pairwise(ends)]
    return Markup("").join(
        Markup('<span class="nowrap">{}</span>').format(piece) if n % 2 else piece for n, piece in enumerate(pieces)
    )


@cache
def stamp() -> str:
    """Changes with the static files, so that browsers fetch new ones."""
    digest = hashlib.sha256()
    for path in sorted((HERE / "static").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
