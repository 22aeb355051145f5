"""How a span of a sentence is asserted: denied or not, how surely, by whom, in whom, in what mood and box."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from guardrails.case import Assertion, Attribution, Case, Certainty, Container, Experiencer, Mood, Polarity, Sentence
from guardrails.language import load_language
from guardrails.memo import RecentMemo
from guardrails.normalise import fold
from guardrails.patterns import Match, PatternIndex, compile_pattern
from guardrails.reading import Reading, read
from guardrails.scope import Cues, clause, cues_in, denied

_QUOTED = re.compile(r'"[^"]+"|(?<!\w)\'[^\']+\'(?!\w)')
_LIST_ITEM = re.compile(r"\s*(?:[-*+•●·–—‣◦▪■□✗✘]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+|\s*[\"“‘]")


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
    return judged(reading, sentence.plain, first, last, under_ban(sentence, case) if case else False)


@lru_cache(maxsize=65536)
def judged(reading: Reading, plain: str, first: int, last: int, banned: bool = False) -> Assertion:
    """How tokens `first` to `last` of a reading are asserted; `banned`: a heading forbids what the sentence says."""
    cues = cues_in(reading)
    container = Container.FORBIDDEN if banned else _container(reading, cues, plain, first, last)
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


def _container(reading: Reading, cues: Cues, plain: str, first: int, last: int) -> Container:
    if _forbidden(reading, cues, first) or _forbidden_after(cues, last):
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


def under_ban(sentence: Sentence, case: Case) -> bool:
    """Whether a list's heading forbids or rejects the sentence, or the next sentence takes back what it reports."""
    return sentence.index in _BANNED(case)


def _banned(case: Case) -> frozenset[int]:
    """Which sentences of a case a heading or a neighbour takes back."""
    return frozenset(_taken_back(case) | _below_title(case) | {s.index for s in case.sentences if _below_ban(s, case)})


_BANNED = RecentMemo(_banned)
"""Every check asks about every sentence."""


def _below_ban(sentence: Sentence, case: Case) -> bool:
    position = sentence.start
    for previous in reversed(case.sentences[: sentence.index]):
        gap = case.text[previous.end : position]
        if gap.count("\n") > 1:
            return False
        if previous.text.rstrip().endswith(":"):
            return _holds("banning_headings", fold(previous.text))
        position = previous.start
        if "\n" not in gap and not _LIST_ITEM.match(previous.text):
            continue
        if not _LIST_ITEM.match(sentence.text):
            return False
    return False


def _below_title(case: Case) -> set[int]:
    """A title such as "What we may not say" and its lines, up to an empty line or one that says what to write instead."""
    found: set[int] = set()
    listed = False
    end = 0
    for sentence in case.sentences:
        if end == 0 or case.text[end : sentence.start].count("\n") > 1:
            ends_line = case.text[sentence.end : sentence.end + 2].lstrip(" ").startswith("\n")
            listed = ends_line and _holds("banning_titles", sentence.plain)
        elif listed:
            listed = not _holds("titles_of_right", sentence.plain)
        if listed:
            found.add(sentence.index)
        end = sentence.end
    return found


def _taken_back(case: Case) -> set[int]:
    """Reports of what was said ("Rafael told her …") that the next sentence takes back, and those next sentences."""
    return {
        index
        for said, back in pairwise(case.sentences)
        if "\n" not in case.text[said.end : back.start]
        and any(_holds(told, said.plain) and _holds(denial, back.plain) for told, denial in _TAKEN_BACK)
        for index in (said.index, back.index)
    }


_TAKEN_BACK = (("told_words", "taken_back"), ("told_harmless", "risk_named"))
"""What a sentence reports, and what in the next takes just that back."""


def _holds(kind: str, plain: str) -> bool:
    return any(True for _ in _patterns(kind).find(read(plain)))


@cache
def _patterns(kind: str) -> PatternIndex:
    return PatternIndex([compile_pattern(p) for p in load_language("cues")[kind]])
