from assistant.artifacts.parts import in_rows
from guardrails import Citation, Line, Statement, StatementKind


def _cited(name: str, *citations: Citation) -> Line:
    return Line((Statement(text=name, kind=StatementKind.EVIDENCE, citations=citations),), "bullet", f"{name}:")


def test_findings_that_rows_tell_are_named_in_the_order_of_the_rows() -> None:
    first, second, absent = (Citation(number, 0, 5, "words") for number in ("1", "2", "3"))
    lines = [_cited("B", second), _cited("A", first), _cited("C", absent), _cited("D", first, absent), _cited("E")]
    assert in_rows(lines, [first, second, first]) == [lines[1], lines[0]]
