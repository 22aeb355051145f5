"""Sentence shapes: reported, limited, asked, past and so on. What a sentence is when it is not the firm's own claim."""

from __future__ import annotations

from functools import lru_cache

from guardrails.language import load_language
from guardrails.patterns import PatternIndex, compile_pattern
from guardrails.reading import Reading


@lru_cache(maxsize=1)
def _patterns() -> tuple[PatternIndex, tuple[str, ...]]:
    """All shape patterns in one index, and the shape of each."""
    shapes = load_language("shapes")["shapes"]
    rows = [(name, compile_pattern(source)) for name, sources in shapes.items() for source in sources]
    return PatternIndex([pattern for _, pattern in rows]), tuple(name for name, _ in rows)


@lru_cache(maxsize=1024)
def shapes_of(reading: Reading) -> frozenset[str]:
    """Names of all shapes that a sentence has."""
    index, names = _patterns()
    named = {names[number] for number, _ in index.find(reading)}
    if _tells(reading):
        named.add("past")
    if _impersonal(reading):
        named.add("impersonal")
    return frozenset(named)


def _impersonal(reading: Reading) -> bool:
    """Nobody is addressed, no product is named, no "it" is the subject, and it is longer than a slogan."""
    grammar = _grammar()
    words = [token.word for token in reading.tokens]
    subject = any(word in grammar["pronoun_subjects"] for word in words[:3])
    addressed = not (grammar["voice"] | grammar["address"]).isdisjoint(words)
    finite = any(w in grammar["finite"] for w in words) or any(
        tag.endswith((".s", ".ed")) for t in reading.tokens for tag in t.tags
    )
    return finite and len(words) > _SLOGAN and not subject and not addressed and reading.keys.isdisjoint(_SPOKEN_FOR)


_SLOGAN = 8
"""A sentence of at most so many tokens may be a slogan; longer ones need a subject that sells."""
_SPOKEN_FOR = frozenset(("@brand", "@agent"))


def _tells(reading: Reading) -> bool:
    """A plain account of something that happened: a past verb, nobody addressed, no product named."""
    grammar = _grammar()
    words = [token.word for token in reading.tokens]
    finite = any(
        index > 0
        and words[index - 1] not in grammar["before_participle"]
        and any(tag.endswith(".ed") for tag in token.tags)
        for index, token in enumerate(reading.tokens)
    )
    happened = finite or not grammar["past"].isdisjoint(words)
    return happened and grammar["voice"].isdisjoint(words) and "@brand" not in reading.keys


@lru_cache(maxsize=1)
def _grammar() -> dict[str, frozenset[str]]:
    data = load_language("grammar")
    keys = (
        "voice",
        "past",
        "before_participle",
        "topics",
        "tail_topics",
        "address",
        "applause",
        "pronoun_subjects",
        "finite",
    )
    return {key: frozenset(data[key]) for key in keys}


def unsourced(reading: Reading, *, tail: bool = False) -> int | None:
    """First token of what a stretch of text says about treatment with nothing behind it; None where it is sound.

    Sound is what is reported, limited, asked, a fact, a risk named as such, a plan or a courtesy. A report that addresses
    the listener ("your patients will") or applauds ("undeniable") is no longer a report. `tail`: the text follows a "but" or a
    semicolon, so a pronoun alone is no topic.
    """
    grammar = _grammar()
    topics = grammar["tail_topics" if tail else "topics"]
    topical = next((i for i, t in enumerate(reading.tokens) if not t.tags.isdisjoint(topics)), None)
    words = {token.word for token in reading.tokens}
    if topical is None or not _sells(reading, words):
        return None
    shapes = shapes_of(reading)
    if shapes & _SOUND:
        return None
    if shapes and words.isdisjoint(grammar["applause"]) and words.isdisjoint(grammar["address"]):
        return None
    return topical


def _sells(reading: Reading, words: set[str]) -> bool:
    """Somebody is addressed or stands for the product, and more is said than its name; or relief is promised outright."""
    grammar = _grammar()
    values = not reading.keys.isdisjoint(_VALUES)
    if not (grammar["voice"] | grammar["address"]).isdisjoint(words):
        return True
    if any(token.word in grammar["pronoun_subjects"] for token in reading.tokens[:3]):
        return len(reading.tokens) > _STUB or values
    if not reading.keys.isdisjoint(_OWN):
        return True
    if not reading.keys.isdisjoint(_SPOKEN_FOR):
        return values or not reading.keys.isdisjoint(_MATTERS)
    return values


_STUB = 5
"""A sentence of so few tokens on "it" says nothing by itself ("It is not.")."""
_OWN = frozenset(("@brand", "@product_noun"))
_VALUES = frozenset(f"@{tag}" for tag in ("plus", "effect", "fast", "superlative", "sleep_verb", "guarantee_verb"))
_MATTERS = frozenset(
    f"@{tag}" for tag in ("condition", "good", "harm", "people", "other_treatment", "cancer_treatment")
)
_SOUND = frozenset(("limited", "asked", "logistics", "banned", "risk", "social"))
