"""Which words of a case are held against which sources, judged once for all checks that ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.judge import LONGEST_SOURCE, support
from guardrails.backing.passage import read_passage
from guardrails.backing.problems import Label, ProblemKind, Support
from guardrails.backing.reported import reporting
from guardrails.backing.verbatim import without_label
from guardrails.case import Case
from guardrails.claims.matching import forbidden, product_names
from guardrails.claims.worthiness import claim_worthy
from guardrails.domain import Evidence, Mode, Profile, SourceSpan, Statement, StatementKind
from guardrails.memo import RecentMemo
from guardrails.numbers import Number, NumberKind

FIGURES = frozenset({ProblemKind.NUMBER, ProblemKind.UNIT, ProblemKind.ARM, ProblemKind.TOPIC_OF_NUMBER})
"""Problems that NUM-01 reports; a duration is one of them where digits are at stake."""
_MARK = re.compile(r"\s?\[[^\[\]\n]{1,160}\]|\((?:PMID|arm rates|computed)[^()\n]{0,120}\)")
_OWN_WORDS = re.compile(
    r"(?:human relevance is unknown|causality cannot be inferred|confounding is likely|(?:,\s)?computed\b|the authors report:|not the abstract|nearest record, which does not answer the question)",  # noqa: E501
    re.I,
)
_RECORDS = ("abstract", "digest", "label")
_LITERATURE = ("abstract", "digest", "label", "document")


@dataclass(frozen=True, slots=True)
class Judged:
    """One stretch of the text with what its sources say to it."""

    start: int
    end: int
    text: str
    """The stretch with citation marks and verbatim words blanked out; same length."""
    mode: Mode
    answer: Support
    sources: tuple[Evidence, ...]

    def source_span(self, start: int, end: int) -> tuple[SourceSpan, ...]:
        """A span of the joined source texts as a span of the source it lies in."""
        offset = 0
        for source in self.sources:
            if offset <= start < end <= offset + len(source.text):
                return (SourceSpan(source.evidence_id, start - offset, end - offset),)
            offset += len(source.text) + 1
        return tuple(SourceSpan(source.evidence_id, 0, 0) for source in self.sources[:1])


def _judge_case(case: Case) -> tuple[Judged, ...]:
    return (*_of_statements(case), *_of_lone_text(case))


judged_of = RecentMemo(_judge_case)
"""Every stretch of a case that its sources can be asked about, in the order of the text."""


def _of_statements(case: Case) -> Iterator[Judged]:
    for statement, section, _ in case.draft.statements():
        if statement.kind is not StatementKind.EVIDENCE or not statement.citations:
            continue
        sources = _cited(statement, case)
        if not sources:
            continue
        mode = section.mode if section.mode is not None else case.context.mode
        yield _judged(statement.start, statement.text, mode, sources, cited=True)


def _cited(statement: Statement, case: Case) -> tuple[Evidence, ...]:
    ids = dict.fromkeys(citation.evidence_id for citation in statement.citations)
    found = (case.evidence[key] for key in ids if key in case.evidence)
    return tuple(source for source in found if source.origin in _LITERATURE and source.text.strip())


def _of_lone_text(case: Case) -> Iterator[Judged]:
    """A text that stands alone is held against every source that came with it."""
    if case.context.profile is not Profile.SCREEN or (case.draft.sections and _has_citations(case)):
        return
    sources = tuple(source for source in case.evidence.values() if source.text.strip())
    if not sources:
        return
    names, together = product_names(case), read_passage(_whole(sources)[:LONGEST_SOURCE])
    for sentence in case.sentences:
        places = (
            ((0, len(sentence.text)),) if claim_worthy(sentence.text, names) else reporting(sentence.text, together)
        )
        for start, end in places:
            if not forbidden(sentence, case):
                yield _judged(sentence.start + start, sentence.text[start:end], sentence.mode, sources)


def _whole(sources: tuple[Evidence, ...]) -> str:
    """The texts of the sources as one."""
    return "\n".join([*(_unnumbered(source) for source in sources), *_own_words(sources)])


def _has_citations(case: Case) -> bool:
    return any(statement.citations for statement, _, _ in case.draft.statements())


def _judged(start: int, text: str, mode: Mode, sources: tuple[Evidence, ...], cited: bool = False) -> Judged:
    bare, answer = _answered(text, sources, cited)
    return Judged(start, start + len(text), bare, mode, answer, sources)


@lru_cache(maxsize=4096)
def _answered(text: str, sources: tuple[Evidence, ...], cited: bool) -> tuple[str, Support]:
    """The words held against the sources, and the answer: it depends on nothing else, and re-checks ask again."""
    bare = _bare(text, sources)
    known = tuple(number for source in sources for number in _vouched(source))
    title = "\n".join(f"{source.title}. {_about(source)}" for source in sources)
    if not read_passage(bare).terms and not read_passage(bare).numbers:
        return bare, Support(Label.SUPPORTED)
    return bare, support(bare, _whole(sources), title=title, known=known, cited=cited)


_SECTION_NUMBER = re.compile(r"^\d+(?:\.\d+)*(?=\s)", re.MULTILINE)
_CAUTIONS = (
    (("animal", "in vitro"), "Human relevance is unknown."),
    (("case report or series",), "Causality cannot be inferred."),
)


def _unnumbered(source: Evidence) -> str:
    """The source's text; the section numbers of a label are no figures that a statement could restate."""
    if source.origin != "label":
        return source.text
    return _SECTION_NUMBER.sub(lambda match: " " * len(match.group()), source.text)


def _own_words(sources: Sequence[Evidence]) -> Iterator[str]:
    """Cautions that hold of the sources by their kind, whether or not they say so themselves; turned round they are wrong."""
    for kinds, words in _CAUTIONS:
        if any(source.species in kinds or source.design in kinds for source in sources):
            yield words


def _about(source: Evidence) -> str:
    """What the record says of its kind: design and species, as words a statement may use."""
    species = {"human": "in people", "animal": "in animals", "in vitro": "in vitro"}.get(source.species, "")
    certainty = f"{source.certainty} certainty" if source.certainty else ""
    return f"{source.design} {species} {certainty}"


def _vouched(source: Evidence) -> Iterator[Number]:
    """Numbers that the record carries outside its text: sample size and year."""
    for value in (source.sample_size, source.year):
        if value is not None:
            yield Number(0, 0, NumberKind.COUNT, float(value), role="n")


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def from_record(statement: Statement, case: Case) -> bool:
    """True where all words of a cited statement stand in a record of the literature that it cites, as they are."""
    words = _blanked(statement.text, _MARK).strip().rstrip(". ").lower()
    return bool(words) and any(
        words in source.text.lower() for source in _cited(statement, case) if source.origin in _RECORDS
    )


_STUDY_NAME = re.compile(
    r"^(?:[A-Z][a-z -]{3,40}: )?"  # the kind of study, where a list names it
    r"(?P<name>(?:[a-z]{2,3} ){0,2}[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+)? (?P<year>(?:19|20)\d\d))(?=\.(?:\s|$)|\s*$)"
)


def _unnamed(text: str, sources: Sequence[Evidence]) -> str:
    """The text without the name that it opens with, "Smith 2015.": it says which record speaks, no record states it of itself."""
    named = _STUDY_NAME.match(text)
    if named and int(named["year"]) in [source.year for source in sources]:
        return text[: named.start("name")] + " " * len(named["name"]) + text[named.end() :]
    return text


def _bare(text: str, sources: Sequence[Evidence]) -> str:
    """The statement without marks, without titles and whole sentences of its sources: those need no comparing."""
    bare = _unnamed(_blanked(text, _MARK), sources)
    low = bare.lower()
    for source in sources:
        for sentence in (source.title, *(piece.text for piece in read_passage(source.text).pieces)):
            plain = without_label(sentence).rstrip(". ")
            words = plain.lower()
            at = low.find(words) if len(words) >= 25 else -1
            if at >= 0 and len(words) == len(plain):
                low = low[:at] + " " * len(words) + low[at + len(words) :]
                bare = bare[:at] + " " * len(words) + bare[at + len(words) :]
    return _blanked(bare, _OWN_WORDS)
