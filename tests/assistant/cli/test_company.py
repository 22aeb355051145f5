from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.errors import UsageError

RUN = CliRunner()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path))
    return tmp_path


def test_the_company_is_named_shown_and_missed_by_the_doctor() -> None:
    assert RUN.invoke(app, ["company", "show"]).exit_code == 1
    missed = RUN.invoke(app, ["doctor", "--deep"])
    assert "company: none recorded" in missed.stdout
    assert "callprep company set" in missed.output
    words = ["--name", "Acme Oncology", "--disclosure", "Acme Oncology sells Zenvora.", "--safety-desk", "Acme safety"]
    assert RUN.invoke(app, ["company", "set", *words]).exit_code == 0
    shown = RUN.invoke(app, ["company", "show"])
    assert shown.stdout.splitlines()[:2] == ["Acme Oncology", "  disclosure: Acme Oncology sells Zenvora."]
    assert "company: Acme Oncology" in RUN.invoke(app, ["doctor", "--deep"]).stdout


def test_words_that_the_gate_holds_are_refused() -> None:
    words = ["--name", "Acme", "--disclosure", "Acme's oil cures every patient.", "--safety-desk", "Acme safety"]
    refused = RUN.invoke(app, ["company", "set", *words])
    assert isinstance(refused.exception, UsageError)
    assert RUN.invoke(app, ["company", "show"]).exit_code == 1
