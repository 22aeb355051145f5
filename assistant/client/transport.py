"""Door of httpx2 for the client: sends a request with the key, reads JSON or events, and turns problems into errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from assistant.errors import AssistantError, UsageError
from ingest import refuse_disguised

TIMEOUT_S = 120.0
"""Longest silence within one answer: a draft with a model may take that long."""


class ServerRefused(AssistantError):
    """The service did not do it.

    Attributes:
        status: HTTP status; 0 where the service cannot be reached.
    """

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Held(AssistantError):
    """The draft was not released.

    Attributes:
        row: Its state, without its text.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__(f"{row['draft_id']} is held by {', '.join(row['checks']) or 'no check'}.")
        self.row = row


class Transport:
    """One service, spoken to with one key.

    Args:
        base_url: Address of the service. A key travels over https alone, or to this machine.
        key: API key.
        client: Another HTTP client, for tests.

    Attributes:
        etag: ETag of the last answer, for the change that follows.

    Raises:
        UsageError: No address, or one that would send the key in the clear.
    """

    def __init__(self, base_url: str, key: str, *, client: httpx2.Client | None = None) -> None:
        parts = urlsplit(base_url)
        local = parts.hostname in ("127.0.0.1", "::1", "localhost")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise UsageError(f"The server is {base_url!r}; give https://..., or http:// for this machine alone.")
        try:
            refuse_disguised(parts.hostname or "")
        except ValueError as exc:
            raise UsageError(f"The server is {base_url!r}: {exc}.") from exc
        # No connection is kept: a command asks once, and nothing has to be closed afterwards.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._http = client or httpx2.Client(
            base_url=base_url.rstrip("/"), timeout=TIMEOUT_S, limits=limits, trust_env=False
        )
        self._http.headers["Authorization"] = f"Bearer {key}"
        self.etag = ""

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Any:
        """The JSON of one answer.

        Raises:
            Held: A draft that was not released.
            ServerRefused: Any other problem; its words are the service's.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        try:
            response = self._http.request(method, path, json=body, params=given, headers=sent)
        except httpx2.HTTPError as exc:
            raise ServerRefused(
                0, f"The service does not answer: {exc}. Is it running, and is the address right?"
            ) from exc
        self.etag = response.headers.get("ETag", "")
        return self._read(response)

    def events(self, method: str, path: str) -> Iterator[Any]:
        """The data of server-sent events, as they come.

        Raises:
            ServerRefused: The service ended it.
        """
        try:
            with self._http.stream(method, path, headers={"Accept": "text/event-stream"}) as response:
                if response.status_code != 200:
                    response.read()
                    self._read(response)
                for line in response.iter_lines():
                    if line.startswith("data: "):
                        yield json.loads(line.removeprefix("data: "))
        except httpx2.HTTPError as exc:
            raise ServerRefused(0, f"The connection broke: {exc}. Ask again.") from exc

    @staticmethod
    def quoted(part: str) -> str:
        """One part of a path, escaped whole."""
        return quote(part, safe="")

    @staticmethod
    def _read(response: httpx2.Response) -> Any:
        try:
            row = response.json()
        except ValueError as exc:
            words = f"The service answered {response.status_code}, and not with JSON. Is the address that of callprep?"
            raise ServerRefused(response.status_code, words) from exc
        if response.status_code < 400:
            return row
        if row.get("released") is False:
            raise Held(row)
        raise ServerRefused(response.status_code, f"{row.get('error', 'Problem')}: {_told(row.get('detail', ''))}")


def _told(detail: Any) -> str:
    if not isinstance(detail, list):
        return str(detail)
    return "; ".join(f"{row['where'][-1]}: {row['problem']}" for row in detail)
