"""What a run was made with: revision of the code, versions, machine. Nothing here enters the figures."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]


def run_record(started: datetime, finished: datetime) -> dict[str, Any]:
    """The record of a run, without its id."""
    return {
        "started_at": started.isoformat(timespec="seconds"),
        "seconds": round((finished - started).total_seconds(), 1),
        "git": git_revision(),
        "callprep": _installed("callprep"),
        "machine": {
            "system": platform.system(),
            "machine": platform.machine(),
            "cpus": os.cpu_count() or 0,
            "python": platform.python_version(),
        },
    }


def git_revision(folder: Path = _ROOT) -> str:
    """Short revision of the code, with `+changes` where files differ from it; `unknown` outside a checkout."""
    revision = _git(folder, "rev-parse", "--short=12", "HEAD")
    if not revision:
        return "unknown"
    changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return revision + ("+changes" if changed else "")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
