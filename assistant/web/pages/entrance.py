"""First run, signing in and out, one's own settings, static files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from assistant.errors import AssistantError, Forbidden, NotFound, PasswordToChoose, UsageError, WrongPassword
from assistant.people.permissions import permissions_of
from assistant.service.passwords import choose_password
from assistant.service.people import CHOOSING, add_user, make_key, revoke_key, sign_in, sign_out
from assistant.users import UserRole
from assistant.web.pages.frame import HERE, NAVIGATION, home_of, page, see
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, OpenForm, Parts, Who, cookie_name, same

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def home(who: Who) -> RedirectResponse:
    """The first page of one's role."""
    return see(home_of(who.user.role))


def get_setup(request: Request, rooms: Parts) -> Response:
    """First run: make the first administrator."""
    if rooms.people.any_user():
        return see("/sign-in")
    return page(request, "setup", None, title="First administrator", error="", values=EMPTY)


def post_setup(request: Request, rooms: Parts, form: OpenForm) -> Response:
    """Make the first administrator and sign in; needs the code that was printed at start."""
    _knock(request)
    code = request.app.state.setup_code
    try:
        if not code or not same(form.get("code"), code):
            raise WrongPassword("The setup code is not right. It was printed where the service was started.")
        add_user(
            rooms, form.get("login"), form.get("name"), UserRole.ADMIN, form.values.get("password", ""), first=True
        )
    except AssistantError as exc:
        return page(
            request, "setup", None, title="First administrator", status=status_of(exc), error=str(exc), values=form
        )
    return _signed_in(request, rooms, form, form.values.get("password", ""))


def get_sign_in(request: Request, rooms: Parts) -> Response:
    """Sign in."""
    if not rooms.people.any_user():
        return see("/setup")
    return _sign_in_page(request, EMPTY)


def _sign_in_page(
    request: Request, form: Fields, error: str = "", status: int = 200, *, choose: bool = False
) -> HTMLResponse:
    return page(
        request, "sign_in", None, title="Sign in", status=status, error=error, values=form, choose=choose
    )  # fmt: skip


def login() -> RedirectResponse:
    """What many type by habit; the page itself sends on to the first run where nobody has an account."""
    return see("/sign-in")


def post_sign_in(request: Request, rooms: Parts, form: OpenForm) -> Response:
    """Check login and password; five wrong ones lock the account for a quarter of an hour.

    With a one-time password another is chosen on the same page.
    """
    _knock(request)
    try:
        if form.get("choose"):
            if form.values.get("new", "") != form.values.get("again", ""):
                raise UsageError("The two new passwords are not the same.")
            old, new = form.values.get("password", ""), form.values.get("new", "")
            choose_password(rooms, form.get("login"), old, new, CHOOSING)
            return _signed_in(request, rooms, form, new)
        return _signed_in(request, rooms, form, form.values.get("password", ""))
    except PasswordToChoose as exc:
        return _sign_in_page(request, form, str(exc), 401, choose=True)
    except (WrongPassword, UsageError) as exc:
        return _sign_in_page(request, form, str(exc), status_of(exc), choose=bool(form.get("choose")))


def post_sign_out(request: Request, who: Who, form: Form) -> Response:
    """End this session."""
    sign_out(who.rooms, who.token)
    response = see("/sign-in", "signed-out")
    response.delete_cookie(cookie_name(request), path="/")
    return response


def get_me(request: Request, who: Who) -> HTMLResponse:
    """Theme, keys of the keyboard, password, API keys."""
    return _me(request, who)


def post_me(request: Request, who: Who, form: Form) -> Response:
    """Save settings, change the password, make or revoke a key: the button says which."""
    act = form.get("act")
    if act in ("key", "revoke", "password"):
        who.require_session()
    try:
        if act == "key":
            scopes = form.lists.get("scopes", ())
            _, secret = make_key(who.rooms, who.user, form.get("name"), scopes, int(form.get("days") or "90"))
            return _me(request, who, secret=secret)
        if act == "revoke":
            revoke_key(who.rooms, form.get("key"), who.user.user_id)
            return see("/me", "revoked")
        if act == "password":
            choose_password(who.rooms, who.user.login, form.values.get("old", ""), form.values.get("new", ""))
            return see("/sign-in", "saved")
        theme = form.get("theme") if form.get("theme") in ("light", "dark") else "system"
        who.rooms.people.change_user(who.user.user_id, {"theme": theme, "keys_on": form.get("keys_on") == "yes"})
        return see("/me", "saved")
    except (AssistantError, ValueError) as exc:
        return _me(request, who, error=str(exc), status=status_of(exc))


def more(request: Request, who: Who) -> HTMLResponse:
    """All rooms of one's role, for the phone."""
    return page(request, "more", who, title="More", here="/more", all_rooms=NAVIGATION[who.user.role])


def static(name: Annotated[str, InPath(max_length=60)]) -> FileResponse:
    """Style, script and icon; the only answers that browsers may keep.

    Raises:
        NotFound: No such file.
    """
    path = HERE / "static" / Path(name).name
    if path.suffix not in TYPES or not path.is_file():
        raise NotFound("There is no such file.")
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"Cache-Control": "public, max-age=31536000"})


def _me(request: Request, who: Who, *, secret: str = "", error: str = "", status: int = 200) -> HTMLResponse:
    return page(
        request,
        "me",
        who,
        title=who.user.name,
        status=status,
        secret=secret,
        error=error,
        keys=who.rooms.people.keys(who.user.user_id),
        permissions=sorted(p.value for p in permissions_of(who.user.role)),
    )


def _signed_in(request: Request, rooms: Parts, form: Fields, password: str) -> Response:
    user, token = sign_in(rooms, form.get("login"), password)
    sign_out(rooms, request.cookies.get(cookie_name(request), ""))  # whose it was: it goes out of use with its cookie
    response = see(home_of(user.role))
    response.set_cookie(
        cookie_name(request), token, httponly=True, secure=request.url.scheme == "https", samesite="lax", path="/"
    )
    return response


def _knock(request: Request) -> None:
    """Count one try of this address, and refuse forms of other sites."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("The request came from another site.")
    request.app.state.limiter.hit("sign_in", request.client.host if request.client else "unknown")
