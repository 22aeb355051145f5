"""Frames: what must stand together in a sentence, and how it must be asserted, for a check to fire.

A frame names classes of words, not words: "value offered" with "prescribing" is an inducement whatever the phrase.
The classes and frames of a check are one YAML file in `data/conduct`; this module is the mechanism.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from guardrails.assertion import assess
from guardrails.case import Assertion, Case, Check, Container, Mood, Polarity, Sentence
from guardrails.domain import Finding
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
    """claimed: affirmed, not asked. said: denial does not clear it. present: said, and not reported as past."""
    reason: str


class FrameFile(BaseModel):
    """A data file of frames: dated, sourced, unverified until counsel confirms it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: str
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


class FrameSet:
    """The frames of one check, ready to run."""

    def __init__(self, data: FrameFile, common: FrameFile | None = None) -> None:
        """Compile `data`; sets and classes of `common` may be named in it."""
        sets = {**(common.sets if common else {}), **data.sets}
        classes = {**(common.classes if common else {}), **data.classes}
        self.frames = data.frames
        named = {name for frame in data.frames for group in (*frame.all, *frame.none) for name in group.split("|")}
        named |= set(data.classes)
        missing = sorted(named - set(classes))
        if missing:
            raise RuleDataInvalid(
                f"frames name the class {missing[0]!r}, which no list defines; add it under `classes`"
            )
        self.lexicon = Lexicon({name: classes[name] for name in sorted(named)}, sets)

    def classes_in(self, sentence: Sentence) -> dict[str, list[Hit]]:
        """Hits of a sentence by class, in text order."""
        return _by_class(self.lexicon.find(sentence.plain))

    def matches(self, case: Case) -> Iterator[tuple[Sentence, Match]]:
        """Every frame that fires, at most once a sentence and frame."""
        found = [self.classes_in(sentence) for sentence in case.sentences]
        for at, sentence in enumerate(case.sentences):
            if not found[at]:
                continue
            near = _neighbours(found, at)
            for frame in self.frames:
                match = _match(frame, found[at], near if frame.across else {}, sentence, case)
                if match is not None:
                    yield sentence, match


def findings_of(frames: FrameSet, case: Case, check: Check) -> Iterator[Finding]:
    """Findings of all frames that fire, one a sentence: the first frame in file order speaks."""
    seen: set[int] = set()
    for sentence, match in frames.matches(case):
        severity = check.severity[sentence.mode]
        if severity is None or sentence.index in seen:
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
        )


def stands(assertion: Assertion, asserted: str = "claimed") -> bool:
    """True where an assertion is of the kind a frame asks for."""
    if assertion.container in (Container.FORBIDDEN, Container.TITLE) or assertion.mood is Mood.QUESTION:
        return False
    if asserted == "claimed":
        return assertion.claimed
    if asserted == "present":
        return assertion.claimed and not assertion.past
    return assertion.polarity is Polarity.NEGATED if asserted == "denied" else True


@cache
def load_frames(name: str) -> FrameSet:
    """The frames of `data/conduct/<name>.yaml` with the classes shared by all.

    Raises:
        RuleDataInvalid: the file is malformed; the message names file and key.
    """
    return FrameSet(_read(name), _read("common"))


@cache
def _read(name: str) -> FrameFile:
    path = files("guardrails") / "data" / "conduct" / f"{name}.yaml"
    try:
        return FrameFile.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506
    except (ValidationError, yaml.YAMLError) as exc:
        raise RuleDataInvalid(f"data/conduct/{name}.yaml cannot be read: {exc}; mend the key it names") from exc


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _by_class(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.name, []).append(hit)
    return grouped


def _neighbours(found: Sequence[Mapping[str, list[Hit]]], at: int) -> dict[str, list[Hit]]:
    """Classes of the sentence before and after."""
    near: dict[str, list[Hit]] = {}
    for other in (at - 1, at + 1):
        if 0 <= other < len(found):
            for name, hits in found[other].items():
                near.setdefault(name, []).extend(hits)
    return near


def _match(
    frame: Frame, here: Mapping[str, list[Hit]], near: Mapping[str, list[Hit]], sentence: Sentence, case: Case
) -> Match | None:
    """The first place in the sentence where the frame holds, or None."""
    groups = [[hit for name in group.split("|") for hit in here.get(name, ())] for group in frame.all]
    focus_at = next((i for i, group in enumerate(frame.all) if frame.focus in group.split("|")), 0)
    if not groups[focus_at] or any(
        not group and not any(near.get(name) for name in names.split("|"))
        for group, names in zip(groups, frame.all, strict=True)
    ):
        return None
    if any(here.get(name) for name in frame.none):
        return None
    for focus in groups[focus_at]:
        chosen = [_nearest(focus, group) for group in groups if group]
        if _apart(frame, focus, chosen):
            continue
        assertion = assess(sentence, focus.start, focus.end, case)
        if stands(assertion, frame.asserted):
            return Match(frame, min(h.start for h in chosen), max(h.end for h in chosen), assertion)
    return None


def _nearest(focus: Hit, group: Sequence[Hit]) -> Hit:
    return min(group, key=lambda hit: _distance(focus, hit))


def _distance(one: Hit, other: Hit) -> int:
    """Tokens between two hits; 0 where they touch or overlap."""
    return max(0, other.first - one.last - 1, one.first - other.last - 1)


def _apart(frame: Frame, focus: Hit, chosen: Sequence[Hit]) -> bool:
    if frame.within is not None and any(_distance(focus, hit) > frame.within for hit in chosen):
        return True
    return frame.ordered and any(a.first > b.first for a, b in pairwise(chosen))
