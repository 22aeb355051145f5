"""Accounts of people and their keys, made where the service keeps its home (the service must not run meanwhile)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsJson, print_json

if TYPE_CHECKING:
    from assistant.service.rooms import Rooms
    from assistant.users import User

Login = Annotated[str, typer.Argument(help="Login of the person.")]
Places = Annotated[
    list[str] | None, typer.Option("--territory", help="Jurisdiction such as US-OH; repeatable; all if left out.")
]
Products = Annotated[
    list[str] | None, typer.Option("--product", help="Product by id or name; repeatable; all if left out.")
]


def everybody(as_json: AsJson = False) -> None:
    """Everybody with an account.

    Example: callprep people list
    """
    from assistant.bootstrap import open_rooms

    with open_rooms() as rooms:
        users = rooms.people.users()
    if as_json:
        rows = [(u, {"login": u.login, "name": u.name, "role": u.role.value, "active": u.active}) for u in users]
        print_json([row | {"territories": list(u.territories), "products": list(u.products)} for u, row in rows])
        return
    for user in users:
        off = "  switched off" if not user.active else "  one-time password" if user.change_by else ""
        about = f"{', '.join(user.territories) or 'everywhere'}; {', '.join(user.products) or 'all products'}"
        typer.echo(f"{user.login:<24} {user.role.words:<22} {user.name}  {about}{off}")


def add(
    login: Login,
    name: Annotated[str, typer.Option(help="Name, as it stands under signatures.")],
    role: Annotated[str, typer.Option(help="account_manager, msl, reviewer_medical, ..., admin.")],
    password: Annotated[
        str,
        typer.Option(
            prompt="Password for them", hide_input=True, confirmation_prompt=True, help="Asked for if left out."
        ),
    ],
    territory: Places = None,
    product: Products = None,
) -> None:
    """Add a person.

    Example: callprep people add jonah.pell --name "Jonah Pell" --role account_manager --territory US-OH
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import UsageError
    from assistant.service.people import add_user
    from assistant.users import UserRole

    if role not in set(UserRole):
        raise UsageError(f"--role is {role!r}; choose one of {', '.join(UserRole)}.")
    with open_rooms() as rooms:
        made = add_user(
            rooms, login, name, UserRole(role), password, territories=territory or (), products=product or ()
        )
    typer.echo(
        f"{made.login} is {made.role.words}. The password holds for 24 hours; another is chosen at the first sign-in."
    )


def switch(
    login: Login,
    off: Annotated[bool, typer.Option("--off/--on", help="Switch the account off, or on again.")] = True,
) -> None:
    """Switch an account off, or on again.

    Sessions and keys end at once.

    Example: callprep people switch jonah.pell --off
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.people import change_user

    with open_rooms() as rooms:
        user = _named(rooms, login)
        change_user(
            rooms, user.user_id, role=user.role, active=not off, territories=user.territories, products=user.products
        )
    typer.echo(f"{user.login} is switched {'off' if off else 'on'}.")


def password(login: Login) -> None:
    """Issue a one-time password to somebody.

    To one who forgot theirs; sessions and keys end. It is printed this once.

    Example: callprep people password jonah.pell
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.passwords import issue_password

    with open_rooms() as rooms:
        user = _named(rooms, login)
        issued, until = issue_password(rooms, user.user_id)
    typer.echo(issued)
    typer.echo(
        f"{user.login} signs in with it once, until {until:%Y-%m-%d %H:%M} UTC, and chooses another. Sessions and keys have ended.",
        err=True,
    )


def key(
    login: Login,
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="Permission it may use; repeatable; all if left out.")] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="Days it lives.")] = 90,
) -> None:
    """Make an API key for a person; its secret is printed this once.

    Example: callprep people key jonah.pell --name "CRM plug-in" --scope ask --days 30
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.people import make_key

    with open_rooms() as rooms:
        made, secret = make_key(rooms, _named(rooms, login), name, scope or (), days)
    typer.echo(secret)
    typer.echo(f"{made.key_id} holds until {made.expires_at.date()}. The secret is not shown again.", err=True)


def _named(rooms: Rooms, login: str) -> User:
    from assistant.errors import NotFound

    found = rooms.people.by_login(login.strip().lower())
    if found is None:
        raise NotFound(f"Nobody has the login {login!r}. `callprep people list` shows all.")
    return found[0]
