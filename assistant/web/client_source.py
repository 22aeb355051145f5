"""Writes the Python client from the OpenAPI document: `python -m assistant.web.client_source > assistant/client/operations.py`."""

from __future__ import annotations

import re
import sys
from typing import Any

from assistant.web.app import openapi_document

_HEAD = '''"""The service's operations, typed. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict

from assistant.client.transport import Transport

'''
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def client_source() -> str:
    """The module: one type a schema, one method an operation, in the document's order."""
    document = openapi_document()
    schemas = document["components"]["schemas"]
    types = [_type(name, schema, schemas) for name, schema in sorted(schemas.items())]
    methods = [
        _method(path, verb, operation)
        for path, operations in document["paths"].items()
        for verb, operation in operations.items()
        if path.startswith("/api/")
    ]
    body = 'class Operations(Transport):\n    """One method an operation of the API."""\n\n' + "\n\n".join(methods)
    return _HEAD + "\n" + "\n\n\n".join([*types, body]) + "\n"


def _type(name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"{name} = Literal[{', '.join(repr(v) for v in schema['enum'])}]"
    required = set(schema.get("required", ()))
    lines = [f"class {_name(name)}(TypedDict):", f'    """{_words(schema, name)}"""', ""]
    for key, value in schema["properties"].items():
        kind = _kind(value)
        lines.append(f"    {key}: {kind if key in required else f'NotRequired[{kind}]'}")
    return "\n".join(lines)


def _words(schema: dict[str, Any], name: str) -> str:
    """The first sentence of a description; for a page of a list, which has none of its own, what it is a page of."""
    match = re.fullmatch(r"(Page|Items)_(\w+)_", name)
    if match:
        return f"One page of `{match[2]}`." if match[1] == "Page" else f"All of `{match[2]}`."
    return str(schema["description"]).split("\n\n")[0].replace("\n", " ")


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _name(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_kind(schema['items'])}]"
    if kind == "object":
        value = schema.get("additionalProperties")
        return f"dict[str, {_kind(value) if isinstance(value, dict) else 'Any'}]"
    return _PLAIN.get(str(kind), "Any")


def _name(name: str) -> str:
    return name.replace("_", "")


def _method(path: str, verb: str, operation: dict[str, Any]) -> str:
    parameters = operation.get("parameters", ())
    inside = [p["name"] for p in parameters if p["in"] == "path"]
    query = [p for p in parameters if p["in"] == "query"]
    headers = [p for p in parameters if p["in"] == "header"]
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    signature = ["self", *(f"{name}: str" for name in inside)]
    signature += [f"body: {_kind(sent)}"] if sent else []
    options = [f"{p['name']}: {_kind(p['schema'])}{'' if _optional(p) else ' | None'} = None" for p in query]
    options += [f"{_argument(p['name'])}: str | None = None" for p in headers]
    signature += ["*", *options] if options else []
    answer, stream = _answer(operation)
    call = [repr(verb.upper()), f'f"{path}"' if inside else repr(path)]
    if inside:
        call[1] = 'f"' + re.sub(r"\{(\w+)\}", r"{self.quoted(\1)}", path) + '"'
    call += ["body=body"] if sent else []
    call += ["query={" + ", ".join(f"{p['name']!r}: {p['name']}" for p in query) + "}"] if query else []
    call += (
        ["headers={" + ", ".join(f"{p['name']!r}: {_argument(p['name'])}" for p in headers) + "}"] if headers else []
    )
    returns = f"Iterator[{answer}]" if stream else answer
    ask = "events" if stream else "call"
    return "\n".join(
        [
            f"    def {operation['operationId']}({', '.join(signature)}) -> {returns}:",
            f'        """{operation["description"]}"""',
            f"        answer: {returns} = self.{ask}({', '.join(call)})",
            "        return answer",
        ]
    )


def _optional(parameter: dict[str, Any]) -> bool:
    return any(part.get("type") == "null" for part in parameter["schema"].get("anyOf", ()))


def _argument(header: str) -> str:
    return header.lower().replace("-", "_")


def _answer(operation: dict[str, Any]) -> tuple[str, bool]:
    """(type of the answer when all goes well, whether it comes as events)."""
    good = next(r for status, r in operation["responses"].items() if status.startswith("2"))
    content = good["content"]
    if "text/event-stream" in content:
        return _kind(content["text/event-stream"]["itemSchema"]), True
    return _kind(content["application/json"]["schema"]), False


if __name__ == "__main__":
    sys.stdout.write(client_source())
