"""The package's own YAML data, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from guardrails.errors import RuleDataInvalid

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_data(path: str) -> dict[str, Any]:
    """The parsed file `data/<path>`. It says its version and source.

    Raises:
        RuleDataInvalid: Missing, malformed or undated.
    """
    place = files("guardrails").joinpath("data", *path.split("/"))
    try:
        data = yaml.load(place.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe loader, C or Python)
    except (OSError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"rule data {path!r} cannot be read ({exc}); reinstall the package") from exc
    if not isinstance(data, dict) or not data.get("version") or not data.get("source"):
        raise RuleDataInvalid(f"rule data {path!r} needs `version` and `source`; add them at the top of the file")
    return data


@cache
def data_names(folder: str) -> tuple[str, ...]:
    """Paths of the YAML files of one data folder, sorted."""
    place = files("guardrails").joinpath("data", folder)
    return tuple(sorted(f"{folder}/{item.name}" for item in place.iterdir() if item.name.endswith(".yaml")))
