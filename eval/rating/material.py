"""Gets the texts to rate: answers asked anew, so that each was released just now, and wordings that the gate judges first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.answering import library_to_ask, read_sets, result_of
from eval.datasets.answers import Question
from eval.datasets.rows import sampled
from eval.errors import UsageError
from eval.rating.items import NOTHING, Item, Side, WordingRow, distinct, read_wordings

if TYPE_CHECKING:
    from datetime import datetime

    from assistant import Rooms
    from eval.measuring import Options


def answer_items(
    paths: Sequence[Path], homes: Sequence[Path], options: Options
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """One item a question, with one text a home (the demo library without homes), and what is left out: equal texts.

    Raises:
        DatasetInvalid: A file of questions cannot be read.
        EvalError: A library cannot be opened.
    """
    from eval.measuring import shipped

    asked, _ = read_sets(tuple(paths) or shipped("answers"), options.sampling)
    items = [Item(case_id, question.text, ()) for case_id, question in asked]
    for home in homes or (None,):
        with library_to_ask(home) as (rooms, name):
            system = str(home) if home else name
            items = [
                replace(item, sides=(*item.sides, _side(system, rooms, question, options.moment)))
                for item, (_, question) in zip(items, asked, strict=True)
            ]
    return distinct(items)


def wording_items(path: Path, options: Options) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Pairs of wordings that may be shown, and why others may not.

    Raises:
        DatasetInvalid: See `read_wordings`.
    """
    from eval.parts import held_because

    judge = held_because(options.moment)

    def reason(row: WordingRow, text: str) -> str:
        return judge(text, row.mode)

    items, held = read_wordings(path, reason)
    return tuple(sampled(items, options.limit, options.seed, lambda i: i.item_id)), held


def _side(system: str, rooms: Rooms, question: Question, now: datetime) -> Side:
    from guardrails import Released

    try:
        outcome = result_of(rooms, question, now).outcome
    except UsageError:
        return Side(system, NOTHING)
    if not isinstance(outcome, Released):
        return Side(system, NOTHING)
    return Side(system, outcome.draft.text, outcome.certificate.certificate_id)
