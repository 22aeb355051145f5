"""Which approved claims may be said now, here, to this person, on this topic; and why others may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from assistant.domain import EvidencePack
from assistant.drafting.citing import cite_label
from assistant.drafting.saying import balance_claims, product_claims, say_unit
from assistant.evidence import evidence_of
from assistant.material import Occasion, SayUnit, WithheldClaim
from assistant.service.rooms import Rooms
from guardrails import Claim, Context, Evidence, Mode, Product, ProductStatus, Standing, out_of_scope, standing
from ingest import Vocabulary

_MAX_CLASS_UNITS = 3
_CLASS_ORDER = ("disease_state", "guideline", "safety", "pk", "mechanism")


def relevant_units(
    rooms: Rooms, pack: EvidencePack, occasion: Occasion, most: int = _MAX_CLASS_UNITS
) -> tuple[SayUnit, ...]:
    """SAY units on the topic: at most `most` class-level ones first, then the product's own as one unit.

    Beside a product that is not approved no class-level unit is offered: it would imply a use of that product.
    """
    usable = usable_claims(rooms, occasion)
    of_class = [] if _unapproved(occasion.product) else _class_claims(rooms, usable, pack, most)
    units = [say_unit(card, _citer(rooms), _notes(card)) for card in _cards(of_class)]
    if occasion.product_id and (own := product_claims(usable, occasion.product_id)):
        units.append(say_unit(own, _citer(rooms), ("Read whole, as one unit.",)))
    return tuple(units)


def balance_units(rooms: Rooms, occasion: Occasion, units: Iterable[SayUnit]) -> tuple[SayUnit, ...]:
    """Further safety wording of the product, for when the subject comes up."""
    if not occasion.product_id:
        return ()
    said = [c for unit in units for c in unit.claims]
    usable = usable_claims(rooms, occasion)
    return tuple(say_unit([c], _citer(rooms)) for c in balance_claims(usable, occasion.product_id, said))


def usable_claims(rooms: Rooms, occasion: Occasion) -> tuple[Claim, ...]:
    """Claims in force for promotional use with clinicians in this place, whatever the product."""
    return tuple(c for c in rooms.claims.claims if _why_not(c, occasion) is None)


def withheld_claims(rooms: Rooms, pack: EvidencePack, occasion: Occasion) -> tuple[WithheldClaim, ...]:
    """Claims that bear on the topic or product and may not be said, with the reason."""
    claims = rooms.claims.claims
    newest: dict[str, int] = {}
    for claim in claims:
        newest[claim.claim_id] = max(claim.version, newest.get(claim.claim_id, claim.version))
    alone = _unapproved(occasion.product)
    found = []
    for claim in claims:
        bears = (occasion.product_id in claim.product_ids) if claim.product_ids else _on_topic(rooms, claim, pack)
        reason = _why_not(claim, occasion)
        if alone and not reason and not claim.product_ids:
            reason = f"{alone} is not approved; a class statement beside it implies a use."
        if bears and reason and claim.version == newest[claim.claim_id]:
            found.append(WithheldClaim(claim.key, reason))
    return tuple(found)


def _unapproved(product: Product | None) -> str | None:
    """The product's name where it may not be promoted for any use in any place: only what is approved about it itself is said."""
    return product.names[0].title() if product and product.status is not ProductStatus.FDA_APPROVED else None


def _why_not(claim: Claim, occasion: Occasion) -> str | None:
    state = standing(claim, occasion.now, occasion.jurisdiction)
    if state is not Standing.IN_FORCE:
        return f"{state.value}."
    if claim.slots:
        return "it has places to fill in; say it by hand."
    reasons = out_of_scope(claim, Mode.PROMOTIONAL, Context(jurisdiction=occasion.jurisdiction, audience="HCP"))
    return "; ".join(reasons) + "." if reasons else None


def _class_claims(rooms: Rooms, usable: Iterable[Claim], pack: EvidencePack, most: int) -> list[Claim]:
    """Claims that name the condition before those that only rest on a study of it; disease state before guideline."""
    found = [c for c in usable if c.product_status is ProductStatus.CLASS and _on_topic(rooms, c, pack)]

    def key(claim: Claim) -> tuple[bool, bool, int, str]:
        place = _CLASS_ORDER.index(claim.claim_type) if claim.claim_type in _CLASS_ORDER else len(_CLASS_ORDER)
        return not _names_subject(rooms, claim, pack), claim.evidence_level == "guideline", place, claim.claim_id

    return sorted(found, key=key)[:most]


def _cards(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims as they are read out: disease state first; what a guideline says of the class in one card with the harms of the class."""
    of_guideline = [c for c in claims if c.evidence_level == "guideline"]
    harms = [c for c in claims if c.claim_type == "safety"] if of_guideline else []
    alone = [c for c in claims if c not in of_guideline and c not in harms]
    last = [*of_guideline[-1:], *harms]
    return [[c] for c in (*alone, *of_guideline[:-1])] + ([last] if last else [])


def _on_topic(rooms: Rooms, claim: Claim, pack: EvidencePack) -> bool:
    """A claim is on the topic where it names its condition, or rests on a study that answers the question directly."""
    direct = {item.record.article.article_id for item in pack.items if item.directness == "direct"}
    if any(r.in_library and r.source_id in direct for r in claim.references):
        return True
    return _names_subject(rooms, claim, pack)


def _names_subject(rooms: Rooms, claim: Claim, pack: EvidencePack) -> bool:
    asked = {
        c.concept_id for c in pack.query.concepts if not c.concept_id.startswith(("agent.", "context.", "comparator."))
    }
    return not asked.isdisjoint(_subjects(rooms.vocabulary, claim.text))


@lru_cache(maxsize=16_384)
def _subjects(vocabulary: Vocabulary, text: str) -> frozenset[str]:
    """What a wording names, with the classes of it; read once, since the same claims are held against every question."""
    named = {m.concept_id for m in vocabulary.find(text)}
    return frozenset(named.union(*(vocabulary.broader(n) for n in named)))


def _notes(card: Sequence[Claim]) -> tuple[str, ...]:
    apart = [rule for claim in card for rule in claim.must_not_cooccur if rule.startswith("product:")]
    return ("Keep apart from any product line.",) if apart else ()


def _citer(rooms: Rooms) -> Callable[[Claim], list[str]]:
    def labels(claim: Claim) -> list[str]:
        found = []
        for reference in claim.references:
            if reference.in_library:
                stored = rooms.library.articles([reference.source_id]).get(reference.source_id)
                missing = f"{'PMID' if reference.kind == 'pmid' else 'document'} {reference.source_id}"
                found.append(cite_label(stored, evidence_of(stored)) if stored else missing)
            elif reference.kind == "label":
                found.append(_label_name(reference.source_id, reference.anchor))
            else:
                found.append(f"{reference.kind.replace('_', ' ')} {reference.source_id}")
        return found

    return labels


def _label_name(label_id: str, anchor: str | None) -> str:
    """A section of our own label by number; a label known as a digest by its drug."""
    if label_id.startswith("label-"):
        return f"Label, {label_id.removeprefix('label-')}, digest"
    return f"Label {label_id}" + (f" §{anchor}" if anchor else "")


def claim_evidence(rooms: Rooms, claims: Iterable[Claim]) -> list[Evidence]:
    """The sources that claims rest on, as the library and the label snapshots hold them now."""
    held = {r.source_id for c in claims for r in c.references if r.in_library}
    sources = [evidence_of(stored) for stored in rooms.library.articles(sorted(held)).values()]
    return sources + [label.evidence() for label in rooms.claims.labels]
