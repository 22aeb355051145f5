"""Qualifiers said in other words: a sentence that stands where a qualifier is wanted and is nearly it."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.case import Case, Sentence
from guardrails.claims.companions import missing_qualifiers
from guardrails.claims.matching import ClaimMatch, MatchKind, library_matches, matches_of
from guardrails.claims.usage import puts_forward, usable_owners
from guardrails.claims.words import content, keys_of
from guardrails.domain import Claim, Qualifier, QualifierPlacement
from guardrails.memo import RecentMemo

NEARLY = 0.5
"""Share of words in common (Dice, 0-1) from which a sentence is taken for the qualifier that is missing."""


@dataclass(frozen=True, slots=True)
class AlteredQualifier:
    """A sentence in place of a qualifier: `sentences` hold what was said, `qualifier` what has to be said."""

    sentences: tuple[Sentence, ...]
    qualifier: Qualifier
    claim: Claim
    comes_with_claim: bool
    """True where the claim itself is put back as approved, which brings its qualifiers along."""


def said_claims(case: Case) -> tuple[tuple[ClaimMatch, tuple[Claim, ...]], ...]:
    """Claims that the text says, as approved or nearly so, with the owners that may be used here."""
    said = (m for m in library_matches(case) if m.kind in (MatchKind.EXACT, MatchKind.VARIATION, MatchKind.NEAR))
    put = [m for m in said if any(puts_forward(s) for s in m.sentences)]
    return tuple((m, owners) for m in put if (owners := usable_owners(m, case)))


def _altered(case: Case) -> tuple[AlteredQualifier, ...]:
    wanted = [(m, owners[0], q) for m, owners in said_claims(case) for q in missing_qualifiers(m, owners, case)]
    if not wanted:
        return ()
    found = []
    for match in matches_of(case):
        if match.kind in (MatchKind.UNAPPROVED, MatchKind.NON_CLAIM) and not match.unclear:
            placed = [want for want in wanted if _may_stand_for(match, want[0], want[2])]
            said, claim, qualifier = max(placed, key=lambda w: _likeness(match, w[2], case), default=(None, None, None))
            if said and claim and qualifier and _likeness(match, qualifier, case) >= NEARLY:
                reworded = said.kind is MatchKind.NEAR and said.likeness < 1
                found.append(AlteredQualifier(match.sentences, qualifier, claim, reworded))
    return tuple(found)


def _may_stand_for(match: ClaimMatch, said: ClaimMatch, qualifier: Qualifier) -> bool:
    """True if a sentence stands where the qualifier of a claim is looked for: words elsewhere cannot take its place."""
    beside = qualifier.placement is QualifierPlacement.FOOTER or match.unit.card == said.unit.card
    return beside and match.mode is said.mode


def _likeness(match: ClaimMatch, qualifier: Qualifier, case: Case) -> float:
    ours = set(content(keys_of(case.text[match.start : match.end])))
    theirs = set(content(keys_of(qualifier.text)))
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 0.0


altered_qualifiers: RecentMemo[Case, tuple[AlteredQualifier, ...]] = RecentMemo(_altered, size=6)
"""Sentences of a case that stand in for a qualifier, in reading order."""
