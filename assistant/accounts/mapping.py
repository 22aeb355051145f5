"""Mapping files: which column of a CRM export is which of our fields, and how its values read."""

from __future__ import annotations

from collections.abc import Mapping as Rows
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.accounts.crm_rows import AccountRow, InteractionRow, MeetingRow, PersonRow
from assistant.errors import ImportRefused
from guardrails import bare_cell

ROW_OF: dict[str, type[BaseModel]] = {
    "account": AccountRow,
    "person": PersonRow,
    "interaction": InteractionRow,
    "meeting": MeetingRow,
}
_LISTS = ("people", "told", "materials", "products")
DATES = ("pt_next", "updated_on", "date", "consent.withdrawn", "commitment.due")
_BOXES = ("visit", "email", "solicited", "value_given", "event_noted")
_TRUE, _FALSE = ("true", "yes", "y", "1", "x"), ("false", "no", "n", "0")


class Mapping(BaseModel):
    """One mapping file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Literal["account", "person", "interaction", "meeting"]
    source: str
    """Which product's export it was written for, and from which documentation."""
    verified: bool
    columns: dict[str, str]
    """Our field -> their column. Dotted fields reach inside: `consent.email`, `question.text`, `commitment.due`, `formulary.PRODUCT`."""
    values: dict[str, dict[str, str]] = {}
    """Our field -> their value -> our value, compared without case."""
    defaults: dict[str, str | int] = {}
    prefixes: dict[str, str] = {}
    """Our field -> what is put in front of their value, e.g. `US-` for a state."""
    date_format: str | None = None
    """strptime pattern of dates; ISO 8601 if left out."""
    zone: str = "+00:00"
    """Offset for times that have none."""
    separator: str = ";"
    """Parts a cell that holds a list."""


def shipped_mappings() -> tuple[str, ...]:
    """Names of the mappings that come along."""
    folder = files("assistant.accounts") / "data" / "mappings"
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def load_mapping(name: str) -> Mapping:
    """A mapping by the name of a shipped one or the path of a file.

    Raises:
        ImportRefused: There is none, or a key or field in it is unknown.
    """
    path = Path(name)
    try:
        if name in shipped_mappings():
            text = (files("assistant.accounts") / "data" / "mappings" / f"{name}.yaml").read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        mapping = Mapping.model_validate(yaml.safe_load(text))
    except OSError as exc:
        known = ", ".join(shipped_mappings())
        raise ImportRefused(f"No mapping {name!r}. Shipped: {known}; or give a file.") from exc
    except (yaml.YAMLError, ValidationError) as exc:
        first = (
            str(exc.errors()[0]["loc"]) + " " + exc.errors()[0]["msg"] if isinstance(exc, ValidationError) else str(exc)
        )
        raise ImportRefused(f"Mapping {name!r}: {first}. Mend it.") from exc
    unknown = [field for field in mapping.columns if not _is_field(mapping.kind, field)]
    if unknown:
        raise ImportRefused(f"Mapping {name!r} fills {unknown[0]!r}, which {mapping.kind} does not have.")
    return mapping


def missing_columns(mapping: Mapping, columns: Rows[str, Any]) -> tuple[str, ...]:
    """Columns that the mapping needs for required fields and a row does not have."""
    row = ROW_OF[mapping.kind]
    needed = [f for f, info in row.model_fields.items() if info.is_required() and f not in mapping.defaults]
    return tuple(mapping.columns.get(f, f) for f in needed if mapping.columns.get(f, f) not in columns)


def mapped(mapping: Mapping, row: Rows[str, Any]) -> dict[str, Any]:
    """One row in our own shape, not yet validated; empty cells are left out."""
    built: dict[str, Any] = {}
    for field, default in mapping.defaults.items():
        _put(built, field, default)
    for field, column in mapping.columns.items():
        value = row.get(column)
        if value in (None, ""):
            continue
        _put(built, field, _value(mapping, field, value))
    for single, many in (("question", "questions"), ("commitment", "commitments")):
        if single in built:
            held = built.pop(single)
            built[many] = [held] if held.get("text") else []
    return built


def ticked(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().lower() in _TRUE


def _value(mapping: Mapping, field: str, value: Any) -> Any:
    if isinstance(value, str):
        told = {k.lower(): v for k, v in mapping.values.get(field, {}).items()}
        value = bare_cell(value.strip())
        value = told.get(value.lower(), value)
        value = mapping.prefixes.get(field, "") + value
    leaf = field.rsplit(".", 1)[-1]
    if leaf in _LISTS and isinstance(value, str):
        return [part.strip() for part in value.split(mapping.separator) if part.strip()]
    if leaf in _BOXES and isinstance(value, str):
        return True if value.lower() in _TRUE else False if value.lower() in _FALSE else value
    if mapping.date_format and field in DATES and isinstance(value, str):
        return datetime.strptime(value, mapping.date_format).date().isoformat()  # noqa: DTZ007
    if field == "start" and isinstance(value, str):
        return _moment(mapping, value)
    return value


def _moment(mapping: Mapping, value: str) -> str:
    if mapping.date_format and "%H" in mapping.date_format:
        value = datetime.strptime(value, mapping.date_format).isoformat()  # noqa: DTZ007
    has_zone = value.endswith("Z") or "+" in value[10:] or "-" in value[10:]
    return value if has_zone else value + mapping.zone


def _put(built: dict[str, Any], field: str, value: Any) -> None:
    parts = field.split(".")
    for part in parts[:-1]:
        built = built.setdefault(part, {})
    built[parts[-1]] = value


def _is_field(kind: str, field: str) -> bool:
    head = field.split(".", 1)[0]
    return head in ROW_OF[kind].model_fields or (kind == "interaction" and head in ("question", "commitment"))
