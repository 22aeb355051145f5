"""REQ-01: a reply goes beyond its request, solicits another, or takes the wrong way."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, Sentence, severities
from guardrails.domain import Finding, Mode, Profile, StatementKind
from guardrails.frames import findings_of, load_frames
from guardrails.screens.sentences import sentences_of

_BEYOND = "speaks of {topics}, which the request did not ask about; leave it out or answer a request of its own"
_FORMULARY_PARTS = frozenset({"kinetics", "interaction"})
"""A committee that asks for a review of a product asks for these parts of the monograph whatever its words."""
_INTERACTION = "interaction"
_PART_OF = {"pain": "neuropathy"}
"""Subject -> the subject that it is part of where the source is about that one: trials in neuropathy measure pain."""
_SPARED = (
    StatementKind.LOGISTICS,
    StatementKind.CAUTION,
    StatementKind.QUALIFIER,
    StatementKind.FACT,
    StatementKind.ASKED,
)


def _run(case: Case) -> Iterator[Finding]:
    yield from findings_of(load_frames("req"), case, CHECK)
    asked = case.context.request_text
    if not asked:
        return
    wanted = _topics_of(asked)
    if not wanted:
        return
    if case.context.mode is Mode.FORMULARY:
        wanted |= _FORMULARY_PARTS
    if _INTERACTION in wanted:
        wanted |= _FORMULARY_PARTS  # what an interaction does is told in exposure and clearance
    for sentence in case.sentences:
        severity = CHECK.severity[sentence.mode]
        topics = _topics(sentence) if _claims(sentence) else frozenset()
        if severity is not None and topics and not topics & wanted and not _is_part(topics, wanted, sentence, case):
            yield Finding(
                check_id=CHECK.check_id,
                severity=severity,
                start=sentence.start,
                end=sentence.end,
                quote=sentence.text,
                reason=_BEYOND.format(topics=", ".join(sorted(topics))),
                rule_refs=CHECK.rule_refs,
                check_version=CHECK.version,
            )


def _claims(sentence: Sentence) -> bool:
    """Whether the sentence brings evidence of its own; safety, limits and hand-offs always belong."""
    statement = sentence.statement
    if statement is None or statement.kind in _SPARED or statement.kind is StatementKind.ABSENCE:
        return False
    return "safety" not in load_frames("req").classes_in(sentence)


def _is_part(topics: frozenset[str], wanted: frozenset[str], sentence: Sentence, case: Case) -> bool:
    """Whether every subject is part of one that was asked about, in sources that name that one in their title."""
    wider = {_PART_OF.get(topic, "") for topic in topics}
    citations = sentence.statement.citations if sentence.statement else ()
    titles = [case.evidence[c.evidence_id].title for c in citations if c.evidence_id in case.evidence]
    return wider <= wanted and bool(titles) and all(wider <= _topics_of(title) for title in titles)


def _topics_of(text: str) -> frozenset[str]:
    return frozenset(topic for sentence in sentences_of(text) for topic in _topics(sentence))


def _topics(sentence: Sentence) -> frozenset[str]:
    """The subjects that a sentence speaks of."""
    found = load_frames("req").classes_in(sentence)
    return frozenset(name.removeprefix("topic_") for name in found if name.startswith("topic_"))


CHECK = Check(
    check_id="REQ-01",
    title="Reply beyond the request",
    run=_run,
    severity=severities("B/N/-/R/-"),
    rule_refs=("R15",),
    profiles=frozenset({Profile.DRAFT}),
)
