import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.main import get_command
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli import main
from assistant.cli.app import app
from assistant.cli.failing import exit_code, is_expected
from assistant.engine import make_engine
from assistant.errors import NotFound, UsageError
from assistant.home import AppSettings
from ingest import Article, LibraryBusy, Link

OLDER = '{"species":"human","design":"narrative review"}'
RUN = CliRunner()


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom assistant.cli.app import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'chromadb', 'langchain_openai', 'langchain', 'openai', 'onnxruntime', 'numpy', 'sqlalchemy', 'lxml', 'tantivy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def commands() -> list[list[str]]:
    found = [["--help"]]
    found += [[c.name or "", "--help"] for c in app.registered_commands]
    for group in app.registered_groups:
        found += [[group.name or "", c.name or "", "--help"] for c in group.typer_instance.registered_commands]
    return found


@pytest.mark.parametrize("words", commands(), ids=lambda w: " ".join(w))
def test_every_help_text_has_an_example(words: list[str]) -> None:
    result = RUN.invoke(app, words)
    assert result.exit_code == 0
    assert "Example:" in result.output


def test_exit_codes() -> None:
    assert (exit_code(UsageError("x")), exit_code(NotFound("x")), exit_code(LibraryBusy("x"))) == (2, 2, 1)
    assert is_expected(UsageError("x"))
    assert not is_expected(ZeroDivisionError())


def test_check_reads_standard_input_and_exits_3_on_a_violation() -> None:
    result = RUN.invoke(app, ["check", "-", "--json"], input="Our oil cures nausea.")
    assert result.exit_code == 3
    row = json.loads(result.stdout)
    assert row["decision"] == "BLOCK"
    assert RUN.invoke(app, ["check", "-"], input="Thank you for your time on Tuesday.").exit_code == 0


def test_check_jsonl_keeps_order_and_reports_a_broken_line_in_its_place() -> None:
    lines = [
        {"id": "a", "text": "Our oil cures nausea."},
        {"id": "b", "text": "Thank you for your time.", "mode": "account_manager"},
    ]
    text = "\n".join([json.dumps(lines[0]), "{broken", json.dumps(lines[1])])
    result = RUN.invoke(app, ["check", "-", "--jsonl"], input=text)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [r["id"] for r in rows] == ["a", None, "b"]
    assert [r["decision"] for r in rows] == ["BLOCK", "REVIEW", "RELEASE"]
    assert "line 2" in rows[1]["error"]


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", *words],
        capture_output=True,
        text=True,
        env={"CALLPREP_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ask", "x" * 100_000), 2, "100,000"),
        (("ask", "Does it work?", "--as", "king"), 2, "--as is 'king'"),
        (("ask", "Does it work?", "--as-of", "soon"), 2, "--as-of is 'soon'"),
        (("ingest", "files", "nowhere.xml"), 1, "nowhere.xml"),
        (("ingest", "pubmed", "cbd"), 2, "CALLPREP_ENTREZ_EMAIL"),
        (("check", "nowhere.docx"), 1, "nowhere.docx"),
        (("claims", "import", "nowhere.yaml"), 2, "nowhere.yaml"),
        (("library", "show", "1"), 2, "'1'"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = run(tmp_path / "home", *words)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("callprep: ")


def test_library_status_reads_as_prose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    (tmp_path / "one.nbib").write_text(
        "PMID- 12345678\nTI  - Mucositis in a hospital.\nDP  - 2020\nSO  - J Example. 2020.\n\n"
    )
    assert RUN.invoke(app, ["ingest", "files", str(tmp_path / "one.nbib")]).exit_code == 0
    shown = RUN.invoke(app, ["library", "status"]).output
    assert shown.startswith("1 record in 1 passage, the newest of 2020.\n"), shown
    assert "Sources: 1 from PubMed." in shown
    assert "Integrity: 1 without objection." in shown
    assert "Design: 1 design not stated." in shown
    assert re.search(r"Searched by words (?:and by meaning \(all-MiniLM|only)", shown)
    assert re.search(r"Snapshot [0-9a-f]{16}\. Last update: 20\d\d-\d\d-\d\d \d\d:\d\d UTC\.", shown)
    assert "What is stale or needs care:\n  - the records at hand were never looked up again" in shown
    assert not set("[{}]'") & set(shown), shown


def test_a_library_that_an_upgrade_left_behind_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    (tmp_path / "one.nbib").write_text(
        "PMID- 12345678\nTI  - Mucositis: a randomized trial in 30 patients.\nDP  - 2020\nSO  - J Example. 2020.\n\n"
    )
    assert RUN.invoke(app, ["ingest", "files", str(tmp_path / "one.nbib")]).exit_code == 0
    assert "reclassify" not in RUN.invoke(app, ["library", "status"]).output
    engine = make_engine(AppSettings().sql_url())
    with engine.begin() as database:
        database.execute(text("UPDATE library_facts SET value = 'older' WHERE name = 'read_by'"))
        older = text("UPDATE articles SET classification = :older, design = 'narrative review'")
        database.execute(older, {"older": OLDER})
    engine.dispose()
    assert "run `callprep library reclassify`" in RUN.invoke(app, ["library", "status"]).output
    done = RUN.invoke(app, ["library", "reclassify"])
    assert "Records read again: 1; 1 of them classified otherwise than before" in done.output
    again = json.loads(RUN.invoke(app, ["library", "reclassify", "--json"]).stdout)
    assert again == {"records": 1, "changed": [], "alerts": []}
    shown = RUN.invoke(app, ["library", "status"]).output
    assert "reclassify" not in shown
    assert "Design: 1 randomized trial." in shown


def test_an_empty_library_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    assert RUN.invoke(app, ["library", "status"]).output.startswith("The library is empty.")


def test_a_search_for_what_is_not_held_says_so_before_the_nearest(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo_home, tmp_path / "home")
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    foreign = RUN.invoke(app, ["search", "Does metformin slow the growth of renal cysts?"]).output
    assert foreign.startswith("Not answered here: no record in this library"), foreign
    assert "  1. " in foreign
    held = RUN.invoke(app, ["search", "Does CBD prevent chemotherapy-induced peripheral neuropathy?"]).output
    assert held.startswith("  1. "), held


def test_a_failed_ingest_tells_no_older_alarm(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(demo_home, tmp_path / "home")
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    with open_rooms() as rooms:
        claim = next(c for c in rooms.claims.claims if any(r.source_id.isdecimal() for r in c.references))
        pmid = next(r.source_id for r in claim.references if r.source_id.isdecimal())
        retraction = Link("RetractionOf", "J Test", pmid)
        notice = Article("99999999", "99999999", "Retraction.", links=(retraction,))
        rooms.library.add([notice], "an earlier run that was killed before it could tell")
    (tmp_path / "broken.xml").write_text("<PubmedArticleSet>")
    failed = RUN.invoke(app, ["ingest", "files", str(tmp_path / "broken.xml")])
    assert failed.exit_code == 1
    assert "is now" not in failed.output
    with open_rooms() as rooms:
        told = [e for e in rooms.audit.events() if e.action == "integrity.changed" and e.detail["article_id"] == pmid]
    assert told, "the older change was worked off all the same"


@pytest.mark.parametrize(("given", "used"), [(None, "1"), ("2", "2")])
def test_vectors_are_compared_by_one_thread_unless_one_asks_for_more(
    monkeypatch: pytest.MonkeyPatch, given: str | None, used: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["callprep", "--help"])
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", given or "")
    if given is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with pytest.raises(SystemExit):
        main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == used


def test_no_command_is_described_by_half_a_sentence() -> None:
    def paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        if hasattr(command, "commands"):
            yield path
            for name, one in command.commands.items():
                yield from paths(one, (*path, name))

    for path in paths(get_command(app)):
        _, _, listed = RUN.invoke(app, [*path, "--help"]).stdout.partition("Commands:\n")
        assert listed
        assert "..." not in listed, path
