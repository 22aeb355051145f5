"""What a match means here and now: which owners of the wording may be used, and what to say instead of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from guardrails.case import Case, Sentence
from guardrails.claims.lifecycle import Standing, standing
from guardrails.claims.matching import ClaimMatch, library_matches, usable
from guardrails.claims.scope import out_of_scope
from guardrails.domain import Claim, Mode, Qualifier, QualifierPlacement, Severity, StatementKind, Suggestion

_INLINE = (QualifierPlacement.ADJACENT, QualifierPlacement.SAME_UNIT)


def claims_in_use(case: Case) -> Iterator[ClaimMatch]:
    """Matches by which the text uses the library: in promotional zones all, elsewhere what is put forward as a claim.

    In other modes a cited sentence of evidence speaks from its source, and likeness to a claim means nothing.
    """
    for match in library_matches(case):
        if match.form is not None and any(puts_forward(s) for s in match.sentences):
            yield match


def puts_forward(sentence: Sentence) -> bool:
    """True where the words of a sentence count as use of approved wording."""
    if sentence.mode is Mode.PROMOTIONAL or sentence.statement is None:
        return True
    return sentence.statement.kind in (StatementKind.CLAIM, StatementKind.QUALIFIER)


def usable_owners(match: ClaimMatch, case: Case) -> tuple[Claim, ...]:
    """Owners of the wording that may be used here now, newest version first."""
    owners = [c for c in match.claims if usable(c, match.mode, case.context, case.now)]
    return tuple(sorted(owners, key=lambda c: (-c.version, c.claim_id)))


def current_version(claim: Claim, match: ClaimMatch, case: Case) -> Claim | None:
    """The version that took the place of a claim out of force, if it may be used here now."""
    successors = _chain(claim, case.claims)
    ready = [c for c in successors if c.key != claim.key and usable(c, match.mode, case.context, case.now)]
    return max(ready, key=lambda c: (c.claim_id == claim.claim_id, c.version), default=None)


def standing_here(claim: Claim, case: Case) -> Standing:
    """Standing of the claim now, in the jurisdiction of the text."""
    return standing(claim, case.now, case.context.jurisdiction)


def scope_reasons(claim: Claim, match: ClaimMatch, case: Case) -> tuple[str, ...]:
    """Why the claim is out of scope where the match stands."""
    return out_of_scope(claim, match.mode, case.context)


def restored(match: ClaimMatch, claim: Claim) -> Suggestion:
    """The edit that puts approved wording, with the qualifiers that belong beside it, in place of a match."""
    present = {key for s in match.unit.sentences for key in _sentences_of(s.text)}
    wanted = [q.text for q in inline_qualifiers(claim) if not set(_sentences_of(q.text)) <= present]
    wording = match.form.text if claim.slots and match.form is not None else claim.text
    text = " ".join([wording, *wanted])
    start, end = match.sentences[0].start, match.sentences[-1].end
    if match.whole:
        start, end = match.start, match.end
        text = text.rstrip(".") if match.sentences[-1].text.rstrip().endswith(".") and not wanted else text
    return Suggestion("replace", text, start, end, claim.claim_id, claim.version)


def inline_qualifiers(claim: Claim) -> tuple[Qualifier, ...]:
    """Qualifiers that stand as sentences beside the claim, nearest first."""
    return tuple(
        sorted((q for q in claim.qualifiers if q.placement in _INLINE), key=lambda q: _INLINE.index(q.placement))
    )


def weight(severity: Mapping[Mode, Severity | None], mode: Mode) -> Severity:
    """Severity of a check in a mode; WARN where it is off, since the checker drops those."""
    return severity.get(mode) or Severity.WARN


@lru_cache(maxsize=4096)
def _sentences_of(text: str) -> tuple[str, ...]:
    from guardrails.claims.words import keys_of
    from guardrails.statements import split_sentences

    return tuple(" ".join(keys_of(text[a:b])) for a, b in split_sentences(text))


def _chain(claim: Claim, library: tuple[Claim, ...]) -> list[Claim]:
    found = [c for c in library if c.claim_id == claim.claim_id]
    queue = [claim.superseded_by] if claim.superseded_by else []
    seen: set[str] = set()
    while queue:
        wanted = queue.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        name, _, version = wanted.partition(" v")
        for other in library:
            if other.claim_id == name and (not version or version == str(other.version)):
                found.append(other)
                queue += [other.superseded_by] if other.superseded_by else []
    return found
