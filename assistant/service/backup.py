"""One file that holds an installation: database, keys, audit anchor, runs. Words and vectors are rebuilt from the database."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from assistant.engine import make_engine
from assistant.errors import StoreUnavailable, UsageError
from assistant.home import AppSettings, audit_keys
from assistant.migrations import revision_of
from assistant.store.audit import AuditTrail
from assistant.store.copying import FILES, SQLITE, copy_database, kind_of
from assistant.store.outages import telling_outages
from ingest import snapshot_of

FORMAT = "callprep-backup-1"
MANIFEST = "manifest.json"
ANCHOR = "audit.anchor"
_BESIDE = ("keys", "runs", "templates")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size and SHA-256 of one file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and what it was made from."""

    made_at: str
    release: str
    """Version of callprep that made it."""
    database: str
    """sqlite | postgresql"""
    schema: str
    """Revision of the database."""
    snapshot_id: str
    """State of the library."""
    files: dict[str, FileFacts]
    format: str = FORMAT


def back_up(settings: AppSettings, target: Path, now: datetime, *, force: bool = False) -> Manifest:
    """Write the backup; a service may go on working meanwhile. The file holds secret keys and is readable by its owner alone.

    Raises:
        UsageError: `target` exists and `force` is not given.
        StoreUnavailable: Database or target cannot be used; an older backup of that name is then untouched.
    """
    if target.exists() and not force:
        raise UsageError(f"{str(target)!r} exists; choose another name, or --force to replace it.")
    partial = target.with_name(f".{target.name}.part")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            # The anchor first: what it names is then surely in the database that is copied after it.
            anchor = _read_if_there(settings.home / ANCHOR)
            copy = copy_database(settings.sql_url(), Path(folder))
            members = dict(_members(settings.home, copy, anchor))
            manifest = _manifest(settings, copy, members, now)
            _write_tar(partial, manifest, members)
        partial.replace(target)
    except OSError as exc:
        raise StoreUnavailable(f"Cannot write {str(target)!r}: {exc}. Choose another place or free space.") from exc
    finally:
        partial.unlink(missing_ok=True)
    _note(settings, manifest, now)
    return manifest


def installed_release() -> str:
    """Version of the installed package."""
    from importlib.metadata import version

    return version("callprep")


def digest_of(stream: BinaryIO) -> FileFacts:
    """Size and hash of what is left in a stream."""
    size, sha = 0, hashlib.sha256()
    while block := stream.read(2**20):
        size += len(block)
        sha.update(block)
    return FileFacts(size, sha.hexdigest())


def _members(home: Path, copy: Path, anchor: bytes | None) -> Iterator[tuple[str, Path | bytes]]:
    """Name in the archive, and the file or its content."""
    yield copy.name, copy
    if anchor is not None:
        yield ANCHOR, anchor
    for part in _BESIDE:
        for path in sorted((home / part).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(home).as_posix(), path


def _manifest(settings: AppSettings, copy: Path, members: dict[str, Path | bytes], now: datetime) -> Manifest:
    kind = kind_of(settings.sql_url())
    engine = make_engine(f"sqlite:///{copy}" if kind == SQLITE else settings.sql_url())
    try:
        schema, snapshot = revision_of(engine), snapshot_of(engine)
    finally:
        engine.dispose()
    files = {name: _facts(source) for name, source in members.items()}
    return Manifest(now.isoformat(), installed_release(), kind, schema, snapshot, files)


def _facts(source: Path | bytes) -> FileFacts:
    if isinstance(source, bytes):
        return digest_of(io.BytesIO(source))
    with source.open("rb") as stream:
        return digest_of(stream)


def _write_tar(partial: Path, manifest: Manifest, members: dict[str, Path | bytes]) -> None:
    head = json.dumps(asdict(manifest), indent=2).encode()
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as tar:
            for name, source in {MANIFEST: head, **members}.items():
                _add(tar, name, source)
        stream.flush()
        os.fsync(stream.fileno())


def _add(tar: tarfile.TarFile, name: str, source: Path | bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.mode = 0o600
    if isinstance(source, bytes):
        entry.size = len(source)
        tar.addfile(entry, io.BytesIO(source))
        return
    with source.open("rb") as stream:
        entry.size = os.fstat(stream.fileno()).st_size
        tar.addfile(entry, stream)


def _read_if_there(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _note(settings: AppSettings, manifest: Manifest, now: datetime) -> None:
    engine = make_engine(settings.sql_url())
    try:
        trail = AuditTrail(telling_outages(engine), *audit_keys(settings.home), anchor=settings.home / ANCHOR)
        detail = {"snapshot_id": manifest.snapshot_id, "sha256": manifest.files[FILES[manifest.database]].sha256}
        trail.append("local", "backup.made", detail, now)
    finally:
        engine.dispose()
