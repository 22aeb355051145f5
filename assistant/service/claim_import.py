"""A claims file brought in: first what it would change, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import ImportRefused
from assistant.service.cascade import CascadeReport, Cause, run_cascade
from assistant.service.rooms import Rooms
from guardrails import Claim, ClaimSet, LibraryDiff, diff_libraries, load_claims


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """A file that was read, and what it would change."""

    path: Path
    loaded: ClaimSet
    diff: LibraryDiff
    labels: tuple[str, ...]
    """Ids of labels whose text changes."""


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
    return ImportPreview(path, loaded, diff_libraries(rooms.claims.claims, loaded.claims), tuple(sorted(changed)))


def apply_import(rooms: Rooms, preview: ImportPreview, now: datetime) -> ImportResult:
    """Take over a file that was previewed. Versions that it does not name stay as they are.

    Raises:
        ImportRefused: It would rewrite a version that was submitted; nothing is written.
    """
    if preview.diff.refused:
        names = ", ".join(change.claim.key for change in preview.diff.refused)
        raise ImportRefused(
            f"{preview.path.name}: {names}: a submitted version never changes; give it the next number."
        )
    before = {claim.key: claim for claim in rooms.claims.claims}
    if rooms.claim_rows.revision() == 0:
        rooms.claim_rows.put(rooms.claims.claims, now)
    rooms.claim_rows.put(preview.loaded.claims, now)
    if preview.path.suffix.lower() != ".csv" and (preview.loaded.products or preview.loaded.labels or not before):
        # A file of bare claims leaves the products and labels at hand alone.
        rooms.documents.put_claims_file(preview.path.name, preview.path.read_text(encoding="utf-8-sig"), now)
    rooms.shelf.forget()
    detail = {"file": preview.path.name, "claims": len(preview.loaded.claims), "added": len(preview.diff.added)}
    rooms.audit.append(rooms.actor, "claims.imported", detail, now)
    return ImportResult(len(preview.loaded.claims), _cascades(rooms, preview, before, now))


def _cascades(
    rooms: Rooms, preview: ImportPreview, before: dict[str, Claim], now: datetime
) -> tuple[CascadeReport, ...]:
    reports = [run_cascade(rooms, Cause.LABEL_CHANGE, label_id, now) for label_id in preview.labels]
    causes = {"withdrawn": Cause.WITHDRAWAL, "superseded": Cause.SUPERSESSION}
    for change in preview.diff.changed:
        left = change.claim.state in causes and before[change.claim.key].state != change.claim.state
        if left:
            reports.append(run_cascade(rooms, causes[change.claim.state], change.claim.key, now))
    return tuple(reports)
