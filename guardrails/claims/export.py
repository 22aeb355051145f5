"""A claims library as a document of the import schema: what is exported can be imported again and is the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml

from guardrails.cells import safe_cell
from guardrails.claims.changes import changed_fields
from guardrails.claims.load import ClaimSet, parse_claims, rows_of_table
from guardrails.domain import Claim, Product
from guardrails.errors import ClaimsInvalid
from guardrails.labels import LabelSnapshot

_LISTS = ("modes", "audiences", "channels", "locked_terms", "must_cooccur", "must_not_cooccur")
_PLAIN = ("claim_id", "version", "text", "claim_type", "state", "product_status", "evidence_level", "language")
_DATED = ("effective_from", "expires", "supersedes", "superseded_by")
COLUMNS = (
    *("claim_id", "version", "text", "claim_type", "state", "products", "product_status", "evidence_level", "language"),
    *("modes", "audiences", "channels", "jurisdictions_include", "jurisdictions_exclude", "variations", "locked_terms"),
    *("required_qualifier", "required_qualifier_id", "must_cooccur", "must_not_cooccur", "references", "approved"),
    *("approved_by_m", "approved_by_l", "approved_by_r", *_DATED, "withdrawn_on", "withdrawal_reason"),
    *("statement_id", "fictional"),
)


def export_claims(claims: ClaimSet, form: str) -> str:
    """The library as `yaml`, `json` or `csv` text. A table holds claims alone, with at most one qualifier each.

    Raises:
        ClaimsInvalid: Another form, or claims that a table cannot hold; every one is named, a line each.
    """
    if form == "csv":
        return _table(claims.claims)
    document = claims_document(claims)
    if form == "json":
        return json.dumps(document, ensure_ascii=False, indent=1, default=date.isoformat) + "\n"
    if form == "yaml":
        return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)
    raise ClaimsInvalid(f"form {form!r} is not known; write yaml, json or csv")


def claims_document(claims: ClaimSet) -> dict[str, Any]:
    """The library in the shape that `load_claims` reads."""
    qualifiers = dict(claims.qualifiers)
    for claim in claims.claims:
        qualifiers |= {q.qualifier_id: q.text for q in claim.qualifiers}
    return {
        "version": claims.version,
        "fictional": claims.fictional,
        "products": {p.product_id: _product(p) for p in claims.products},
        "label_snapshots": {label.label_id: _label(label) for label in claims.labels},
        "qualifiers": qualifiers,
        "claims": [claim_row(claim) for claim in claims.claims],
    }


def claim_row(claim: Claim) -> dict[str, Any]:
    """One claim version as a row of the YAML schema, empty fields left out."""
    row: dict[str, Any] = {name: getattr(claim, name) for name in _PLAIN}
    row["product_status"] = claim.product_status.value
    row |= {name: [str(getattr(v, "value", v)) for v in getattr(claim, name)] for name in _LISTS}
    row["products"] = list(claim.product_ids)
    row["jurisdictions"] = {
        "include": list(claim.jurisdictions_include),
        "exclude": list(claim.jurisdictions_exclude),
    }
    row["variations"] = [{"kind": v.kind, "text": v.text} for v in claim.variations]
    row["qualifiers"] = [{"id": q.qualifier_id, "placement": q.placement.value} for q in claim.qualifiers]
    row["statement_id"] = claim.statement_id
    row["slots"] = [{"name": slot.name, "allowed": list(slot.allowed)} for slot in claim.slots]
    row["references"] = [_reference(r.kind, r.source_id, r.anchor, r.content_sha256) for r in claim.references]
    row |= {name: getattr(claim, name) for name in _DATED}
    if claim.signatures:
        row["approved"] = max(s.signed_on for s in claim.signatures)
        row["approved_by"] = {s.discipline: s.name for s in claim.signatures}
    if claim.state == "withdrawn":
        row["withdrawal"] = {"date": _withdrawn_on(claim), "reason": claim.withdrawal_reason or "not recorded"}
    row["fictional"] = claim.fictional
    always = {"state", "claim_id", "text", "fictional", "language", "audiences", "publication_footer"}
    return {key: value for key, value in row.items() if value or key in always} | {"publication_footer": None}


def _table(claims: Iterable[Claim]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    refused = []
    for claim in claims:
        cells = {name: safe_cell(cell) for name, cell in _cells(claim).items()}
        if lost := _lost(claim, cells):
            refused.append(f"claim {claim.key!r}: a table cannot hold its {', '.join(lost)}; export yaml or json")
        writer.writerow(cells)
    if refused:
        raise ClaimsInvalid("\n".join(refused))
    return out.getvalue()


def _lost(claim: Claim, cells: Mapping[str, str]) -> list[str]:
    """Fields that would not be read back from the row as they are."""
    try:
        (again,) = parse_claims(rows_of_table([cells])).claims
    except ClaimsInvalid as exc:
        return [f"row ({exc})"]
    return [change.field for change in changed_fields(claim, again)]


def _cells(claim: Claim) -> dict[str, str]:
    row = claim_row(claim)
    cells = {key: _cell(value) for key, value in row.items() if key in COLUMNS}
    cells["variations"] = " || ".join(v.text for v in claim.variations)
    if claim.qualifiers:
        cells["required_qualifier"] = claim.qualifiers[0].text
        cells["required_qualifier_id"] = claim.qualifiers[0].qualifier_id
    for side in ("include", "exclude"):
        cells[f"jurisdictions_{side}"] = _cell(row["jurisdictions"][side])
    cells |= {f"approved_by_{d.lower()}": name for d, name in row.get("approved_by", {}).items()}
    if "withdrawal" in row:
        cells |= {"withdrawn_on": str(row["withdrawal"]["date"]), "withdrawal_reason": row["withdrawal"]["reason"]}
    return cells


def _cell(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _reference(kind: str, source_id: str, anchor: str | None, content: str | None) -> str:
    return f"{kind}:{source_id}" + (f"#{anchor}" if anchor else "") + (f"@{content}" if content else "")


def _withdrawn_on(claim: Claim) -> date:
    """The recorded date; for old rows without one the last date known."""
    dates = [s.signed_on for s in claim.signatures] + ([claim.effective_from] if claim.effective_from else [])
    return claim.withdrawn_on or max(dates, default=date.min)


def _product(product: Product) -> dict[str, Any]:
    return {
        "names": list(product.names),
        "status": product.status.value,
        "label": product.label_id,
        "schedule": product.schedule,
        "indications": list(product.indications),
        "limits": list(product.limits),
        "fictional": product.fictional,
    }


def _label(label: LabelSnapshot) -> dict[str, Any]:
    head = {"fictional": label.fictional, "verified": label.verified, "source": label.source}
    return head | ({"effective": label.effective} if label.effective else {}) | dict(label.sections)
