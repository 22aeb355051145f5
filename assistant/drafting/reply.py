"""What a model answered, taken at its word: statements that rest on offered passages.

The rest is dropped, each with a reason.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.drafting.numbered import Numbered
from guardrails import Statement, StatementKind

MAX_STATEMENT_CHARS = 600
MAX_CITED = 5
_MAX_KEPT = 500
_MARKUP = re.compile(
    r"</?[A-Za-z!][^<>]*>|&#?\w{2,31};|\]\s*[(\[]|^[-*#>|]|\*\*|__|`|"  # tags, entities, links, headings, emphasis
    r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:data|javascript|mailto):\S|"  # addresses with a scheme
    r"\b[\w-]+\.[a-z]{2,24}/\S|\b[\w-]+\.(?:com|net|org|info|io)\b|\S@[\w-]+\.\w",  # and without
    re.IGNORECASE,
)
_NUMBERS = r"\d{1,4}(?:\s*[,;]\s*\d{1,4})*"
_MARKS = re.compile(rf"(?<!\])(?:\s*(?:\[(?:passages?\s+)?{_NUMBERS}\]|\(passages?\s+{_NUMBERS}\)))+")
"""`[1]`, `[1, 2] [3]`, `(passage 1)`; not `[words][1]`, which is a link."""
_IDENTIFIER = re.compile(r"\bPMID\b\s*:?\s*#?\d+|\bPMC\d+|\bNCT\s*\d+|\b10\.\d{4,9}/\S+", re.IGNORECASE)

SCHEMA: dict[str, Any] = {
    "title": "statements",
    "type": "object",
    "additionalProperties": False,
    "required": ["statements"],
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "passages"],
                "properties": {
                    "text": {"type": "string", "description": "One sentence"},
                    "passages": {"type": "array", "items": {"type": "integer"}, "description": "Passage numbers"},
                },
            },
        }
    },
}
"""The answer's shape, strict: every key required, none besides."""


class NotAReply(ValueError):
    """The answer as a whole has another shape; nothing of it is used."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a draft cost."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """What a model said and may be judged. Without statements: the passages do not answer, by its own word."""

    statements: tuple[Statement, ...]
    dropped: tuple[tuple[str, str], ...]
    """(text as answered, reason) of each statement that was not taken."""
    usage: Usage
    model: str = ""
    prompt: str = ""
    """Name and version, e.g. `answer.v1`."""
    reply: str = ""
    """The answer as received, for the audit trail."""
    draft_key: str = ""
    """Under which the ledger has its calls."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    passages: Annotated[list[int], Field(max_length=100)]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    statements: list[Any]


def parse_json(text: str) -> Any:
    """The one JSON value that `text` is; a fence around all of it is taken off, nothing is repaired.

    Raises:
        NotAReply: no JSON, a key given twice, NaN, or nested beyond reason.
    """
    bare = text.strip()
    if fenced := re.fullmatch(r"```(?:json)?\s*\n(.*)\n\s*```", bare, re.DOTALL):
        bare = fenced.group(1)
    try:
        return json.loads(bare, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise NotAReply("it is no JSON") from exc


def read_reply(
    value: Any, offered: Sequence[Numbered], max_statements: int
) -> tuple[tuple[Statement, ...], tuple[tuple[str, str], ...]]:
    """Statements taken, and (text, reason) of those dropped, both in the order given.

    Raises:
        NotAReply: the whole has another shape.
    """
    try:
        said = _Reply.model_validate(value).statements
    except ValidationError as exc:
        raise NotAReply("it has not the shape asked for") from exc
    by_number = {passage.number: passage for passage in offered}
    taken: dict[str, Statement] = {}
    dropped = []
    for one in said:
        try:
            text, cited = _checked(one, by_number)
            if text in taken:
                raise _Dropped("it repeats another statement")
            if len(taken) == max_statements:
                raise _Dropped(f"more than {max_statements} statements")
        except _Dropped as reason:
            dropped.append((_shown(one), str(reason)))
        else:
            citations = tuple(passage.citation for passage in cited)
            taken[text] = Statement(text, 0, len(text), StatementKind.EVIDENCE, citations, None, f"m{len(taken) + 1}")
    return tuple(taken.values()), tuple(dropped)


class _Dropped(Exception):
    """Why one statement is not taken."""


def _checked(one: Any, by_number: Mapping[int, Numbered]) -> tuple[str, list[Numbered]]:
    try:
        said = _Said.model_validate(one)
    except ValidationError as exc:
        raise _Dropped("it has not the shape asked for") from exc
    numbers = list(dict.fromkeys(said.passages))
    if not numbers:
        raise _Dropped("it cites no passage")
    if unknown := [n for n in numbers if n not in by_number]:
        raise _Dropped(f"it cites passage {unknown[0]}, which was not given")
    if len(numbers) > MAX_CITED:
        raise _Dropped(f"it cites more than {MAX_CITED} passages")
    cited = [by_number[n] for n in numbers]
    return _clean(said.text, numbers, cited), cited


def _clean(text: str, numbers: Sequence[int], cited: Sequence[Numbered]) -> str:
    """`text` as one plain line. Citation marks that repeat its own passage numbers are taken off; no more is mended."""
    text = re.sub(" +", " ", _without_marks(unicodedata.normalize("NFC", text), numbers)).strip()
    if not any(c.isalpha() for c in text):
        raise _Dropped("it has no words")
    if len(text) > MAX_STATEMENT_CHARS:
        raise _Dropped(f"it is longer than {MAX_STATEMENT_CHARS} characters")
    if any(unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp") for c in text):
        raise _Dropped("it has line breaks or invisible characters")
    if _MARKUP.search(text):
        raise _Dropped("it has markup or an address")
    sources = " ".join(passage.citation.quote for passage in cited).casefold()
    if any(found.casefold() not in sources for found in _IDENTIFIER.findall(text)):
        raise _Dropped("it names a source that its passages do not name")
    return text


def _without_marks(text: str, numbers: Sequence[int]) -> str:
    def judged(mark: re.Match[str]) -> str:
        if not {int(n) for n in re.findall(r"\d+", mark.group())} <= set(numbers):
            raise _Dropped("it marks a passage that it does not cite")
        return ""

    return _MARKS.sub(judged, text)


def _shown(one: Any) -> str:
    text = one.get("text") if isinstance(one, dict) else None
    return (text if isinstance(text, str) else repr(one))[:_MAX_KEPT]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key is given twice")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
