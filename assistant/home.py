"""Where an installation keeps its things, from settings; and its secret keys, made once, readable by the owner alone."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import StoreUnavailable
from ingest import refuse_disguised, secrets_folder


def _default_home() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or (Path.home() / ".local" / "share")
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    return Path(base) / "callprep"


class AppSettings(BaseSettings):
    """Places and addresses of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="CALLPREP_",
        secrets_dir=secrets_folder(),
        frozen=True,
        extra="ignore",
        env_file=".env",
        env_ignore_empty=True,
    )

    home: Path = Field(default_factory=_default_home, description="Folder of database, vectors, words, model and keys.")
    database_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy address of a shared database; SQLite in the home folder if empty."
    )
    chroma_url: str | None = Field(
        default=None,
        description="Address of a Chroma server on a private network, its path the database there; embedded if empty.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least grave event that a running service writes to its log."
    )

    @field_validator("chroma_url")
    @classmethod
    def _a_place_that_it_says(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("give http://host:port of a Chroma server on a private network")
        refuse_disguised(parts.hostname)
        return value

    def sql_url(self) -> str:
        """Address of the database in use."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'callprep.db'}"


def secret_key(home: Path, name: str) -> bytes:
    """32 secret bytes kept in `home/keys/<name>`, made on first use with mode 0600.

    Raises:
        StoreUnavailable: The key cannot be read or written, or has another length.
    """
    path = home / "keys" / name
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(32))
        key = path.read_bytes()
    except FileExistsError:
        key = path.read_bytes()
    except OSError as exc:
        raise StoreUnavailable(
            f"Key file {str(path)!r} cannot be used: {exc}. Check the folder's owner and space."
        ) from exc
    if len(key) != 32:
        raise StoreUnavailable(f"Key file {str(path)!r} has {len(key)} bytes, not 32. Restore it from a backup.")
    return key


def audit_keys(home: Path) -> tuple[bytes, tuple[tuple[int, bytes], ...]]:
    """The key of the audit chain, and the retired ones, each with the last entry it made.

    Raises:
        StoreUnavailable: A key cannot be read.
    """
    rows = _retired(home, "audit")
    return secret_key(home, "audit"), tuple((int(row["until"]), bytes.fromhex(row["key"])) for row in rows)


def retired_public_keys(home: Path) -> tuple[str, ...]:
    """Public halves of earlier certificate keys, newest first: what they signed stays verifiable."""
    return tuple(str(row["public_key"]) for row in reversed(_retired(home, "certificates")))


def replace_key(home: Path, name: str, remember: dict[str, str | int]) -> None:
    """A new secret in place of `home/keys/<name>`; `remember` is added to what is known of the old ones, before.

    Raises:
        StoreUnavailable: The folder cannot be written.
    """
    try:
        _write_secret(_retired_file(home, name), json.dumps([*_retired(home, name), remember]).encode())
        _write_secret(home / "keys" / name, secrets.token_bytes(32))
    except OSError as exc:
        raise StoreUnavailable(f"Key {name!r} cannot be replaced: {exc}. Check the folder's owner and space.") from exc


def _retired(home: Path, name: str) -> list[dict[str, str]]:
    path = _retired_file(home, name)
    try:
        rows: list[dict[str, str]] = json.loads(path.read_bytes()) if path.exists() else []
    except (OSError, ValueError) as exc:
        raise StoreUnavailable(
            f"Retired keys {str(path)!r} cannot be read: {exc}. Restore them from a backup."
        ) from exc
    return rows


def _retired_file(home: Path, name: str) -> Path:
    return home / "keys" / f"{name}.retired.json"


def _write_secret(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
