"""A record divided by what its parts are for: title, background, methods, results, conclusion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest

from ingest.domain import Article


class Zone(StrEnum):
    """What a part of a record is for."""

    TITLE = "title"
    BACKGROUND = "background"
    OBJECTIVE = "objective"
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSION = "conclusion"
    BODY = "abstract"
    """An abstract without labels."""


_NLM = {
    "BACKGROUND": Zone.BACKGROUND,
    "OBJECTIVE": Zone.OBJECTIVE,
    "METHODS": Zone.METHODS,
    "RESULTS": Zone.RESULTS,
    "CONCLUSIONS": Zone.CONCLUSION,
}
_BY_LABEL = (
    (re.compile(r"conclu|interpretation|implication|discussion|significance|relevance|summary", re.I), Zone.CONCLUSION),
    (re.compile(r"result|finding|outcome$|outcomes$", re.I), Zone.RESULTS),
    (
        re.compile(
            r"method|design|patients|participants|subjects|setting|intervention|measure|procedure|data|selection"
            r"|population|animals|trial|registration|funding|sample|analys",
            re.I,
        ),
        Zone.METHODS,
    ),
    (re.compile(r"objective|aim|purpose|hypothes|question|goal", re.I), Zone.OBJECTIVE),
    (re.compile(r"background|introduction|context|rationale|importance", re.I), Zone.BACKGROUND),
)
_INLINE = re.compile(r"(?:^|(?<=[.?!)\]] )|(?<=\n))([A-Z][A-Za-z/&() -]{3,45}|[A-Z][A-Z /&()-]{3,60}): (?=\S)")

_AIM = re.compile(
    r"(?:^|(?<=[.?!] ))(?:(?:here|therefore|thus|hence|so|to \w+[^.]{0,80}),? we\b|we\b|in (?:this|the (?:present|current)|our) "
    r"|this (?:\w+ ){0,2}(?:study|trial|analysis|paper|report|work)\b|th(?:e|is) (?:(?:present|current) "
    r"|(?:main |primary |specific )?(?:aim|objective|purpose|goal)s?\b)|our (?:aim|objective|purpose|goal)s?\b)",
    re.I,
)
"""How a sentence begins with which the background ends and the authors' own work starts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text and what it is for. `label` is the heading as printed, or the zone's name."""

    zone: Zone
    label: str
    text: str
    lower: str = field(init=False, repr=False, compare=False)
    """The text in lower case, of the same length: patterns without a case to ignore are several times faster."""

    def __post_init__(self) -> None:
        lower = self.text.lower()
        if len(lower) != len(self.text):
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        object.__setattr__(self, "lower", lower)


def zone_of(label: str | None, category: str | None) -> Zone:
    """The zone of a section, by its label first and NLM's category second."""
    for pattern, zone in _BY_LABEL:
        if label and pattern.search(label):
            return zone
    return _NLM.get((category or "").upper(), Zone.BODY)


def parts_of(article: Article) -> tuple[Part, ...]:
    """Title and sections in order; labels written into running text count as labels."""
    parts = [Part(Zone.TITLE, "title", article.title)] if article.title else []
    for section in article.sections:
        if section.label or section.category:
            zone = zone_of(section.label, section.category)
            parts.extend(_aim_apart(zone, section.label or str(zone), section.text))
        else:
            parts.extend(_inline(section.text))
    return tuple(parts)


def _inline(text: str) -> Iterator[Part]:
    marks = [m for m in _INLINE.finditer(text) if zone_of(m[1], None) is not Zone.BODY]
    first = marks[0].start() if marks else len(text)
    if text[:first].strip():
        yield Part(Zone.BODY, "abstract", text[:first].strip())
    for mark, following in zip_longest(marks, marks[1:]):
        words = text[mark.end() : following.start() if following else len(text)].strip()
        if words:
            yield from _aim_apart(zone_of(mark[1], None), mark[1], words)


def _aim_apart(zone: Zone, label: str, text: str) -> Iterator[Part]:
    """The part; of a background, what it says of the study itself as an objective of its own."""
    aim = _AIM.search(text) if zone is Zone.BACKGROUND else None
    if aim is None:
        yield Part(zone, label, text)
        return
    if text[: aim.start()].strip():
        yield Part(zone, label, text[: aim.start()].strip())
    yield Part(Zone.OBJECTIVE, label, text[aim.start() :])
