"""People from the command line: added, listed, switched off with their keys, and none of it in the wrong words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from assistant.errors import AssistantError, PasswordToChoose, WrongPassword
from assistant.service.people import sign_in, who_has_key

RUN = CliRunner()
PASSWORD = "correct horse battery 9"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))


def people(*words: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, result and talk of one command."""
    result = RUN.invoke(app, ["people", *words], input=typed)
    failed = str(result.exception) if isinstance(result.exception, AssistantError) else ""
    return result.exit_code, result.stdout, result.stderr + failed


def added(
    login: str = "jonah.pell", *more: str, role: str = "account_manager", typed: str = ""
) -> tuple[int, str, str]:
    sent = typed or f"{PASSWORD}\n{PASSWORD}\n"
    return people("add", login, "--name", "Jonah Pell", "--role", role, *more, typed=sent)


def test_somebody_is_added_and_listed_without_his_password() -> None:
    code, said, _ = added("jonah.pell", "--territory", "US-OH", "--territory", "US-PA")
    assert code == 0
    assert said.endswith("another is chosen at the first sign-in.\n")
    assert PASSWORD not in said, "a typed password is not echoed"
    listed = people("list")[1]
    assert listed.split()[:3] == ["jonah.pell", "account", "manager"]
    assert "US-OH, US-PA" in listed
    assert "US-OH, US-PA; all products" in listed
    row = {"login": "jonah.pell", "name": "Jonah Pell", "role": "account_manager", "active": True}
    row |= {"territories": ["US-OH", "US-PA"], "products": []}
    assert json.loads(people("list", "--json")[1]) == [row]


def test_what_cannot_be_is_refused_and_nobody_is_made() -> None:
    assert added(role="king")[0] != 0
    assert added(typed="one horse battery 9\nother horse battery 9\n")[0] != 0, "the two do not agree"
    assert added(typed="short\nshort\n")[0] != 0
    assert people("list", "--json")[1].strip() == "[]"
    assert added()[0] == 0
    assert added()[0] != 0, "the login is taken"
    assert added("JONAH.PELL")[0] != 0, "whatever its case"


def test_a_product_nobody_knows_is_refused_before_anybody_is_made() -> None:
    code, _, talk = added("jonah.pell", "--product", "QUILMERA")
    assert code != 0
    assert "No product 'QUILMERA'" in talk
    assert "bring in the approved claims first" in talk, "this library is empty"
    assert people("list", "--json")[1].strip() == "[]"


def test_a_key_works_until_its_person_is_switched_off() -> None:
    added()
    code, secret, talk = people("key", "jonah.pell", "--name", "CRM plug-in", "--scope", "ask", "--days", "30")
    assert code == 0
    assert "not shown again" in talk
    with open_rooms() as rooms:
        user, key = who_has_key(rooms, secret.strip())
        assert (user.login, key.scopes) == ("jonah.pell", ("ask",))
        assert (key.expires_at - rooms.clock()).days in (29, 30)
    assert people("switch", "jonah.pell", "--off")[1] == "jonah.pell is switched off.\n"
    assert "switched off" in people("list")[1]
    with open_rooms() as rooms, pytest.raises(AssistantError):
        who_has_key(rooms, secret.strip())
    assert people("switch", "jonah.pell", "--on")[1] == "jonah.pell is switched on.\n"
    assert "switched off" not in people("list")[1]


@pytest.mark.parametrize("scope", ["rule.the.world", "people"])
def test_a_key_has_no_more_than_its_person(scope: str) -> None:
    added()
    assert people("key", "jonah.pell", "--name", "x", "--scope", scope)[0] != 0


def test_nobody_of_that_login_is_said() -> None:
    assert people("switch", "ghost", "--off")[0] != 0
    code, _, talk = people("key", "ghost", "--name", "x")
    assert code != 0
    assert "'ghost'" in talk


def test_a_forgotten_password_gets_a_one_time_one_that_is_told_this_once() -> None:
    added()
    code, issued, talk = people("password", "Jonah.Pell")
    assert code == 0
    assert re.fullmatch(r"\S{20}\n", issued)
    assert "chooses another" in talk
    assert people("list")[1].endswith("  one-time password\n")
    with open_rooms() as rooms:
        with pytest.raises(PasswordToChoose):
            sign_in(rooms, "jonah.pell", issued.strip())
        with pytest.raises(WrongPassword):
            sign_in(rooms, "jonah.pell", PASSWORD)
    people("switch", "jonah.pell", "--off")
    assert people("password", "jonah.pell")[0] != 0
    assert people("password", "ghost")[0] != 0
