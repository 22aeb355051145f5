"""Drills: an installation is backed up, lost and brought back; keys change; old texts go."""

import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.demo.load import OWNER, load_demo
from assistant.domain import Interaction
from assistant.engine import make_engine
from assistant.errors import BackupInvalid, NotFound, StoreUnavailable, UsageError
from assistant.home import AppSettings, retired_public_keys
from assistant.service import accounts
from assistant.service.backup import MANIFEST, back_up
from assistant.service.key_rotation import rotate_audit, rotate_certificates
from assistant.service.prep import find_visit, prepare
from assistant.service.restore import restore
from assistant.service.retention import ERASED, NOTES, age_of, due_for_erasure, erase
from assistant.service.verify import key_from, verify
from assistant.store.copying import copy_database
from assistant.store.erasing import Eraser
from guardrails import Released
from tests.assistant.second_stack import only_embedded

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
QUESTION = "dronabinol chemotherapy nausea"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo with one call pack in it."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        prepare(rooms, find_visit(rooms, AS_OF, hcp="P-1"), AS_OF, OWNER)
    return home


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    """A backup of SQLite; that of PostgreSQL has a test of its own below."""
    only_embedded()
    back_up(AppSettings(home=home), tmp_path / "b.tar", NOW)
    return tmp_path / "b.tar"


def found(home: Path) -> list[str]:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        assert rooms.audit.first_bad() is None
        return [match.passage_id for match in rooms.library.search_words(QUESTION, 10)]


def test_a_backup_taken_beside_a_running_service_brings_everything_back(home: Path, tmp_path: Path) -> None:
    only_embedded()
    settings, target = AppSettings(home=home), tmp_path / "b.tar"
    with open_rooms(settings, clock=lambda: AS_OF) as rooms:
        manifest = back_up(settings, target, NOW)
        snapshot, drafts = rooms.library.status().snapshot_id, rooms.documents.drafts()
        public, before = rooms.signer.public_key, sum(1 for _ in rooms.audit.events())
    hits = found(home)
    assert manifest.snapshot_id == snapshot
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not any(name.startswith(("words", "vectors")) for name in manifest.files)
    restore(target, tmp_path / "new", None, NOW)
    with open_rooms(AppSettings(home=tmp_path / "new"), clock=lambda: AS_OF) as rooms:
        assert rooms.library.status().snapshot_id == snapshot
        assert rooms.documents.drafts() == drafts
        assert rooms.signer.public_key == public
        assert [e.action for e in rooms.audit.events()][-1] == "backup.restored"
        assert (
            sum(1 for _ in rooms.audit.events()) == before
        )  # backup.made comes after the copy, backup.restored in its place
    assert found(tmp_path / "new") == hits != []
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_older_backup_is_replaced_only_when_told_so_and_never_by_a_failed_one(archive: Path, home: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(UsageError, match="--force"):
        back_up(AppSettings(home=home), archive, NOW)
    with pytest.raises(StoreUnavailable):
        back_up(AppSettings(home=home / "nowhere"), archive, NOW, force=True)
    assert archive.read_bytes() == before
    assert list(archive.parent.glob(".b.tar*")) == []
    back_up(AppSettings(home=home), archive, NOW, force=True)
    assert archive.read_bytes() != before


Members = dict[str, bytes]


def changed(archive: Path, change: Callable[[Members], object], kind: bytes = tarfile.REGTYPE) -> None:
    with tarfile.open(archive) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(archive, "w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.size = (kind, 0) if name == "keys/audit" else (tarfile.REGTYPE, len(content))
            entry.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            tar.addfile(entry, io.BytesIO(content) if entry.size else None)


def flip(members: Members) -> None:
    body = bytearray(members["callprep.db"])
    body[len(body) // 2] ^= 1
    members["callprep.db"] = bytes(body)


def newer(members: Members) -> None:
    manifest = json.loads(members[MANIFEST]) | {"schema": "9999"}
    members[MANIFEST] = json.dumps(manifest).encode()


def climbing(members: Members) -> None:
    manifest = json.loads(members[MANIFEST])
    manifest["files"]["../evil"] = manifest["files"].pop("keys/audit")
    members[MANIFEST] = json.dumps(manifest).encode()
    members["../evil"] = members.pop("keys/audit")


@pytest.mark.parametrize(
    "change",
    [
        flip,
        newer,
        climbing,
        lambda members: members.pop("keys/audit"),
        lambda members: members.update(extra=b"x"),
        lambda members: members.pop(MANIFEST),
        lambda members: members.update({MANIFEST: b"{"}),
    ],
    ids=["one bit", "newer schema", "climbing path", "file missing", "file added", "no manifest", "broken manifest"],
)
def test_an_altered_backup_makes_nothing(archive: Path, tmp_path: Path, change: Callable[[Members], object]) -> None:
    changed(archive, change)
    with pytest.raises(BackupInvalid):
        restore(archive, tmp_path / "new", None, NOW)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path.parent / "evil").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_link_in_a_backup_is_refused(archive: Path, tmp_path: Path) -> None:
    changed(archive, lambda _: None, tarfile.SYMTYPE)
    with pytest.raises(BackupInvalid, match="no plain file"):
        restore(archive, tmp_path / "new", None, NOW)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_cut_backup_makes_nothing(archive: Path, tmp_path: Path, share: float) -> None:
    archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
    with pytest.raises((BackupInvalid, StoreUnavailable)):
        restore(archive, tmp_path / "new", None, NOW)
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        restore(archive, tmp_path / "new", None, NOW)
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["mine"]
    with pytest.raises(UsageError, match="sqlite"):
        restore(archive, tmp_path / "other", "postgresql+psycopg://x@/y", NOW)


def test_a_backup_whose_audit_trail_was_rewritten_is_refused(home: Path, tmp_path: Path) -> None:
    only_embedded()
    engine = make_engine(AppSettings(home=home).sql_url())
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_events SET actor = 'somebody else' WHERE seq = 1")
    engine.dispose()
    back_up(AppSettings(home=home), tmp_path / "b.tar", NOW)
    with pytest.raises(BackupInvalid, match="Entry 1"):
        restore(tmp_path / "b.tar", tmp_path / "new", None, NOW)
    assert not (tmp_path / "new").exists()


def test_a_new_certificate_key_leaves_old_files_verifiable(home: Path) -> None:
    from assistant.documents.rendering import render

    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        outcome = prepare(rooms, find_visit(rooms, AS_OF, hcp="P-1"), AS_OF, OWNER)
        assert isinstance(outcome, Released)
        old, new = rotate_certificates(rooms)
    assert old != new
    assert retired_public_keys(home) == (old,)
    file = render(outcome, "md")
    assert verify(file, "a.md", AS_OF, key_from(f"{new}\n{old}\n")).trusted
    with pytest.raises(Exception, match="Signature"):
        verify(file, "a.md", AS_OF, new)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        assert rooms.signer.public_key == new
    assert {stat.S_IMODE(p.stat().st_mode) for p in (home / "keys").iterdir()} == {0o600}


def test_the_audit_chain_goes_on_under_a_new_key_and_seals_the_old_entries(home: Path) -> None:
    for _ in range(2):
        with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
            last, going_on = rotate_audit(rooms)
            assert going_on.audit.first_bad() is None
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        rooms.audit.append("U-1", "draft.released", {}, AS_OF)
        assert rooms.audit.first_bad() is None
    engine = make_engine(AppSettings(home=home).sql_url())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE audit_events SET actor = 'x' WHERE seq = {last}")
    engine.dispose()
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        assert rooms.audit.first_bad() == last


def bytes_of(home: Path) -> bytes:
    return b"".join(p.read_bytes() for p in home.glob("callprep.db*"))


def test_a_copy_that_cannot_be_written_names_both_ends_and_the_next_step(home: Path, tmp_path: Path) -> None:
    only_embedded()
    with pytest.raises(StoreUnavailable, match=r"copied to '.*absent'.* Check space and rights on both disks"):
        copy_database(f"sqlite:///{home / 'callprep.db'}", tmp_path / "absent")


def test_old_texts_are_counted_then_erased_and_leave_no_bytes(home: Path) -> None:
    settings, later = AppSettings(home=home), AS_OF + timedelta(days=2000)
    engine = make_engine(settings.sql_url())
    eraser = Eraser(engine)
    with open_rooms(settings, clock=lambda: later) as rooms:
        row = rooms.documents.draft_row(rooms.documents.drafts()[0]["draft_id"])
        assert row is not None
        phrase = row["payload"]["kept"]["draft"]["title"]
        before = later - age_of("3y")
        counted = due_for_erasure(rooms, eraser, before)
        assert counted["texts of drafts"] >= 1 <= counted[NOTES]
        assert due_for_erasure(rooms, eraser, before) == counted
        assert erase(rooms, eraser, before, later) == counted
        assert set(due_for_erasure(rooms, eraser, before).values()) == {0}
        contacts = rooms.objects.all(Interaction)
        assert {text for i in contacts for text in (i.note, *(q.text for q in i.questions))} <= {"", ERASED}
        kept = rooms.documents.draft_row(row["draft_id"])
        assert kept is not None
        assert kept["payload"]["verdict_hash"] == row["payload"]["verdict_hash"]
        assert {d["title"] for d in rooms.documents.drafts() if d["draft_id"] == row["draft_id"]} == {""}
        assert rooms.audit.first_bad() is None
    engine.dispose()
    assert phrase.encode() not in bytes_of(home)


def test_a_draft_that_was_exported_outlives_retention(home: Path) -> None:
    from assistant.service.exports import note_exports

    settings, later = AppSettings(home=home), AS_OF + timedelta(days=2000)
    engine = make_engine(settings.sql_url())
    with open_rooms(settings, clock=lambda: AS_OF) as rooms:
        outcome = prepare(rooms, find_visit(rooms, AS_OF, hcp="P-1"), AS_OF, OWNER)
        assert isinstance(outcome, Released)
        note_exports(rooms, outcome, ["a.docx"])
        erase(rooms, Eraser(engine), later - age_of("3y"), later)
        stored = rooms.documents.draft(outcome.draft.draft_id)
    engine.dispose()
    assert stored is not None
    assert stored[1] is not None


@pytest.mark.parametrize("text", ["", "0d", "3 months", "-1y", "1w"])
def test_an_age_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        age_of(text)


def test_a_forgotten_person_is_in_no_object(home: Path) -> None:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        name = accounts.person_named(rooms, "P-1").name
        accounts.forget(rooms, "P-1", AS_OF)
        with pytest.raises(NotFound):
            accounts.person_named(rooms, "P-1")
        assert not any(name in str(thing) for thing in accounts.mentions(rooms))


def test_a_postgresql_installation_comes_back_too(demo_home: Path, tmp_path: Path, postgres_url: str) -> None:
    from sqlalchemy.engine import make_url

    url = make_url(postgres_url)
    settings = AppSettings(home=tmp_path / "home", database_url=postgres_url)
    with open_rooms(settings, clock=lambda: AS_OF) as rooms:
        load_demo(rooms.library, rooms.objects, rooms.documents)
        snapshot = rooms.library.status().snapshot_id
        rooms.audit.append("U-1", "draft.released", {}, AS_OF)
    back_up(settings, tmp_path / "b.tar", NOW)
    with pytest.raises(StoreUnavailable, match="not empty"):
        restore(tmp_path / "b.tar", tmp_path / "new", postgres_url, NOW)
    engine = make_engine(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {url.database}_b")
    engine.dispose()
    second = url.set(database=f"{url.database}_b").render_as_string(hide_password=False)
    restore(tmp_path / "b.tar", tmp_path / "new", second, NOW)
    with open_rooms(AppSettings(home=tmp_path / "new", database_url=second), clock=lambda: AS_OF) as rooms:
        assert rooms.audit.first_bad() is None
        assert rooms.library.status().snapshot_id == snapshot
        assert rooms.library.search_words(QUESTION, 5)
