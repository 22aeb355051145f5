import json
from typing import Any

from assistant.cli.mcp import TOOLS, converse
from assistant.domain import Role
from assistant.service.rooms import Rooms


def said(rooms: Rooms, *messages: object) -> list[dict[str, Any]]:
    answers: list[str] = []
    lines = [m if isinstance(m, str) else json.dumps(m) for m in messages]
    converse(rooms, Role.MSL, lines, answers.append)
    return [json.loads(a) for a in answers]


def called(rooms: Rooms, name: str, **arguments: object) -> tuple[dict[str, Any], bool]:
    params = {"name": name, "arguments": arguments}
    result = said(rooms, {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})[0]["result"]
    return json.loads(result["content"][0]["text"]), result["isError"]


def test_the_handshake_and_the_list_of_tools(rooms: Rooms) -> None:
    first, second = said(
        rooms,
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": "two", "method": "tools/list"},
    )
    assert first["result"]["capabilities"] == {"tools": {}}
    assert second["id"] == "two"
    assert [t["name"] for t in second["result"]["tools"]] == [t["name"] for t in TOOLS]


def test_every_tool_that_drafts_gives_a_certificate_or_no_text(rooms: Rooms) -> None:
    answer, failed = called(rooms, "ask", question="Does CBD prevent chemotherapy-induced peripheral neuropathy?")
    assert not failed
    assert ("text" in answer) == ("certificate" in answer) == (answer["decision"] == "RELEASE")
    assert {t["name"] for t in TOOLS} == {"ask", "search", "check"}


def test_search_and_check(rooms: Rooms) -> None:
    hits, _ = called(rooms, "search", question="nabiximols cancer pain")
    assert hits["hits"][0]["rank"] == 1
    verdict, _ = called(rooms, "check", text="Our oil cures nausea.")
    assert verdict["decision"] == "BLOCK"


def test_what_is_wrong_is_told_and_the_talk_goes_on(rooms: Rooms) -> None:
    answers = said(rooms, "{", "[]", {"id": 3, "method": "nothing"}, {"id": 4, "method": "ping"})
    assert [a.get("error", {}).get("code") for a in answers] == [-32700, -32600, -32601, None]
    assert called(rooms, "ask")[1]
    assert called(rooms, "sing", question="x")[1]
    assert called(rooms, "check", text="x", mode="loud")[1]
