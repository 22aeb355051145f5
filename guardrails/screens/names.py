"""Names of patients, relatives and private persons; clinicians and colleagues in their role are not personal data."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from itertools import takewhile

from guardrails.screens.name_rules import NameRules, name_rules
from guardrails.screens.spans import Span

_COURTESY = "name after a courtesy title"
_GIVEN = ("name given as such", _COURTESY, "initials of a patient")
_LOWER_PATIENT = re.compile(
    r"\b(?:patient|pt\.?|(?:her|his|my) (?:daughter|son|husband|wife|mother|father|sister|brother|friend|neighbor)),? "
    r"(?:named |called )?(?P<first>[a-z]{3,})(?: (?P<last>[a-z]{2,}))?\b"
)

_SHORTENED = re.compile(r"['’](?:m|d|ve|ll|re)$", re.IGNORECASE)
"""Of a pronoun with its verb: "Dana. I'm calling" ends the name."""
_EDGE = re.compile(r"\b")
_Allowed = Callable[[], frozenset[str]]
"""Gives the words of professional names."""


def find_names(text: str, *, contacts: Collection[str] = (), note: bool = True) -> Iterator[Span]:
    """Names of private persons.

    Args:
        text: as written; capitals matter.
        contacts: names of professional contacts that may stand.
        note: a CRM note or mail, where a bare full name is taken for a private person's unless a role says otherwise.
    """
    rules = name_rules()
    lowered = text.lower()
    allowed = cache(partial(_professionals, rules, text, contacts))  # costs more than the rest: asked last, and once
    for cue in rules.cues:
        for match in cue.finditer(text, lowered):
            yield from _trimmed(rules, text, match, cue.reason, allowed, note)
    for cue in rules.lower:
        for match in cue.finditer(text, lowered):
            known = match.group("name").split()[0] in rules.given
            if known or not match.group().startswith(("named", "call")):
                yield Span(match.start("name"), match.end("name"), "name", cue.reason)
    for match in _LOWER_PATIENT.finditer(text):
        if match.group("first") in rules.given - rules.small_words:
            end = (
                match.end("last")
                if match.group("last") and match.group("last") not in rules.small_words
                else match.end("first")
            )
            yield Span(match.start("first"), end, "name", "name of a patient or relative")
    if note:
        yield from _bare(rules, text, allowed)


def _professionals(rules: NameRules, text: str, contacts: Collection[str]) -> frozenset[str]:
    """Words of names that the text or the caller presents in a professional role."""
    words = {word.lower().strip(".,") for name in contacts for word in name.split()}
    for pattern in rules.professional:
        for match in pattern.finditer(text):
            words |= {word.lower().strip(".,'’") for word in match.group("name").split()}
    for pattern in rules.office:
        for match in pattern.finditer(text):
            own = match.group("name").split()
            if not any(_ails(rules, text, word) for word in own):
                words |= {word.lower().strip(".,'’") for word in own}
    return frozenset(words - {""})


def _ails(rules: NameRules, text: str, word: str) -> bool:
    """Whether health stands behind the name in its clause, or in a next sentence that goes on with "she" or "he"."""
    at = text.find(word)
    while at >= 0:
        if _EDGE.match(text, at) and rules.ails.match(text, at + len(word)):
            return True
        at = text.find(word, at + 1)
    return False


def _trimmed(
    rules: NameRules, text: str, match: re.Match[str], reason: str, allowed: _Allowed, note: bool
) -> Iterator[Span]:
    """The name inside a match, cut where words stop being names; nothing if it is a professional's."""
    start = match.start("name")
    words = list(re.finditer(r"\S+", match.group("name")))
    while words and _plain(words[0].group()) in rules.not_names:
        words = words[1:]
    kept = []
    for word in words:
        if _plain(word.group()) in rules.not_names or _SHORTENED.search(word.group()):
            break
        kept.append(word)
    if not kept or _plain(kept[0].group()) in ("dr", "prof", "drs", "doctor", "professor"):
        return
    if reason != "initials of a patient" and len(kept[0].group().strip(".")) < 2:
        return
    end = start + kept[-1].end()
    end -= len(text[start:end]) - len(re.sub(r"(?:['’]s|[.,'’])$", "", text[start:end]))
    if not _looks_like_a_name(rules, [w.group() for w in kept], reason, note):
        return
    if reason == _COURTESY and _is_greeted(text, match.start()) and not rules.health.search(text):
        return
    said_private = reason in (
        "name of a patient or relative",
        _COURTESY,
        "name beside an identifier",
    )
    if not said_private and all(_plain(word.group()) in allowed() for word in kept):
        return
    yield Span(start + kept[0].start(), end, "name", reason)


def _is_greeted(text: str, start: int) -> bool:
    """Whether somebody is greeted by the name. At the end of a sentence it may as well tell who was meant before."""
    return bool(_GREETED.search(text, max(0, start - 30), start))


_GREETED = re.compile(
    r"(?:^|[.!?]\s)\s*(?:dear|hello|hi|hey|good (?:morning|afternoon|evening)|thanks|thank you|welcome)[,!]?\s$",
    re.I | re.M,
)
_NO_NAME = ("tion", "ment", "ity", "ics", "ing", "ed", "ogy", "sis", "ness", "ism", "ance", "ence", "cans", "ly", "ive")


def _looks_like_a_name(rules: NameRules, words: list[str], reason: str, note: bool) -> bool:
    """On weak cues an acronym or a word of prose is not enough; in literature a given name must be known."""
    plain = [_plain(word) for word in words]
    known = any(word in rules.given for word in plain)
    if reason in _GIVEN:
        return reason == "initials of a patient" or not (
            words[0].isupper() and len(words[0]) > 2 and not known and reason != _COURTESY
        )
    shaped = not any(w.isupper() and len(w) > 2 for w in words) and not plain[0].endswith(_NO_NAME)
    if reason == "name on a line of its own":
        return plain[0] in rules.given and len(words) > 1
    if reason == "name of a patient or relative":
        return known or (note and shaped)
    return known or (note and shaped and len(words) > 1)


def _full_names(rules: NameRules, text: str) -> Iterator[tuple[int, list[re.Match[str]]]]:
    """Words in a row that are written as a name, from a known given name on, and where they were looked for."""
    for match in rules.full.finditer(text):
        words = list(re.finditer(r"\S+", match.group("name")))
        first = next((i for i, w in enumerate(words) if _plain(w.group()) in rules.given), None)
        if first is None:
            continue
        if words[first].group().endswith(".") and _plain(words[first].group()) in rules.ambiguous:
            words = words[: first + 1]  # "in May. Nobody ...": the sentence ends there
        words = list(takewhile(lambda word: not _SHORTENED.search(word.group()), words))
        kept = [w for w in words[first:] if _plain(w.group()) not in rules.not_names]
        if kept and kept == words[first : first + len(kept)]:
            yield match.start(), kept


def _bare(rules: NameRules, text: str, allowed: _Allowed) -> Iterator[Span]:
    """Full names in a note, and first names that stand with somebody's health, when no role makes them professional."""
    for place, kept in _full_names(rules, text):
        start, end = place + kept[0].start(), place + kept[-1].end()
        quote = re.sub(r"(?:['’]s|[.,'’])$", "", text[start:end])
        if not _is_person(rules, text, (start, start + len(quote)), len(kept)):
            continue
        known = [_plain(w.group()) in allowed() for w in kept]
        if not (all(known) or any(known[1:])):
            yield Span(start, start + len(quote), "name", "name of a private person")


def _is_person(rules: NameRules, text: str, span: tuple[int, int], words: int) -> bool:
    quote = text[span[0] : span[1]]
    first = _plain(quote.split()[0])
    around = text[max(0, span[0] - 25) : span[0]] + " " + text[span[1] : span[1] + 45]
    if words >= 2:
        return first not in rules.ambiguous or bool(rules.health.search(around))
    return (
        first not in rules.ambiguous
        and bool(re.match(r"(?:['’]s)?\s", text[span[1] :]))
        and bool(rules.health.search(text[span[1] : span[1] + 30]))
    )


def _plain(word: str) -> str:
    return re.sub(r"['’]s$", "", word.strip(".,;:()\"“”‘’'")).lower()
