"""Accepting a finding from the command line: listed, signed, refused."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from tests.assistant.service.test_cascade import held_draft

RUN = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    return tmp_path


def held(words: str | None = None) -> tuple[str, str]:
    """A held draft and a day on which a waiver may end."""
    with open_rooms() as rooms:
        made = held_draft(rooms, words) if words else held_draft(rooms)
        return made, f"{rooms.clock() + timedelta(days=30):%Y-%m-%d}"


def signed(draft_id: str, fingerprint: str, until: str, reason: str = "The carton is on the label.") -> tuple[int, str]:
    words = ["waive", draft_id, fingerprint, "--as", "M", "--name", "A. One", "--reason", reason, "--until", until]
    result = RUN.invoke(app, words)
    return result.exit_code, result.output


def findings(draft_id: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(RUN.invoke(app, ["waive", draft_id, "--json"]).stdout)
    return rows


def test_a_finding_is_listed_and_accepted(home: Path) -> None:
    draft_id, until = held()
    row = findings(draft_id)[0]
    assert row["may_be_waived"]
    code, said = signed(draft_id, str(row["fingerprint"]), until)
    assert (code, "is accepted until" in said) == (0, True)
    assert signed(draft_id, str(row["fingerprint"]), until, reason="ok")[0] != 0
    assert signed(draft_id, str(row["fingerprint"]), "soon")[0] != 0
    assert signed(draft_id, "0" * 16, until)[0] != 0


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("AE-01", "One of her patients, a man in his sixties, took the capsules and passed out in the kitchen."),
        ("PHI-01", "Jane Doe, MRN 00482913, DOB 03/14/1961, asked for the leaflet."),
        ("CURE-01", "The capsules cure nausea, guaranteed."),
        ("KICK-01", "Certify ten patients and we sponsor your retreat."),
    ],
)
def test_what_nobody_may_accept_is_refused_and_nothing_is_kept(home: Path, check: str, words: str) -> None:
    draft_id, until = held(words)
    row = next(row for row in findings(draft_id) if row["check"] == check)
    assert not row["may_be_waived"]
    assert "(never waived)" in RUN.invoke(app, ["waive", draft_id]).stdout
    code, said = signed(draft_id, str(row["fingerprint"]), until)
    assert (code, said) == (1, "")
    with open_rooms() as rooms:
        row_kept = rooms.documents.draft_row(draft_id)
        assert row_kept is not None
        assert rooms.documents.waivers(row_kept["draft_sha256"]) == ()
    assert check in {row["check"] for row in findings(draft_id)}
