"""Words of a text as terms that can be compared: stemmed, synonyms folded, function words left out, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import fsum

from guardrails.backing.lexicon import load_lexicon

_WORD = re.compile(r"[^\W\d_](?:[\w]|[-'’.](?=[^\W_]))*|\d+[-–]?[^\W\d_][\w-]*")
_STOP = frozenset(
    """
            a an the of in on at to for from by with within without and or but nor as is are was were be been
            being am it its this that these those there their they them he she his her we our us i you your who
            whom whose which what when where why how than then so such if because while whereas although though
            during after before between among amongst into onto over under above below up down out off about
            against per via through across also both each either neither any all some most more less few many
            much very too only just even still yet however therefore thus hence whether can could may might must
            shall should will would do does did done has have had having not no none never cannot n't s t et al i.e e.g
            vs versus compared other others another same own per respectively overall further moreover addition
            furthermore rather quite well using use used based due one two significant significantly
            statistically statistical p ci hr rr n group groups arm arms yes day days week weeks month months
            year years hour hours minute minutes mg kg ml mmhg percent percentage
        """.split()
)
_SUFFIXES = (
    "izations", "isations", "ization", "isation", "iveness", "fulness", "ousness", "ational", "ability", "ibility", "ements", "ations", "ation",  # noqa: E501
    "ators", "ator", "ement", "ments", "ment", "ities", "ively", "ically", "ingly", "edly", "ances", "ences", "ance", "ence", "ency", "ancy",  # noqa: E501
    "ions", "ion", "able", "ible", "ings", "ness", "less", "ical", "ies", "ied", "ing", "ity", "ive", "ous", "ers", "ant", "ent", "ial", "ic", "al",  # noqa: E501
    "ed", "er", "es", "ly", "or", "s", "y", "e",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a text speaks of. `name` is the group name of a synonym, else the stem."""

    name: str
    start: int
    end: int
    weight: float
    proper: bool
    """Written like a name: capital inside a sentence, digits or all capitals."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude stem: endings cut off until four letters or a consonant stem remain. Only equality of stems matters."""
    low = (
        word.lower()
        .replace("’", "'")
        .removesuffix("'s")
        .replace("aemi", "emi")
        .replace("haem", "hem")
        .replace("oedem", "edem")
    )
    low = (
        low.replace("tumour", "tumor")
        .replace("isation", "ization")
        .replace("ise", "ize")
        .replace("paed", "ped")
        .replace("oestr", "estr")
    )
    for _ in range(2):
        cut = next((s for s in _SUFFIXES if low.endswith(s) and len(low) - len(s) >= 4), None)
        if cut is None or not low.isalpha():
            break
        low = low[: -len(cut)]
    if len(low) > 4 and low[-1] == low[-2]:
        low = low[:-1]
    return low


@cache
def _trie() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First stem of a synonym phrase -> (all its stems, group name), longest first."""
    table: dict[str, dict[tuple[str, ...], str]] = {}
    for group in load_lexicon().groups:
        for phrase in group:
            stems = tuple(stem(part) for m in _WORD.finditer(phrase) for part, _, _ in _pieces(m.group(), 0, 0))
            table.setdefault(stems[0], {}).setdefault(stems, group[0])
    return {first: tuple(sorted(entries.items(), key=lambda item: -len(item[0]))) for first, entries in table.items()}


def terms_of(text: str) -> tuple[Term, ...]:
    """Terms of a text in reading order; a synonym phrase is one term. Numbers are not terms."""
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    pieces = [piece for word in words for piece in _pieces(*word)]
    stems = [stem(word) for word, _, _ in pieces]
    terms: list[Term] = []
    index = 0
    while index < len(pieces):
        name, length = _phrase(stems, index)
        word, start, _ = pieces[index]
        end = pieces[index + length - 1][2]
        if name or word.lower() not in _STOP:
            key = name or stems[index]
            terms.append(Term(key, start, end, weight_of(key), _proper(word, start, text)))
        index += length
    return tuple(terms)


def _pieces(word: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """A hyphenated compound as its parts, unless it is a name with digits."""
    if "-" not in word or any(char.isdigit() for char in word):
        return [(word, start, end)]
    if word.lower() in _WHOLE:
        return [(word, start, end)]
    return [(m.group(), start + m.start(), start + m.end()) for m in re.finditer(r"[^-]+", word)]


_WHOLE = frozenset(
    [
        "placebo-controlled",
        "double-blind",
        "follow-up",
        "night-time",
        "meta-analysis",
        "meta-analyses",
        "face-mask",
        "x-ray",
        "well-being",
        "wait-list",
    ]
)


def _phrase(stems: list[str], index: int) -> tuple[str, int]:
    """Group name and length of the longest synonym phrase at a place; ("", 1) where none starts."""
    for phrase, name in _trie().get(stems[index], ()):
        if tuple(stems[index : index + len(phrase)]) == phrase:
            return name, len(phrase)
    return "", 1


def with_classes(names: frozenset[str]) -> frozenset[str]:
    """Names of a source with the classes that its things belong to and the words that sum several of them up."""
    classes, sums = _kinds()
    more = {kind for name in names for kind in classes.get(name, ())}
    return names | more | {whole for whole, parts in sums if parts <= names}


@cache
def _kinds() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, frozenset[str]], ...]]:
    """Member -> its classes; sums with their parts. All by the name a term has."""
    lexicon = load_lexicon()
    classes: dict[str, tuple[str, ...]] = {}
    for kind, members in lexicon.classes.items():
        for member in members:
            classes[_name(member)] = (*classes.get(_name(member), ()), _name(kind))
    return classes, tuple((_name(whole), frozenset(map(_name, parts))) for whole, parts in lexicon.made_of.items())


def _name(words: str) -> str:
    """The name of the one term that these words make."""
    terms = terms_of(words)
    return terms[0].name if terms else words


def is_concept(term: Term) -> bool:
    """Whether a term names a symptom, disease, treatment or kind of person, not a way of putting it."""
    return term.name in load_lexicon().named


_SUBSTANCE = re.compile(
    r"\w{2,}(?:mab|nib|zomib|domide|setron|pitant|apine|olone|asone|azole|mycin|cillin|statin|pril|sartan|olol|parin|xaban|tide|platin|taxel|rubicin|citabine|"
    r"ciclib|fenib|azepam|oxetine|triptyline|gabalin|gabapentin|codone|morphone|fentanyl|fentanil|caine|trexate|limus|vir|nabinol|dronabinol|diol|cannabigerol|"
    r"venlafaxine|amide|pramide|perazine|peridol|phenidate|idone|zine|xifene?|zosin|triptan|dronate|glutide|gliptin|gliflozin|formin|morelin|melatonin)s?",
    re.I,
)


def is_substance(word: str) -> bool:
    """Whether a word is built like the name of a medicine."""
    return bool(_SUBSTANCE.fullmatch(word)) or word.lower() in _SUBSTANCES


_SUBSTANCES = frozenset(
    {
        "tetrahydrocannabinol",
        "cannabidiol",
        "cannabis",
        "nabilone",
        "megestrol",
        "morphine",
        "ketamine",
        "metformin",
        "aspirin",
        "ginger",
        "melatonin",
        "rifampicin",
        "warfarin",
        "thc",
        "cbd",
        "nabiximols",
        "vitamin",
    }
)


def is_general(word: str) -> bool:
    """Whether a word says nothing about what was studied."""
    return stem(word) in _general()


@lru_cache(maxsize=65536)
def weight_of(name: str) -> float:
    """How much a term tells: 1 for words of every abstract, up to 4 for rare ones."""
    if name in _general():
        return 1.0
    return load_lexicon().weights.get(name, 4.0)


def mass(names: Iterable[str], least: float = 0.0) -> float:
    """Weight of the terms that tell at least so much; the same in whatever order a set gives them."""
    return fsum(weight for name in names if (weight := weight_of(name)) >= least)


@cache
def _general() -> frozenset[str]:
    return frozenset(stem(word) for word in load_lexicon().general)


def _proper(word: str, start: int, text: str) -> bool:
    if any(char.isdigit() for char in word) or (word.isupper() and len(word) > 1):
        return True
    before = text[:start].rstrip()
    return word[:1].isupper() and bool(before) and before[-1] not in ".!?:\n|-•"
