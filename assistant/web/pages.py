"""Two plain pages, ask and prep: forms that work without script, released documents below them."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from assistant.documents.html import render_fragment
from assistant.documents.style import page_style
from assistant.domain import Person, Role
from assistant.errors import AssistantError
from assistant.service.ask import ask
from assistant.service.brief import asker_of
from assistant.service.prep import find_visit, prepare
from assistant.service.rooms import Rooms
from assistant.web.api import Parts
from guardrails import Quarantined, Released

_ROLES = {"msl": "MSL", "account_manager": "Account manager", "reviewer": "Reviewer"}
_FORM_STYLE = """
form { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 0; display: grid; gap: .5rem; }
nav { max-width: 62rem; margin: 0 auto; padding: 1rem 1rem 0; display: flex; gap: 1rem; }
label { font-size: .875rem; font-weight: 500; } a { color: var(--accent); }
input, select, button { font: inherit; min-height: 2.75rem; padding: .4rem .75rem; border: 1px solid light-dark(#827d6f, #858c95);
  border-radius: 4px; background: var(--surface); color: var(--text); width: 100%; }
button { background: var(--accent); color: light-dark(#fff, #0f2039); border: 0; width: auto; justify-self: start; }
:focus-visible { outline: 3px solid light-dark(#0b57c4, #a9ccff); outline-offset: 2px; }
.error { max-width: 62rem; margin: 1rem auto; padding: 0 1rem; color: light-dark(#98191a, #ffaaa2); }
"""


def page_router() -> APIRouter:
    """The page routes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    router.add_api_route("/", ask_page, methods=["GET"])
    router.add_api_route("/ask", ask_page, methods=["GET"])
    router.add_api_route("/prep", prep_page, methods=["GET"])
    return router


def ask_page(
    rooms: Parts,
    q: Annotated[str, Query(max_length=4000)] = "",
    role: Annotated[str, Query(max_length=40)] = "msl",
) -> HTMLResponse:
    """A question and its answer."""
    chosen = role if role in _ROLES else "msl"
    options = "".join(
        f'<option value="{key}"{" selected" if key == chosen else ""}>{name}</option>' for key, name in _ROLES.items()
    )
    form = (
        '<form method="get" action="/ask"><label for="q">Question</label>'
        f'<input id="q" name="q" required maxlength="2000" value="{escape(q, quote=True)}">'
        f'<label for="role">You are</label><select id="role" name="role">{options}</select><button>Ask</button></form>'
    )
    if not q:
        return _page("Ask", form, "")
    return _result("Ask", form, lambda: ask(rooms, q, asker_of(rooms, Role(chosen), None, "US"), rooms.clock()).outcome)


def prep_page(
    rooms: Parts, hcp: Annotated[str, Query(max_length=200)] = "", topic: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    """A person, a topic, a call pack."""
    form = _prep_form(rooms, hcp, topic)
    if not hcp:
        return _page("Prepare", form, "")

    def run() -> Released | Quarantined:
        now = rooms.clock()
        return prepare(rooms, find_visit(rooms, now, hcp=hcp, topic=topic or None), now, "Account manager")

    return _result("Prepare", form, run)


def _prep_form(rooms: Rooms, hcp: str, topic: str) -> str:
    people = "".join(
        f'<option value="{escape(p.person_id, quote=True)}"{" selected" if p.person_id == hcp else ""}>{escape(p.name)}</option>'
        for p in rooms.objects.all(Person)
    )
    return (
        '<form method="get" action="/prep"><label for="hcp">Clinician</label>'
        f'<select id="hcp" name="hcp" required><option value="">Choose</option>{people}</select>'
        '<label for="topic">Topic, if no meeting is planned</label>'
        f'<input id="topic" name="topic" maxlength="500" value="{escape(topic, quote=True)}"><button>Prepare</button></form>'
    )


def _result(title: str, form: str, run) -> HTMLResponse:  # type: ignore[no-untyped-def]
    try:
        outcome = run()
    except AssistantError as exc:
        return _page(title, form, f'<p class="error" role="alert">{escape(str(exc))}</p>', 400)
    if isinstance(outcome, Quarantined):
        return _page(title, form, '<p class="error" role="alert">Not released. Reviewers see why.</p>', 409)
    return _page(title, form, render_fragment(outcome))


def _page(title: str, form: str, body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · callprep</title><style>{page_style()}{_FORM_STYLE}</style></head><body>"
        f'<nav aria-label="Pages"><a href="/ask">Ask</a><a href="/prep">Prepare</a></nav>{form}{body}</body></html>',
        status_code=status,
    )
