"""What stands, and what has to stand or may not stand, beside a claim."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Sentence
from guardrails.claims.matching import ClaimMatch, matches_of, usable
from guardrails.claims.words import keys_of
from guardrails.domain import Claim, Mode, Qualifier, QualifierPlacement, StatementKind


def missing_qualifiers(match: ClaimMatch, owners: tuple[Claim, ...], case: Case) -> list[Qualifier]:
    """Qualifiers of any owner that do not stand where they have to, nearest placement first and each text once."""
    wanted = {q.text: q for owner in owners for q in owner.qualifiers}
    return [q for q in wanted.values() if not _stands(q, match, case)]


def missing_companions(match: ClaimMatch, claim: Claim, case: Case) -> Iterator[tuple[str, Claim | None]]:
    """Claims that must be said in the same unit and are not, with the version to insert (None: there is none)."""
    beside = {c.claim_id for m in _card(match, case) if m.whole for c in m.claims}
    for claim_id in claim.must_cooccur:
        if claim_id not in beside:
            ready = [c for c in case.claims if c.claim_id == claim_id and usable(c, match.mode, case.context, case.now)]
            yield claim_id, max(ready, key=lambda c: c.version, default=None)


def intruders(match: ClaimMatch, claim: Claim, case: Case) -> Iterator[str]:
    """What stands in the zone (or unit) of a claim although the claim forbids it."""
    for rule in claim.must_not_cooccur:
        subject, _, reach = rule.partition("@")
        kind, _, name = subject.partition(":")
        if kind == "product":
            sentences = _unit_sentences(match, case) if reach == "same_unit" else _zone(match, case)
            if any(_names(name, s, case) for s in sentences):
                yield f"{_shown(name, case)}{' in one unit' if reach else ''}"
        else:
            others = _card(match, case) if reach == "same_unit" else matches_of(case)
            same_mode = [m for m in others if m.whole and m.mode is match.mode and m is not match]
            if any(c.claim_type == name for m in same_mode for c in m.claims if c.claim_id != claim.claim_id):
                yield f"a claim of the type {name.replace('_', ' ')}"


def _stands(qualifier: Qualifier, match: ClaimMatch, case: Case) -> bool:
    wanted = keys_of(qualifier.text)
    if match.form is not None and _within(wanted, match.form.keys):
        return True
    place = qualifier.placement
    if place is QualifierPlacement.SAME_SENTENCE:
        return any(_within(wanted, keys_of(s.text)) for s in match.sentences)
    if place is QualifierPlacement.ADJACENT:
        return _within(wanted, keys_of(_nearby(match, case)))
    if place is QualifierPlacement.SAME_UNIT:
        text = " ".join(s.text for s in _unit_sentences(match, case))
        return _within(wanted, keys_of(text)) or _within(wanted, keys_of(_nearby(match, case)))
    return _within(wanted, keys_of(case.text))


def _nearby(match: ClaimMatch, case: Case) -> str:
    """The claim's sentences with the next ones on both sides; a run of qualifiers counts as one neighbour."""
    first, last = match.sentences[0].index, match.sentences[-1].index
    qualifiers = {s.index for m in matches_of(case) if m.kind == "qualifier" for s in m.sentences}
    while last + 1 < len(case.sentences) and last + 1 in qualifiers:
        last += 1
    while first > 0 and first - 1 in qualifiers:
        first -= 1
    around = case.sentences[max(0, first - 1) : last + 2]
    mode = match.mode
    return " ".join(s.text for s in around if s.mode is mode)


def _card(match: ClaimMatch, case: Case) -> list[ClaimMatch]:
    return [m for m in matches_of(case) if m.unit.card == match.unit.card]


def _unit_sentences(match: ClaimMatch, case: Case) -> list[Sentence]:
    units = {id(m.unit): m.unit for m in _card(match, case)}
    return [s for unit in units.values() for s in unit.sentences]


def _zone(match: ClaimMatch, case: Case) -> list[Sentence]:
    """Sentences of the same mode, cautions left out: a do-not-say list may name what must not be said."""
    return [
        s
        for s in case.sentences
        if s.mode is match.mode
        and not (
            s.statement is not None and s.statement.kind is StatementKind.CAUTION and s.mode is not Mode.PROMOTIONAL
        )
    ]


def _names(product_id: str, sentence: Sentence, case: Case) -> bool:
    words = keys_of(sentence.text)
    return any(_within(keys_of(name), words) for name in _all_names(product_id, case))


def _all_names(product_id: str, case: Case) -> tuple[str, ...]:
    known = [p.names for p in case.context.products if p.product_id == product_id]
    return (product_id, *(known[0] if known else ()))


def _shown(product_id: str, case: Case) -> str:
    names = _all_names(product_id, case)
    return names[1] if len(names) > 1 else names[0]


def _within(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(wanted)
    return size > 0 and any(words[i : i + size] == wanted for i in range(len(words) - size + 1))
