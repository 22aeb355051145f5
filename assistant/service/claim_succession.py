"""Which versions leave force where a file brings newer ones, so that never two versions of one claim are in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails import TRANSITIONS, Claim, GuardrailError, fully_signed, record_hash, retired_by, takes_place


@dataclass(frozen=True, slots=True)
class Succession:
    """What becomes of the versions at hand."""

    retired: tuple[Claim, ...]
    """Versions at hand that leave force, as superseded by one of the file."""
    refused: tuple[str, ...]
    """Why versions of the file cannot take the place of their claim, in words."""


def succession(held: Iterable[Claim], brought: Iterable[Claim]) -> Succession:
    """The same that the last signature does: what comes into force supersedes every older version, and is itself not overtaken."""
    held, brought = tuple(held), tuple(brought)
    of_file = {claim.key: claim for claim in brought}
    after = {claim.key: claim for claim in held} | of_file
    kin: dict[str, list[Claim]] = defaultdict(list)
    for claim in after.values():
        kin[claim.claim_id].append(claim)
    retired: dict[str, Claim] = {}
    refused = list(_revived({claim.key: claim for claim in held}, brought))
    for claim in filter(takes_place, brought):
        try:
            older = retired_by(tuple(_related(claim, kin, after)), claim)
        except GuardrailError as exc:
            refused.append(f"{exc}; in the file leave it out, or write `state: superseded` and `superseded_by`")
            continue
        refused += _impossible(claim, older, of_file)
        retired |= {c.key: c for c in older}
    return Succession(tuple(retired.values()), tuple(dict.fromkeys(refused)))


def long_superseded(held: Iterable[Claim], brought: Iterable[Claim]) -> dict[str, Claim]:
    """By key, the versions at hand that a file still tells as in force beside what superseded them, in the same wording.

    A file that grew by a version, with the step on the one before not written down, is no step back: they stay as they are.
    """
    at_hand = {claim.key: claim for claim in held}
    in_place = {claim.key for claim in brought if takes_place(claim)}

    def stays(claim: Claim) -> bool:
        by, seen = claim, set[str]()
        while by.state == "superseded" and by.key in in_place - seen:
            seen.add(by.key)
            by = at_hand.get(by.superseded_by or "", by)
        return takes_place(by) and by.key in in_place

    overtaken = {key: claim for key, claim in at_hand.items() if claim.state == "superseded" and stays(claim)}
    worded = {claim.key: record_hash(claim) for claim in brought if claim.key in overtaken}
    return {key: overtaken[key] for key, stamp in worded.items() if record_hash(overtaken[key]) == stamp}


def _revived(held: dict[str, Claim], brought: Iterable[Claim]) -> Iterator[str]:
    """A file is older than the step that took a version out of force: it does not undo it."""
    for claim in brought:
        state = held[claim.key].state if claim.key in held else ""
        if state in _NEXT_STEP and claim.state not in _OUT_OF_FORCE & TRANSITIONS[state] | {state}:
            yield f"claim {claim.key!r} is {state}, and a file does not make it {claim.state}; {_NEXT_STEP[state]}"


_OUT_OF_FORCE = frozenset({"withdrawn", "rejected", "superseded"})
_NEXT_STEP = {
    "superseded": "a newer version took its place; in the file leave this one out",
    "withdrawn": "open a new version, and in the file leave this one out",
    "rejected": "open a new version, and in the file leave this one out",
    "suspended": "`callprep claims reinstate` does, and until then leave it out of the file",
}


def _related(claim: Claim, kin: dict[str, list[Claim]], every: dict[str, Claim]) -> Iterator[Claim]:
    yield from kin[claim.claim_id]
    named = every.get(claim.supersedes or "")
    if named is not None and named.claim_id != claim.claim_id:
        yield named


def _impossible(claim: Claim, older: tuple[Claim, ...], of_file: dict[str, Claim]) -> Iterator[str]:
    if older and not fully_signed(claim):
        yield (
            f"claim {claim.key!r} is {claim.state} and nobody has signed it, so that it cannot supersede {older[0].key!r}; "
            "give `approved` or `effective_from`, or bring it in as `pending_review`"
        )
    for other in older:
        # Of two versions of one claim in a file the older one is told as overtaken.
        if other.key in of_file and other.claim_id != claim.claim_id:
            yield (
                f"claim {other.key!r} is {of_file[other.key].state}, and {claim.key!r} of the same file supersedes it; write "
                f"`state: superseded` and `superseded_by: {claim.key}`"
            )
