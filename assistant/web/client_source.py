"""Writes the Python client from the OpenAPI document: `python -m assistant.web.client_source assistant/client/operations`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from assistant.web.app import openapi_document

_HEAD = '''"""{words} Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

'''
SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "drafting": (
        "What is asked and drafted, judged and kept.",
        ("ask", "prep", "brief", "check", "documents", "released"),
    ),
    "library": ("Records, and searches that are kept.", ("search", "library", "records", "searches", "alerts")),
    "claims": ("Approved wording and its life.", ("claims",)),
    "field": (
        "Accounts, requests, corrections and safety reports.",
        ("accounts", "contacts", "imports", "requests", "tasks", "safety-reports"),
    ),
    "reviewing": ("Documents under review.", ("reviews",)),
    "running": (
        "People and keys, background work, the trail.",
        ("jobs", "audit", "model-costs", "quality", "users", "keys", "me", "rules"),
    ),
}
"""Modules of the package: what each is about, and the tags of its operations."""
SHARED = "shared"
_SHARED_WORDS = "Types that several subjects have."
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def client_source() -> dict[str, str]:
    """Source by file name of the package: one type a schema, one method an operation, in the document's order.

    Raises:
        KeyError: An operation of a tag that no subject has.
    """
    document = openapi_document()
    schemas = document["components"]["schemas"]
    of_tag = {tag: subject for subject, (_, tags) in SUBJECTS.items() for tag in tags}
    methods: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    users: dict[str, set[str]] = {name: set() for name in schemas}
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            if path.startswith("/api/"):
                subject = of_tag[operation["tags"][0]]
                methods[subject].append(_method(path, verb, operation))
                for name in _named(operation, schemas):
                    users[name].add(subject)
    home = {name: next(iter(found)) if len(found) == 1 else SHARED for name, found in users.items()}
    files = {f"{s}.py": _subject(s, methods[s], home, schemas) for s in SUBJECTS}
    files[f"{SHARED}.py"] = _module(_SHARED_WORDS, _types(SHARED, home, schemas), home, SHARED, schemas)
    return files | {"__init__.py": _face(home)}


def _named(part: Any, schemas: dict[str, Any]) -> set[str]:
    """Schemas that a part of the document names, and those that these name in turn."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            name = str(item.get("$ref", "")).rpartition("/")[2]
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting += item.values()
    return found


def _types(module: str, home: dict[str, str], schemas: dict[str, Any]) -> list[str]:
    return [_type(name, schemas[name], schemas) for name in sorted(schemas) if home[name] == module]


def _subject(subject: str, methods: list[str], home: dict[str, str], schemas: dict[str, Any]) -> str:
    words = SUBJECTS[subject][0]
    body = f'class {_class(subject)}(Transport):\n    """{words}"""\n\n' + "\n\n".join(methods)
    return _module(words, [*_types(subject, home, schemas), body], home, subject, schemas)


def _module(words: str, parts: list[str], home: dict[str, str], module: str, schemas: dict[str, Any]) -> str:
    """The source of one module, with the imports that its text needs."""
    body = "\n\n\n".join(parts)
    said = set(re.findall(r"\w+", body))
    lines = ["from collections.abc import Iterator"] if "Iterator" in said else []
    typing = [name for name in ("Any", "Literal", "NotRequired", "TypedDict") if name in said]
    lines += [f"from typing import {', '.join(typing)}", ""]
    shared = sorted(
        (_name(n) for n in schemas if home[n] == SHARED and module != SHARED and _name(n) in said), key=str.lower
    )
    lines += [f"from assistant.client.operations.{SHARED} import {', '.join(shared)}"] if shared else []
    lines += ["from assistant.client.transport import Transport"] if "Transport" in said else []
    return _HEAD.format(words=words) + "\n".join(lines).strip() + "\n\n\n" + body + "\n"


def _face(home: dict[str, str]) -> str:
    """All names of the package, and the one class that has every operation."""
    lines = []
    for module in sorted((*SUBJECTS, SHARED)):
        names = [_name(name) for name in home if home[name] == module]
        names += [_class(module)] if module in SUBJECTS else []
        lines.append(f"from assistant.client.operations.{module} import {', '.join(sorted(names, key=str.lower))}")
    bases = ", ".join(_class(subject) for subject in SUBJECTS)
    exported = sorted([*map(_name, home), *map(_class, SUBJECTS), "Operations"])
    return (
        _HEAD.format(words="The service's operations, typed.")
        + "\n".join(lines)
        + f'\n\n\nclass Operations({bases}):\n    """One method an operation of the API."""\n\n\n__all__ = {exported!r}\n'
    )


def _class(subject: str) -> str:
    return f"{subject.capitalize()}Operations"


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
    for name, source in client_source().items():
        (Path(sys.argv[1]) / name).write_text(source, encoding="utf-8")
