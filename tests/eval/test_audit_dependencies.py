"""The dependency audit: new findings fail, declared ones are named, no network is no finding. A played pip-audit answers."""

import json
from pathlib import Path

import pytest

from eval.audit_dependencies import VEX, declared_harmless, main

CHROMA = {
    "name": "chromadb",
    "version": "1.5.9",
    "vulns": [{"id": "GHSA-x", "aliases": ["CVE-2026-45829"], "fix_versions": []}],
}
OTHER = {"name": "lxml", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": [], "fix_versions": ["2"]}]}


def played(folder: Path, answer: str, code: int = 0) -> str:
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\nexit {code}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([{"name": "lxml", "version": "1", "vulns": []}], 0, "0 known"),
        ([CHROMA], 0, "declared as not affecting us (docs/vex): chromadb 1.5.9: GHSA-x"),
        ([CHROMA, OTHER], 1, "lxml 1: PYSEC-1, mended in 2"),
        ([{**OTHER, "vulns": CHROMA["vulns"]}], 1, "lxml 1: GHSA-x"),  # declared for another package
    ],
)
def test_only_what_is_new_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], packages: list[object], code: int, said: str
) -> None:
    program = played(tmp_path, json.dumps({"dependencies": packages, "fixes": []}), 1)
    assert main([program, "requirements.lock"]) == code
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("packages", "said"),
    [([{**CHROMA, "vulns": []}, OTHER], True), ([CHROMA], False), ([{**OTHER, "vulns": []}], False)],
)
def test_a_service_that_knows_not_even_what_is_declared_proves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], packages: list[object], said: bool
) -> None:
    main([played(tmp_path, json.dumps({"dependencies": packages}), 1), "requirements.lock"])
    line = "declared but not reported: chromadb CVE-2026-45829; the service knows no vulnerability data: nothing proven"
    assert (line in capsys.readouterr().out.splitlines()) is said


@pytest.mark.parametrize("answer", ["", "{}", "Connection refused"])
def test_no_database_is_no_finding_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str) -> None:
    assert main([played(tmp_path, answer, 1), "requirements.lock"]) == 0
    assert main([str(tmp_path / "absent"), "requirements.lock"]) == 0
    assert capsys.readouterr().out.count("not audited, the database of vulnerabilities cannot be reached") == 2


def test_the_one_exception_is_the_server_of_chromadb() -> None:
    assert declared_harmless(VEX) == {"chromadb CVE-2026-45829"}
