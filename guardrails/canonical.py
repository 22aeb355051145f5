"""One way to write a value down, so that equal values have equal hashes on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any


def canonical_json(value: object) -> str:
    """The value as JSON with sorted keys and no spaces; dataclasses by their public fields, dates in ISO form."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(value: object) -> str:
    """SHA-256 of the canonical form, hex. A string is hashed as it stands."""
    text = value if isinstance(value, str) else canonical_json(value)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@cache
def _public(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if not f.name.startswith("_"))


_PLAIN = (str, int, float, bool)


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _public(type(value))}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}; make it a dataclass of plain values")
