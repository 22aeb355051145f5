"""The administrator's first hour as docs/operations.md tells it: with the commands and pages themselves, in an empty folder."""

import re
import stat
from pathlib import Path

import httpx2
import pytest

from assistant.accounts.crm_rows import AccountRow, MeetingRow, PersonRow
from guardrails.claims.rows import CLAIM_TYPES, ClaimRow
from tests.assistant.machine import ROOT, Machine
from tests.assistant.second_stack import only_embedded
from tests.ingest.records import FULL

DEMO = ROOT / "assistant" / "demo" / "data"
IMPORTS = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
PASSWORD = "correct horse battery 9"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_from_an_empty_folder_to_a_drilled_backup(machine: Machine) -> None:
    only_embedded()
    assert "made on first use" in machine.run("doctor")
    assert "24 new" in machine.run("claims", "import", str(DEMO / "claims.yaml"), "--preview")
    assert "24 new" in machine.run("claims", "import", str(DEMO / "claims.yaml"))
    words = ("--disclosure", "Acme Oncology sells Zenvora and paid for this document.", "--safety-desk", "Acme safety")
    assert "Acme Oncology" in machine.run("company", "set", "--name", "Acme Oncology", *words)
    accounts = str(DEMO / "day.json")
    assert "0 rows would be left out" in machine.run("accounts", "import", accounts, "--preview")
    assert "35 new (account: 3, interaction: 12, meeting: 4, person: 9" in machine.run("accounts", "import", accounts)
    (machine.folder / "records").mkdir()
    page = f"<PubmedArticleSet>{FULL}</PubmedArticleSet>"
    (machine.folder / "records" / "one.xml").write_text(page, encoding="utf-8")
    assert "new 1" in machine.run("ingest", "files", "records")
    assert "PMID 101" in machine.run("search", "oil against nausea")
    assert "MEND" not in machine.run("doctor", "--deep")
    with machine.serving() as (address, told):
        assert stat.S_IMODE((machine.folder / "home").stat().st_mode) == 0o700
        shown = people_are_made(address, told)
        assert "No approved claim is held" not in shown
        assert "Acme Oncology sells Zenvora" in shown
        refused = machine.run("claims", "import", str(DEMO / "claims.yaml"), status=1)
        assert "in use by process" in refused
        assert address in refused, "the message says where the service is"
        assert "holds the stores and says 200" in machine.run("doctor", "--deep")
        machine.run("backup", "one.tar")
    assert "every hash and the audit trail fit" in machine.run("restore", "one.tar", "--home", "drill")
    examined = machine.run("doctor", "--deep", home="drill")
    assert "MEND" not in examined
    assert "company: Acme Oncology" in examined
    assert "1 records; passages:" in examined
    assert "all in order" in machine.run("audit", "verify", home="drill")


def test_the_files_of_the_docs_are_taken_as_they_stand_there(machine: Machine) -> None:
    only_embedded()
    (machine.folder / "claims.yaml").write_text(IMPORTS.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    told = machine.run("claims", "import", "claims.yaml")
    assert told.splitlines()[-1].startswith("1 claim versions; products: 1, labels: 1; 1 new")
    assert "in force" in machine.run("claims", "list", "--as-of", "2026-11-17")
    assert "no record yet" in machine.run("backup", "early.tar")
    asked = ("--product", "ZENVORA", "--indication", "nausea and vomiting after chemotherapy")
    brief = machine.run("brief", *asked, "--requested-by", "committee", "--as-of", "2026-11-17")
    assert "RELEASE" in brief
    assert "no request of it is on record" in brief
    assert "withheld" not in brief, "a short label leaves gaps that are named, not lines that are held back"


def test_the_docs_name_every_key_that_can_be_brought_in() -> None:
    keys = {*ClaimRow.model_fields, "generic", "status", "schedule", "label", "names", "indications", "limits"}
    keys |= {*AccountRow.model_fields, *(PersonRow.model_fields.keys() - {"consent"}), *MeetingRow.model_fields}
    assert sorted(key for key in keys if f"`{key}`" not in IMPORTS) == []
    assert sorted(kind for kind in CLAIM_TYPES if f"`{kind}`" not in IMPORTS) == []


def test_a_service_over_an_empty_house_says_what_comes_first(machine: Machine) -> None:
    with machine.serving() as (address, told):
        shown = people_are_made(address, told)
    for missing in ("No approved claim is held", "The library is empty", "None is named yet"):
        assert missing in shown


def people_are_made(address: str, told: Path) -> str:
    """The wizard with the code that was printed, then an account manager on the page for people."""
    text = told.read_text(encoding="utf-8")
    (code,) = re.findall(r"Setup code for \S+ : ([0-9a-f]{8})", text)
    with httpx2.Client(base_url=address, timeout=60, trust_env=False) as client:
        assert client.get("/").headers["location"] == "/setup"
        form = {"login": "root.admin", "name": "Root Admin", "password": PASSWORD}
        assert client.post("/setup", data={**form, "code": "00000000"}).status_code in (400, 401, 403)
        made = client.post("/setup", data={**form, "code": code})
        assert (made.status_code, made.headers["location"]) == (303, "/admin")
        csrf = client.get("/me").text.split('name="csrf" value="')[1].split('"')[0]
        person = {"act": "add", "login": "am.one", "name": "Am One", "role": "account_manager", "territories": "US-OH"}
        added = client.post("/admin", data={**person, "csrf": csrf, "password": PASSWORD})
        assert added.status_code == 303
        shown = client.get("/admin").text
        assert "am.one" in shown
        return shown
