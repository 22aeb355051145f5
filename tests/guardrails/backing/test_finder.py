"""The cheap look before a pattern never hides a match."""

from __future__ import annotations

import re

import pytest

from guardrails.backing.finder import finder
from guardrails.backing.lexicon import load_lexicon

TEXTS = (
    "oral capsules and pills were given to healthy adults aged 65 or older; the primary endpoint was not met (p = 0.31)",
    "in mice, inhaled cannabis vs placebo did not differ; the study was small and underpowered",
    "newly diagnosed, previously untreated women with breast cancer took 20 mg/day, twice a week, for a fortnight",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_finder_finds_what_its_pattern_finds(text: str):
    """For every word list that ships."""
    lexicon = load_lexicon()
    finders = [*lexicon.cues.values(), *(value for axis in lexicon.axes for value in axis.values.values())]
    for one in finders:
        assert [m.span() for m in one.finditer(text)] == [m.span() for m in one.pattern.finditer(text)]


@pytest.mark.parametrize(
    ("part", "beginnings"),
    [
        ("placebos?|sham", ("sham", "placebo")),
        (r"\bhuman\b|(?:volunteer|person)s", ("human", "person", "volunteer")),
        (r"(?<!not )women", ("women",)),
        ("(?:very )?low", ()),
        ("[ab]cd", ()),
        ("it|placebo", ()),
    ],
)
def test_beginnings(part: str, beginnings: tuple[str, ...]):
    """None where one way to begin is open, optional or too short to tell anything."""
    assert sorted(finder([part]).beginnings) == sorted(beginnings)


def test_a_pattern_that_does_not_compile_is_named():
    """As the data's author would see it."""
    with pytest.raises(re.error):
        finder(["(open"])
