"""Where a container finds settings that are secrets: one file each, named as the variable in lower case."""

from __future__ import annotations

from pathlib import Path


def secrets_folder(folder: Path = Path("/run/secrets")) -> Path | None:
    """The folder in which container engines put secrets; None where there is none. Variables of the environment go first."""
    return folder if folder.is_dir() else None
