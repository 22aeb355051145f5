"""A gate as JUnit XML, which build servers read."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from eval.gating import Passage

_ALLOWED_BELOW_SPACE = "\t\n\r"


def junit_xml(passages: Sequence[Passage], name: str = "callprep-eval gate") -> str:
    """One test case per check; a broken limit is a failure, a measurement that could not be made an error."""
    failures = sum(bool(p.breaches) for p in passages)
    errors = sum(bool(p.error) for p in passages)
    seconds = sum(p.seconds for p in passages)
    head = f'tests="{len(passages)}" failures="{failures}" errors="{errors}" time="{seconds:.3f}"'
    cases = "".join(_case(p) for p in passages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {head}><testsuite name={quoteattr(name)} {head}>\n{cases}</testsuite></testsuites>\n"
    )


def _case(passage: Passage) -> str:
    inside = ""
    if passage.error:
        inside = f"<error message={quoteattr(_legal(passage.error))}/>"
    elif passage.breaches:
        lines = "\n".join(b.reason for b in passage.breaches)
        inside = f"<failure message={quoteattr(_legal(passage.reason))}>{escape(_legal(lines))}</failure>"
    attributes = f'classname="callprep-eval" name={quoteattr(_legal(passage.title))} time="{passage.seconds:.3f}"'
    return f"<testcase {attributes}>{inside}</testcase>\n"


def _legal(text: str) -> str:
    """The text without characters that XML 1.0 does not allow."""
    return "".join(c for c in text if c >= " " or c in _ALLOWED_BELOW_SPACE)
