"""Every operation of the OpenAPI document promises the same things: problems, pages, tags, and keys against doing it twice."""

from collections.abc import Iterator
from typing import Any

from assistant.web import bodies
from assistant.web.app import openapi_document

WHOLE = {"/library", "/audit/verification", "/model-costs", "/searches", "/me", "/keys"}
"""Read whole: one thing, or a list that is bounded (50 searches) or short."""
PAPERS = ("/accounts/{account_id}/plan", "/accounts/{account_id}/business-review")
"""Drafted from an account, which stays as it is."""
NO_KEY_NEEDED = {
    **dict.fromkeys(("/ask", "/prep", "/brief", "/requests/{request_id}/letter"), "each asking is a draft of its own"),
    **dict.fromkeys(PAPERS, "each asking is a draft of its own"),
    **dict.fromkeys(("/check", "/search", "/imports"), "changes nothing that is kept"),
    "/imports/{token}": "a token is good once",
    "/claims/{claim_id}/steps": "If-Match lets one through",
    "/keys": "the answer holds a secret, which is never kept for a second time",
}


def operations() -> Iterator[tuple[str, str, dict[str, Any], set[str], set[str]]]:
    """Method, path below the prefix, operation, its statuses, its parameters."""
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/v1"):
                names = {p["name"] for p in operation.get("parameters", ())}
                yield method, path.removeprefix("/api/v1"), operation, set(operation["responses"]), names


def test_every_operation_promises_who_may_and_how_often() -> None:
    assert [(m, p) for m, p, _, statuses, _ in operations() if not {"401", "403", "429"} <= statuses] == []


def test_every_body_may_be_wrong_in_four_ways() -> None:
    ways = {"400", "413", "415", "422"}
    assert [(m, p) for m, p, o, statuses, _ in operations() if "requestBody" in o and not ways <= statuses] == []


def test_every_thing_with_an_id_may_be_missing() -> None:
    assert [(m, p) for m, p, _, statuses, _ in operations() if "{" in p and "404" not in statuses] == []


def test_every_problem_has_the_one_shape() -> None:
    for method, path, operation, statuses, _ in operations():
        for status in statuses - {"200", "201", "202"}:
            schema = str(operation["responses"][status]["content"]["application/json"]["schema"])
            assert "#/components/schemas/Problem" in schema, (method, path, status)


def test_every_list_comes_in_pages() -> None:
    whole = {
        p for m, p, _, _, names in operations() if m == "get" and "{" not in p and not {"limit", "offset"} <= names
    }
    assert whole == WHOLE


def test_claims_and_accounts_are_changed_only_as_they_were_read() -> None:
    tagged = {(m, p) for m, p, _, statuses, names in operations() if "If-Match" in names and {"412", "428"} <= statuses}
    changing = {
        (m, p)
        for m, p, _, _, _ in operations()
        if m in ("patch", "post") and p.startswith(("/claims/{", "/accounts/{")) and p not in PAPERS
    }
    assert tagged == changing


def test_what_makes_something_can_be_sent_twice() -> None:
    without = {p for m, p, _, _, names in operations() if m == "post" and "Idempotency-Key" not in names}
    assert without == set(NO_KEY_NEEDED)


def test_every_body_has_an_example_that_would_be_taken() -> None:
    schemas = openapi_document()["components"]["schemas"]
    asked = [
        o["requestBody"]["content"]["application/json"]["schema"]
        for _, _, o, _, _ in operations()
        if "requestBody" in o
    ]
    names = {schema["$ref"].rpartition("/")[2] for schema in asked}
    assert len(names) >= 22
    for name in sorted(names):
        (example,) = schemas[name]["examples"]
        assert getattr(bodies, name).model_validate(example).model_dump(exclude_unset=True, mode="json") == example
