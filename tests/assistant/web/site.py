"""The demo as a web site, with one person of each role."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fastapi.testclient import TestClient

from assistant.errors import Conflict
from assistant.service.people import add_user, make_key, sign_in
from assistant.service.rooms import Rooms
from assistant.users import User, UserRole
from assistant.web.app import create_app
from assistant.web.limiting import Limiter

PASSWORD = "correct horse battery 9"
SETUP_CODE = "c0de"
GENEROUS = {"sign_in": "10000/minute", "draft": "10000/minute", "any": "100000/minute"}
BASE = "https://testserver"
AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


def token_in(page: str) -> str:
    """What makes a form of this page one, however often it is sent."""
    return page.split('name="once" value="')[1].split('"')[0]


class Site:
    """One application; clients of it signed in as whom one likes."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.now = AS_OF
        """What a clock of one's own shows, for a site that has one."""
        self.app = create_app(rooms, limiter=Limiter(GENEROUS), setup_code=SETUP_CODE)
        self.people = {role: self.person(role.value, role) for role in UserRole}

    def person(
        self, login: str, role: UserRole, territories: tuple[str, ...] = (), products: tuple[str, ...] = ()
    ) -> User:
        """A user of that login, made if missing."""
        try:
            made = add_user(
                self.rooms, login, f"Test {login}", role, PASSWORD, territories=territories, products=products
            )
            self.rooms.people.change_user(made.user_id, {"change_by": None})  # as if chosen by oneself
            return replace(made, change_by=None)
        except Conflict:
            found = self.rooms.people.by_login(login)
            assert found
            return found[0]

    def client(self) -> TestClient:
        """Nobody in particular."""
        return TestClient(self.app, raise_server_exceptions=False, base_url=BASE, follow_redirects=False)

    def api(self, who: User | UserRole, scopes: tuple[str, ...] = ()) -> TestClient:
        """A program with a key of this person."""
        user = self.people[who] if isinstance(who, UserRole) else who
        _, secret = make_key(self.rooms, user, "test", scopes, 1)
        client = self.client()
        client.headers["Authorization"] = f"Bearer {secret}"
        return client

    def browser(self, who: User | UserRole) -> tuple[TestClient, str]:
        """A signed-in browser and the token its forms carry."""
        user = self.people[who] if isinstance(who, UserRole) else who
        _, token = sign_in(self.rooms, user.login, PASSWORD)
        client = self.client()
        client.cookies.set("__Host-callprep", token)
        page = client.get("/me")
        csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
        return client, csrf
