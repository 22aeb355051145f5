"""A claims file brought in: first what it would change, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.errors import ImportRefused
from assistant.service.cascade import CascadeReport, Cause, run_cascade
from assistant.service.claim_succession import Succession, long_superseded, succession
from assistant.service.rooms import Rooms
from guardrails import Claim, ClaimSet, LibraryDiff, diff_libraries, export_claims, load_claims


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """A file that was read, and what it would change."""

    path: Path
    loaded: ClaimSet
    diff: LibraryDiff
    held: tuple[Claim, ...]
    """The library that it was compared with."""
    labels: tuple[str, ...]
    """Ids of labels whose text changes."""
    succession: Succession
    """Which versions at hand leave force, and why some of the file cannot come into it."""
    left: tuple[Claim, ...] = ()
    """Superseded versions at hand that the file tells as in force beside their successors; they stay as they are."""
    loose: tuple[str, ...] = ()
    """What claims of the file name and neither it nor the library defines, in words."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, with the cascades that it set off."""

    claims: int
    cascades: tuple[CascadeReport, ...]


def preview_import(rooms: Rooms, path: Path) -> ImportPreview:
    """Read a file and compare it with the library at hand; nothing is written.

    Raises:
        ClaimsInvalid: The file cannot be read; every wrong row is named.
    """
    loaded = load_claims(path)
    current = {label.label_id: label.version_hash for label in rooms.claims.labels}
    changed = [
        label.label_id
        for label in loaded.labels
        if current.get(label.label_id, label.version_hash) != label.version_hash
    ]
    held = rooms.claims
    left = long_superseded(held.claims, loaded.claims)
    loaded = replace(loaded, claims=tuple(left.get(claim.key, claim) for claim in loaded.claims))
    return ImportPreview(
        path=path,
        loaded=loaded,
        diff=diff_libraries(held.claims, loaded.claims),
        held=held.claims,
        labels=tuple(sorted(changed)),
        succession=succession(held.claims, loaded.claims),
        left=tuple(left.values()),
        loose=tuple(_loose(held, loaded)),
    )


def _loose(held: ClaimSet, loaded: ClaimSet) -> Iterator[str]:
    """Names that lead nowhere: nothing can be said with a claim until they do."""
    products = {p.product_id for p in (*held.products, *loaded.products)}
    sections = {label.label_id: {number for number, _ in label.sections} for label in (*held.labels, *loaded.labels)}
    for claim in loaded.claims:
        for product in claim.product_ids:
            if product not in products:
                yield f"{claim.key}: no product {product!r} is defined; there are: {', '.join(sorted(products)) or 'none'}"
        for source in claim.references:
            if source.kind != "label":
                continue
            if source.source_id not in sections:
                yield f"{claim.key}: no label {source.source_id!r} is held; there are: {', '.join(sorted(sections)) or 'none'}"
            elif source.anchor and source.anchor not in sections[source.source_id]:
                there = ", ".join(sorted(sections[source.source_id]))
                yield f"{claim.key}: label {source.source_id!r} has no section {source.anchor!r}; there are: {there}"


def apply_import(rooms: Rooms, preview: ImportPreview, now: datetime) -> ImportResult:
    """Take over a file that was previewed. Versions that it does not name stay, but for those that its own ones supersede.

    Raises:
        Conflict: Somebody took a step on one of its claims since the preview; nothing is written.
        ImportRefused: It would rewrite a version that was submitted, or bring in one that is overtaken; nothing is written.
    """
    _assert_possible(preview)
    retired = preview.succession.retired
    before = {claim.key: claim for claim in preview.held}
    rooms.claim_rows.adopt(preview.held, now)
    rooms.claim_rows.put((*preview.loaded.claims, *retired), now, preview.held)
    if preview.path.suffix.lower() != ".csv" and (preview.loaded.products or preview.loaded.labels or not before):
        # A file of bare claims leaves the products and labels at hand alone.
        rooms.documents.put_claims_file(preview.path.name, _definitions(rooms.claims, preview), now)
    rooms.shelf.forget()
    detail = {"file": preview.path.name, "claims": len(preview.loaded.claims), "added": len(preview.diff.added)}
    rooms.audit.append(rooms.actor, "claims.imported", detail, now)
    for claim in retired:
        left = {"claim": claim.key, "by": claim.superseded_by, "file": preview.path.name}
        rooms.audit.append(rooms.actor, "claim.superseded", left, now)
    return ImportResult(len(preview.loaded.claims), _cascades(rooms, preview, before, now))


def _assert_possible(preview: ImportPreview) -> None:
    if preview.diff.refused:
        names = ", ".join(change.claim.key for change in preview.diff.refused)
        raise ImportRefused(
            f"{preview.path.name}: {names}: a submitted version never changes; give it the next number."
        )
    if preview.succession.refused:
        raise ImportRefused("\n".join(f"{preview.path.name}: {words}." for words in preview.succession.refused))


def _definitions(held: ClaimSet, preview: ImportPreview) -> str:
    """The file as it is kept, with the products, labels and qualifiers at hand that it does not name."""
    loaded = preview.loaded
    products = tuple(p for p in held.products if p.product_id not in {q.product_id for q in loaded.products})
    labels = tuple(label for label in held.labels if label.label_id not in {one.label_id for one in loaded.labels})
    qualifiers = dict(held.qualifiers) | dict(loaded.qualifiers)
    if not products and not labels and len(qualifiers) == len(loaded.qualifiers):
        return preview.path.read_text(encoding="utf-8-sig")
    both = replace(
        loaded,
        claims=(),
        products=(*products, *loaded.products),
        labels=(*labels, *loaded.labels),
        qualifiers=tuple(qualifiers.items()),
    )
    return export_claims(both, "json" if preview.path.suffix.lower() == ".json" else "yaml")


def _cascades(
    rooms: Rooms, preview: ImportPreview, before: dict[str, Claim], now: datetime
) -> tuple[CascadeReport, ...]:
    reports = [run_cascade(rooms, Cause.LABEL_CHANGE, label_id, now) for label_id in preview.labels]
    causes = {"withdrawn": Cause.WITHDRAWAL, "superseded": Cause.SUPERSESSION}
    for change in preview.diff.changed:
        left = change.claim.state in causes and before[change.claim.key].state != change.claim.state
        if left:
            reports.append(run_cascade(rooms, causes[change.claim.state], change.claim.key, now))
    reports += [run_cascade(rooms, Cause.SUPERSESSION, claim.key, now) for claim in preview.succession.retired]
    return tuple(reports)
