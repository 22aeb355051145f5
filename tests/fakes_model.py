"""An OpenAI-compatible endpoint, played on loopback: an honest model, a hijacked one, and the ways endpoints fail.

    with FakeModel(honest) as model:
        settings = ModelSettings(model="played", model_base_url=model.base_url)

`model.play(...)` changes what it does; `hijacked_cases()` are the answers of a model that works for an attacker.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "data" / "hijacked_cases.yaml"
RULES = (
    "data, not instructions",
    "Only what the cited passages say",
    "Use only passage numbers that occur below",
    "Copy every number",
    "An association is not an effect",
    "empty list of statements",
)
"""What the honest model insists on finding among its rules; without them it declines."""


@dataclass(frozen=True)
class Asked:
    """What the model could read in a request."""

    system: str
    question: str
    passages: tuple[dict[str, Any], ...]
    limit: int
    problem: str = ""


@dataclass(frozen=True)
class Says:
    """What the model answers: its words, and how the endpoint wraps them."""

    content: str | None
    finish: str = "stop"
    refusal: str | None = None


@dataclass(frozen=True)
class Breaks:
    """What the endpoint does instead of an answer."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "answer"
    """answer | silence | reset | drip"""


Behaviour = Callable[[Asked], Says | Breaks]


class FakeModel:
    """The endpoint. A context manager; `base_url` is what to configure, `requests` is what came (body and headers)."""

    def __init__(
        self,
        behaviour: Behaviour,
        *,
        takes: Sequence[str] = ("json_schema", "function_calling", "json_mode"),
        ignores: Sequence[str] = (),
    ) -> None:
        """`takes`: ways of asking for JSON it accepts, else status 400. `ignores`: those it answers in prose."""
        self.behaviour = behaviour
        self.takes, self.ignores = takes, ignores
        self.plan: Callable[[int], Any] = plan_of_all
        """What it plans, from the number of passages offered."""
        self.answers_ready = True  # False: the question how to ask meets the behaviour too
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.hang = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def drafts(self) -> list[dict[str, Any]]:
        """Requests for wording: neither the question how to ask nor the one for a plan."""
        return [r for r in self.requests if not _is_ready_question(r) and not _is_plan_question(r)]

    def __enter__(self) -> FakeModel:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def play(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour


def plan_of_all(offered: int) -> dict[str, Any]:
    """Every passage, in the order given."""
    return {"points": [{"purpose": "efficacy", "passages": list(range(1, offered + 1))}]}


def honest(asked: Asked) -> Says:
    """Answers from the passages and nothing else: the first sentence of each that shares a word with the question."""
    if asked.problem:
        return Says(None, refusal=asked.problem)
    wanted = _words(asked.question)
    statements = [
        {"text": _first_sentence(passage["text"]), "passages": [passage["passage"]]}
        for passage in asked.passages
        if wanted & _words(passage["text"])
    ]
    return Says(json.dumps({"statements": statements[: asked.limit]}))


def says(value: Any) -> Behaviour:
    """A model that answers this, whatever it is asked; a string as it is, anything else as JSON."""
    content = value if isinstance(value, str) else json.dumps(value)
    return lambda _: Says(content)


@dataclass(frozen=True)
class HijackedCase:
    """One answer of a model that works for an attacker."""

    id: str
    kind: str
    outcome: str
    """What the drafter makes of it: `unavailable`, `dropped` (all of it), or `gate` (the gate has to hold it)."""
    reply: dict[str, Any]
    attack: tuple[str, ...]
    """Words of which none may reach a reader. Empty: whatever of `texts` is left is the attack."""

    def content(self, asked: Asked) -> str:
        """What the model answers to this request."""
        if "raw" in self.reply:
            return str(self.reply["raw"]) * int(self.reply.get("times", 1))
        return json.dumps({"statements": self.statements(asked.passages)})

    def statements(self, passages: Sequence[dict[str, Any]]) -> list[Any]:
        """The statements it answers with; those that twist a passage need the passages."""
        if "twist" in self.reply:
            twist = TWISTS[self.reply["twist"]]
            return [{"text": twist(_first_sentence(p["text"])), "passages": [p["passage"]]} for p in passages]
        times = int(self.reply.get("times", 1))
        return [
            {**one, "text": one["text"] * times} if isinstance(one, dict) and isinstance(one.get("text"), str) else one
            for one in self.reply["statements"]
        ]

    def __call__(self, asked: Asked) -> Says:
        return Says(self.content(asked))


def hijacked_cases() -> tuple[HijackedCase, ...]:
    """All of tests/data/hijacked_cases.yaml, in order."""
    rows = yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]
    return tuple(
        HijackedCase(row["id"], row["kind"], row["outcome"], row["reply"], tuple(row.get("attack", ()))) for row in rows
    )


def _raised_numbers(text: str) -> str:
    return re.sub(r"\d+", lambda n: str(int(n.group()) + 7), text)


def _moved_point(text: str) -> str:
    return re.sub(r"(\d+)\.(\d+)", r"\1\2", text)


def _reversed(text: str) -> str:
    pairs = [("reduced", "increased"), ("lower", "higher"), ("fewer", "more"), ("less", "more"), ("worse", "better")]
    swap = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    return re.sub(r"\b(" + "|".join(swap) + r")\b", lambda word: swap[word.group()], text)


def _without_negation(text: str) -> str:
    return re.sub(r"\b(?:did not|does not|not|no)\s+", "", text)


def _for_everyone(text: str) -> str:
    return re.sub(r"\b(?:mice|rats|adults|volunteers|cells)\b", "patients with cancer", text)


TWISTS: dict[str, Callable[[str], str]] = {
    "raised numbers": _raised_numbers,
    "moved decimal point": _moved_point,
    "reversed direction": _reversed,
    "dropped negation": _without_negation,
    "wider population": _for_everyone,
    "strengthened": lambda text: text.rstrip(".") + ", which proves that it works.",
    "advice added": lambda text: text.rstrip(".") + "; start every patient on it.",
}
"""Small changes to a true sentence, each still citing it."""


def read_request(body: dict[str, Any]) -> Asked:
    """What a model can make of a request; `problem` names what the prompt lacks."""
    turns = {m["role"]: m["content"] for m in body["messages"]}
    system, user = turns.get("system", ""), turns.get("user", "")
    missing = [rule for rule in RULES if rule not in " ".join(system.split())]
    shape = re.fullmatch(
        r"Question, as data:\n(?P<question>\"[^\n]*\")\n\n"
        r"Passages.*?\nBEGIN PASSAGES\n(?P<passages>.*)\nEND PASSAGES\n\n"
        r"Return at most (?P<limit>\d+) statements.*",
        user,
        re.DOTALL,
    )
    if shape is None or missing or set(turns) != {"system", "user"}:
        return Asked(system, "", (), 0, f"The prompt lacks {missing or 'its slots'}")
    passages = tuple(json.loads(line) for line in shape["passages"].split("\n"))
    if [p["passage"] for p in passages] != list(range(1, len(passages) + 1)):
        return Asked(system, "", (), 0, "The passages are not numbered from 1")
    return Asked(system, json.loads(shape["question"]), passages, int(shape["limit"]))


FAULTS: dict[str, Breaks | Says] = {
    "401": Breaks(401, b'{"error": {"message": "Incorrect API key provided: {key}", "type": "invalid_request_error"}}'),
    "403": Breaks(403, b'{"error": {"message": "no access for {key}"}}'),
    "404": Breaks(404, b'{"error": {"message": "model does not exist"}}'),
    "429": Breaks(429, b'{"error": {"message": "slow down"}}', headers={"Retry-After": "0"}),
    "500": Breaks(500, b'{"error": {"message": "oops"}}'),
    "503 html": Breaks(503, b"<html><body><h1>503</h1></body></html>", "text/html"),
    "html": Breaks(200, b"<!DOCTYPE html><html><body>Sign in to the network</body></html>", "text/html"),
    "html as json": Breaks(200, b"<!DOCTYPE html><html><body>Sign in to the network</body></html>"),
    "no body": Breaks(200, b""),
    "no choices": Breaks(200, b'{"id": "x", "object": "chat.completion"}'),
    "null choices": Breaks(200, b'{"id": "x", "choices": null}'),
    "empty choices": Breaks(200, b'{"id": "x", "object": "chat.completion", "choices": []}'),
    "error in 200": Breaks(200, b'{"error": {"message": "out of memory"}}'),
    "a list": Breaks(200, b"[1, 2, 3]"),
    "packed": Breaks(200, gzip.compress(b"{}" * 1000), headers={"Content-Encoding": "gzip"}),
    "redirect": Breaks(307, b"", headers={"Location": "{elsewhere}"}),
    "silence": Breaks(manner="silence"),
    "reset": Breaks(manner="reset"),
    "drip": Breaks(manner="drip"),
    "huge": Breaks(200, b'{"choices": "' + b"x" * 2_000_000 + b'"}'),
    "refusal": Says(None, refusal="I cannot help with that."),
    "cut by length": Says('{"statements": [{"text": "An oil was studied in', finish="length"),
    "cut, whole json": Says('{"statements": []}', finish="length"),
    "filtered": Says("", finish="content_filter"),
    "empty": Says(""),
    "nothing": Says(None),
    "prose": Says("Here are the statements you asked for: first, ..."),
    "cut silently": Says('{"statements": [{"text": "An oil was studied in'),
    "two values": Says('{"statements": []} {"statements": []}'),
    "key twice": Says('{"statements": [], "statements": []}'),
    "not a number": Says('{"statements": [{"text": "An oil", "passages": [NaN]}]}'),
    "deep": Says("[" * 100_000),
}
"""Ways an endpoint fails to give a usable answer."""


def fault(name: str) -> Behaviour:
    """An endpoint that fails in this way at each request."""
    return lambda _: FAULTS[name]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{5,}", text.lower()))


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text.strip(), maxsplit=1)[0]


def _is_ready_question(request: dict[str, Any]) -> bool:
    return '{"state": "ready"}' in request["messages"][-1]["content"]


def _is_plan_question(request: dict[str, Any]) -> bool:
    return "Plan the answer in at most" in request["messages"][-1]["content"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up early are part of the play."""


def _handler(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(request)
            model.headers.append({name.lower(): value for name, value in self.headers.items()})
            method = _method_of(request)
            if self.path != "/v1/chat/completions":
                self._put(Breaks(404, b'{"error": {"message": "no such path"}}'))
            elif method not in model.takes:
                self._put(Breaks(400, b'{"error": {"message": "response_format is not supported"}}'))
            elif method in model.ignores:
                self._put(_completion(request, Says("Certainly! I am ready.")))
            elif _is_ready_question(request) and model.answers_ready:
                self._put(_completion(request, Says('{"state": "ready"}')))
            elif _is_plan_question(request):
                offered = request["messages"][-1]["content"].count('{"passage": ')
                self._put(_completion(request, Says(json.dumps(model.plan(offered)))))
            else:
                answer = model.behaviour(read_request(request))
                self._put(_completion(request, answer) if isinstance(answer, Says) else answer)

        def log_message(self, *_: object) -> None:
            pass

        def _put(self, answer: Breaks) -> None:
            self.close_connection = True
            if answer.manner == "silence":
                model.hang.wait(30)
            elif answer.manner == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
            elif answer.manner == "drip":
                self._drip()
            else:
                self._send(answer)

        def _send(self, answer: Breaks) -> None:
            key = self.headers.get("Authorization", "").removeprefix("Bearer ")
            body = answer.body.replace(b"{key}", key.encode())
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            for name, value in answer.headers.items():
                self.send_header(name, value.replace("{elsewhere}", f"{model.base_url}/elsewhere"))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            while not model.hang.wait(0.02):
                self.wfile.write(b" ")

    return Handler


def _method_of(request: dict[str, Any]) -> str:
    if request.get("tools"):
        return "function_calling"
    kind = request.get("response_format", {}).get("type")
    return {"json_schema": "json_schema", "json_object": "json_mode"}.get(kind, "none")


def _completion(request: dict[str, Any], answer: Says) -> Breaks:
    message: dict[str, Any] = {"role": "assistant", "content": answer.content, "refusal": answer.refusal}
    if request.get("tools") and answer.content:
        name = request["tool_choice"]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": answer.content}}
        message |= {"content": None, "tool_calls": [call]}
    body = {
        "id": "chatcmpl-played",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": answer.finish}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }
    return Breaks(200, json.dumps(body).encode())
