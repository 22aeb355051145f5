"""The sentences of a record, each with its place, the section it stands in, and whether it tells an outcome.

Older records of MEDLINE are one text without labels; a heading written into it opens a zone as a label would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.domain import EvidenceItem
from guardrails import planted_in, split_sentences
from ingest import TextOrigin
from ingest.zones import Zone, zone_of

_NO_FINDINGS = (Zone.BACKGROUND, Zone.OBJECTIVE, Zone.METHODS)
_SYNTHESIS = re.compile(r"synthesis", re.I)
_AFTER_BACKGROUND = (Zone.OBJECTIVE, Zone.METHODS, Zone.RESULTS)
"""Headings before which text without one is background."""
_FRONT_MATTER = re.compile(r"background|objective|purpose|aim|introduction|method|trial registration|funding", re.I)
_BACKGROUND = re.compile(r"background|trial registration|funding", re.I)

_HEADS = (
    r"backgrounds?|introduction|context|rationale|importance|objectives?|aims?|purposes?|goals?|hypothes[ie]s|question"
    r"|designs?|settings?|patients?|participants?|subjects?|population|interventions?|exposures?|methods?|methodology"
    r"|materials?|procedures?|measure(?:ment)?s?|outcomes?|variables?|data|sources?|extraction|selection|synthesis|animals?"
    r"|analys[ie]s|results?|findings?|conclusions?|interpretation|implications?|discussion|significance|relevance|summary"
    r"|limitations?|developments?|cases?|reports?|presentation|registration|funding"
)
_QUALIFIERS = (
    r"study|studies|research|main|major|primary|secondary|key|principal|recent|clinical|statistical|experimental|trial|search"
    r"|review|number"
)
_BETWEEN = r"(?:[ ]*[/&,][ ]*|[ ]+)(?:(?:and|of|or|for|the|this)[ ]+){0,3}"
_WORDS = rf"(?:(?:{_QUALIFIERS})[ ]+){{0,3}}(?:{_HEADS})(?:{_BETWEEN}(?:{_QUALIFIERS}|{_HEADS})){{0,6}}"
_HEADING = re.compile(
    rf"(?:^|(?<=[.?!)\]])|(?<=\s))(?=[A-Z])((?i:{_WORDS}))"
    r"(?:\s*(?::|--)\s*|\s+[-–—]\s+|(?<=[A-Z])[–—]\s*|\.\s+(?=[A-Z0-9]))(?=\S)"
)
"""Words that only head a section, then a colon, a dash or a stop."""
_BEGINNINGS = r"(?:We|Our|The|This|These|There|An?|In|Of|To|At|Among|After|From|All|Both|Overall)\b"
_CAPITALS = re.compile(
    rf"(?:^|(?<=[.?!)\]])|(?<=\s))({_WORDS.upper()}(?=\s+[A-Z0-9])|(?=[A-Z])(?i:{_WORDS})(?=\s+{_BEGINNINGS}))\s+"
)
"""A heading that only its capitals set apart, or the capital of the sentence after it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence of a record with its place in the stored text and the section it stands in."""

    text: str
    start: int
    end: int
    label: str
    """Heading of the section, printed or written into the text, in capitals; "" where it has none."""
    position: int
    """0 for the first sentence of its section."""
    zone: Zone = Zone.BODY


def record_sentences(item: EvidenceItem) -> tuple[Span, ...]:
    """Every sentence of the record, in order, without headings; planted ones are left out."""
    spans: list[Span] = []
    text, planted = item.evidence.text, planted_in(item.evidence)
    article = item.record.article
    for section, start, end in article.section_spans():
        whole = ((section.label or section.category or "").upper(), start, end)
        unlabelled = (
            article.text_origin is TextOrigin.ABSTRACT and zone_of(section.label, section.category) is Zone.BODY
        )
        found: list[Span] = []
        for label, low, high in _headed(text, whole) if unlabelled else (whole,):
            zone = _zone(label, section.category, article.text_origin)
            for position, (first, last) in enumerate(split_sentences(text[low:high])):
                found.append(Span(text[low + first : low + last], low + first, low + last, label, position, zone))
        spans.extend(_results_opened(found) if unlabelled else found)
    return tuple(s for s in spans if not any(p.start < s.end and s.start < p.end for p in planted))


def _headed(text: str, whole: tuple[str, int, int]) -> Iterator[tuple[str, int, int]]:
    """A section parted at the headings written into it: label, start and end of the words under each."""
    label, start, end = whole
    body = text[start:end]
    found = {m.start(1): m for pattern in (_CAPITALS, _HEADING) for m in pattern.finditer(body)}
    marks = [found[at] for at in sorted(found) if _after_a_sentence(body, at)]
    if marks and _zone(marks[0][1]) in _AFTER_BACKGROUND:
        label = label or "BACKGROUND"
    for mark in marks:
        yield label, start, whole[1] + mark.start(1)
        label, start = mark[1].upper(), whole[1] + mark.end()
    yield label, start, end


def _after_a_sentence(body: str, at: int) -> bool:
    before = body[:at].rstrip()
    return not before or before[-1] in ".?!:;)]" or "\n" in body[len(before) : at]


def _results_opened(spans: list[Span]) -> list[Span]:
    """Where methods have a heading and results have none, the first figure of a test ends the methods."""
    if any(span.zone in (Zone.RESULTS, Zone.CONCLUSION) for span in spans):
        return spans
    tested = next((s.start for s in spans if s.zone is Zone.METHODS and _TEST.search(s.text)), None)
    return [
        replace(s, label="", zone=Zone.BODY)
        if tested is not None and s.zone is Zone.METHODS and s.start >= tested
        else s
        for s in spans
    ]


def _zone(label: str, category: str | None = None, origin: TextOrigin = TextOrigin.ABSTRACT) -> Zone:
    """What a section is for. Only abstracts are laid out by it: a chapter on patients in a guideline is no methods section."""
    if origin is TextOrigin.DIGEST or (origin is TextOrigin.DOCUMENT and not _FRONT_MATTER.search(label)):
        return Zone.BODY
    if _BACKGROUND.search(label):
        return Zone.BACKGROUND
    return Zone.RESULTS if _SYNTHESIS.search(label) else zone_of(label, category)


def may_report(span: Span) -> bool:
    """False for a sentence under a heading of background, aims or methods."""
    return span.zone not in _NO_FINDINGS


_DONE = (
    r"randomi[sz]ed|assigned|allocated|compared|studied|investigated|evaluated|assessed|examined|tested|measured|performed"
    r"|conducted|searched|analy[sz]ed|used|enrolled|recruited|included|reviewed"
)
_DONE_TO = (
    r"administered|given|treated|recorded|carried out|undertaken|divided|stratified|followed|selected|identified|collected"
    r"|obtained|asked|entered|monitored|determined|estimated|calculated|defined|infused|injected|designed"
)
_DESIGN = re.compile(
    rf"\b(?:was|were|(?:has|have|will) be(?:en)?|are|is)(?: (?:then|also|each|either|first|\w+ly)){{0,3}} (?:{_DONE}|{_DONE_TO})\b"
    rf"|\bwe (?:\w+ly |then |also )?(?:{_DONE}|carried out|selected|focused on|report on|describe|present|propose)\b"
    rf"|\b(?:study|trial|analysis) (?:{_DONE})\b"
    r"|\b(?:received|underwent|took part|completed|participated)\b|\b(?:in|ex)clusion criteria\b"
    r"|^(?:an?|this|the) (?:[\w-]+,? ){0,8}(?:study|trial|crossover|comparison) (?:of|in|with|comparing)\b",
    re.I,
)
_AIM = re.compile(
    r"\b(?:aim|objective|purpose|goal)s? (?:of|was|were|is|are)\b"
    r"|\b(?:aim|sought|wish|attempt|intend|design|planned|undertak|conduct|perform)(?:ed|en|s)? to\b"
    r"|\b(?:assess|compar|evaluat|examin|test)\w* (?:for )?(?:\w+ )?differences\b"
    r"|^(?:in order )?to (?:re-?)?(?:determine|assess|evaluate|investigate|compare|examine|study|test|explore|find out"
    r"|establish|estimate)\b"
    r"|\b(?:to|we) (?:\w+ly )?(?:determined?|assess(?:ed)?|evaluated?|investigated?|examined?|tested?|explored?|asked) (?:whether|if|the)\b"
    r"|\bwe hypothesi[sz]ed\b|\b(?:was|were|is|are) (?:investigated|evaluated|assessed|examined|tested)\b",
    re.I,
)
_TEST = re.compile(
    r"\bp\s*(?:[<>=≤≥]|(?:was )?less than|value)\s*\.?\d|\d\s?%\s*(?:CI|confidence)|\b(?:OR|RR|HR|SMD)\b\s*[=:,(]?\s*\d",
    re.I,
)
_SHARE = re.compile(r"\d\s?%|\bper ?cent\b|\d+/\d+|\d\s*(?:±|\+/-)\s*\d", re.I)
_VERBS_OF_CHANGE = (
    r"(?:reduc|increas|decreas|improv|declin|worsen|alleviat|reliev|prevent|inhibit|suppress|enhanc|attenuat|abolish|induc|caus"
    r"|produc|elicit|stimulat|block|revers|potentiat)(?:es?|ed|ing|s)?|(?:reduc|increas|improv|declin)\w*"
)
_DIRECTION = re.compile(
    r"\b(?:significan(?:t|tly|ce)|differ(?:ed|s|ences?)?|better|worse|superior|inferior|similar|comparable|equal(?:ly)?"
    r"|(?:greater|higher|lower|fewer|less|more|longer|shorter)(?! than (?:\w+ )?(?:\d|an?\b|once|twice|one|two|three|four|five|six|ten))"
    r"|equivalent|unchanged|effective|ineffective|efficacious|rose|fell|dropped|able to|failed to|result(?:ed|s) in|led to"
    r"|associated with|correlat\w+|predict\w+|no (?:\w+ )?(?:effect|change|benefit|evidence|difference)|did not|had no"
    r"|was not|were not|prefer\w+|well.tolerated|benefit\w*|respon(?:ded|ses?)|showed|shown|demonstrated|revealed|found"
    r"|occurred|experienced|reported by|suggest\w*|indicat\w*|appear\w*|conclude\w*)\b"
    rf"|(?<!-)(?<!\bto )(?<!\bfor )(?<!\bin )(?<!\bof )\b(?:{_VERBS_OF_CHANGE})\b(?! by (?!\d))",
    re.I,
)
"""A change that is a purpose ("given to prevent", "for relieving") or names the trouble ("drug-induced") is no outcome."""


_REPORTS = re.compile(r"\b(?:found|showed|revealed|demonstrated|observed|resulted in|led to)\b", re.I)


def only_design(text: str) -> bool:
    """True for a sentence that says what was done, compared or asked, and nothing of what came of it.

    A question asked ("whether it reduces pain") has a direction and no outcome: only a figure of a test, or a word that
    reports, makes it tell one.
    """
    if _TEST.search(text) or _REPORTS.search(text):
        return False
    return bool(_AIM.search(text)) or (bool(_DESIGN.search(text)) and not _DIRECTION.search(text))


def tells_outcome(text: str) -> bool:
    """True for a sentence with a direction, a difference, a test or a share that is not about the design alone."""
    return not only_design(text) and any(sign.search(text) for sign in (_TEST, _DIRECTION, _SHARE))
