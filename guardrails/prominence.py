"""How much room risk has beside benefit in promotional lines: a ratio that a reviewer can read off."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.case import Case
from guardrails.claims.matching import library_matches
from guardrails.claims.words import keys_of
from guardrails.domain import Mode

BENEFIT = frozenset({"efficacy", "indication", "economic"})
RISK = frozenset({"safety"})


@dataclass(frozen=True, slots=True)
class Prominence:
    """Words of approved wording in promotional lines, by what it speaks of."""

    benefit_words: int
    risk_words: int
    start: int
    """Where the first benefit stands."""
    end: int

    @property
    def ratio(self) -> float:
        """Words of risk for each word of benefit, 0 or more."""
        return self.risk_words / self.benefit_words


def prominence_of(case: Case) -> Prominence | None:
    """The ratio of a text; None where no approved benefit is said in a promotional line."""
    benefit, risk, places = 0, 0, []
    for match in library_matches(case):
        if match.mode is not Mode.PROMOTIONAL or not match.whole or match.form is None:
            continue
        types = {claim.claim_type for claim in match.claims}
        words = len(keys_of(case.text[match.start : match.end]))
        if match.form.kind != "qualifier" and types & BENEFIT:
            benefit += words
            places.append((match.start, match.end))
        elif match.form.kind == "qualifier" or types & RISK:
            risk += words
    return Prominence(benefit, risk, *places[0]) if places else None
