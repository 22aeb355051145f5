"""Which sentences need approval or a source. Biased to recall: a claim taken for talk would pass unseen."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from guardrails.claims.talk import hands_off, is_talk, sounds_like_talk, without_marks
from guardrails.claims.words import classes_of, keys_of
from guardrails.data_files import load_data
from guardrails.normalise import fold
from guardrails.reading import read

_HARD_CLASSES = frozenset({"comparator", "intensifier"})


@lru_cache(maxsize=8192)
def claim_worthy(text: str, names: frozenset[str] = frozenset()) -> bool:
    """True if the sentence says anything about a product, a therapy, a disease, evidence or money.

    A question that only asks, a greeting, an appointment or a hand-off is not; one that also asserts something is.

    Args:
        text: One sentence.
        names: Words of product names known to the company, lower case.
    """
    bare = without_marks(text)
    keys = keys_of(bare)
    if not keys or is_talk(text) or hands_off(text):
        return False
    strong, weak = _reasons(bare, keys, names)
    if bare.rstrip(" \"'”’)").endswith("?"):
        return strong >= 1 and _presupposes(bare, keys, names)
    if sounds_like_talk(bare):
        return strong >= 2
    return strong >= 1 or weak >= 2


@lru_cache(maxsize=4096)
def hints_at_claim(text: str, names: frozenset[str] = frozenset()) -> bool:
    """True if a word of the sentence could belong to a claim, though it may belong to talk as well."""
    bare = without_marks(text)
    return sum(_reasons(bare, keys_of(bare), names)) > 0


@lru_cache(maxsize=4096)
def adds_claim(text: str, names: frozenset[str] = frozenset()) -> bool:
    """True if words added to an approved sentence say something of their own; one reason is enough there."""
    bare = without_marks(text)
    strong, weak = _reasons(bare, keys_of(bare), names)
    return strong + weak > 0 and not is_talk(text)


@lru_cache(maxsize=4096)
def announces(text: str, names: frozenset[str] = frozenset()) -> bool:
    """True for a short opening that ends in a colon and says nothing of its own ("Points for Monday:")."""
    bare = without_marks(text).strip(" \"'“”*_>")
    keys = keys_of(bare)
    if not bare.endswith(":") or len(keys) > _OPENING_WORDS or any(classes_of(key) & _JUDGING for key in keys):
        return False
    return not claim_worthy(bare, names)


_OPENING_WORDS = 14
_JUDGING = frozenset({"negation", "intensifier", "comparator", "hedge", "population", "indication"})


@lru_cache(maxsize=4096)
def heading_claims(text: str, names: frozenset[str] = frozenset()) -> bool:
    """True if a title, heading, banner or column head asserts an effect; one that only names its subject does not."""
    if not claim_worthy(text, names):
        return False
    return asserts_effect(text)


def names_only(title: str) -> bool:
    """True for a title that names its subject without a word that says something of it."""
    return not set(keys_of(title)) & set(load_data("claims/worthiness.yaml")["saying_words"])


@lru_cache(maxsize=4096)
def asserts_effect(text: str) -> bool:
    """True if a verb says that something works, or a word praises it."""
    tags = read(fold(text)).keys
    return any(tag.startswith(_VERBS) and tag.endswith(_FINITE) for tag in tags) or bool(tags & _PRAISE)


_VERBS = tuple(
    f"@{verb}." for verb in ("cure_verb", "end_verb", "relieve", "improve", "help", "shrink_verb", "guarantee_verb")
)
_FINITE = (".s", ".ed")
_PRAISE = frozenset({"@superlative", "safe", "safely", "safer", "effective", "proven", "better"})


def sells(question: str) -> bool:
    """True for a question that opens like one that takes its answer for granted ("Did you know that ...?")."""
    return _opens_to_sell(keys_of(without_marks(question)))


def _opens_to_sell(keys: tuple[str, ...]) -> bool:
    return " ".join(keys[:3]).startswith(tuple(load_data("claims/worthiness.yaml")["selling_questions"]))


def _presupposes(question: str, keys: tuple[str, ...], names: frozenset[str]) -> bool:
    """A question that sells: it takes its answer for granted, or names a product together with an effect."""
    if _opens_to_sell(keys):
        return True
    tags = read(fold(question)).keys
    named = "@named_agent" in tags or bool(set(keys) & names)
    return named and bool({"@relieve", "@improve", "@cure_verb", "@help"} & tags)


def _reasons(text: str, keys: tuple[str, ...], names: frozenset[str]) -> tuple[int, int]:
    """How many words make the text worth a claim by themselves, and how many only in company."""
    data = _data()
    strong = {key for key in keys if key in names or key in _strong_words()}
    weak = {key for key in keys if key in data["weak_words"] or classes_of(key) & _HARD_CLASSES}
    for token in read(fold(text)).tokens:
        if token.tags & _strong_tags():
            strong.add(token.word)
        elif token.tags & data["weak_tags"]:
            weak.add(token.word)
    strong |= {"hearsay"} if _hearsay().search(fold(text)) else set()
    measured = {key for key, after in pairwise(keys) if key[-1].isdigit() and "unit" in classes_of(after)}
    return len(strong) + ("%" in keys), len(weak - strong) + bool(measured)


@cache
def _strong_words() -> frozenset[str]:
    return _data()["words"] - _data()["weak_words"]


@cache
def _strong_tags() -> frozenset[str]:
    return _data()["tags"] - _data()["weak_tags"]


@cache
def _hearsay() -> re.Pattern[str]:
    return re.compile(load_data("claims/worthiness.yaml")["hearsay"])


@cache
def _data() -> dict[str, frozenset[str]]:
    data = load_data("claims/worthiness.yaml")
    return {key: frozenset(data[key]) for key in ("tags", "weak_tags", "words", "weak_words")}
