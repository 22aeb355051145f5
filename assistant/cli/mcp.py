"""The assistant as a tool of other programs: Model Context Protocol over stdin and stdout, one JSON message a line.

Every answer has passed the gate: a released document with its certificate, or its state without its words.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.domain import Role
    from assistant.service.rooms import Rooms
    from guardrails import Quarantined, Released

PROTOCOL = "2025-06-18"
_TEXT = {"type": "string", "maxLength": 2000}
TOOLS: tuple[dict[str, Any], ...] = (
    {
        "name": "ask",
        "description": "Answer a question from the library: cited, balanced, with certificate; or say that it is held.",
        "inputSchema": {"type": "object", "required": ["question"], "properties": {"question": _TEXT}},
    },
    {
        "name": "search",
        "description": "Find passages, best first, each with the reason for its rank.",
        "inputSchema": {"type": "object", "required": ["question"], "properties": {"question": _TEXT}},
    },
    {
        "name": "check",
        "description": "Judge a text written elsewhere: decision and findings with place, rule and reason.",
        "inputSchema": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "maxLength": 100_000}, "mode": {"type": "string"}},
        },
    },
)


def mcp(role: Annotated[str, typer.Option("--as", help="msl, account_manager or reviewer.")] = "msl") -> None:
    """Serve ask, search and check to other programs (MCP).

    It speaks the Model Context Protocol over stdin and stdout.

    Example: callprep mcp --as msl
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.errors import UsageError

    roles = {r.value: r for r in Role}
    if role not in roles:
        raise UsageError(f"--as is {role!r}; choose msl, account_manager or reviewer.")

    def write(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    with open_rooms(actor="mcp") as rooms:
        converse(rooms, roles[role], sys.stdin, write)


def converse(rooms: Rooms, role: Role, lines: Iterable[str], write: Callable[[str], None]) -> None:
    """Answer one message after another until the input ends. Notifications get no answer."""
    for line in lines:
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            write(_failure(None, -32700, "not JSON"))
            continue
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            write(_failure(None, -32600, "not a request"))
        elif "id" in message:
            write(_answer(rooms, role, message))


def _answer(rooms: Rooms, role: Role, message: dict[str, Any]) -> str:
    method, params = message["method"], message.get("params")
    params = params if isinstance(params, dict) else {}
    if method == "initialize":
        info = {"name": "callprep", "version": "1"}
        return _result(message["id"], {"protocolVersion": PROTOCOL, "capabilities": {"tools": {}}, "serverInfo": info})
    if method == "ping":
        return _result(message["id"], {})
    if method == "tools/list":
        return _result(message["id"], {"tools": list(TOOLS)})
    if method != "tools/call":
        return _failure(message["id"], -32601, f"no method {method!r}")
    return _result(message["id"], _call(rooms, role, params))


def _call(rooms: Rooms, role: Role, params: dict[str, Any]) -> dict[str, Any]:
    from assistant.errors import AssistantError
    from ingest import IngestError

    given = params.get("arguments")
    arguments = given if isinstance(given, dict) else {}
    try:
        value, failed = _do(rooms, role, str(params.get("name")), arguments), False
    except (AssistantError, IngestError) as exc:
        value, failed = {"error": str(exc)}, True
    return {"content": [{"type": "text", "text": json.dumps(value)}], "isError": failed}


def _do(rooms: Rooms, role: Role, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    from assistant.errors import UsageError
    from assistant.service.ask import ask
    from assistant.service.brief import asker_of
    from assistant.service.checking import bench_for, check_text
    from assistant.service.library import find, hit_row

    words = arguments.get("text" if name == "check" else "question")
    if not isinstance(words, str) or not words.strip():
        raise UsageError("Give the question, or for check the text, in words.")
    if name == "ask":
        return _shown(ask(rooms, words, asker_of(rooms, role, None, "US"), rooms.clock()).outcome)
    if name == "search":
        return {"hits": [hit_row(hit) for hit in find(rooms, words, 10)]}
    if name != "check":
        raise UsageError(f"No tool {name!r}; there are {', '.join(t['name'] for t in TOOLS)}.")
    mode = str(arguments.get("mode") or "promotional")
    bench = bench_for(profile="screen", mode=mode, jurisdiction="US", products=(), claims=None, now=rooms.clock())
    return check_text(bench, words)


def _shown(outcome: Released | Quarantined) -> dict[str, Any]:
    from assistant.service.shapes import held_row, released_row
    from guardrails import Quarantined

    return held_row(outcome) if isinstance(outcome, Quarantined) else released_row(outcome)


def _result(message_id: object, value: dict[str, Any]) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": message_id, "result": value})


def _failure(message_id: object, code: int, words: str) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": words}})
