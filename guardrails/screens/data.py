"""The word data of the screens: dated, sourced YAML read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from guardrails.errors import RuleDataInvalid

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_screen(name: str) -> dict[str, Any]:
    """The parsed file `data/screens/<name>.yaml`.

    Raises:
        RuleDataInvalid: it is missing, broken, or carries no date, source or verification mark.
    """
    path = files("guardrails").joinpath("data", "screens", f"{name}.yaml")
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (safe loader, C or Python)
    except (OSError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"screen data {name!r} cannot be read ({exc}); reinstall the package") from exc
    if not isinstance(data, dict) or not {"as_of", "sources", "verified"} <= set(data):
        raise RuleDataInvalid(f"screen data {name!r} needs `as_of`, `sources` and `verified`; add them at the top")
    return data
