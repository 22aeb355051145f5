"""What a file says laid over what is stored: columns it does not have erase nothing, and several rows may be one contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping as Rows, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from assistant.accounts.exporting import written
from assistant.accounts.mapping import Mapping
from assistant.domain import Account, AskedQuestion, Commitment, Interaction, SafetyReport

Part = TypeVar("Part", AskedQuestion, Commitment)
T = TypeVar("T")
_ATTRIBUTE = {
    "date": "on",
    "type": "kind",
    "people": "person_ids",
    "products": "product_ids",
    "question.request": "request_id",
}
_WITHOUT_PARTS: dict[str, Any] = {"questions": (), "commitments": ()}


def laid_over(before: T, read: T, row: Rows[str, Any], mapping: Mapping) -> T:
    """The stored object with what this row says otherwise.

    A field stays where its column is not in the row, or where the cell is what an export would write for it. The parts
    of a contact are left as stored; `with_parts` joins them.
    """
    told = _told(before, row, mapping)
    names = [_attribute(field) for field in told if not field.startswith("formulary.")]
    changes = {name: getattr(read, name) for name in names}
    if isinstance(before, Account) and isinstance(read, Account):
        changes["formulary"] = _formulary(before, read, told)
    return replace(before, **changes)  # type: ignore[type-var]


def with_parts(
    earlier: Interaction | None, whole: Interaction, read: Interaction, row: Rows[str, Any], mapping: Mapping
) -> Interaction:
    """A contact with the questions and promises of its earlier rows and of this one.

    `whole` is the contact with all parts that are stored, `read` this row alone. A kind of part that the file has no
    column for stays as stored; otherwise the rows tell all of them. The same part in two rows counts once.
    """
    questions, commitments = whole.questions, whole.commitments
    if mapping.columns.get("question.text") in row:
        questions = _joined(earlier.questions if earlier else (), read.questions, questions, row, mapping)
    if mapping.columns.get("commitment.text") in row:
        commitments = _joined(earlier.commitments if earlier else (), read.commitments, commitments, row, mapping)
    return replace(whole, questions=questions, commitments=commitments)


def same_but_for_parts(one: object, other: object) -> bool:
    """Whether two readings of one id can stand together."""
    if isinstance(one, Interaction) and isinstance(other, Interaction):
        return replace(one, **_WITHOUT_PARTS) == replace(other, **_WITHOUT_PARTS)
    return one == other


def reports_joined(reports: Iterable[SafetyReport]) -> tuple[SafetyReport, ...]:
    """One relay task a contact, with all that its rows tell."""
    found: dict[str, SafetyReport] = {}
    for report in reports:
        known = found.get(report.source)
        texts = dict.fromkeys((*known.text.split(" / "), *report.text.split(" / "))) if known else [report.text]
        found[report.source] = replace(report, text=" / ".join(texts))
    return tuple(found.values())


def _told(before: object, row: Rows[str, Any], mapping: Mapping) -> list[str]:
    """Fields whose cell says something else than what is stored. The id is what the two have in common."""
    stored = written(before, mapping)
    fields = [f for f in mapping.columns if f != "id" and (f in stored or f.startswith("formulary."))]
    cells = {f: _cell(row[mapping.columns[f]]) for f in fields if mapping.columns[f] in row}
    return [field for field, cell in cells.items() if cell != stored.get(field, "").strip()]


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _attribute(field: str) -> str:
    return _ATTRIBUTE.get(field) or field.removeprefix("question.").removeprefix("commitment.").replace(".", "_")


def _formulary(before: Account, read: Account, told: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Stored states, but for the products whose column says otherwise."""
    products = {field.removeprefix("formulary.") for field in told if field.startswith("formulary.")}
    stay = {product: state for product, state in before.formulary if product not in products}
    return tuple(sorted((stay | {p: s for p, s in read.formulary if p in products}).items()))


def _joined(
    taken: tuple[Part, ...], read: tuple[Part, ...], stored: tuple[Part, ...], row: Rows[str, Any], mapping: Mapping
) -> tuple[Part, ...]:
    parts: list[Part] = list(taken)
    for part in read:
        known = _counterpart(part, parts, stored, row, mapping)
        whole = part if known is None else laid_over(known, part, row, mapping)
        if parts.count(whole) < max(1, stored.count(whole)):
            parts.append(whole)
    return tuple(parts)


def _counterpart(
    part: Part, taken: Sequence[Part], stored: Sequence[Part], row: Rows[str, Any], mapping: Mapping
) -> Part | None:
    """The stored part with these words; of several the first that no row has told yet."""
    field = "question.text" if isinstance(part, AskedQuestion) else "commitment.text"
    cell = _cell(row[mapping.columns[field]])
    same = [p for p in stored if p.text == part.text or written(p, mapping)[field].strip() == cell]
    return next((p for p in same if taken.count(p) < stored.count(p)), same[0] if same else None)
