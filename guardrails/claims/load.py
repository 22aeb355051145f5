"""Claims libraries read from YAML, JSON or CSV; everything impossible is named by row and key."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from guardrails.cells import bare_cell
from guardrails.claims.lifecycle import DISCIPLINES, MEANING, record_hash
from guardrails.claims.rows import ClaimRow
from guardrails.domain import Claim, Product, ProductStatus, Signature
from guardrails.errors import ClaimsInvalid
from guardrails.labels import LabelSnapshot

_KEYS = {"version", "fictional", "reviewers", "defaults", "products", "label_snapshots", "qualifiers", "claims"}
_LABEL_KEYS = {"fictional", "effective", "verified", "source"}
_OVERLONG = "(cells without a column)"
"""Key of what a row of a table has beyond its columns; refused with the other faults of its row."""
_LISTS = {"jurisdictions_include": "include", "jurisdictions_exclude": "exclude"}


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """A claims library: all versions of all claims, with the products, labels and qualifiers that they name."""

    claims: tuple[Claim, ...]
    products: tuple[Product, ...] = ()
    labels: tuple[LabelSnapshot, ...] = ()
    qualifiers: tuple[tuple[str, str], ...] = ()
    version: str = ""
    fictional: bool = False


class _Loader(yaml.SafeLoader):
    """Safe, and it refuses a key that is written twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    own = [loader.construct_object(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    if doubled := next((key for key in own if own.count(key) > 1), None):
        raise ClaimsInvalid(f"line {node.start_mark.line + 1}: key {doubled!r} is written twice; keep one")
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_claims(path: Path) -> ClaimSet:
    """The library in a file; the suffix says the format (.yaml, .yml, .json, .csv).

    A CSV has one claim a row; lists are parted by `;`, variations by `||`, qualifiers are written out in the columns
    `required_qualifier` (adjacent; its id in `required_qualifier_id`) and reviewers in `approved_by_m`, `approved_by_l`, `approved_by_r`.

    Raises:
        ClaimsInvalid: Unreadable, unknown or missing key, impossible value; the message names row and key.
    """
    try:
        return parse_claims(_read(path))
    except ClaimsInvalid as exc:
        raise ClaimsInvalid("\n".join(f"{path.name}: {line}" for line in str(exc).splitlines())) from exc


def parse_claims(document: Mapping[str, Any]) -> ClaimSet:
    """The library in a document of the YAML schema.

    Raises:
        ClaimsInvalid: As `load_claims`.
    """
    if unknown := set(document) - _KEYS:
        raise ClaimsInvalid(f"unknown key {sorted(unknown)[0]!r} at the top; known are {', '.join(sorted(_KEYS))}")
    qualifiers = {str(key): str(text) for key, text in (document.get("qualifiers") or {}).items()}
    fictional = bool(document.get("fictional", False))
    defaults = {"fictional": fictional} | dict(document.get("defaults") or {})
    reviewers = document.get("reviewers") or {}
    claims = _claims(document.get("claims") or (), defaults, qualifiers, reviewers)
    _unique(claims)
    labels = {key: _label(key, row) for key, row in (document.get("label_snapshots") or {}).items()}
    return ClaimSet(
        claims=claims,
        products=tuple(_product(key, row, labels) for key, row in (document.get("products") or {}).items()),
        labels=tuple(labels.values()),
        qualifiers=tuple(qualifiers.items()),
        version=str(document.get("version") or ""),
        fictional=fictional,
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise ClaimsInvalid(f"cannot be read ({exc.strerror}); check path and permissions") from exc
    except UnicodeDecodeError as exc:
        raise ClaimsInvalid(f"cannot be read ({exc}); give a UTF-8 file") from exc
    rows = list(csv.DictReader(io.StringIO(text, newline=""))) if path.suffix.lower() == ".csv" else None
    if rows == [] or not text.strip():
        raise ClaimsInvalid("holds no claim; give a library as `callprep claims export` prints it")
    if rows is not None:
        return rows_of_table(rows)
    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else yaml.load(text, Loader=_Loader)  # noqa: S506
    except (json.JSONDecodeError, yaml.YAMLError) as exc:
        raise ClaimsInvalid(f"is not well formed ({' '.join(str(exc).split())})") from exc
    if isinstance(data, list):
        return _from_rows(data)
    if not isinstance(data, dict):
        raise ClaimsInvalid(
            f"holds a {type(data).__name__}; write a mapping with the key `claims`, or a list of claims"
        )
    return data


def rows_of_table(rows: Iterable[Mapping[Any, Any]]) -> Mapping[str, Any]:
    """A document of the YAML schema from the rows of a CSV table, cells by column."""
    return _from_rows([_from_csv(row) for row in rows])


def _from_rows(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """A document from bare rows, whose qualifiers are written out."""
    qualifiers: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise ClaimsInvalid(f"row {number} is a {type(row).__name__}; write a mapping")
        given = row.pop("required_qualifier_id", None)
        if text := row.pop("required_qualifier", None):
            key = given or f"Q-{row.get('claim_id', number)}"
            if qualifiers.setdefault(key, text) != text:  # another version of the claim has other words
                key = f"{key}-{number}"
                qualifiers[key] = text
            row["qualifiers"] = [*(row.get("qualifiers") or ()), {"id": key, "placement": "adjacent"}]
    return {"claims": rows, "qualifiers": qualifiers}


def _from_csv(cells: Mapping[Any, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {
        str(key).strip(): bare_cell(value.strip()) for key, value in cells.items() if isinstance(value, str)
    }
    row = {key: value for key, value in row.items() if value}
    if None in cells:
        row[_OVERLONG] = cells[None]
    places = {_LISTS[key]: row.pop(key) for key in _LISTS if key in row}
    if places:
        row["jurisdictions"] = places
    if "withdrawn_on" in row or "withdrawal_reason" in row:
        row["withdrawal"] = {"date": row.pop("withdrawn_on", None), "reason": row.pop("withdrawal_reason", None)}
    signers = {d: row.pop(f"approved_by_{d.lower()}") for d in DISCIPLINES if f"approved_by_{d.lower()}" in row}
    if signers:
        row["approved_by"] = signers
    return row


def _claims(
    rows: Sequence[object], defaults: Mapping[str, Any], qualifiers: Mapping[str, str], reviewers: Mapping[str, str]
) -> tuple[Claim, ...]:
    """All rows; where some are wrong, every one of them is named at once."""
    claims, wrong = [], []
    for number, row in enumerate(rows, 1):
        try:
            claims.append(_claim(number, row, defaults, qualifiers, reviewers))
        except ClaimsInvalid as exc:
            wrong.append(str(exc))
    if wrong:
        raise ClaimsInvalid("\n".join(wrong))
    return tuple(claims)


def _claim(
    number: int, row: object, defaults: Mapping[str, Any], qualifiers: Mapping[str, str], reviewers: Mapping[str, str]
) -> Claim:
    name = row.get("claim_id") if isinstance(row, dict) else None
    where = f"claim {name!r} (row {number})"
    if not isinstance(row, dict):
        raise ClaimsInvalid(f"{where}: is a {type(row).__name__}; write a mapping")
    if _OVERLONG in row:
        raise ClaimsInvalid(f"{where}: more cells than columns; quote cells that hold a comma")
    try:
        parsed = ClaimRow.model_validate({**defaults, **row})
        claim = parsed.claim(qualifiers)
    except ValidationError as exc:
        raise ClaimsInvalid(f"{where}: {_first(exc)}") from exc
    except ValueError as exc:
        raise ClaimsInvalid(f"{where}: {exc}") from exc
    signers = {str(d): name for d, name in (parsed.approved_by or reviewers).items()}
    return claim if parsed.approval_date is None else _signed(claim, parsed.approval_date, signers, where)


def _signed(claim: Claim, on: date, signers: Mapping[str, str], where: str) -> Claim:
    if missing := [d for d in DISCIPLINES if not signers.get(d)]:
        raise ClaimsInvalid(f"{where}: `reviewers` names nobody for {missing[0]}; an approved claim has M, L and R")
    stamp = record_hash(claim)
    return replace(claim, signatures=tuple(Signature(d, signers[d], MEANING, on, stamp) for d in DISCIPLINES))


_SAID = {
    "missing": "is missing",
    "date": "is no date; write it as 2027-12-31",
    "tuple": "has to be a list; write [a, b]",
    "int": "has to be a whole number",
    "greater_than_equal": "has to be {ge} or more",
    "bool": "has to be true or false",
    "string_type": "has to be text; put it between quotation marks",
    "string_too_short": "has to have at least {min_length} characters",
    "string_too_long": "has to have at most {max_length} characters",
    "too_long": "has to have at most {max_length} entries",
    "literal_error": "choose {expected}",
    "enum": "choose {expected}",
    "model_type": "has to be a mapping; write its keys below it",
    "dict_type": "has to be a mapping; write its keys below it",
}
"""Beginning of a kind of error -> what is wrong and what to write, in place of the parser's words."""


def _first(exc: ValidationError) -> str:
    error = exc.errors(include_url=False)[0]
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key {key!r}; remove it or correct its spelling"
    given = error.get("input")
    value = "" if error["type"] == "missing" or isinstance(given, dict) else f" ({str(given)[:60]!r})"
    kind = next((kind for kind in _SAID if str(error["type"]).startswith(kind)), "")
    told = str(error["msg"]).removeprefix("Value error, ")
    message = _SAID[kind].format(**error.get("ctx", {})) if kind else told
    return f"key {key!r}{value}: {message}" if key else message


def _unique(claims: tuple[Claim, ...]) -> None:
    seen: set[str] = set()
    for claim in claims:
        if claim.key in seen:
            raise ClaimsInvalid(f"claim {claim.key!r} stands twice; a version is written once and never changed")
        seen.add(claim.key)


def _product(key: str, row: Mapping[str, Any], labels: Mapping[str, LabelSnapshot]) -> Product:
    """A product; its labelled uses and limits are those of sections 1 and 1.1 of its label where the row has none."""
    known = {"generic", "status", "schedule", "label", "fictional", "names", "indications", "limits"}
    if unknown := set(row) - known:
        raise ClaimsInvalid(f"product {key!r}: unknown key {sorted(unknown)[0]!r}")
    try:
        status = ProductStatus(row.get("status", "unknown"))
    except ValueError as exc:
        raise ClaimsInvalid(f"product {key!r}: key 'status': {exc}") from exc
    label = labels.get(str(row.get("label")))
    uses, limits = (label.section("1"), label.section("1.1")) if label else (None, None)
    names = tuple(row.get("names") or ()) or tuple(n for n in (key.capitalize(), row.get("generic")) if n)
    return Product(
        product_id=key,
        names=names,
        status=status,
        label_id=row.get("label"),
        indications=tuple(row.get("indications") or ([uses] if uses else ())),
        limits=tuple(row.get("limits") or ([limits] if limits else ())),
        schedule=row.get("schedule"),
        fictional=bool(row.get("fictional", False)),
    )


def _label(key: str, row: Mapping[str, Any]) -> LabelSnapshot:
    return LabelSnapshot(
        label_id=key,
        sections=tuple((str(k), str(v)) for k, v in row.items() if str(k) not in _LABEL_KEYS),
        effective=_date(row.get("effective")),
        fictional=bool(row.get("fictional", False)),
        verified=bool(row.get("verified", False)),
        source=str(row.get("source", "")),
    )


def _date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None
