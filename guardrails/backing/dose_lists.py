# ruff: noqa: E501
"""Values that a source lists in the order of its doses (`0.2, 0.9 and 1.6 kg with rising doses`): a statement that pairs them otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.backing.passage import Passage, read_passage
from guardrails.backing.problems import Problem, ProblemKind

_LIST = re.compile(r"(?P<items>\d[\d.]*(?:(?:,| and| or|, and|, or)\s\d[\d.]*){1,5})\s?(?P<unit>[a-zµ%][\w/%]*)")
_DOSE = re.compile(r"(?:mg|g|µg|mcg|ml|iu|units?|mg/kg|µg/kg|mg/m2|sprays|gy)\b", re.I)
_IN_ORDER = re.compile(
    r"\b(?:respectively|(?:with|by|at|of|in) (?:the )?(?:rising|increasing|ascending|escalating|successive|higher) (?:the )?doses?|in (?:dose )?order|as the dose rose)\b",
    re.I,
)
_LEAST = 2


def dose_list_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to a value given to a dose that has another one in the source's list."""
    tables = _tables(source.text)
    for piece in statement.pieces if tables else ():
        for doses, values, span in tables:
            named, given = _named(doses, piece.text), _named(values, piece.text)
            if len(named) == 1 and len(given) == 1 and named != given:
                start, end = piece.start, piece.end
                why = "The source gives this value for another dose."
                yield Problem(ProblemKind.ARM, start, end, *span, why, 0.9, True)
                return


@lru_cache(maxsize=512)
def _tables(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[int, int]], ...]:
    """Doses and values of equal number, written with their units, with the place of the values."""
    doses: list[tuple[str, ...]] = []
    tables = []
    for piece in read_passage(text).pieces:
        for match in _LIST.finditer(piece.text):
            items = tuple(f"{item} {match['unit']}" for item in re.findall(r"\d(?:[\d.]*\d)?", match["items"]))
            if _DOSE.fullmatch(match["unit"]) and not _IN_ORDER.search(piece.text):
                doses.append(items)
                continue
            same = [listed for listed in doses if len(listed) == len(items)]
            if same and len(items) >= _LEAST and _IN_ORDER.search(piece.text):
                tables.append((same[-1], items, (piece.start + match.start(), piece.start + match.end())))
    return tuple(tables)


def _named(items: tuple[str, ...], text: str) -> list[int]:
    """Positions of the listed values that a sentence has."""
    return [i for i, item in enumerate(items) if re.search(rf"(?<![\d.,]){re.escape(item)}(?![\w/])", text)]
