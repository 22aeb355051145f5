"""LRN-01: a lone text reads like wording that reviewers rejected, though no rule objects to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.bans import Ban, ban_on
from guardrails.brands import brands_of
from guardrails.case import Case, Check, Sentence, severities
from guardrails.claims.usage import weight
from guardrails.domain import Finding, Profile
from guardrails.on_label import stays_on_label
from guardrails.overlaps import Overlaps
from guardrails.reading import read
from guardrails.scorer.model import load_model
from guardrails.scorer.neighbours import nearest_rejected
from guardrails.scorer.windows import Window, says_something, windows_of
from guardrails.shapes import shapes_of


def _run(case: Case) -> Iterator[Finding]:
    severity = weight(CHECK.severity, case.context.mode)
    least = load_model().least
    open_to_it = (w for w in windows_of(case) if not w.calm and not _too_short(w, case))
    found = [w for w in open_to_it if w.probability >= (_LONE if w.torn else least)]
    sentences = Overlaps(case.sentences)
    found = [w for w in found if not _disowned(w, sentences, case)]
    for window in sorted(found, key=lambda w: -w.probability)[:_MOST]:
        text = case.text[window.start : window.end]
        start = window.start + len(text) - len(text.lstrip())
        yield Finding(
            check_id=CHECK.check_id,
            severity=severity,
            start=start,
            end=start + len(text.strip()),
            quote=text.strip(),
            reason=_reason(text),
            rule_refs=CHECK.rule_refs,
            check_version=CHECK.version,
        )


def _too_short(window: Window, case: Case) -> bool:
    """Whether it is a heading or a cell of a longer text: a few words alone look like the statements they may begin."""
    text = case.text[window.start : window.end]
    return not says_something(text) and text.strip() != case.text.strip()


def _disowned(window: Window, sentences: Overlaps[Sentence], case: Case) -> bool:
    """Whether the text itself forbids or takes back every sentence of the window: a rule of wording is silent there too.

    A sentence torn from the answer to it is disowned by being a question, or a report of what another said.
    """
    inside = list(sentences.touching(window.start, window.end))
    if all(_tells_label(sentence, case) for sentence in inside):
        return True
    banned = all(ban_on(sentence, case) is Ban.STANDS for sentence in inside)
    if window.torn and not banned:
        return any(s.plain.rstrip().endswith("?") or _of_others(s, case) for s in inside)
    return banned


def _of_others(sentence: Sentence, case: Case) -> bool:
    """Whether it asks, reports or forbids; "without questions" and "nobody asked for" are words of asking that do not."""
    shapes = set(shapes_of(read(sentence.plain, brands_of(case))))
    if "unasked" in shapes:
        shapes.discard("asked")
    return not _OTHERS.isdisjoint(shapes)


def _tells_label(sentence: Sentence, case: Case) -> bool:
    """Whether the sentence says what an approved product is approved for, within its label, and nothing else."""
    return bool(_APPROVAL.fullmatch(sentence.plain.strip())) and stays_on_label(
        read(sentence.plain, brands_of(case)), case
    )


_APPROVAL = re.compile(r"(?:\w+ ){1,3}(?:is|are) (?:also )?fda[ -]approved for (?:(?!and |but |so )[\w-]+ ?){1,15}\.?")
_OTHERS = frozenset(("asked", "reported", "banned"))


_LONE = 0.95
"""From this probability on one sentence of several is an objection of its own: harmless ones around it do not hide it."""
_MOST = 20
"""Findings of one text; a document with more needs another draft, not a longer list."""


def _reason(text: str) -> str:
    like = "".join(
        f" ({', '.join(close.categories).replace('_', ' ')}), such as “{close.text}”"
        for close in nearest_rejected(text, 1)
    )
    return f"Reads like wording that reviewers reject{like}; a person has to read it."


CHECK = Check(
    check_id="LRN-01",
    title="Reads like rejected wording",
    run=_run,
    severity=severities("N/N/N/N/W"),
    rule_refs=("house rule",),
    profiles=frozenset({Profile.SCREEN}),
)
