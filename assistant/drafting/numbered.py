"""Passages as numbered data for a model: what it may cite, and by which number."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain import EvidenceItem, EvidencePack
from guardrails import Citation, Evidence, planted_in

_TURN_MARKS = re.compile(r"<\|[^<>|]{0,40}\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>", re.IGNORECASE)
"""Marks by which model servers tell turns apart; within data they would end the data."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One passage on offer: its number, the line the model reads, and the citation that its number stands for."""

    number: int
    line: str
    evidence: Evidence
    citation: Citation


def number_passages(pack: EvidencePack, max_chars: int) -> tuple[Numbered, ...]:
    """Passages of citable evidence, numbered from 1, best first, until `max_chars` are full; at least one, if any.

    A passage that does not stand in its evidence at its offsets is not offered: nothing could be cited with it. Neither
    is one with a planted sentence.
    """
    offered: list[Numbered] = []
    length = 0
    for evidence, citation in _citable(pack):
        line = _line(len(offered) + 1, evidence, citation.quote)
        length += len(line) + 1
        if offered and length > max_chars:
            break
        offered.append(Numbered(len(offered) + 1, line, evidence, citation))
    return tuple(offered)


def renumbered(passages: Sequence[Numbered]) -> tuple[Numbered, ...]:
    """The passages in this order, numbered from 1."""
    return tuple(
        replace(passage, number=number, line=_line(number, passage.evidence, passage.citation.quote))
        for number, passage in enumerate(passages, 1)
    )


def as_data(text: str) -> str:
    """`text` as a JSON string on one line, without invisible characters and turn marks: it cannot leave its quotes."""
    return json.dumps(_visible(text), ensure_ascii=False)


def _citable(pack: EvidencePack) -> Iterator[tuple[Evidence, Citation]]:
    seen = set()
    for item in pack.items:
        for start, end in _spans(item):
            key = (item.evidence.evidence_id, start, end)
            if key not in seen:
                seen.add(key)
                yield item.evidence, Citation(*key, item.evidence.text[start:end])


def _spans(item: EvidenceItem) -> Iterator[tuple[int, int]]:
    if not item.evidence.citable:
        return
    planted = planted_in(item.evidence)
    for passage in item.passages:
        if any(span.start < passage.end and passage.start < span.end for span in planted):
            continue
        if passage.text.strip() and item.evidence.text[passage.start : passage.end] == passage.text:
            yield passage.start, passage.end


def _line(number: int, evidence: Evidence, text: str) -> str:
    about = [evidence.design, evidence.species]
    if evidence.sample_size:
        about.append(f"{evidence.sample_size} participants")
    if evidence.year:
        about.append(str(evidence.year))
    data = {"passage": number, "source": ", ".join(about), "title": _visible(evidence.title), "text": _visible(text)}
    return json.dumps(data, ensure_ascii=False)


def _visible(text: str) -> str:
    kept = "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else " " for c in text)
    return _TURN_MARKS.sub(" ", kept)
