"""What is remembered of a record."""

from dataclasses import replace

import pytest

from assistant.retrieval.profile import Profiler
from ingest import Chemical, MeshHeading

INDEXED = (
    {"mesh": (MeshHeading("D009325", "Nausea", True),)},
    {"keywords": ("nausea",)},
    {"chemicals": (Chemical("Cannabidiol"),)},
)


@pytest.mark.parametrize("fields", INDEXED, ids=lambda f: next(iter(f)))
def test_indexing_that_comes_without_a_new_version_is_read(make_study, make_library, vocabulary, fields) -> None:
    bare = make_study("1", "A reply")
    profiler = Profiler(vocabulary)
    before, after = (
        profiler.profile(make_library([study]).articles(["1"])["1"]) for study in (bare, replace(bare, **fields))
    )
    assert before.mentioned < after.mentioned
