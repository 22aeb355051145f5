"""Matches a text with the claims library: whole wordings, near ones, unapproved claims, and talk.

Levels, best first: EXACT (the words of the claim, typography aside), VARIATION (an approved other wording), NEAR
(likely the same claim, with the differences typed), UNAPPROVED (worth a claim, like none), NON-CLAIM. A wording inside
a longer sentence is whole only if the rest is talk; anything else makes the sentence NEAR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from guardrails.assertion import assess
from guardrails.build import build_case
from guardrails.case import Case, Container, Sentence
from guardrails.claims.diff import Diff, diff_wording
from guardrails.claims.index import Candidate, ClaimIndex, Form, Found, index_of
from guardrails.claims.lifecycle import in_force
from guardrails.claims.scope import out_of_scope
from guardrails.claims.talk import is_talk, is_unclear, signs_off, sounds_like_talk
from guardrails.claims.units import Unit, units_of
from guardrails.claims.words import content, keys_of, words_of
from guardrails.claims.worthiness import adds_claim, announces, claim_worthy, heading_claims, hints_at_claim, names_only
from guardrails.domain import Claim, Context, Draft, Mode, StatementKind
from guardrails.memo import RecentMemo

NEAR_LIKENESS = 0.5
NEAR_RECALL = 0.72
NEAR_PRECISION = 0.75
PERHAPS_LIKENESS = 0.27
"""Below NEAR, a text this like a claim may still be its paraphrase: a person must say."""


_PREFERENCE = 0.08
"""How much less like a text a wording may be and still be preferred for being usable here."""


class MatchKind(StrEnum):
    """How a stretch of text relates to the library."""

    EXACT = "exact"
    VARIATION = "variation"
    QUALIFIER = "qualifier"
    NEAR = "near"
    UNAPPROVED = "unapproved"
    NON_CLAIM = "non-claim"


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """One stretch of the judged text. `claims` are all versions that own the wording; `diffs` are set for NEAR."""

    kind: MatchKind
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    unit: Unit
    form: Form | None = None
    claims: tuple[Claim, ...] = ()
    diffs: tuple[Diff, ...] = ()
    likeness: float = 0.0
    adds_claim: bool = False
    """For NEAR: whole approved wording with an added clause that is worth a claim of its own."""
    unclear: bool = False
    """For UNAPPROVED: no word of it is worth a claim, and yet it is not talk."""
    perhaps: Form | None = None
    """For UNAPPROVED: the wording it may paraphrase."""

    @property
    def whole(self) -> bool:
        """True where approved wording stands as it was approved."""
        return self.kind in (MatchKind.EXACT, MatchKind.VARIATION, MatchKind.QUALIFIER)

    @property
    def mode(self) -> Mode:
        """Mode of the zone it stands in."""
        return self.sentences[0].mode


def match_claim(text: str, claims: Sequence[Claim], context: Context, now: datetime) -> tuple[ClaimMatch, ...]:
    """How each part of a lone text relates to a claims library, in reading order."""
    draft = Draft("", "text", text, ())
    return matches_of(build_case(draft, {}, claims, context, now))


def usable(claim: Claim, mode: Mode, context: Context, now: datetime) -> bool:
    """True if the claim is in force now and in scope here."""
    return not out_of_scope(claim, mode, context) and in_force(claim, now, context.jurisdiction)


def product_names(case: Case) -> frozenset[str]:
    """Words of the product names that the company knows, without common words."""
    named = [name for product in case.context.products for name in product.names]
    named += [product_id for claim in case.claims for product_id in claim.product_ids]
    named += list(case.context.product_ids)
    words = {key for name in named for key in keys_of(name)}
    return frozenset(w for w in words if len(w) > 2 and not w[0].isdigit() and w not in _COMMON_NAME_WORDS)


def forbidden(sentence: Sentence, case: Case) -> bool:
    """True for a sentence that quotes wording in order to forbid or correct it: what it forbids stands at its end."""
    return assess(sentence, len(sentence.text) // 2, len(sentence.text), case).container is _FORBIDDEN


_FORBIDDEN = Container.FORBIDDEN
_COMMON_NAME_WORDS = frozenset({"oral", "solution", "capsule", "capsules", "oil", "spray", "and", "the", "for"})


def _match(case: Case) -> tuple[ClaimMatch, ...]:
    matcher = _Matcher(case, index_of(case.claims), product_names(case))
    found = [match for unit in units_of(case) for match in matcher.unit(unit)]
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


matches_of: RecentMemo[Case, tuple[ClaimMatch, ...]] = RecentMemo(_match, size=6)
"""All matches of a case in reading order; computed once for all checks."""


def library_matches(case: Case) -> tuple[ClaimMatch, ...]:
    """The matches for checks that look for wording of the library only: without one, no sentence has to be read."""
    return matches_of(case) if case.claims else ()


@dataclass(frozen=True)
class _Matcher:
    case: Case
    index: ClaimIndex
    names: frozenset[str]
    usable: dict[tuple[int, Mode], bool] = field(default_factory=dict)

    def unit(self, unit: Unit) -> Iterator[ClaimMatch]:
        words = words_of(self.case.text[unit.start : unit.end])
        spans = [
            (f, unit.start + words[f.first].start, unit.start + words[f.last].end) for f in self.index.whole(words)
        ]
        left: list[Sentence] = []
        done: set[int] = set()
        for sentence in unit.sentences:
            inside = [s for s in spans if s[1] < sentence.end and sentence.start < s[2]]
            if not inside:
                left.append(sentence)
            elif self._clean(sentence, inside):
                yield from (self._whole(s, unit) for s in inside if id(s) not in done)
            else:
                yield self._extended(sentence, inside, unit)
            done |= {id(s) for s in inside}
        yield from self._near(left, unit)

    def _clean(self, sentence: Sentence, inside: Sequence[tuple[Found, int, int]]) -> bool:
        """True if nothing but talk and marks stands beside the approved wordings of a sentence."""
        for found, _, end in inside:
            tail = self.case.text[end : min(end + 2, sentence.end)]
            if ("?" in tail or "!" in tail) and not found.form.text.rstrip().endswith(("?", "!")):
                return False
        before, *others = self._beside(sentence, inside)
        opens = is_talk(before) or announces(before, self.names | self.index.names)
        return opens and all(is_talk(piece) for piece in others)

    def _beside(self, sentence: Sentence, inside: Sequence[tuple[Found, int, int]]) -> list[str]:
        """What a sentence holds besides approved wordings."""
        cursor = sentence.start
        pieces: list[str] = []
        for _, start, end in inside:
            pieces.append(self.case.text[cursor : max(cursor, start)])
            cursor = end
        return [*pieces, self.case.text[cursor : max(cursor, sentence.end)]]

    def _whole(self, span: tuple[Found, int, int], unit: Unit) -> ClaimMatch:
        found, start, end = span
        kind = {"text": MatchKind.EXACT, "variation": MatchKind.VARIATION}.get(found.form.kind, MatchKind.QUALIFIER)
        inside = tuple(s for s in unit.sentences if s.start < end and start < s.end)
        return ClaimMatch(kind, start, end, inside, unit, found.form, found.form.claims, likeness=1.0)

    def _extended(self, sentence: Sentence, inside: Sequence[tuple[Found, int, int]], unit: Unit) -> ClaimMatch:
        """Approved wording with something added in the same sentence: judged by what was added."""
        main = max(inside, key=lambda s: (s[0].form.kind != "qualifier", s[2] - s[1]))
        if assess(sentence, main[1] - sentence.start, main[2] - sentence.start, self.case).container is _FORBIDDEN:
            return ClaimMatch(MatchKind.NON_CLAIM, sentence.start, sentence.end, (sentence,), unit)
        form = main[0].form
        approved = [key for found, _, _ in inside for key in found.form.keys]
        diffs = self._diffs(keys_of(sentence.text), approved, form)
        place = (sentence.start, sentence.end, (sentence,), unit)
        adds = adds_claim(" ".join(self._beside(sentence, inside)), self.names | self.index.names)
        return ClaimMatch(MatchKind.NEAR, *place, form, form.claims, diffs, likeness=1.0, adds_claim=adds)

    def _near(self, left: Sequence[Sentence], unit: Unit) -> Iterator[ClaimMatch]:
        position = 0
        while position < len(left):
            single = self._best((left[position],))
            pair = tuple(left[position : position + 2])
            if len(pair) == 2 and pair[1].index == pair[0].index + 1 and self._joins(pair, single):
                yield self._judged(pair, self._best(pair), unit)
                position += 2
            else:
                yield self._judged((left[position],), single, unit)
                position += 1

    def _joins(self, pair: tuple[Sentence, ...], single: Candidate | None) -> bool:
        if single is not None and single.likeness > 1 - _PREFERENCE:
            return False  # no pair can be so much more like a wording
        both, second = self._best(pair), self._best(pair[1:])
        if both is None or not _is_near(both, self._words(pair)):
            return False
        return both.likeness > max((c.likeness for c in (single, second) if c), default=0.0) + _PREFERENCE

    def _words(self, sentences: Sequence[Sentence]) -> tuple[str, ...]:
        return tuple(key for s in sentences for key in keys_of(s.text))

    def _best(self, sentences: Sequence[Sentence]) -> Candidate | None:
        """The likeliest wording; among equals one that may be used here."""
        candidates = self.index.candidates(self._words(sentences))
        if not candidates:
            return None
        rivals = [c for c in candidates if c.likeness >= candidates[0].likeness - _PREFERENCE]
        if len(rivals) == 1:
            return rivals[0]
        mode = sentences[0].mode
        return max(rivals, key=lambda c: c.likeness + _PREFERENCE * self._may_use(c.form, mode))

    def _may_use(self, form: Form, mode: Mode) -> bool:
        key = (id(form), mode)
        if key not in self.usable:
            self.usable[key] = any(usable(claim, mode, self.case.context, self.case.now) for claim in form.claims)
        return self.usable[key]

    def _judged(self, sentences: tuple[Sentence, ...], best: Candidate | None, unit: Unit) -> ClaimMatch:
        start, end = sentences[0].start, sentences[-1].end
        worthy = any(self.worthy(s) for s in sentences)
        if not worthy and all(self._is_bare_title(s) for s in sentences):
            return ClaimMatch(MatchKind.NON_CLAIM, start, end, sentences, unit)
        words = self._words(sentences)
        if best is not None and _is_near(best, words) and (worthy or not _talks(sentences)):
            diffs = self._diffs(words, best.form.keys, best.form)
            form = best.form
            return ClaimMatch(MatchKind.NEAR, start, end, sentences, unit, form, form.claims, diffs, best.likeness)
        perhaps = best.form if best is not None and best.likeness >= PERHAPS_LIKENESS else None
        if not worthy and any(_no_claim(s, self.case) for s in sentences):
            return ClaimMatch(MatchKind.NON_CLAIM, start, end, sentences, unit)
        if not worthy and perhaps is None:
            strange = [s for s in sentences if self._unclear(s)]
            kind = MatchKind.UNAPPROVED if strange else MatchKind.NON_CLAIM
            unclear = bool(strange) and not any(hints_at_claim(s.text, self.names) for s in strange)
            return ClaimMatch(kind, start, end, sentences, unit, unclear=unclear)
        likeness = best.likeness if best is not None else 0.0
        return ClaimMatch(MatchKind.UNAPPROVED, start, end, sentences, unit, likeness=likeness, perhaps=perhaps)

    def _is_bare_title(self, sentence: Sentence) -> bool:
        """The title of a composed document, which names its product and use ("P&T brief: Zenvora for nausea") and says nothing of them."""
        draft = self.case.draft
        return bool(draft.sections) and sentence.end <= len(draft.title) and names_only(sentence.text)

    def _unclear(self, sentence: Sentence) -> bool:
        if sentence.statement is not None or self.case.draft.sections or not is_unclear(sentence.text):
            return False
        before = self.case.text[: sentence.start]
        return not announces(sentence.text, self.names) and not (sentence.start > 0 and signs_off(before))

    def worthy(self, sentence: Sentence) -> bool:
        """True if the sentence asserts something that needs approval or a source."""
        if sentence.statement is None and self.case.draft.sections:
            return heading_claims(sentence.text, self.names)
        if not claim_worthy(sentence.text, self.names | self.index.names) or forbidden(sentence, self.case):
            return False
        kind = sentence.statement.kind if sentence.statement is not None else None
        if kind is StatementKind.ASKED:
            return False
        return not (kind is StatementKind.CAUTION and sentence.mode is not Mode.PROMOTIONAL)

    def _diffs(self, words: Sequence[str], approved: Sequence[str], form: Form) -> tuple[Diff, ...]:
        locked = tuple(dict.fromkeys(term for claim in form.claims for term in claim.locked_terms))
        return diff_wording(words, approved, names=self.names, locked=locked)


def _is_near(candidate: Candidate, words: tuple[str, ...]) -> bool:
    shared = len(set(content(words)) & set(content(candidate.form.keys)))
    if shared < min(3, len(set(content(candidate.form.keys)))):
        return False
    return (
        candidate.likeness >= NEAR_LIKENESS
        or candidate.recall >= NEAR_RECALL
        or (candidate.precision >= NEAR_PRECISION and shared >= 4)
    )


def _no_claim(sentence: Sentence, case: Case) -> bool:
    return sounds_like_talk(sentence.text) or sentence.text.rstrip().endswith("?") or forbidden(sentence, case)


def _talks(sentences: Sequence[Sentence]) -> bool:
    return all(is_talk(s.text) for s in sentences)
