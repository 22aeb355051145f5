"""Frames: what must stand together in a sentence, and how it must be asserted, for a check to fire.

A frame names classes of words, not words: "value offered" with "prescribing" is an inducement whatever the phrase.
The classes and frames of a check are one YAML file in `data/conduct`; this module is the mechanism.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, NamedTuple

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from guardrails.assertion import assess
from guardrails.case import Assertion, Case, Check, Container, Mood, Sentence
from guardrails.domain import Finding, StatementKind
from guardrails.errors import RuleDataInvalid
from guardrails.lexicon import Hit, Lexicon


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Frame(BaseModel):
    """One way a sentence can break a rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    all: Names
    """Classes that must all occur; `a|b` is either."""
    none: Names = ()
    """Classes whose presence in the sentence clears it."""
    within: int | None = None
    """Most tokens between the focus and any other class."""
    ordered: bool = False
    """The classes must follow one another in the order of `all`."""
    across: bool = False
    """The other classes may stand in a neighbouring sentence."""
    focus: str | None = None
    """Class whose assertion counts; the first of `all` unless named."""
    asserted: str = "claimed"
    """claimed: affirmed, not asked. said: denial does not clear it. present: claimed, and not reported as past. order: an
    imperative, claimed. voiced: neither denial nor a question mark clears it, as in rhetorical questions."""
    reason: str


class FrameFile(BaseModel):
    """A data file of frames: dated, sourced, unverified until counsel confirms it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    sources: Names
    verified: bool
    sets: dict[str, Names] = {}
    classes: dict[str, Names]
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A frame found in a sentence; offsets are relative to the sentence."""

    frame: Frame
    start: int
    end: int
    assertion: Assertion


class _Ready(NamedTuple):
    """A frame with the classes of each of its groups, and the place of the group whose assertion counts."""

    frame: Frame
    groups: tuple[tuple[str, ...], ...]
    focus: int

    @classmethod
    def of(cls, frame: Frame) -> _Ready:
        groups = tuple(tuple(group.split("|")) for group in frame.all)
        return cls(frame, groups, next((i for i, group in enumerate(groups) if frame.focus in group), 0))


class FrameSet:
    """The frames of one check, ready to run."""

    def __init__(self, name: str, data: FrameFile, tagger: Tagger) -> None:
        """Take the frames of `data`; `tagger` finds their classes under `name`.

        Raises:
            RuleDataInvalid: a frame names a class that no list defines.
        """
        self.frames = data.frames
        self._ready = tuple(_Ready.of(frame) for frame in data.frames)
        self._name = name
        self._tagger = tagger
        named = {part for frame in data.frames for group in (*frame.all, *frame.none) for part in group.split("|")}
        missing = sorted(named - tagger.classes[name])
        if missing:
            raise RuleDataInvalid(f"frames of {name!r} name the class {missing[0]!r}; define it under `classes`")

    def classes_in(self, sentence: Sentence) -> Mapping[str, list[Hit]]:
        """Hits of a sentence by class, in text order."""
        return self._tagger.find(sentence.plain).get(self._name, {})

    def matches(self, case: Case) -> Iterator[tuple[Sentence, Match]]:
        """Every frame that fires, at most once a sentence and frame."""
        found = [self.classes_in(sentence) for sentence in case.sentences]
        for at, sentence in enumerate(case.sentences):
            if not found[at]:
                continue
            near = _neighbours(found, at)
            for ready in self._ready:
                match = _match(ready, found[at], near if ready.frame.across else {}, sentence, case)
                if match is not None:
                    yield sentence, match


def findings_of(frames: FrameSet, case: Case, check: Check, *, spare_claims: bool = False) -> Iterator[Finding]:
    """Findings of all frames that fire, one a sentence: the first frame in file order speaks.

    Args:
        frames: the frames of the check.
        case: the text.
        check: gives id, severity and rules.
        spare_claims: approved wording is left to the checks of claims (labeled dosing, economic claims).
    """
    seen: set[int] = set()
    for sentence, match in frames.matches(case):
        severity = check.severity[sentence.mode]
        if severity is None or sentence.index in seen or _spared(sentence, spare_claims):
            continue
        seen.add(sentence.index)
        start, end = sentence.start + match.start, sentence.start + match.end
        yield Finding(
            check_id=check.check_id,
            severity=severity,
            start=start,
            end=end,
            quote=case.text[start:end],
            reason=match.frame.reason,
            rule_refs=check.rule_refs,
            check_version=check.version,
            rule=f"{check.check_id}/{match.frame.id}",
        )


def _spared(sentence: Sentence, spare_claims: bool) -> bool:
    statement = sentence.statement
    if statement is None:
        return False
    if statement.kind in (StatementKind.CAUTION, StatementKind.ASKED):
        return True
    return spare_claims and statement.claim is not None


def stands(assertion: Assertion, asserted: str = "claimed") -> bool:
    """True where an assertion is of the kind a frame asks for."""
    if assertion.container in (Container.FORBIDDEN, Container.TITLE):
        return False
    if asserted == "voiced":
        return True
    if assertion.mood is Mood.QUESTION:
        return False
    if asserted in ("claimed", "order"):
        return assertion.claimed
    if asserted == "present":
        return assertion.claimed and not assertion.past
    return True


class Tagger:
    """The classes of several frame files found in one pass; the last texts are remembered."""

    def __init__(self, data: Mapping[str, FrameFile], common: FrameFile) -> None:
        """Compile the lists of all files; those of `common` are tagged once and belong to each."""
        shared = set(common.classes)
        self.classes = {name: shared | set(one.classes) for name, one in data.items()}
        sets = {key: words for one in (common, *data.values()) for key, words in one.sets.items()}
        lists = {f"{_COMMON}/{key}": entries for key, entries in common.classes.items()}
        for name, one in data.items():
            lists.update({f"{name}/{key}": entries for key, entries in one.classes.items()})
        self._lexicon = Lexicon(lists, sets)
        self.find = lru_cache(maxsize=1024)(self._find)

    def _find(self, plain: str) -> Mapping[str, Mapping[str, list[Hit]]]:
        """Hits by file, then class; a class of the common file stands with every file."""
        grouped: dict[str, dict[str, list[Hit]]] = {name: {} for name in (_COMMON, *self.classes)}
        for hit in self._lexicon.find(plain):
            name, _, key = hit.name.partition("/")
            grouped[name].setdefault(key, []).append(hit)
        shared = grouped.pop(_COMMON)
        return {name: {**shared, **own} for name, own in grouped.items() if own}


@cache
def load_frames(name: str) -> FrameSet:
    """The frames of `data/conduct/<name>.yaml` with the classes shared by all.

    Raises:
        RuleDataInvalid: the file is malformed; the message names file and key.
    """
    return FrameSet(name, _read(name), _tagger())


@cache
def _tagger() -> Tagger:
    folder = files("guardrails") / "data" / "conduct"
    names = sorted(path.name.removesuffix(".yaml") for path in folder.iterdir() if path.name.endswith(".yaml"))
    return Tagger({name: _read(name) for name in names if name != _COMMON}, _read(_COMMON))


@cache
def _read(name: str) -> FrameFile:
    path = files("guardrails") / "data" / "conduct" / f"{name}.yaml"
    try:
        return FrameFile.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506
    except (ValidationError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"data/conduct/{name}.yaml cannot be read: {exc}; mend the key it names") from exc


_COMMON = "common"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _neighbours(found: Sequence[Mapping[str, list[Hit]]], at: int) -> dict[str, list[Hit]]:
    """Classes of the sentence before and after."""
    near: dict[str, list[Hit]] = {}
    for other in (at - 1, at + 1):
        if 0 <= other < len(found):
            for name, hits in found[other].items():
                near.setdefault(name, []).extend(hits)
    return near


def _match(
    ready: _Ready, here: Mapping[str, list[Hit]], near: Mapping[str, list[Hit]], sentence: Sentence, case: Case
) -> Match | None:
    """The first place in the sentence where the frame holds, or None."""
    frame, names, focus_at = ready
    if here.keys().isdisjoint(names[focus_at]):
        return None
    if any(here.keys().isdisjoint(group) and near.keys().isdisjoint(group) for group in names):
        return None
    if not here.keys().isdisjoint(frame.none):
        return None
    groups = [[hit for name in group for hit in here.get(name, ())] for group in names]
    for focus in groups[focus_at]:
        chosen = [_nearest(focus, group) for group in groups if group]
        if _apart(frame, focus, chosen):
            continue
        assertion = assess(sentence, focus.start, focus.end, case)
        if frame.asserted == "order" and not _is_order(sentence, focus, assertion):
            continue
        if stands(assertion, frame.asserted):
            return Match(frame, min(h.start for h in chosen), max(h.end for h in chosen), assertion)
    return None


_LEADS = re.compile(
    r"(?:^|[;:.!–—]|\b(?:and|then|just|please|simply|also|first|next|or|instead|so|now|try|to|by))[\s\"'(*•\d.)]*$"
)


def _is_order(sentence: Sentence, focus: Hit, assertion: Assertion) -> bool:
    """An imperative, or a bare verb that opens a clause."""
    return assertion.mood is Mood.IMPERATIVE or _LEADS.search(sentence.plain[: focus.start]) is not None


def _nearest(focus: Hit, group: Sequence[Hit]) -> Hit:
    return min(group, key=lambda hit: _distance(focus, hit))


def _distance(one: Hit, other: Hit) -> int:
    """Tokens between two hits; 0 where they touch or overlap."""
    return max(0, other.first - one.last - 1, one.first - other.last - 1)


def _apart(frame: Frame, focus: Hit, chosen: Sequence[Hit]) -> bool:
    if frame.within is not None and any(_distance(focus, hit) > frame.within for hit in chosen):
        return True
    return frame.ordered and any(a.first > b.first for a, b in pairwise(chosen))
