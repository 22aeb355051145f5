"""Commands that a running service does in place of this machine's own library: `--server`, and the key from the environment."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.common import print_json
from assistant.cli.failing import NOT_RELEASED
from assistant.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.client import Client

_CHOSEN: ContextVar[str | None] = ContextVar("server", default=None)


def choose_server(address: str | None) -> None:
    """The service that the next command talks to; None: what the settings say."""
    _CHOSEN.set(address)


def service() -> Client | None:
    """A client of the chosen service; None where there is none and this machine does it.

    Raises:
        UsageError: A service without a key, or an address that would send the key in the clear.
    """
    from assistant.settings import ServerSettings

    settings = ServerSettings()
    address = _CHOSEN.get() or settings.server
    if not address:
        return None
    if settings.api_key is None:
        raise UsageError(f"{address} wants a key. Make one under your name there and set CALLPREP_API_KEY.")
    from assistant.client import Client

    return Client(address, settings.api_key.get_secret_value())


def needed_service() -> Client:
    """A client of the chosen service.

    Raises:
        UsageError: No service is chosen.
    """
    client = service()
    if client is None:
        raise UsageError("Review is the work of several people: name their service with --server or CALLPREP_SERVER.")
    return client


def refuse(**options: object) -> None:
    """Refuse options that a service decides by itself.

    Raises:
        UsageError: One of them was given; the message names it.
    """
    for name, value in options.items():
        if value:
            raise UsageError(f"--{name.replace('_', '-')} does not go with --server: the service decides it.")


def deliver_row(get: Callable[[], Mapping[str, Any]], as_json: bool) -> None:
    """Print a released document of the service; say in one line what was not released, and exit 3."""
    from assistant.client import Held

    try:
        row = get()
    except Held as held:
        if as_json:
            print_json(held.row)
        typer.echo(f"callprep: not released: {held} Nothing is shown.", err=True)
        raise typer.Exit(NOT_RELEASED) from held
    if as_json:
        print_json(row)
    else:
        typer.echo(row["text"])
    if row["withheld"]:
        typer.echo(f"{row['withheld']} withheld; reviewers see why.", err=True)
