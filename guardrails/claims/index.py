"""A library of claims made ready to be looked up: whole wordings by their first words, candidates by rare words."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import fsum

from guardrails.claims.slots import filled
from guardrails.claims.talk import talk_words
from guardrails.claims.words import Word, content, keys_of, meaning, plain_words, stem
from guardrails.domain import Claim
from guardrails.memo import RecentMemo

_CAPITAL = re.compile(r"\b[A-Z][a-z]{3,}\b")
_HEAD = 3
_POSTINGS = 2000
"""Most entries looked at for one sentence: its rarest words come first, so that a large library costs no more."""


@dataclass(frozen=True, slots=True)
class Form:
    """One approved wording: a claim's text, one of its variations, or a qualifier. `claims` are all that own it."""

    keys: tuple[str, ...]
    text: str
    claims: tuple[Claim, ...]
    kind: str
    """text | variation | qualifier"""


@dataclass(frozen=True, slots=True)
class Found:
    """A whole wording found: word positions `first` to `last` (included) of the text searched."""

    form: Form
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that shares words with a sentence: a guess to be compared, never a decision."""

    form: Form
    recall: float
    """Weight of the form's words that the sentence has, 0-1."""
    precision: float
    """Weight of the sentence's words that the form has, 0-1."""

    @property
    def likeness(self) -> float:
        """Harmonic mean of both."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


class ClaimIndex:
    """Every wording of a library. Build once per library, `index_of` remembers it."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.forms = tuple(_forms(claims))
        self._heads: dict[tuple[str, ...], list[Form]] = defaultdict(list)
        self._terms: list[frozenset[str]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self.forms):
            self._heads[form.keys[:_HEAD]].append(form)
            terms = frozenset(content(form.keys)) if form.kind != "qualifier" else frozenset()
            self._terms.append(terms)
            for term in terms:
                self._postings[term].append(number)
        for forms in self._heads.values():
            forms.sort(key=lambda f: -len(f.keys))
        total = max(1, len(self.forms))
        self._rarity = {t: 1.0 + math.log(total / (1 + len(n)) + 1.0) for t, n in self._postings.items()}
        self._unknown = 1.0 + math.log(total + 1.0)
        self.names = frozenset(name for form in self.forms for name in _names(form.text))
        """Words written as names in the library, lower case: brands, bodies, places."""
        self._cached = lru_cache(maxsize=2048)(self._find)
        self._weights = [fsum(map(self._weight, terms)) for terms in self._terms]

    def whole(self, words: Sequence[Word]) -> tuple[Found, ...]:
        """Wordings that stand whole in a text, the longest at each place, in order and without overlap."""
        keys = [word.key for word in words]
        found: list[Found] = []
        at = 0
        while at < len(keys):
            form = self._longest_at(keys, at)
            if form is None:
                at += 1
                continue
            found.append(Found(form, at, at + len(form.keys) - 1))
            at += len(form.keys)
        return tuple(found)

    def candidates(self, keys: Sequence[str], limit: int = 8) -> tuple[Candidate, ...]:
        """Wordings most like a sentence, best first. Recall only: the typed diff decides what they are."""
        return self._cached(tuple(keys), limit)

    def _find(self, keys: tuple[str, ...], limit: int) -> tuple[Candidate, ...]:
        own = set(content(keys))
        terms = own & self._postings.keys()
        total = fsum(map(self._weight, own))
        scores = self._scores(sorted(terms, key=lambda t: (len(self._postings[t]), t)))
        least = min(nlargest(limit * 3, scores.values()), default=0.0)
        best = sorted((n for n, score in scores.items() if score >= least), key=lambda n: (-scores[n], n))[: limit * 3]
        return tuple(sorted((self._candidate(n, terms, total) for n in best), key=lambda c: -c.likeness)[:limit])

    def _scores(self, terms: Sequence[str]) -> dict[int, float]:
        """Shared weight by form; the rarest words come first and the commonest are left out where there are many."""
        scores: dict[int, float] = {}
        looked = 0
        for term in terms:
            looked += len(self._postings[term])
            if looked > _POSTINGS and scores:
                break
            weight = self._weight(term)
            known = scores.get
            for number in self._postings[term]:
                scores[number] = known(number, 0.0) + weight
        return scores

    def _candidate(self, number: int, terms: set[str], own: float) -> Candidate:
        shared = fsum(self._weight(t) for t in terms & self._terms[number])
        return Candidate(self.forms[number], shared / (self._weights[number] or 1.0), shared / (own or 1.0))

    def _longest_at(self, keys: Sequence[str], at: int) -> Form | None:
        for size in (_HEAD, 2, 1):
            for form in self._heads.get(tuple(keys[at : at + size]), ()):
                if form.keys == tuple(keys[at : at + len(form.keys)]):
                    return form
        return None

    def _weight(self, term: str) -> float:
        return self._rarity.get(term, self._unknown)


def _names(text: str) -> Iterator[str]:
    """Capitalised words that are no ordinary word of the data."""
    for match in _CAPITAL.finditer(text):
        word = match.group().casefold()
        if not (word in talk_words() or word in plain_words() or meaning(word) != stem(word)):
            yield word


def _build(claims: tuple[Claim, ...]) -> ClaimIndex:
    return ClaimIndex(claims)


index_of: RecentMemo[tuple[Claim, ...], ClaimIndex] = RecentMemo(_build)
"""The index of a library, remembered for the last few libraries."""


def _forms(claims: Sequence[Claim]) -> Iterator[Form]:
    owners: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    kinds: dict[tuple[str, ...], tuple[str, str]] = {}
    for claim in claims:
        wordings = [("text", text) for text in filled(claim.text, claim.slots)]
        wordings += [("variation", text) for v in claim.variations for text in filled(v.text, claim.slots)]
        wordings += [("qualifier", q.text) for q in claim.qualifiers]
        for kind, text in wordings:
            keys = keys_of(text)
            if not keys:
                continue
            # What one claim says as its text and another as a qualifier is a claim first.
            if keys not in kinds or (kinds[keys][0] == "qualifier" and kind != "qualifier"):
                if keys in kinds:
                    owners[keys].clear()
                kinds[keys] = (kind, text)
            if (kinds[keys][0] == "qualifier") == (kind == "qualifier") and claim not in owners[keys][-1:]:
                owners[keys].append(claim)
    for keys, (kind, text) in kinds.items():
        yield Form(keys, text, tuple(owners[keys]), kind)
