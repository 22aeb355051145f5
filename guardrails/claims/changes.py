"""What differs between two versions of a claim, and between a library at hand and one that comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.canonical import canonical_json
from guardrails.claims.lifecycle import record_hash
from guardrails.domain import Claim

_NOT_COMPARED = frozenset({"claim_id", "version", "supersedes", "signatures"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; both values as canonical JSON."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim version before and after; `before` is None for a new one."""

    claim: Claim
    before: Claim | None
    fields: tuple[FieldChange, ...]

    @property
    def rewrites_record(self) -> bool:
        """True if what the reviewers signed would be another record under the same version number."""
        return self.before is not None and record_hash(self.before) != record_hash(self.claim)


@dataclass(frozen=True, slots=True)
class LibraryDiff:
    """What an import would do, claim by claim, in the order of the file."""

    added: tuple[ClaimChange, ...]
    changed: tuple[ClaimChange, ...]
    unchanged: tuple[str, ...]
    """Keys."""
    missing: tuple[str, ...]
    """Keys of versions at hand that the file does not name; an import leaves them as they are."""

    @property
    def refused(self) -> tuple[ClaimChange, ...]:
        """Changes to the record of a version that was submitted once: a version is immutable from then on."""
        return tuple(
            c for c in self.changed if c.rewrites_record and c.before is not None and c.before.state != "draft"
        )


def changed_fields(before: Claim, after: Claim) -> tuple[FieldChange, ...]:
    """Fields of two versions that differ, in the order of the schema; ids, version numbers and signatures left out."""
    found = []
    for name in Claim.__slots__:
        if name in _NOT_COMPARED:
            continue
        old, new = canonical_json(getattr(before, name)), canonical_json(getattr(after, name))
        if old != new:
            found.append(FieldChange(name, old, new))
    return tuple(found)


def diff_libraries(at_hand: Sequence[Claim], incoming: Sequence[Claim]) -> LibraryDiff:
    """Compare by claim id and version."""
    known = {claim.key: claim for claim in at_hand}
    added, changed, unchanged = [], [], []
    for claim in incoming:
        before = known.get(claim.key)
        if before is None:
            added.append(ClaimChange(claim, None, ()))
        elif fields := changed_fields(before, claim):
            changed.append(ClaimChange(claim, before, fields))
        else:
            unchanged.append(claim.key)
    named = {claim.key for claim in incoming}
    missing = tuple(claim.key for claim in at_hand if claim.key not in named)
    return LibraryDiff(tuple(added), tuple(changed), tuple(unchanged), missing)
