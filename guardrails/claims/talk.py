"""Talk that may stand around approved wording without touching it: greetings, lead-ins, citation marks, hand-offs."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from guardrails.claims.words import classes_of, keys_of, phrased, plain_words, words_of
from guardrails.data_files import load_data
from guardrails.normalise import fold
from guardrails.reading import read

_BRACKETS = re.compile(
    r"\[[^\[\]\n]{0,160}\]|\((?:PMID|DOI|doi|ref\.?|see|NCT)[^()\n]{0,120}\)|(?<=\w[.;,!?)])\d{1,3}(?:[,–-]\d{1,3})*(?!\w|\.\d)"
)
_SUPERSCRIPTS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒*†‡§#]+|\^\{?[\d,–-]+\}?")
_LIST_MARK = re.compile(r"^\s*(?:[-*+•●·–—>▪■□✓→]+\s+|\(?\d{1,2}[.)]\s+|\(?[a-zA-Z][.)]\s+|#{1,6}\s+)")
_CLAIM_ID = re.compile(r"\b[A-Z]{2,}(?:-[A-Z0-9]+)*-\d+\b(?:\s+v\d+)?")
_NAME = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|Doctor|Nurse)\.?\s+)(?:[A-Z][\w'’.-]*\s?){1,3}|(?<=[a-z,]\s)[A-Z][a-z]+,|^\s*(?:Hi|Hello|Hey|Dear)\s+(?:[A-Z][\w'’.-]*[\s,]){1,3}"
)
_SALUTED = re.compile(r"\b(?:Regards|Best|Thanks|Sincerely|Cheers|wishes|you)[,\s]+(?:[A-Z][\w'’.-]*[\s,]*){1,3}$")


@cache
def talk_words() -> frozenset[str]:
    """Words that neither qualify nor judge what they stand beside."""
    return frozenset(load_data("claims/talk.yaml")["words"])


@cache
def _cues() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in load_data("claims/talk.yaml")["cues"]))


def without_marks(text: str) -> str:
    """The text without list marks, citation marks, claim ids and markup: what a listener would hear."""
    text = _LIST_MARK.sub("", text, count=1)
    for pattern in (_BRACKETS, _SUPERSCRIPTS, _CLAIM_ID):
        text = pattern.sub(" ", text)
    return text


@lru_cache(maxsize=8192)
def is_talk(text: str) -> bool:
    """True for a stretch beside a claim that holds nothing but talk and marks, so that the claim stays as approved."""
    bare = without_marks(text)
    for pattern in (_NAME, _greeting(), _SALUTED):
        bare = pattern.sub(" ", bare)
    bare = _without_lead(bare.strip())
    keys = phrased(keys_of(bare))
    if any("negation" in classes_of(key) for key in keys) or (keys and all(key.isdigit() for key in keys)):
        return False
    return all(key in talk_words() or (key.isdigit() and len(key) <= 2) or len(key) == 1 for key in keys)


def _without_lead(text: str) -> str:
    """The text without an opening that names its subject, unless the subject is one that a claim would be about."""
    if _ENDLESS_WORD.search(text):
        return text
    for lead in _leads():
        found = lead.match(text)
        if found and not any(classes_of(key) & _HARD for key in keys_of(found.group())) and not _medical(found.group()):
            return text[found.end() :]
    return text


_ENDLESS_WORD = re.compile(r"\w{60}")
"""No lead-in holds one, and the patterns of lead-ins would take minutes over it."""
_HARD = frozenset({"negation", "intensifier", "comparator", "hedge", "population", "indication"})
_MEDICAL = frozenset({"@condition", "@effect", "@harm", "@named_harm", "@superlative", "@named_agent"})


def _medical(text: str) -> bool:
    return bool(read(fold(text)).keys & _MEDICAL)


@cache
def _leads() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(lead, re.IGNORECASE) for lead in load_data("claims/talk.yaml")["leads"])


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(load_data("claims/talk.yaml")["greetings"], re.IGNORECASE)


@lru_cache(maxsize=8192)
def sounds_like_talk(text: str) -> bool:
    """True for a sentence with the build of a greeting, an appointment, a hand-off or a question."""
    return bool(_cues().search(re.sub(r"\s+", " ", fold(text)).strip()))


@lru_cache(maxsize=8192)
def hands_off(text: str) -> bool:
    """True for a sentence that only says who handles a matter, whatever the matter is."""
    folded = re.sub(r"\s+", " ", fold(text)).strip()
    return any(re.search(pattern, folded) for pattern in load_data("claims/talk.yaml")["handoffs"])


@lru_cache(maxsize=8192)
def is_unclear(text: str) -> bool:
    """True for a sentence that is neither talk by its words nor by its build: somebody has to say what it claims.

    A sentence about "I" is taken for talk; so is a short one, or one made mostly of words of talk.
    """
    bare = without_marks(text)
    keys = keys_of(bare)
    if sounds_like_talk(text) or text.rstrip().endswith("?") or set(keys) & _SPEAKERS:
        return False
    if keys and keys[0] in _POINTERS:
        return True  # goes on about what was said before
    known = talk_words() | plain_words() | _proper_names(bare)
    strange = [key for key in keys if key not in known and not key[-1].isdigit()]
    share = _STRANGE_SHARE_SPOKEN if set(keys) & _SPOKEN_TO else _STRANGE_SHARE
    return len(strange) >= 2 and len(strange) / len(keys) > share


def _proper_names(text: str) -> frozenset[str]:
    """Words written with a capital inside a sentence: people, places, meetings."""
    return frozenset(word.key for word in words_of(text)[1:] if text[word.start].isupper())


def signs_off(before: str) -> bool:
    """True if the words before a line end a letter: what follows is a name, a title, a telephone number."""
    lines = [line.strip(" ,!") for line in before.splitlines() if line.strip()][-_SIGNATURE_LINES:]
    return any(_closing().fullmatch(fold(line).strip()) for line in lines)


_SIGNATURE_LINES = 4


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(load_data("claims/talk.yaml")["closings"], re.IGNORECASE)


_SPEAKERS = frozenset({"i", "me", "my", "i'm", "i'll", "i've", "i'd", "we'll", "we've", "let's"})
_SPOKEN_TO = frozenset({"we", "us", "our", "you", "your"})
_POINTERS = frozenset({"it", "they", "these", "those", "this", "that", "both"})
_STRANGE_SHARE, _STRANGE_SHARE_SPOKEN = 0.34, 0.4
