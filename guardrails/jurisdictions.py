"""State packs: what a state demands of words for a state-licensed or hemp product. Dated data, unverified until counsel signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from guardrails.data_files import data_names
from guardrails.errors import RuleDataInvalid
from guardrails.lexicon import Lexicon

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MandatedStatement(_Strict):
    """A statement that the text must carry; it counts as present if its words are seen."""

    id: str
    seen_if: tuple[str, ...]
    any: bool = False
    """One of `seen_if` is enough; else all are needed."""
    only_if: tuple[str, ...] = ()
    """Demanded only where one of these is seen."""
    text: str
    placement: str


class Prohibition(_Strict):
    """Something that the state forbids to say."""

    id: str
    reason: str
    seen_if: tuple[str, ...]


class PreApproval(_Strict):
    """Prior approval by a state authority, for the named channels (`any` for all)."""

    authority: str
    scope: tuple[str, ...]


class EvidenceRequired(_Strict):
    """Studies that a therapeutic claim must rest on."""

    therapeutic_claims: int
    design: str


class StatePack(_Strict):
    """The rules of one state as the house knows them, with the gaps named."""

    jurisdiction: str
    name: str
    as_of: date
    sources: tuple[str, ...]
    verified: bool
    pre_approval: PreApproval | None
    incorporates_202_1: bool
    parity_required: bool
    mandated_statements: tuple[MandatedStatement, ...]
    prohibited: tuple[Prohibition, ...]
    evidence_required: EvidenceRequired | None = None
    audience_age: int | None
    review_due: date
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs that bind a text: those of its states, or the strictest union where a state is unknown."""

    packs: tuple[StatePack, ...]
    known: bool


@cache
def load_packs() -> tuple[StatePack, ...]:
    """Every pack, ordered by jurisdiction.

    Raises:
        RuleDataInvalid: a file is malformed; the message names file and key.
    """
    return tuple(sorted(map(read_pack, data_names("jurisdictions")), key=lambda pack: pack.jurisdiction))


def read_pack(path: str) -> StatePack:
    """The pack in `data/<path>`.

    Raises:
        RuleDataInvalid: the file is malformed; the message names file and key.
    """
    text = files("guardrails").joinpath("data", *path.split("/")).read_text(encoding="utf-8")
    try:
        return StatePack.model_validate(yaml.load(text, Loader=_LOADER))  # noqa: S506 (a safe loader, C or Python)
    except (ValidationError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"data/{path} cannot be read: {exc}; mend the key") from exc


def packs_for(jurisdiction: str) -> Packs:
    """The packs that bind in `jurisdiction` (`US-NY`, several parted by `;`); none for `US` alone.

    A state without a pack is bound by the union of all packs, and `known` is False.
    """
    states = [part.strip() for part in jurisdiction.split(";") if part.strip().startswith("US-")]
    by_id = {pack.jurisdiction: pack for pack in load_packs()}
    if all(state in by_id for state in states):
        return Packs(tuple(by_id[state] for state in dict.fromkeys(states)), True)
    return Packs(load_packs(), False)


@cache
def _lexicon(entries: tuple[str, ...]) -> Lexicon:
    return Lexicon({str(index): [entry] for index, entry in enumerate(entries)})


def seen(entries: Sequence[str], plains: Sequence[str]) -> frozenset[int]:
    """Which entries of a list of words occur in any of the folded sentences."""
    lexicon = _lexicon(tuple(entries))
    return frozenset(int(hit.name) for plain in plains for hit in lexicon.find(plain))
