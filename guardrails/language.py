"""The package's own word data: dated, sourced YAML read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from guardrails.errors import RuleDataInvalid

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every scalar as text, so that "no" and "on" stay words."""


@cache
def load_language(name: str) -> dict[str, Any]:
    """The parsed file `data/language/<name>.yaml`.

    Raises:
        RuleDataInvalid: it is missing, not a mapping, or carries no version or source.
    """
    path = files("guardrails").joinpath("data", "language", f"{name}.yaml")
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (plain text only)
    except (OSError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"language data {name!r} cannot be read ({exc}); reinstall the package") from exc
    if not isinstance(data, dict) or not data.get("version") or not data.get("source"):
        raise RuleDataInvalid(f"language data {name!r} needs `version` and `source`; add them at the top of the file")
    return data
