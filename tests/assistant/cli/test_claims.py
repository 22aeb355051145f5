"""The commands of the claims library, one after another, on an empty home."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from assistant.cli.failing import is_expected
from assistant.errors import NotFound
from guardrails import move

RUN = CliRunner()
FILE = """version: t-1
reviewers: {M: A. One, L: B. Two, R: C. Three}
claims:
- claim_id: C-1
  text: Bottles of the capsules hold ten each.
  claim_type: admin
  state: approved
  effective_from: 2026-01-05
  expires: 2026-06-30
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    (tmp_path / "claims.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def run(*words: str, code: int = 0) -> object:
    result = RUN.invoke(app, ["claims", *words, "--json"])
    assert result.exit_code == code, result.output + repr(result.exception)
    return json.loads(result.stdout)


def test_a_claim_is_brought_in_revised_signed_and_withdrawn(home: Path) -> None:
    seen = run("import", str(home / "claims.yaml"), "--preview")
    assert seen == {
        "added": ["C-1 v1"],
        "changed": {},
        "refused": [],
        "unchanged": 0,
        "superseded": {},
        "stays_superseded": {},
        "overtaken": [],
        "not_in_file": [],
        "labels_changed": [],
        "undefined": [],
        "applied": False,
        "cascades": [],
    }
    assert run("list") == []
    run("import", str(home / "claims.yaml"))
    assert run("edit", "C-1", "--set", "expires=2027-06-30")["claim"] == "C-1 v2"
    assert {"field": "expires", "before": "2026-06-30", "after": "2027-06-30"} in run("diff", "C-1 v2")["fields"]
    run("submit", "C-1")
    for letter, name in (("M", "A. One"), ("L", "B. Two"), ("R", "C. Three")):
        row = run("sign", "C-1", "--as", letter, "--name", name)
    assert (row["state"], row["signed"]) == ("approved", {"M": "A. One", "L": "B. Two", "R": "C. Three"})
    assert [c["cause"] for c in row["cascades"]] == ["supersession"]
    assert run("withdraw", "C-1", "--reason", "No longer true.")["state"] == "withdrawn"
    standings = {r["claim"]: r["standing"] for r in run("list")}
    assert standings == {"C-1 v1": "superseded", "C-1 v2": "withdrawn"}
    assert run("where-used", "C-1 v2") == {"claims": ["C-1 v2"], "drafts": [], "exports": [], "calls": []}
    assert run("tasks") == []


def test_new_bulk_expire_and_export(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    assert run("new", "C-2", "--type", "admin", "--text", "The carton is made of paper.")["state"] == "draft"
    assert {c["claim"] for c in run("bulk", "--type", "admin", "--set", "channels=[video]")} == {"C-1 v2", "C-2 v1"}
    assert [r["subject"] for r in run("expire", "--as-of", "2026-07-01T04:00:00+00:00")] == ["C-1 v1"]
    assert run("expire", "--as-of", "2026-07-02") == []
    text = RUN.invoke(app, ["claims", "export"]).stdout
    (home / "again.yaml").write_text(text, encoding="utf-8")
    assert run("import", str(home / "again.yaml"), "--preview")["unchanged"] == 3


def test_what_cannot_be_done_is_said_in_one_line(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    for words in (["edit", "C-1"], ["edit", "C-9", "--set", "text=x"], ["bulk", "--set", "text=x"], ["submit", "C-1"]):
        result = RUN.invoke(app, ["claims", *words])
        assert result.exit_code != 0
        assert "Error" in type(result.exception).__name__ or str(result.exception)


def test_an_unknown_name_is_not_used_nowhere_but_unknown(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    for name in ("NOPE", "C-1 v9", "NOPE v1", "99999999"):
        result = RUN.invoke(app, ["claims", "where-used", name])
        assert (result.exit_code, result.stdout) == (1, "")
        assert isinstance(result.exception, NotFound)
        assert repr(name) in str(result.exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["new", "C-2", "--type", "admin", "--text", "The carton is made of paper.", "--set", "products=[NOPE]"],
            "'NOPE'",
        ),
        (["new", "C-2 v1", "--type", "admin", "--text", "The carton is made of paper."], "leave spaces out"),
        (
            ["new", "C-2", "--type", "admin", "--text", "The carton is made of paper.", "--set", "modes=[x]"],
            "promotional",
        ),
        (["edit", "C-1"], "Say what to change"),
        (["edit", "C-1", "--set", "products=[NOPE]"], "'NOPE'"),
        (["bulk", "--type", "admin"], "Say what to change"),
        (["bulk", "--type", "admin", "--set", "products=[NOPE]"], "'NOPE'"),
        (["diff", "C-1"], "first version"),
        (["expire", "NOPE"], "No claim 'NOPE'"),
        (["sign", "C-1", "--as", "M", "--name", "D. Four"], "already, by 'A. One'"),
    ],
    ids=" ".join,
)
def test_a_step_that_means_nothing_is_refused_with_what_to_do(home: Path, words: list[str], said: str) -> None:
    run("import", str(home / "claims.yaml"))
    before = run("list")
    result = RUN.invoke(app, ["claims", *words])
    assert result.exit_code == 1
    assert is_expected(result.exception)
    assert said in str(result.exception)
    assert run("list") == before


def test_no_task_is_said(home: Path) -> None:
    assert RUN.invoke(app, ["claims", "tasks"]).stdout == "Nothing is to be corrected.\n"


def test_a_check_knows_the_products_of_the_home(home: Path, demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["check", "--product", "Quillmera", "--as-of", "2026-11-17T18:00:00-05:00", "-"]
    without = RUN.invoke(app, words, input="Quillmera cures nausea.")
    assert "--product is 'Quillmera'" in str(without.exception)
    monkeypatch.setenv("CALLPREP_HOME", str(shutil.copytree(demo_home, home / "demo")))
    held = RUN.invoke(app, words, input="Quillmera cures nausea.")
    assert held.exit_code == 3, held.output


FIRST = """
products: {ZENVORA: {generic: zenabinol, status: fda_approved, label: ZEN-1}}
label_snapshots: {ZEN-1: {"1": "Indicated in adults for nausea after chemotherapy.", "5": "Sedation."}}
qualifiers: {Q-1: "Read as a digest."}
claims:
- {claim_id: ZE-1, text: Zenvora is indicated in adults for nausea., claim_type: indication,
   products: [ZENVORA], references: ["label:ZEN-1#1"]}
"""
SECOND = """
products: {OTHERA: {generic: otherabine, status: fda_approved, label: OTH-1}}
label_snapshots: {OTH-1: {"1": "Indicated in adults for pain."}}
claims:
- {claim_id: OT-1, text: Othera is indicated in adults for pain., claim_type: indication,
   products: [OTHERA], references: ["label:OTH-1#1"]}
"""
LOOSE = '- {claim_id: ZE-2, text: Zenvora may make some sleepy., claim_type: safety, references: ["label:NONE#1"]}'


def test_a_second_file_keeps_the_products_labels_and_qualifiers_of_the_first(home: Path) -> None:
    for name, text in (("first.yaml", FIRST), ("second.yaml", SECOND)):
        (home / name).write_text(text)
        done = RUN.invoke(app, ["claims", "import", str(home / name)])
        assert (done.exit_code, done.stderr) == (0, "")
    with open_rooms() as rooms:
        held = rooms.claims
    assert {p.product_id for p in held.products} == {"ZENVORA", "OTHERA"}
    assert {label.label_id for label in held.labels} == {"ZEN-1", "OTH-1"}
    assert dict(held.qualifiers) == {"Q-1": "Read as a digest."}
    assert {c.key for c in held.claims} == {"ZE-1 v1", "OT-1 v1"}


def test_names_that_lead_nowhere_are_told_before_and_at_the_import(home: Path) -> None:
    wrong = FIRST.replace("products: [ZENVORA]", "products: [ZENVORX]").replace("ZEN-1#1", "ZEN-1#9")
    (home / "wrong.yaml").write_text(wrong.replace("claims:", f"claims:\n{LOOSE}"))
    told = RUN.invoke(app, ["claims", "import", str(home / "wrong.yaml"), "--preview"]).stderr
    assert told.splitlines() == [
        "callprep: ZE-2 v1: no label 'NONE' is held; there are: ZEN-1",
        "callprep: ZE-1 v1: no product 'ZENVORX' is defined; there are: ZENVORA",
        "callprep: ZE-1 v1: label 'ZEN-1' has no section '9'; there are: 1, 5",
    ]


NEXT = FILE.replace("claim_id: C-1", "claim_id: C-1\n  version: 2").replace("ten each", "twelve each")
BOTH = FILE + NEXT.partition("claims:\n")[2]
NAMED = FILE.replace("state: approved", "state: superseded\n  superseded_by: C-1 v2") + NEXT.partition("claims:\n")[2]


def brought(home: Path, text: str, *words: str) -> object:
    (home / "next.yaml").write_text(text, encoding="utf-8")
    return RUN.invoke(app, ["claims", "import", str(home / "next.yaml"), *words])


def states() -> dict[str, str]:
    return {r["claim"]: r["standing"] for r in run("list", "--as-of", "2026-03-01")}


def test_a_version_that_a_file_brings_supersedes_the_one_in_force(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    preview = brought(home, NEXT, "--preview")
    assert "- C-1 v1: leaves force, superseded by C-1 v2" in preview.stdout.splitlines()
    assert states() == {"C-1 v1": "in force"}
    done = run("import", str(home / "next.yaml"))
    assert done["superseded"] == {"C-1 v1": "C-1 v2"}
    assert [(c["cause"], c["subject"]) for c in done["cascades"]] == [("supersession", "C-1 v1")]
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "in force"}
    with open_rooms() as rooms:
        (event,) = rooms.audit.search(about="C-1 v1", action="claim.superseded")
    assert event.detail == {"claim": "C-1 v1", "by": "C-1 v2", "file": "next.yaml"}
    again = run("import", str(home / "next.yaml"))
    assert (again["superseded"], again["cascades"], again["unchanged"]) == ({}, [], 1)
    assert brought(home, NAMED).exit_code == 0, "a file that names both as they are changes nothing"
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "in force"}


@pytest.mark.parametrize("text", [FILE, FILE.replace("state: approved", "state: suspended")])
def test_a_file_puts_no_older_version_back_in_force(home: Path, text: str) -> None:
    run("import", str(home / "claims.yaml"))
    assert brought(home, NEXT).exit_code == 0
    preview = brought(home, text, "--preview")
    assert (preview.exit_code, "'C-1 v2' is approved" in preview.stderr) == (0, True)
    done = brought(home, text)
    assert done.exit_code == 1
    assert is_expected(done.exception)
    assert "next.yaml: claim 'C-1 v1' cannot come into force any more" in str(done.exception)
    assert "write `state: superseded`" in str(done.exception)
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "in force"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOTH, "'C-1 v1' cannot come into force any more, since 'C-1 v2' is approved"),
        (NEXT.replace("  effective_from: 2026-01-05\n", ""), "nobody has signed it"),
        (
            NEXT.replace("C-1\n  version: 2", "C-2\n  supersedes: C-1 v1") + FILE.partition("claims:\n")[2],
            "'C-2 v1' of the same file supersedes it",
        ),
    ],
    ids=["both in the file", "unsigned", "another claim of the file"],
)
def test_a_file_that_would_leave_two_in_force_or_none_is_refused(home: Path, text: str, said: str) -> None:
    run("import", str(home / "claims.yaml"))
    done = brought(home, text)
    assert done.exit_code == 1
    assert said in str(done.exception)
    assert states() == {"C-1 v1": "in force"}


def test_a_claim_of_a_file_supersedes_the_claim_that_it_names(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    assert brought(home, NEXT.replace("C-1\n  version: 2", "C-2\n  supersedes: C-1 v1")).exit_code == 0
    assert states() == {"C-1 v1": "superseded", "C-2 v1": "in force"}


def test_a_suspended_version_of_a_file_leaves_no_older_one_in_force(home: Path) -> None:
    """It may be reinstated."""
    run("import", str(home / "claims.yaml"))
    assert brought(home, NEXT.replace("state: approved", "state: suspended")).exit_code == 0
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "suspended"}


def test_a_file_brings_back_nothing_that_was_withdrawn_or_suspended_since(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    with open_rooms() as rooms:
        (claim,) = rooms.claims.claims
        rooms.claim_rows.put([move(claim, "suspended")], rooms.clock(), [claim])
    assert "claims reinstate" in str(brought(home, FILE).exception)
    assert states() == {"C-1 v1": "suspended"}
    run("withdraw", "C-1", "--reason", "No longer true.")
    assert "open a new version" in str(brought(home, FILE).exception)
    assert states() == {"C-1 v1": "withdrawn"}


def test_a_file_that_tells_of_three_versions_as_approved_leaves_the_older_two_as_they_are(home: Path) -> None:
    third = FILE.replace("claim_id: C-1", "claim_id: C-1\n  version: 3").replace("ten each", "eight each")
    for text in (FILE, NEXT, third):
        assert brought(home, text).exit_code == 0
    grown = BOTH + third.partition("claims:\n")[2]
    done = brought(home, grown)
    assert done.exit_code == 0, done.exception
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "superseded", "C-1 v3": "in force"}
    without_the_second = FILE + third.partition("claims:\n")[2]
    assert "a newer version took its place" in str(brought(home, without_the_second).exception)


def test_a_superseded_version_stays_out_of_force_when_its_successor_is_withdrawn(home: Path) -> None:
    run("import", str(home / "claims.yaml"))
    brought(home, NEXT)
    run("withdraw", "C-1 v2", "--reason", "No longer true.")
    assert "a newer version took its place" in str(brought(home, FILE).exception)
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "withdrawn"}


def test_a_file_that_tells_of_both_as_approved_leaves_them_as_they_are(home: Path) -> None:
    """It grew by a version, and nobody wrote down what that did to the one before."""
    run("import", str(home / "claims.yaml"))
    assert brought(home, NEXT).exit_code == 0
    for _ in range(2):
        done = brought(home, BOTH)
        assert done.exit_code == 0, done.exception
        assert "= C-1 v1: stays superseded by C-1 v2, whatever the file says of it" in done.stdout.splitlines()
        assert states() == {"C-1 v1": "superseded", "C-1 v2": "in force"}
    again = run("import", str(home / "next.yaml"))
    assert (again["unchanged"], again["changed"], again["cascades"]) == (2, {}, [])
    assert again["stays_superseded"] == {"C-1 v1": "C-1 v2"}
    assert "never changes" in str(brought(home, BOTH.replace("ten each", "nine each")).exception)
    run("withdraw", "C-1 v2", "--reason", "No longer true.")
    assert brought(home, BOTH).exit_code == 1, "an old file undoes no withdrawal"
    assert states() == {"C-1 v1": "superseded", "C-1 v2": "withdrawn"}
