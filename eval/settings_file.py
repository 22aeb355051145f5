"""YAML files of settings (gates, matrices, benchmarks): read strictly, so that a misspelt key fails and is named."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import UsageError


class Settings(BaseModel):
    """A part of a settings file. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Settings)


def read_settings(path: Path, model: type[S]) -> S:
    """The settings of a YAML file.

    Raises:
        UsageError: No such file, no YAML, an unknown key or an impossible value; with its place.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise UsageError(f"{str(path)!r} cannot be read ({exc.strerror}); give a YAML file.") from exc
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        mark = getattr(exc, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise UsageError(f"{path.name}{where}: no YAML ({getattr(exc, 'problem', None) or exc}).") from exc
    if not isinstance(raw, dict):
        raise UsageError(f"{path.name} line 1: holds a {type(raw).__name__}; write keys and values.")
    try:
        return model.model_validate(raw)
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        raise UsageError(f"{path.name}: {'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}.") from exc
