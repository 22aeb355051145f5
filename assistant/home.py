"""Where an installation keeps its things, from settings; and its secret keys, made once, readable by the owner alone."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import StoreUnavailable


def _default_home() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or (Path.home() / ".local" / "share")
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    return Path(base) / "callprep"


class AppSettings(BaseSettings):
    """Places and addresses of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="CALLPREP_", frozen=True, extra="ignore", env_file=".env", env_ignore_empty=True
    )

    home: Path = Field(default_factory=_default_home, description="Folder of database, vectors, words, model and keys.")
    database_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy address of a shared database; SQLite in the home folder if empty."
    )
    chroma_url: str | None = Field(
        default=None, description="Address of a Chroma server on a private network; embedded if empty."
    )

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
