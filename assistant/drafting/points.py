"""One study -> the statements it contributes to a question, each with its spans.

A digest is our own wording and is restated; an abstract is quoted word for word, in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.domain import EvidenceItem, Intent, Query, StudyPoints
from assistant.drafting.citing import brackets, cite_label, short_name, span_of
from assistant.drafting.derived import SMALLEST_FOR_NNT, number_needed
from assistant.drafting.frames import caution_for, frame_for, lead_for, uncapitalise
from assistant.drafting.sentences import Span, may_report, only_design, record_sentences, tells_outcome
from guardrails import (
    Citation,
    Statement,
    StatementKind,
    against_guideline,
    within_evidence,
)
from ingest import Design, TextOrigin

_RESULT_LABELS = ("RESULT", "FINDING", "OUTCOMES", "CONCLUSION", "INTERPRETATION", "MAIN")
_HARM_WORDS = re.compile(
    r"\b(adverse|side.effects?|toxicit\w+|harms?|tolerat\w+|withdr[ae]w\w*|sedation|somnolence|dizz\w+|safety)\b", re.I
)
_COMPARES = re.compile(
    r"\b(vs\.?|versus|than|compared|placebo|control|differ\w*|no (?:significant|difference|effect|change))\b", re.I
)
_RELATIVE = re.compile(r"\b(?:RR|OR|HR|relative risk|odds ratio|hazard ratio|risk ratio)\b")
_TWO_RATES = re.compile(r"\d+(?:\.\d+)?\s?%[^.;]{0,80}?\d+(?:\.\d+)?\s?%|\d+/\d+[^.;]{0,80}?\d+/\d+")
_OTHER_RECORD = re.compile(r"\s*\(PMID \d+\)")
"""A number that a digest gives for another record: a sentence shows the one that it rests on and no other."""
_MAX_MORE = 3
_BROAD = (Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.GUIDELINE, Design.REVIEW)
"""Designs whose records go through many conditions; what they say of another one answers nothing."""


def study_points(
    item: EvidenceItem, query: Query, about: Callable[[str], object] = lambda _: True
) -> StudyPoints | None:
    """What this study says on the question; None where no sentence of it bears on the question.

    `about` keeps other results of the study out, such as survival in a study that is cited for exposure.
    """
    sentences = record_sentences(item)
    builder = _Builder(item)
    results = _ranked([s for s in sentences if _is_result(s, item) and about(s.text) and _conforms(s)], query)
    if item.record.article.text_origin is TextOrigin.ABSTRACT:
        results = _outcomes_first(results)
    if item.record.classification.design in _BROAD:
        results = [results[0], *(s for s in results[1:] if _on_subject(s, item, query))] if results else []
    if not results:
        return None
    # Two sentences are joined only where the words are ours: quotations side by side would read as one of the authors'.
    return StudyPoints(
        item=item,
        name=short_name(item.record.article),
        cite=builder.cite,
        kind=lead_for(item.record),
        main=builder.main(results[:1] if builder.quoting else _in_order(results[:2])),
        result=builder.plain(results[:1] if builder.quoting else _in_order(results[:2])),
        frame=frame_for(item.record),
        more=tuple(builder.plain([span]) for span in _in_order(results[1 if builder.quoting else 2 :][:_MAX_MORE])),
        harms=tuple(builder.plain(group) for group in _harms(sentences, item, results)),
        limits=tuple(builder.plain([span]) for span in sentences if span.label == "LIMITATIONS"),
        people=builder.labelled(sentences, "PARTICIPANTS"),
        comparator=builder.labelled(sentences, "COMPARATOR"),
        nnt=_number_needed(item, results),
    )


def field_statement(item: EvidenceItem, label: str) -> Statement | None:
    """What a digest records under one label (`PARTICIPANTS`, `INTERVENTION`, ...), cited; None where it has none."""
    spans = [span for span in record_sentences(item) if span.label == label]
    return _Builder(item).plain(spans[:2]) if spans else None


def sober_statement(item: EvidenceItem, query: Query, is_sober: Callable[[str], bool]) -> Statement | None:
    """The most telling result that reports no difference or a worse outcome on the subject, in the frame of its study.

    A study that is not about the question as a whole counts only with a sentence that names its subject, and so does a harm:
    a symptom that was to be treated and worsened is told there.
    """
    near = item.directness in ("direct", "contrary") and item.record.classification.design not in _BROAD
    found = [
        span
        for span in record_sentences(item)
        if is_sober(span.text)
        and ((near and _is_result(span, item)) or (_tells_outcome(span, item) and _names_population(span, query)))
    ]
    return _Builder(item).main(_ranked(found, query)[:1]) if found else None


def _tells_outcome(span: Span, item: EvidenceItem) -> bool:
    return span.label == "HARMS" or _is_result(span, item)


def _conforms(span: Span) -> bool:
    """False for a sentence that a stored recommendation of a guideline speaks against: the gate would hold it."""
    return against_guideline(span.text) is None


def _names_population(span: Span, query: Query) -> bool:
    low = span.text.lower()
    conditions = [c for c in query.concepts if c.concept_id.startswith("condition.")]
    return any(term.lower() in low for c in conditions for term in (c.surface, *c.terms))


class _Builder:
    """Words the sentences of one record: restated for a digest, quoted for an abstract."""

    def __init__(self, item: EvidenceItem) -> None:
        self.item = item
        self.cite = cite_label(item.record, item.evidence)
        self.quoting = item.record.article.text_origin is not TextOrigin.DIGEST
        self.speaks_for_itself = item.record.classification.design in (Design.GUIDELINE, Design.LABEL)

    def main(self, spans: Sequence[Span]) -> Statement:
        """Frame, result, and the caution that the design demands, in one sentence."""
        body = self._body(spans)
        caution = caution_for(self.item.record)
        if not self.speaks_for_itself:
            if self.quoting:
                body = f"In {frame_for(self.item.record)}, the authors report: {body}"
            else:
                body = f"In {frame_for(self.item.record)}, {uncapitalise(body)}"
        return self._statement(f"{body}; {caution}" if caution and caution not in body.lower() else body, spans)

    def plain(self, spans: Sequence[Span]) -> Statement:
        """The sentences as they stand, without a frame."""
        return self._statement(self._body(spans), spans)

    def labelled(self, spans: Sequence[Span], label: str) -> Statement | None:
        """The first sentence of a digest under one label; None where it has none."""
        return next((self.plain([span]) for span in spans if span.label == label), None)

    def _body(self, spans: Sequence[Span]) -> str:
        texts = [span.text.strip().rstrip(".") for span in spans]
        if self.quoting:
            return " ".join(f"“{text}”" for text in texts)
        texts = [within_evidence(_OTHER_RECORD.sub("", text), [self.item.evidence]) for text in texts]
        body = "; ".join([texts[0], *(uncapitalise(text) for text in texts[1:])])
        return f"{body} (arm rates not in the record)" if any(map(_lacks_rates, texts)) else body

    def _statement(self, body: str, spans: Sequence[Span]) -> Statement:
        citations: list[Citation] = [span_of(self.item.evidence, span.start, span.end) for span in spans]
        return Statement(
            text=f"{body} {brackets([self.cite])}.",
            kind=StatementKind.EVIDENCE,
            citations=tuple(citations),
            verbatim=self.quoting,
        )


def _lacks_rates(text: str) -> bool:
    """True for a ratio that stands without both rates: it has to say so (house rule on absolute rates)."""
    return bool(_RELATIVE.search(text)) and not _TWO_RATES.search(text) and "arm rates" not in text


def _number_needed(item: EvidenceItem, results: Sequence[Span]) -> str | None:
    """From the first result that allows it; none from a trial too small for one."""
    size = item.record.classification.sample_size
    if size is not None and size < SMALLEST_FOR_NNT:
        return None
    return next((n for span in results if (n := number_needed(span.text))), None)


def _is_result(span: Span, item: EvidenceItem) -> bool:
    if item.record.article.text_origin is TextOrigin.DIGEST:
        return span.label == "RESULTS"
    return may_report(span) and len(span.text.split()) >= 5 and not span.text.rstrip().endswith("?")


def _harms(sentences: Sequence[Span], item: EvidenceItem, used: Sequence[Span]) -> list[list[Span]]:
    if item.record.article.text_origin is TextOrigin.DIGEST:
        return [[span] for span in sentences if span.label == "HARMS"][:2]
    told = [s for s in sentences if _is_result(s, item) and not only_design(s.text)]
    found = [s for s in told if _HARM_WORDS.search(s.text) and s is not used[0]]
    return [[span] for span in found[:1]]


def _on_subject(span: Span, item: EvidenceItem, query: Query) -> bool:
    """True if a review's sentence names the condition asked about; of a guideline, or without one, anything asked about."""
    guideline = item.record.classification.design is Design.GUIDELINE
    if not guideline and any(c.concept_id.startswith("condition.") for c in query.concepts):
        return _names_population(span, query)
    low = span.text.lower()
    return any(term.lower() in low for c in query.concepts for term in (c.surface, *c.terms))


def _outcomes_first(ranked: Sequence[Span]) -> list[Span]:
    """What only says how the study was done goes last, and is left out where a sentence tells an outcome."""
    telling = [span for span in ranked if not only_design(span.text)]
    if any(tells_outcome(span.text) for span in telling):
        return telling
    return [*telling, *(span for span in ranked if span not in telling)]


def _ranked(spans: Sequence[Span], query: Query) -> list[Span]:
    """Most telling sentence first: words of the question, numbers, comparison, place."""
    terms = [tuple(t.lower() for t in (c.surface, *c.terms)) for c in query.concepts]
    loose = set(re.findall(r"[a-z]{4,}", query.text.lower()))
    want_harms = query.intent is Intent.SAFETY

    def score(span: Span) -> float:
        low = span.text.lower()
        points = 2.0 * sum(any(term in low for term in group) for group in terms)
        points += 0.5 * sum(word in low for word in loose)
        points += 1.0 * bool(re.search(r"\d", low)) + 1.0 * bool(_COMPARES.search(low))
        points += 1.5 * (span.label.startswith("RESULT") and span.position == 0)
        points += 1.0 * any(word in span.label for word in _RESULT_LABELS)
        points += 2.0 * (want_harms and bool(_HARM_WORDS.search(low)))
        return points

    return sorted(spans, key=lambda span: (-score(span), span.start))


def _in_order(spans: Sequence[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.start)
