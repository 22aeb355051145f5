"""What exactly differs between a text and approved wording, by kind. Likeness never decides, the kinds do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from guardrails.claims.words import classes_of, keys_of, meaning, phrased, plain_words
from guardrails.vocabulary import load_vocabulary


class DiffKind(StrEnum):
    """Kinds of change. All but the last three change the meaning."""

    NEGATION = "negation"
    NUMBER = "number"
    UNIT = "unit"
    HEDGE = "hedge"
    """A hedge was dropped."""
    INTENSIFIER = "intensifier"
    COMPARATOR = "comparator"
    POPULATION = "population"
    PRODUCT = "product"
    DOSE_ROUTE = "dose or route"
    INDICATION = "indication"
    LOCKED = "locked term"
    SOFTENED = "softened"
    """A hedge was added, an intensifier dropped."""
    CONTENT = "content"
    """Other words came or went."""
    BENIGN = "benign"
    """Same words or synonyms in another form."""


SOFT = frozenset({DiffKind.SOFTENED, DiffKind.CONTENT, DiffKind.BENIGN})
_TAG_KINDS = {
    "named_agent": DiffKind.PRODUCT,
    "condition": DiffKind.INDICATION,
    "named_harm": DiffKind.INDICATION,
    "harm": DiffKind.INDICATION,
}
_EITHER_WAY = {
    "negation": DiffKind.NEGATION,
    "number": DiffKind.NUMBER,
    "unit": DiffKind.UNIT,
    "comparator": DiffKind.COMPARATOR,
    "dose_route": DiffKind.DOSE_ROUTE,
    "indication": DiffKind.INDICATION,
}


@dataclass(frozen=True, slots=True)
class Diff:
    """One word that a text added to approved wording or left out of it."""

    kind: DiffKind
    word: str
    added: bool

    @property
    def changes_meaning(self) -> bool:
        """True where no editor may decide that it is the same thing said otherwise."""
        return self.kind not in SOFT

    def __str__(self) -> str:
        return f"{'added' if self.added else 'dropped'} {self.word!r} ({self.kind})"


def diff_wording(
    text: Iterable[str], approved: Iterable[str], *, names: frozenset[str] = frozenset(), locked: Iterable[str] = ()
) -> tuple[Diff, ...]:
    """Every difference between the words (keys) of a text and approved wording; BENIGN alone if only form differs.

    Args:
        text: Words as `keys_of` gives them.
        approved: The approved words.
        names: Words of product names known to the company.
        locked: Terms of the claim that have to stay.
    """
    ours, theirs = _distributed(phrased(text)), _distributed(phrased(approved))
    ours, theirs = _unprefixed(ours, theirs), _unprefixed(theirs, ours)
    mine, wanted = Counter(map(meaning, ours)), Counter(map(meaning, theirs))
    added, dropped = mine - wanted, wanted - mine
    diffs = [_classified(word, True, names) for word in _chosen(ours, added)]
    diffs += [_classified(word, False, names) for word in _chosen(theirs, dropped)]
    diffs = [_weighed(diff, ours, theirs) for diff in diffs]
    diffs += [Diff(DiffKind.LOCKED, term, False) for term in locked if not _holds(ours, term) and _holds(theirs, term)]
    diffs += _reordered(ours, theirs, names)
    return tuple(d for d in diffs if d.kind is not DiffKind.BENIGN) or (Diff(DiffKind.BENIGN, "form", True),)


def _weighed(diff: Diff, ours: Sequence[str], theirs: Sequence[str]) -> Diff:
    """A hedge that another hedge replaces, or a small word more or less in a sentence built anew, is no change of its own."""
    if diff.kind is DiffKind.HEDGE and any("hedge" in classes_of(word) for word in ours):
        return replace(diff, kind=DiffKind.CONTENT)
    if diff.kind is DiffKind.COMPARATOR and _same_direction(diff, theirs if diff.added else ours):
        return replace(diff, kind=DiffKind.CONTENT)
    if diff.kind is DiffKind.UNIT and meaning(diff.word) in map(meaning, theirs if diff.added else ours):
        return replace(diff, kind=DiffKind.CONTENT)  # said once more, or once less, beside the same figures
    if diff.kind in _BY_BUILD and _order_kept(ours, theirs) <= _SAME_ORDER and _by_build(diff, ours, theirs):
        return replace(diff, kind=DiffKind.CONTENT)
    return diff


def _by_build(diff: Diff, ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """True if a sentence built anew may need the word, or do without it, to say the same."""
    words, others = (ours, theirs) if diff.added else (theirs, ours)
    if diff.kind is DiffKind.NEGATION:
        return all(any("negation" in classes_of(word) for word in side) for side in (ours, theirs))
    if diff.kind is DiffKind.NUMBER:
        return diff.word == "one" and any(word in ("a", "an") for word in others)
    if diff.kind is DiffKind.DOSE_ROUTE:
        after = words[words.index(diff.word) + 1 : words.index(diff.word) + 2]
        return diff.word == "once" and not any("unit" in classes_of(w) or w in ("a", "every", "each") for w in after)
    return _compared_anyway(diff, others)


def _same_direction(diff: Diff, others: Sequence[str]) -> bool:
    """True if the other text has another word for the same change ("18% lower", "fell 18%")."""
    return any(
        diff.word in direction and any(word in direction or meaning(word) in direction for word in others)
        for direction in _DIRECTIONS
    )


def _compared_anyway(diff: Diff, others: Sequence[str]) -> bool:
    """True if the other text compares too: by another word, or by two figures side by side."""
    figures = sum("number" in classes_of(word) for word in others)
    return diff.word in _RELATIONS and (figures > 1 or any("comparator" in classes_of(word) for word in others))


_BY_BUILD = (DiffKind.NEGATION, DiffKind.NUMBER, DiffKind.DOSE_ROUTE, DiffKind.COMPARATOR)
_RELATIONS = frozenset({"than", "versus", "vs", "compared", "comparison"})
_DIRECTIONS = (
    frozenset({"less", "lower", "fewer", "smaller", "reduc", "fall"}),
    frozenset({"more", "higher", "greater", "larger", "rais", "increas"}),
    frozenset({"slower", "longer"}),
    frozenset({"faster", "shorter"}),
)


def _order_kept(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Share of words that stand in the same order in both texts, 0-1."""
    before, after = [meaning(word) for word in theirs], [meaning(word) for word in ours]
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _chosen(words: Sequence[str], surplus: Counter[str]) -> list[str]:
    left = Counter(surplus)
    chosen: list[str] = []
    for word in words:
        if left[meaning(word)] > 0:
            left[meaning(word)] -= 1
            chosen.append(word)
    return chosen


def _classified(word: str, added: bool, names: frozenset[str]) -> Diff:
    classes = classes_of(word)
    for name, kind in _EITHER_WAY.items():
        if name in classes:
            return Diff(kind, word, added)
    if word in names:
        return Diff(DiffKind.PRODUCT, word, added)
    if "population" in classes:
        return Diff(DiffKind.POPULATION, word, added)
    if "intensifier" in classes:
        return Diff(DiffKind.INTENSIFIER if added else DiffKind.SOFTENED, word, added)
    if "hedge" in classes:
        return Diff(DiffKind.SOFTENED if added else DiffKind.HEDGE, word, added)
    tagged = _tagged(word)
    if tagged is not None:
        return Diff(tagged, word, added)
    return Diff(DiffKind.BENIGN if word in plain_words() else DiffKind.CONTENT, word, added)


@lru_cache(maxsize=16384)
def _tagged(word: str) -> DiffKind | None:
    if word in _GENERAL:
        return None
    tags = load_vocabulary().tags.get(word, frozenset())
    return next((kind for tag, kind in _TAG_KINDS.items() if tag in tags), None)


_GENERAL = frozenset({"condition", "conditions"})
"""Words of the vocabulary that name no disease by themselves."""


def _holds(words: Sequence[str], term: str) -> bool:
    needed = [meaning(key) for key in keys_of(term)]
    have = {meaning(word) for word in words}
    return all(word in have for word in needed)


def _reordered(ours: Sequence[str], theirs: Sequence[str], names: frozenset[str]) -> list[Diff]:
    """The same figures in another order: each now stands with something else."""

    def figures(words: Sequence[str]) -> list[str]:
        return [meaning(w) for w in words if "number" in classes_of(w) or w in names or w in ("placebo", "than", "vs")]

    mine, wanted = figures(ours), figures(theirs)
    if mine == wanted or Counter(mine) != Counter(wanted) or not any(w[-1].isdigit() for w in mine):
        return []
    rest, others = ([w for w in words if meaning(w) not in mine] for words in (ours, theirs))
    # In a sentence that was turned round the figures move with their words; in one left as it is they were swapped.
    swapped = _order_kept(rest, others) > _SAME_ORDER
    return [Diff(DiffKind.NUMBER if swapped else DiffKind.CONTENT, "order of figures", True)]


def _distributed(words: Sequence[str]) -> list[str]:
    """The words with `every` read as `each` where it only deals out ("every three months", "every bottle")."""
    following = [*words[1:], ""]
    return [
        "each" if word == "every" and after and after not in _SWEEPING else word
        for word, after in zip(words, following, strict=True)
    ]


_SWEEPING = frozenset(
    "patient person adult child man woman user case time one single trial study clinician physician doctor".split()
)
_SAME_ORDER = 0.8
_PREFIXES = ("un", "non", "in", "im")


def _unprefixed(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """`unresponsive` as `not responsive`, where the other text says it in two words."""
    known = {meaning(word) for word in others}
    out: list[str] = []
    for word in words:
        rest = next((word[len(p) :] for p in _PREFIXES if word.startswith(p) and len(word) > len(p) + 3), None)
        split = rest is not None and meaning(word) not in known and meaning(rest) in known
        out += ["not", rest] if split and rest is not None else [word]
    return out
