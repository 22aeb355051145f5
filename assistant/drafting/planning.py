"""What a model planned: which of the offered passages are worded, and in which order. A plan holds no words of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.drafting.numbered import Numbered, renumbered
from assistant.drafting.reply import NotAReply

PURPOSES = ("efficacy", "harm", "contrary", "guideline", "kinetics", "limits")
SCHEMA: dict[str, Any] = {
    "title": "plan",
    "type": "object",
    "additionalProperties": False,
    "required": ["points"],
    "properties": {
        "points": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["purpose", "passages"],
                "properties": {
                    "purpose": {"type": "string", "enum": list(PURPOSES)},
                    "passages": {"type": "array", "items": {"type": "integer"}, "description": "Passage numbers"},
                },
            },
        }
    },
}


class _Point(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    purpose: Literal["efficacy", "harm", "contrary", "guideline", "kinetics", "limits"]
    passages: Annotated[list[int], Field(max_length=100)]


class _Plan(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    points: Annotated[list[_Point], Field(max_length=100)]


def read_plan(value: Any, offered: Sequence[Numbered]) -> tuple[Numbered, ...]:
    """The passages chosen, in the order of the plan, numbered from 1 again; numbers that were not offered count for nothing.

    Raises:
        NotAReply: the answer has another shape.
    """
    try:
        plan = _Plan.model_validate(value)
    except ValidationError as exc:
        raise NotAReply("it has not the shape asked for") from exc
    by_number = {passage.number: passage for passage in offered}
    chosen = dict.fromkeys(number for point in plan.points for number in point.passages if number in by_number)
    return renumbered([by_number[number] for number in chosen])
