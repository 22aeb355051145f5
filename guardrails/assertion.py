"""How a span of a sentence is asserted: denied or not, how surely, by whom, in whom, in what mood and box."""

from __future__ import annotations

import re
from functools import lru_cache

from guardrails.bans import Ban, ban_on
from guardrails.case import Assertion, Attribution, Case, Certainty, Container, Experiencer, Mood, Polarity, Sentence
from guardrails.patterns import Match
from guardrails.reading import Reading, read
from guardrails.scope import Cues, clause, cues_in, denied

_QUOTED = re.compile(r'"[^"]+"|(?<!\w)\'[^\']+\'(?!\w)')


def assess(sentence: Sentence, start: int, end: int, case: Case | None = None) -> Assertion:
    """How `sentence.text[start:end]` is asserted.

    Args:
        sentence: the sentence.
        start: first character of the span, relative to the sentence.
        end: one past its last character.
        case: where given, the heading of a list decides too ("Never say:" above bullets).
    """
    reading = read(sentence.plain)
    first, last = reading.tokens_in(start, end)
    if last < first:
        return Assertion()
    return judged(reading, sentence.plain, first, last, ban_on(sentence, case) if case else Ban.NONE)


@lru_cache(maxsize=4096)
def judged(reading: Reading, plain: str, first: int, last: int, ban: Ban = Ban.NONE) -> Assertion:
    """How tokens `first` to `last` of a reading are asserted, under what a heading says of the sentence."""
    cues = cues_in(reading)
    container = Container.FORBIDDEN if ban is Ban.STANDS else _container(reading, cues, plain, first, last, ban)
    return Assertion(
        polarity=Polarity.NEGATED if denied(reading, cues, first, last) else Polarity.AFFIRMED,
        certainty=_certainty(reading, cues, first, last),
        attribution=_attribution(cues, first, last),
        experiencer=_experiencer(cues),
        mood=_mood(reading, cues, plain, first),
        container=container,
        past=_past(reading, first, last),
    )


def _certainty(reading: Reading, cues: Cues, first: int, last: int) -> Certainty:
    left, right = clause(reading, cues, first)
    if any(left <= m.first and m.last < first for m in cues.of("unknown")):
        return Certainty.NONE
    if cues.within("proven", left, right):
        return Certainty.PROVEN
    if cues.within("possible", left, right):
        return Certainty.POSSIBLE
    if cues.within("probable", left, right):
        return Certainty.PROBABLE
    return Certainty.ASSERTED


def _attribution(cues: Cues, first: int, last: int) -> Attribution:
    """Who is named for the span: in its clause, or before it with no "so" or "but" between."""
    order = (
        ("regulator", Attribution.REGULATOR),
        ("guideline", Attribution.GUIDELINE),
        ("authors", Attribution.AUTHORS),
        ("approval", Attribution.APPROVAL),
        ("person", Attribution.PERSON),
    )
    return next(
        (whose for kind, whose in order if any(_governs(cues, m, first, last) for m in cues.of(kind))), Attribution.FIRM
    )


def _governs(cues: Cues, cue: Match, first: int, last: int) -> bool:
    left, right = (cue.last, first) if cue.first <= first else (last, cue.first)
    return not any(left < m.first <= right for m in cues.of("terminators"))


def _experiencer(cues: Cues) -> Experiencer:
    order = (
        ("animals", Experiencer.ANIMAL),
        ("cells", Experiencer.CELLS),
        ("one_person", Experiencer.PERSON),
        ("group", Experiencer.GROUP),
    )
    return next((who for kind, who in order if cues.of(kind)), Experiencer.UNSPECIFIED)


def _mood(reading: Reading, cues: Cues, plain: str, first: int) -> Mood:
    if plain.rstrip("\"')] \n").endswith("?"):
        return Mood.STATEMENT if cues.of("rhetorical") else Mood.QUESTION
    left, _ = clause(reading, cues, first)
    if any(left <= m.first and m.last < first for m in cues.of("hypothetical")):
        return Mood.HYPOTHETICAL
    if reading.tokens and any(tag.endswith(".base") for tag in reading.tokens[left].tags):
        return Mood.IMPERATIVE
    return Mood.STATEMENT


def _past(reading: Reading, first: int, last: int) -> bool:
    return any(tag.endswith((".ed", ".en")) for token in reading.tokens[first : last + 1] for tag in token.tags)


def _container(reading: Reading, cues: Cues, plain: str, first: int, last: int, ban: Ban) -> Container:
    if (ban is not Ban.SHOWN and _forbidden(reading, cues, first)) or _forbidden_after(cues, last):
        return Container.FORBIDDEN
    start, end = reading.span(first, last)
    for quote in _QUOTED.finditer(plain):
        if quote.start() <= start and end <= quote.end():
            titled = any(
                reading.tokens[m.last].start <= quote.start() < reading.tokens[m.last].end for m in cues.of("titles")
            )
            return Container.TITLE if titled else Container.QUOTATION
    return Container.PLAIN


def _forbidden(reading: Reading, cues: Cues, first: int) -> bool:
    """A banning cue before the span, with no "but", "; it is" or "say instead" between."""
    for cue in cues.of("forbidden"):
        if cue.first > first or (cue.last >= first and cue.first >= first):
            continue
        between = range(cue.last + 1, first)
        if any(m.first in between for m in cues.of("terminators")):
            continue
        if any(m.first in between for m in cues.of("forbidden_ends")):
            continue
        return True
    return False


def _forbidden_after(cues: Cues, last: int) -> bool:
    """A verdict that follows the wording: "'risk-free' was struck", "the claim that … has no support"."""
    return any(
        m.last > last and not any(last < t.first <= m.last for t in cues.of("terminators"))
        for m in cues.of("forbidden_after")
    )
