"""Company templates: judged when they are brought, kept in the home, used for every file that leaves from then on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.artifacts.parts import FactBook, say
from assistant.documents import house
from assistant.documents.proof import check_signature, proof_json, read_proof
from assistant.documents.read_office import office_kind
from assistant.errors import ProofInvalid, UsageError
from assistant.home import retired_public_keys
from assistant.service.gate import judge, judge_text, strictest
from assistant.service.rooms import Rooms
from guardrails import Decision, Draft, Released, Section

_FOLDER = "templates"
MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """One template in use."""

    kind: str
    sha256: str
    words: tuple[str, ...]
    pictures: int
    certificate_id: str
    issued_at: datetime


def add(rooms: Rooms, data: bytes, name: str, now: datetime) -> Kept:
    """Keep a template, in place of the last one of its kind.

    Raises:
        UsageError: It lacks something, brings something it may not, or shows words that the gate holds; the message names each.
        DocumentUnreadable: It is no sound Word or PowerPoint file.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(f"{name!r} is larger than {MAX_BYTES:,} bytes.")
    kind = office_kind(data, name)
    lacking = house.missing(data, kind)
    if lacking:
        raise UsageError(f"{name!r} cannot be a template; it lacks {'; '.join(lacking)}.")
    unwanted = house.objections(data, kind)
    if unwanted:
        raise UsageError(f"{name!r} cannot be a template; it brings {'; '.join(unwanted)}.")
    released = _judged(rooms, data, kind, name, now)
    folder = rooms.home / _FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for suffix, content in ((kind, data), (f"{kind}.proof", proof_json(released).encode("utf-8"))):
        partial = folder / f"house.{suffix}.part"
        partial.write_bytes(content)
        partial.replace(folder / f"house.{suffix}")
    kept = _kept(house.Template(kind, data, proof_json(released)))
    rooms.audit.append(rooms.actor, "template.added", {"kind": kind, "sha256": kept.sha256}, now)
    return kept


def _judged(rooms: Rooms, data: bytes, kind: str, name: str, now: datetime) -> Released:
    """The template's own words as a released text; they stand on every document, so they are judged as the strictest is.

    They are judged for every place of an account at once, since documents go to all of them.
    """
    words = house.shown(data, kind)
    sections = (Section("words", "Words", tuple(map(say, words))),) if words else ()
    title = house.title_of(kind, house.pictures(house.bare(data, kind)))
    draft = Draft(f"TEMPLATE-{hashlib.sha256(data).hexdigest()[:12]}", house.ARTIFACT, title, sections)
    context = strictest(rooms)
    verdict = judge_text(rooms, draft, rooms.claims.claims, context, now)
    if verdict.decision is not Decision.RELEASE:
        told = "; ".join(f"{f.check_id} “{f.quote}”: {f.reason}" for f in verdict.findings if f.severity > 1)
        raise UsageError(f"{name!r} cannot be a template; the gate holds its words: {told}")
    outcome = judge(rooms, draft, FactBook("template", "Template"), (), context, now)
    if not isinstance(outcome, Released) or outcome.withheld:
        raise UsageError(f"{name!r} cannot be a template; the gate holds its words.")
    return outcome


def kept_templates(rooms: Rooms) -> tuple[Kept, ...]:
    """The templates in use, Word first."""
    return tuple(_kept(t) for t in templates_in(rooms).values())


def remove(rooms: Rooms, kind: str, now: datetime) -> None:
    """Go back to our own look for files of this kind.

    Raises:
        UsageError: There is no template of this kind.
    """
    path = rooms.home / _FOLDER / f"house.{kind}"
    if kind not in house.KINDS or not path.exists():
        raise UsageError(f"No template for {kind!r}; `callprep template show` lists those in use.")
    path.unlink()
    path.with_name(f"house.{kind}.proof").unlink(missing_ok=True)
    rooms.audit.append(rooms.actor, "template.removed", {"kind": kind}, now)


def templates_in(rooms: Rooms) -> dict[str, house.Template]:
    """Kind -> template in use, each still the one that was judged and signed here.

    Raises:
        ProofInvalid: One was changed in its folder since.
    """
    found = {}
    for kind in house.KINDS:
        path: Path = rooms.home / _FOLDER / f"house.{kind}"
        if path.exists():
            proof = path.with_name(f"house.{kind}.proof")
            found[kind] = house.Template(kind, path.read_bytes(), proof.read_text("utf-8") if proof.exists() else "")
            _assert_same(found[kind], (rooms.signer.public_key, *retired_public_keys(rooms.home)))
    return found


def _assert_same(template: house.Template, known: tuple[str, ...]) -> None:
    proof = read_proof(template.proof)
    check_signature(proof, proof.certificate.public_key if proof.certificate.public_key in known else known[0])
    title = house.title_of(template.kind, house.pictures(house.bare(template.data, template.kind)))
    if proof.lines[0] != title or house.words_of(proof) != house.shown(template.data, template.kind):
        raise ProofInvalid(f"The {template.kind} template was changed after it was judged; add it again.")


def _kept(template: house.Template) -> Kept:
    proof = read_proof(template.proof)
    digest = hashlib.sha256(template.data).hexdigest()
    pictures = len(house.pictures(house.bare(template.data, template.kind)))
    certificate = proof.certificate
    words = house.words_of(proof)
    return Kept(template.kind, digest, words, pictures, certificate.certificate_id, certificate.issued_at)
