"""CERT-01: a proposition is put more surely than any source, or the cited one, puts it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.assertion import judged
from guardrails.bans import ban_on
from guardrails.brands import brands_of
from guardrails.case import Case, Check, Container, Mood, Sentence, severities
from guardrails.domain import Finding, Mode
from guardrails.on_label import stays_on_label
from guardrails.reading import read
from guardrails.rules import finding, judged_sentences, run_rules
from guardrails.shapes import unsourced

_MARKS = run_rules(lambda: CHECK, "cert")


def _run(case: Case) -> Iterator[Finding]:
    found = list(_MARKS(case))
    yield from found
    yield from _nothing_behind(case, {f.start for f in found})


def _nothing_behind(case: Case, taken: set[int]) -> Iterator[Finding]:
    """Promotional sentences about treatment that no source, limit, label or question carries."""
    for sentence in judged_sentences(case):
        severity = CHECK.severity[sentence.mode]
        if sentence.mode is not Mode.PROMOTIONAL or severity is None or _carried(sentence.statement):
            continue
        if any(sentence.start <= start < sentence.end for start in taken):
            continue
        brands = brands_of(case)
        if stays_on_label(read(sentence.plain, brands), case):
            continue
        for start, end in _stretches(sentence.plain, brands):
            if _bare(sentence, start, end, case):
                left = start + len(sentence.plain[start:end]) - len(sentence.plain[start:end].lstrip(" ,;:—-"))
                yield finding(CHECK, sentence, (left, end), _REASON, severity, "unsourced")
                break


def _stretches(plain: str, brands: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The whole sentence, then what follows each "but", "so", semicolon or dash: the turn is where a claim hides."""
    tokens = read(plain, brands).tokens
    turns = [
        token.end
        for index, token in enumerate(tokens)
        if 1 < index < len(tokens) - 2 and token.word in _TURNS and tokens[index + 1].word != token.word
    ]
    yield 0, len(plain)
    for number, start in enumerate(turns):
        far = number < _MOST_TURNS or number + 2 >= len(turns)
        yield start, len(plain) if far else turns[number + 2]


def _bare(sentence: Sentence, start: int, end: int, case: Case) -> bool:
    whole, part = sentence.plain, sentence.plain[start:end]
    brands = brands_of(case)
    reading = read(part, brands)
    first = unsourced(reading, tail=start > 0)
    if first is None:
        return False
    here = read(whole, brands)
    place, _ = here.tokens_in(start + reading.tokens[first].start, start + reading.tokens[first].end)
    assertion = judged(here, whole, place, place, ban_on(sentence, case))
    return assertion.mood is not Mood.QUESTION and assertion.container not in (Container.FORBIDDEN, Container.TITLE)


_MOST_TURNS = 20
"""A sentence that turns more often is a list: what follows is read piece by piece, not to its end each time."""
_TURNS = frozenset(("but", "so", "yet", "however", "still", "although", "though", ";", "—"))


def _carried(statement: object) -> bool:
    """Draft statements that carry a claim or a citation are judged against those, not by their voice."""
    from guardrails.domain import Statement

    return isinstance(statement, Statement) and bool(statement.claim or statement.citations)


_REASON = "Says something about treatment with no source, limit or label behind it; cite a study with its limits or take it out."

CHECK: Check = Check(
    check_id="CERT-01",
    title="Certainty above the source",
    run=_run,
    severity=severities("R/R/R/R/W"),
    rule_refs=("R2", "R16"),
)
