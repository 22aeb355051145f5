"""A backup becomes an installation again, in a new folder, whole or not at all."""

from __future__ import annotations

import json
import os
import tarfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from assistant.engine import make_engine
from assistant.errors import BackupInvalid, StoreUnavailable, UsageError
from assistant.home import AppSettings, audit_keys
from assistant.migrations import knows, upgrade
from assistant.service.backup import ANCHOR, FORMAT, MANIFEST, Manifest, digest_of
from assistant.store.audit import AuditTrail
from assistant.store.copying import FILES, POSTGRESQL, SQLITE, kind_of, load_dump

_MAX_MANIFEST = 2**22


def restore(archive: Path, home: Path, database_url: str | None, now: datetime) -> Manifest:
    """Check every file of the backup, then make `home` of it. Words and vectors follow at the first opening.

    Args:
        archive: The backup.
        home: Folder to make; it may exist, but empty.
        database_url: Empty PostgreSQL database for a backup of one; None for a backup of SQLite.
        now: For the audit entry.

    Raises:
        UsageError: `home` is not empty, or the kind of database differs.
        BackupInvalid: A file is missing, foreign or altered, the release is too old for it, or its audit trail is broken.
        StoreUnavailable: No room, or the database refuses.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"{str(home)!r} is not empty; name a new folder.")
    try:
        with tarfile.open(archive, "r:") as tar:
            manifest = read_manifest(tar)
            _check_kind(manifest, database_url)
            check_files(tar, manifest)
            home.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=home.parent, prefix=f".{home.name}.restoring-") as folder:
                staged = Path(folder) / "home"
                _unpack(tar, manifest, staged)
                _bring_up(manifest, staged, database_url, now)
                if home.exists():
                    home.rmdir()
                staged.replace(home)
    except tarfile.TarError as exc:
        raise BackupInvalid(f"{str(archive)!r} is no backup of callprep ({exc}).") from exc
    except OSError as exc:
        raise StoreUnavailable(f"Cannot restore into {str(home)!r}: {exc}. Check the path and free space.") from exc
    return manifest


def read_manifest(tar: tarfile.TarFile) -> Manifest:
    """The list of contents, of a form and a schema that this release knows.

    Raises:
        BackupInvalid: There is none, or it is of another form.
    """
    try:
        member = tar.getmember(MANIFEST)
        stream = tar.extractfile(member)
        if stream is None or member.size > _MAX_MANIFEST:
            raise BackupInvalid("The backup's manifest is no file of reasonable size.")
        manifest = TypeAdapter(Manifest).validate_python(json.loads(stream.read()))
    except (KeyError, ValueError, ValidationError) as exc:
        raise BackupInvalid(f"The file holds no manifest of a callprep backup ({type(exc).__name__}).") from exc
    if manifest.format != FORMAT or not knows(manifest.schema):
        raise BackupInvalid(
            f"The backup is of {manifest.format}, schema {manifest.schema}; install release {manifest.release} or newer."
        )
    return manifest


def check_files(tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Return if the archive holds the files of its manifest and nothing else, each as it was written.

    Raises:
        BackupInvalid: It does not; the message names the file.
    """
    found = [member for member in tar.getmembers() if member.name != MANIFEST]
    if sorted(m.name for m in found) != sorted(manifest.files):
        odd = {m.name for m in found} ^ set(manifest.files)
        raise BackupInvalid(f"The backup's files are not those of its manifest: {sorted(odd)[:3] or 'one is twice'}.")
    for member in found:
        path = PurePosixPath(member.name)
        if not member.isreg() or path.is_absolute() or ".." in path.parts:
            raise BackupInvalid(f"The backup holds {member.name!r}, which is no plain file of an installation.")
        stream = tar.extractfile(member)
        assert stream is not None
        with stream:
            if digest_of(stream) != manifest.files[member.name]:  # type: ignore[arg-type]
                raise BackupInvalid(
                    f"{member.name!r} is not as it was written: its SHA-256 differs. Use another backup."
                )
    if FILES.get(manifest.database) not in manifest.files:
        raise BackupInvalid("The backup holds no database.")


def _check_kind(manifest: Manifest, database_url: str | None) -> None:
    given = kind_of(database_url) if database_url else SQLITE
    if given != manifest.database:
        raise UsageError(
            f"The backup is of {manifest.database}, CALLPREP_DATABASE_URL of {given}: "
            "name an empty PostgreSQL database for the one, leave it blank for the other."
        )


def _unpack(tar: tarfile.TarFile, manifest: Manifest, staged: Path) -> None:
    staged.mkdir(mode=0o700)
    for name in manifest.files:
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source = tar.extractfile(name)
        assert source is not None
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with source, os.fdopen(descriptor, "wb") as target:
            while block := source.read(2**20):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())


def _bring_up(manifest: Manifest, staged: Path, database_url: str | None, now: datetime) -> None:
    """Schema as of this release, audit trail verified and carried on."""
    if manifest.database == POSTGRESQL:
        assert database_url is not None
        load_dump(database_url, staged / FILES[POSTGRESQL])
        (staged / FILES[POSTGRESQL]).unlink()
    engine = make_engine(database_url or AppSettings(home=staged, database_url=None).sql_url())
    try:
        upgrade(engine)
        trail = AuditTrail(engine, *audit_keys(staged), anchor=staged / ANCHOR)
        bad = trail.first_bad()
        if bad is not None:
            raise BackupInvalid(f"Entry {bad} of the backup's audit trail does not fit the chain; use another backup.")
        detail = {"snapshot_id": manifest.snapshot_id, "made_at": manifest.made_at, "release": manifest.release}
        trail.append("local", "backup.restored", detail, now)
    finally:
        engine.dispose()
