"""The digest of saved searches on the command line: once for what came in, kept as files, and marked as seen."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from assistant.service.people import add_user
from assistant.service.searches import save_search
from assistant.users import UserRole
from tests.assistant.web.site import PASSWORD
from tests.assistant.web.test_searches import QUESTION, trial


def test_what_came_in_is_told_until_it_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    with open_rooms() as rooms:
        user = add_user(rooms, "msl.reed", "Mo Reed", UserRole.MSL, PASSWORD)
        save_search(rooms, user, QUESTION)
        rooms.library.add([trial(1), trial(2)], "test")

    def digest(*words: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, ["digest", "--for", "msl.reed", *words])
        return result.exit_code, result.stdout, result.stderr

    code, text, _ = digest("--out", str(tmp_path / "out"))
    assert code == 0
    assert "2 new, 0 revised" in text
    assert text.index(QUESTION) < text.index("PMID 99000001") < text.index("PMID 99000002")
    assert "PMID 99000002" in (tmp_path / "out" / "digest.md").read_text(encoding="utf-8")
    code, again, _ = digest("--seen")
    assert (code, again.partition("RELEASE")[0]) == (0, text.partition("RELEASE")[0]), "told again until it is seen"
    assert digest() == (0, "", "No news since the last digest.\n")
    assert CliRunner().invoke(app, ["digest", "--for", "nobody"]).exit_code != 0
