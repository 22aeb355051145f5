"""The word data of the support check, read once: synonyms, cues of effect, axes of scope, weights of words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from guardrails.backing.finder import Finder, finder
from guardrails.errors import RuleDataInvalid

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Axis:
    """Values of which a text has one or the other: age, route, comparator ..."""

    name: str
    kind: str
    values: Mapping[str, Finder]
    covers: Mapping[str, frozenset[str]]
    """Value -> narrower values that a source may have instead of it."""
    lopsided: frozenset[str]
    """Where given, only these values in a statement can be wrong."""
    alone: bool
    """An objection even where the source has no value of this axis."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word data of the support check."""

    groups: tuple[tuple[str, ...], ...]
    cues: Mapping[str, Finder]
    good: frozenset[str]
    bad: frozenset[str]
    axes: tuple[Axis, ...]
    weights: Mapping[str, float]
    general: frozenset[str]
    """Words that say nothing about what was studied."""
    classes: Mapping[str, tuple[str, ...]]
    """Class word -> its members."""
    made_of: Mapping[str, tuple[str, ...]]
    """One word -> the several things it names."""
    named: frozenset[str]
    """Names of terms that a statement may use only where its source has them."""
    limits: frozenset[str]
    """Words that say for whom or how far a finding holds."""


def read_data(name: str) -> Any:
    """The parsed file `data/support/<name>`.

    Raises:
        RuleDataInvalid: it is missing or malformed.
    """
    path = files("guardrails").joinpath("data", "support", name)
    try:
        text = path.read_text(encoding="utf-8")
        return json.loads(text) if name.endswith(".json") else yaml.load(text, Loader=_LOADER)  # noqa: S506 (safe loader)
    except (OSError, ValueError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"support data {name!r} cannot be read ({exc}); reinstall the package") from exc


@cache
def load_lexicon() -> Lexicon:
    """The lexicon.

    Raises:
        RuleDataInvalid: a file is missing or malformed.
    """
    cues, kinds = read_data("cues.yaml"), read_data("classes.yaml")
    return Lexicon(
        groups=tuple(tuple(group) for group in read_data("synonyms.yaml")["groups"]),
        cues={name: finder(parts) for name, parts in cues["cues"].items()},
        good=frozenset(cues["valence"]["good"]),
        bad=frozenset(cues["valence"]["bad"]),
        axes=tuple(_axis(name, entry) for name, entry in read_data("scope.yaml")["axes"].items()),
        weights=read_data("word_weights.json")["weights"],
        general=frozenset(read_data("general_words.yaml")["words"].split()),
        classes={name: tuple(members) for name, members in kinds["classes"].items()},
        made_of={name: tuple(parts) for name, parts in kinds["made_of"].items()},
        named=frozenset(kinds["named"]),
        limits=frozenset(read_data("limits.yaml")["words"]),
    )


def _axis(name: str, entry: dict[str, Any]) -> Axis:
    return Axis(
        name=name,
        kind=entry["kind"],
        values={value: finder(parts) for value, parts in entry["values"].items()},
        covers={value: frozenset(narrower) for value, narrower in entry.get("covers", {}).items()},
        lopsided=frozenset(entry.get("lopsided", ())),
        alone=bool(entry.get("alone", False)),
    )
