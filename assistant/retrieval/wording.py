"""Word lists of this room: cues of intent and of direction, read from its data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import AssistantError
from ingest import normalised_words

_DATA = Path(__file__).parent / "data"


class _Intents(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    source: str
    verified: bool
    order: list[str]
    cues: dict[str, dict[int, list[str]]]
    concepts: dict[str, dict[str, int]]
    comparators: list[str]
    settings: list[str]
    given_up: list[str]
    focus: dict[str, list[str]]
    focus_designs: dict[str, list[str]]


class _Subjects(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    source: str
    verified: bool
    alone: list[str]
    negators: list[str]
    name_endings: list[str]
    not_names: list[str]
    asking: str
    plain: str


class _Directions(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    source: str
    verified: bool
    favours: list[str]
    neutral: list[str]
    against: list[str]
    contrary_search: list[str]
    harm_words: list[str]


class _Sections(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    source: str
    verified: bool
    telling: list[str]
    loose: list[str]


@dataclass(frozen=True, slots=True)
class IntentWords:
    """Cues of a question, normalised: (intent, weight, words), and what concepts say about intent."""

    order: tuple[str, ...]
    cues: tuple[tuple[str, int, str], ...]
    concepts: tuple[tuple[str, str, int], ...]
    comparators: tuple[str, ...]
    settings: tuple[str, ...]
    """Words behind which a treatment is what patients have anyway."""
    given_up: tuple[str, ...]
    """Words behind which a treatment is what another takes the place of."""
    focus: tuple[tuple[str, tuple[str, ...]], ...]
    """Intent -> concepts of which a record has to report one."""
    focus_designs: tuple[tuple[str, tuple[str, ...]], ...]
    """Intent -> designs of which a record has to be one."""


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """How the subject of a question is told from the words around it; all normalised."""

    alone: tuple[str, ...]
    negators: frozenset[str]
    name_endings: tuple[str, ...]
    not_names: frozenset[str]
    asking: frozenset[str]
    """As written, lower case."""
    plain: frozenset[str]


@dataclass(frozen=True, slots=True)
class DirectionWords:
    """Cues of a result, normalised, by direction."""

    favours: tuple[str, ...]
    neutral: tuple[str, ...]
    against: tuple[str, ...]
    contrary_search: tuple[str, ...]
    harm_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionWords:
    """First words of section labels, lower case."""

    telling: frozenset[str]
    loose: frozenset[str]


@cache
def section_words() -> SectionWords:
    """The labels of `sections.yaml`.

    Raises:
        AssistantError: the file is malformed.
    """
    raw = _load("sections.yaml", _Sections)
    return SectionWords(frozenset(raw.telling), frozenset(raw.loose))


@cache
def intent_words() -> IntentWords:
    """The cues of `intents.yaml`.

    Raises:
        AssistantError: the file is malformed.
    """
    raw = _load("intents.yaml", _Intents)
    cues = [(i, w, folded(p)) for i, by in raw.cues.items() for w, phrases in by.items() for p in phrases]
    concepts = [(i.removesuffix("_marks"), c, w) for i, by in raw.concepts.items() for c, w in by.items()]
    return IntentWords(
        order=tuple(raw.order),
        cues=tuple(cues),
        concepts=tuple(concepts),
        comparators=tuple(map(folded, raw.comparators)),
        settings=tuple(map(folded, raw.settings)),
        given_up=tuple(map(folded, raw.given_up)),
        focus=tuple((intent, tuple(ids)) for intent, ids in raw.focus.items()),
        focus_designs=tuple((intent, tuple(names)) for intent, names in raw.focus_designs.items()),
    )


@cache
def subject_words() -> SubjectWords:
    """The lists of `subjects.yaml`.

    Raises:
        AssistantError: the file is malformed.
    """
    raw = _load("subjects.yaml", _Subjects)
    return SubjectWords(
        alone=tuple(map(folded, raw.alone)),
        negators=frozenset(raw.negators),
        name_endings=tuple(raw.name_endings),
        not_names=frozenset(raw.not_names),
        asking=frozenset(raw.asking.split()),
        plain=frozenset(normalised_words(raw.plain)),
    )


@cache
def direction_words() -> DirectionWords:
    """The cues of `directions.yaml`.

    Raises:
        AssistantError: the file is malformed.
    """
    raw = _load("directions.yaml", _Directions)
    favours, neutral, against = (tuple(map(folded, p)) for p in (raw.favours, raw.neutral, raw.against))
    harms = tuple(word.strip() for word in map(folded, raw.harm_words))
    return DirectionWords(favours, neutral, against, tuple(raw.contrary_search), harms)


def folded(text: str) -> str:
    """The normalised words of a text, one space between and one at each end, for whole-word lookup with `in`."""
    return " " + " ".join(normalised_words(text)) + " "


def _load(name: str, shape: type[Any]) -> Any:
    try:
        raw = yaml.load((_DATA / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        return shape.model_validate(raw)
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise AssistantError(f"retrieval data file {name!r} is malformed ({exc}); restore it") from exc
