"""What the OpenAPI document promises holds for generated requests: schemathesis, each role (500 examples with `make soak`)."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from assistant.people.permissions import Permission, allows
from assistant.users import UserRole
from tests.assistant.web.site import Site

load_all_checks()
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "25"))
PHASES = (Phase.explicit, Phase.generate)
LEFT_OUT = {
    "positive_data_acceptance",  # ids of nothing are answered by 404, meetings without plan by 400
    "unsupported_method",  # a page may answer another method of the same path
    "missing_required_header",  # the key is asked for by a dependency, not as a parameter
}


def one_who_may(permission: str | None) -> UserRole:
    """The first role with this permission; an administrator for what needs none."""
    return next((r for r in UserRole if permission and allows(r, Permission(permission))), UserRole.ADMIN)


def broken(site: Site, role: UserRole | None, examples: int) -> list[str]:
    """Every promise that a generated request broke, by operation; without a role each is asked by one who may."""
    found: list[str] = []
    for result in schemathesis.openapi.from_asgi("/openapi.json", site.app).get_all_operations():
        operation = result.ok()
        asker = role or one_who_may(operation.definition.raw.get("x-permission"))
        found += broken_at(operation, site.api(asker).headers["Authorization"], examples)
    return found


def broken_at(operation: Any, key: str, examples: int) -> list[str]:
    """Every promise of one operation that was broken."""
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]
    found: list[str] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples, deadline=None, database=None, phases=PHASES, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def run(case: schemathesis.Case) -> None:
        try:
            case.call_and_validate(headers={"Authorization": key}, checks=checks)
        except BaseException as exc:
            found.append(f"{case.operation.label}: {str(exc)[:600]}")

    run()
    return found


def test_generated_requests_keep_the_promises_of_the_document(site: Site) -> None:
    assert broken(site, UserRole.EVALUATOR, 3) == []


@pytest.mark.slow
def test_many_generated_requests_of_those_who_may_keep_the_promises(site: Site) -> None:
    assert broken(site, None, EXAMPLES) == []


@pytest.mark.slow
@pytest.mark.parametrize("role", list(UserRole))
def test_many_generated_requests_of_each_role_keep_the_promises(site: Site, role: UserRole) -> None:
    assert broken(site, role, EXAMPLES) == []
