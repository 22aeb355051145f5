"""Verify an exported file: signature, every visible word, claims' last days; with a library at hand also its sources as of now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.documents.comparing import Difference, Visible, differences
from assistant.documents.figures import figure_png, figure_svg, figures_of
from assistant.documents.finding_proof import find_proof, visible_text
from assistant.documents.foreign import foreign_things
from assistant.documents.frame import frame_line, watermark
from assistant.documents.house import find_template, without_template, words_of
from assistant.documents.proof import Proof, check_signature
from assistant.documents.style_words import STYLE_SHEET
from assistant.documents.word_hidden import ALTERNATIVE
from assistant.errors import ProofInvalid
from guardrails import Claim, ClaimSet

if TYPE_CHECKING:
    from ingest import Library

_ZONE = ZoneInfo("America/New_York")
"""Claims end with the last second of their day; where a place has no zone of its own on record, the East's is taken."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a file's proof. `problems` is empty for a file that holds, now."""

    proof: Proof
    trusted: bool
    """True if the reader named the key; else the signature only shows that nobody changed text and certificate apart."""
    differences: tuple[Difference, ...]
    expired: tuple[str, ...]
    sources: tuple[str, ...]
    """Problems with claims and records as a library holds them now."""

    @property
    def problems(self) -> int:
        """How many things are wrong."""
        return len(self.differences) + len(self.expired) + len(self.sources)


def verify(data: bytes, name: str, now: datetime, key: str | None = None) -> Verified:
    """Check a file against the proof inside it; needs no library and no network.

    Args:
        data: The file.
        name: Shown in errors.
        now: When claims are judged.
        key: Public keys that the reader trusts, 64 hex digits each, parted by blanks: those of now and of earlier years;
            without one the key inside the file is used and not trusted.

    Raises:
        ProofInvalid: No proof, a forged one, or one that another key signed.
        DocumentUnreadable: The file cannot be read.
    """
    proof = find_proof(data, name)
    named = proof.certificate.public_key
    trusted = key.lower().split() if key else [named]
    check_signature(proof, named if named in trusted else trusted[0])
    frames = tuple(f for f in (frame_line(proof.certificate), watermark(proof.certificate)) if f)
    shown, ours, drawn = _without_figures(data, proof)
    visible = _without_own_alternatives(visible_text(shown, name), proof)
    house = find_template(data)
    if house is not None:
        check_signature(house[0], named if named in trusted else trusted[0])
        visible, ours = without_template(visible, words_of(house[0])), ours | frozenset(house[1])
    found = differences(visible, proof.lines, proof.repeatable, (*frames, *drawn))
    found += tuple(Difference("added", place, "", what, what) for what, place in foreign_things(shown, ours))
    return Verified(proof, key is not None, found, tuple(_expired(proof, now)), ())


def _without_own_alternatives(visible: tuple[Visible, ...], proof: Proof) -> tuple[Visible, ...]:
    """The visible text without words of our own beside it: of a figure, of a title for its table, of a header before its cell."""
    ours = {figure.alt for figure in figures_of(proof.lines)} | set(proof.repeatable)
    ours |= {cell for line in proof.repeatable for cell in line.split("\t")}
    return tuple(v for v in visible if not v.place.startswith((ALTERNATIVE, STYLE_SHEET)) or v.text not in ours)


def _without_figures(data: bytes, proof: Proof) -> tuple[bytes, frozenset[str], tuple[str, ...]]:
    """The file without the figures that its own text gives, hashes of them as pictures, and their words where they are text."""
    figures = figures_of(proof.lines)
    if data.startswith(b"PK"):
        return data, frozenset(hashlib.sha256(figure_png(f)).hexdigest() for f in figures), ()
    if b"%PDF-" in data[:1024]:
        return data, frozenset(), tuple(f.words for f in figures)
    for figure in figures:
        data = data.replace(figure_svg(figure).encode(), b"", 1)
    return data, frozenset(), ()


def with_library(result: Verified, library: Library, claims: ClaimSet) -> Verified:
    """The same result with what a library and a claims library say of its sources now."""
    rows = [source for statement in result.proof.facts["statements"] for source in statement["sources"]]
    ids = dict.fromkeys((row["evidence_id"], row["version_hash"]) for row in rows)
    told = [*_records(ids, library), *_claims(result.proof, claims.claims)]
    return Verified(result.proof, result.trusted, result.differences, result.expired, tuple(told))


def _expired(proof: Proof, now: datetime) -> Iterable[str]:
    today = now.astimezone(_ZONE).date().isoformat()
    for row in proof.facts.get("claims", ()):
        if row["expires"] and row["expires"] < today:
            yield f"{row['claim']} ended on {row['expires']}"


def _records(ids: Iterable[tuple[str, str]], library: Library) -> Iterable[str]:
    known = {i: h for i, h in ids if not i.startswith(("search:", "fact:", "label:"))}
    stored = library.articles(sorted(known))
    for evidence_id, version_hash in known.items():
        record = stored.get(evidence_id)
        if record is None:
            continue
        if not record.integrity.citable:
            yield f"{evidence_id} is now {record.integrity.value}"
        elif record.version_hash != version_hash:
            yield f"{evidence_id} was revised since; the document rests on an earlier version"


def _claims(proof: Proof, claims: Iterable[Claim]) -> Iterable[str]:
    held = {c.key: c for c in claims}
    for row in proof.facts.get("claims", ()):
        claim = held.get(row["claim"])
        if claim is not None and claim.state != "approved":
            yield f"{row['claim']} is now {claim.state}"


def verified_row(result: Verified, name: str) -> Mapping[str, Any]:
    """The JSON shape."""
    certificate = result.proof.certificate
    return {
        "file": name,
        "holds": result.problems == 0,
        "key_trusted": result.trusted,
        "public_key": certificate.public_key,
        "certificate_id": certificate.certificate_id,
        "artifact": result.proof.facts["artifact"],
        "issued_at": certificate.issued_at.isoformat(),
        "statements": len(result.proof.facts["statements"]),
        "differences": [
            {"kind": d.kind, "place": d.place, "was": d.was, "now": d.now, "sentence": d.sentence}
            for d in result.differences
        ],
        "expired": list(result.expired),
        "sources": list(result.sources),
    }


def key_from(text: str) -> str:
    """Public keys given as 64 hex digits each, whatever stands between them is white space; parted by one blank.

    Raises:
        ProofInvalid: It is something else.
    """
    digits = "".join(text.split()).lower()
    if not digits or len(digits) % 64 or any(c not in "0123456789abcdef" for c in digits):
        raise ProofInvalid(
            "The key is neither a public key of 64 hex digits nor the path of a file that holds one; "
            "`callprep verify --own-key` prints this company's."
        )
    return " ".join(digits[i : i + 64] for i in range(0, len(digits), 64))
