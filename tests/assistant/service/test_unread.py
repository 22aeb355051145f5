"""What was not read of a file is told a kind at a time and only makes its verdict stricter."""

import pytest

from assistant.documents.paragraphs import Kind, Unread
from assistant.service.unread import unread_findings, with_unread
from guardrails import Severity

FILE = Unread(Kind.FILE, "slide 3, embedded file", "budget.xlsx")


def test_one_finding_a_kind_names_number_and_places() -> None:
    things = [FILE, Unread(Kind.PICTURE, "slide 1"), Unread(Kind.FILE, "slide 5"), Unread(Kind.PICTURE, "slide 1")]
    files, pictures = unread_findings(things)
    assert files.severity is Severity.REVIEW
    assert files.reason.startswith("2 embedded files were not read (slide 3, embedded file: budget.xlsx; slide 5), so")
    assert pictures.severity is Severity.WARN
    assert pictures.reason.startswith("2 pictures were not read (slide 1);")
    assert files.fingerprint != pictures.fingerprint


def test_many_places_are_counted() -> None:
    (finding,) = unread_findings([Unread(Kind.CHART, f"slide {n}") for n in range(1, 9)])
    assert finding.reason.startswith(
        "8 charts were not read (slide 1; slide 2; slide 3; slide 4; slide 5; 3 more places)"
    )
    (alone,) = unread_findings([Unread(Kind.ACTIVE)])
    assert alone.reason.startswith("1 script, macro or control was not read, so")


@pytest.mark.parametrize(
    ("decision", "things", "after"),
    [
        ("RELEASE", [FILE], "REVIEW"),
        ("REWRITE", [FILE], "REVIEW"),
        ("BLOCK", [FILE], "BLOCK"),
        ("RELEASE", [Unread(Kind.PICTURE)], "RELEASE"),
        ("RELEASE", [], "RELEASE"),
    ],
)
def test_the_decision_only_gets_stricter(decision: str, things: list[Unread], after: str) -> None:
    row = with_unread({"decision": decision, "findings": []}, things)
    assert row["decision"] == after
    assert len(row["findings"]) == len(things)


def test_every_kind_but_pictures_and_style_sheets_holds() -> None:
    assert {kind for kind in Kind if not kind.holds} == {Kind.PICTURE, Kind.STYLE}
