"""What Dockerfile and compose.yaml promise, read from them: no engine runs here, so the promises are checked, not the containers."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.home import AppSettings
from assistant.settings import ModelSettings
from ingest import EntrezSettings, secrets_folder

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
KNOWN = set(re.findall(r"^(CALLPREP_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()


def instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()]


def test_every_stage_has_a_tag_and_the_file_says_why_no_digest() -> None:
    bases = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", base) for base in bases)
    assert "pinned by tag" in DOCKERFILE
    assert all(":" in service["image"] and not service["image"].endswith(":latest") for service in SERVICES.values())


def test_every_source_that_is_copied_exists_and_is_let_in() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY"]
    sources = [name for words in copied if not words[0].startswith("--from") for name in words[:-1]]
    assert {"assistant", "ingest", "prompts", "guardrails", "eval", "pyproject.toml"} <= set(sources)
    for name in sources:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in IGNORE, name
    assert IGNORE[0] == "*", "keys, .env and .git stay out of the build"


def test_the_last_stage_runs_as_a_user_of_its_own_and_builds_nothing() -> None:
    last = instructions()[max(i for i, (word, _) in enumerate(instructions()) if word == "FROM") :]
    (user,) = [rest for word, rest in last if word == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert [word for word, _ in last].index("USER") < [word for word, _ in last].index("ENTRYPOINT")
    assert not [rest for word, rest in last if word == "RUN" and "pip" in rest]


def test_packages_are_installed_by_hash_alone() -> None:
    (locked,) = [rest for word, rest in instructions() if word == "RUN" and "requirements" in rest]
    parts = [part for part in locked.split("&&") if "pip install" in part]
    assert len(parts) == 3
    assert all("--no-deps --require-hashes -r requirements" in part for part in parts)


@pytest.mark.parametrize("name", ["app", "chroma", "database"])
def test_each_service_has_a_read_only_root_no_rights_and_a_health_check(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["volumes"]
    assert "privileged" not in service


def test_only_the_service_has_a_port_and_only_on_this_machine() -> None:
    assert {name: s.get("ports") for name, s in SERVICES.items()} == {
        "app": ["127.0.0.1:8080:8080"], "chroma": None, "database": None,
    }  # fmt: skip
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["chroma"]["networks"] == SERVICES["database"]["networks"] == ["inside"]
    assert all(need["condition"] == "service_healthy" for need in SERVICES["app"]["depends_on"].values())


def test_every_variable_is_a_known_setting_and_none_holds_a_secret() -> None:
    theirs = {"FORWARDED_ALLOW_IPS", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS"}
    for name, service in SERVICES.items():
        for variable in service.get("environment", {}):
            assert variable in KNOWN | theirs, f"{name}: {variable}"
            assert not re.search(r"PASSWORD$|KEY|SECRET|DATABASE_URL", variable), f"{name}: {variable}"
    for variable in re.findall(r"\b(CALLPREP_[A-Z_]+)=", DOCKERFILE):
        assert variable in KNOWN


def test_every_secret_is_a_file_that_git_ignores_and_a_setting_reads(tmp_path: Path) -> None:
    for name, secret in COMPOSE["secrets"].items():
        path = secret["file"]
        assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0, name
    assert {name for name in COMPOSE["secrets"] if name.startswith("callprep_")} <= {n.lower() for n in KNOWN}
    for name in ("callprep_database_url", "callprep_model_api_key", "callprep_entrez_api_key"):
        (tmp_path / name).write_text("postgresql+psycopg://u:hush@database/callprep\n", encoding="utf-8")
    told = AppSettings(_secrets_dir=tmp_path).database_url  # type: ignore[call-arg]
    assert told is not None
    assert told.get_secret_value() == "postgresql+psycopg://u:hush@database/callprep"
    assert ModelSettings(_secrets_dir=tmp_path).model_api_key  # type: ignore[call-arg]
    assert EntrezSettings(_secrets_dir=tmp_path).entrez_api_key  # type: ignore[call-arg]
    assert secrets_folder(tmp_path) == tmp_path
    assert secrets_folder(tmp_path / "none") is None


def test_the_command_of_the_image_is_one_the_program_has() -> None:
    from typer.testing import CliRunner

    from assistant.cli.app import app

    (entry,) = [json.loads(rest) for word, rest in instructions() if word == "ENTRYPOINT"]
    (command,) = [json.loads(rest) for word, rest in instructions() if word == "CMD" and "serve" in rest]
    assert entry == ["callprep"]
    shown = CliRunner().invoke(app, [command[0], "--help"]).output
    assert all(option in shown for option in command if option.startswith("--"))


def test_the_vectors_are_served_by_the_server_that_is_not_affected() -> None:
    chroma = SERVICES["chroma"]
    assert (chroma["entrypoint"], chroma["command"][0]) == (["chroma"], "run")
    statement = json.loads((ROOT / "docs/vex/chromadb.openvex.json").read_text(encoding="utf-8"))["statements"][0]
    (product,) = statement["products"]
    locked = re.search(r"^chromadb==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert product["subcomponents"] == [{"@id": f"pkg:pypi/chromadb@{locked[1]}"}]
    assert (statement["status"], statement["vulnerability"]["name"]) == ("not_affected", "CVE-2026-45829")


def test_the_affected_module_is_never_loaded(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nimport numpy as np\nfrom ingest.vectors import VectorIndex\n"
        f"index = VectorIndex(Path({str(tmp_path)!r}))\n"
        "index.write(['1:0'], np.ones((1, 3), dtype=np.float32), [])\nassert index.search(np.ones(3, np.float32), 1)\n"
        "print([name for name in sys.modules if name.startswith('chromadb.server')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "chromadb.server.fastapi" not in done.stdout
