"""A P&T brief: the product's label beside the class evidence, judged as a formulary document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.artifacts.pt_brief import pt_brief_draft
from assistant.domain import Account, Asker, EvidencePack, Person, Request, Role, StudyPoints
from assistant.drafting.absence import search_evidence
from assistant.drafting.derived import number_needed
from assistant.drafting.labels import label_text
from assistant.drafting.points import study_points
from assistant.errors import NotFound, UsageError
from assistant.material import BriefMaterial, LabelText
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import pack_evidence
from assistant.service.gate import draft_id_for, judge
from assistant.service.prep import UNNAMED
from assistant.service.rooms import Rooms
from guardrails import Context, Mode, Product, Profile, Quarantined, Released
from ingest import Design

ORIGINS = ("committee", "company")
_MAX_STUDIES = 9


def brief(
    rooms: Rooms, product_id: str, indication: str, requested_by: str, now: datetime, author: str
) -> Released | Quarantined:
    """The brief for one product and indication.

    A committee's documented request makes it a formulary document; a brief that the company asks for is promotional.

    Raises:
        UsageError: Another origin than committee or company.
        NotFound: The product is unknown.
    """
    if requested_by not in ORIGINS:
        raise UsageError(f"requested-by is {requested_by!r}; choose committee or company.")
    product = _find_product(rooms, product_id)
    request = _committee_request(rooms, product) if requested_by == "committee" else None
    packs = _packs(rooms, product, indication)
    material = _material(rooms, product, indication, request, packs, now, author)
    inputs = {"product": product.product_id, "indication": indication, "requested_by": requested_by}
    main = packs[0]
    draft, facts = pt_brief_draft(draft_id_for("pt_brief", inputs, main.log.snapshot_id, now), material)
    evidence = [e for pack in packs for e in (*pack_evidence(pack), search_evidence(pack.log))]
    evidence += [label.evidence() for label in rooms.claims.labels]
    account = material.account
    context = Context(
        mode=Mode.FORMULARY if requested_by == "committee" else Mode.PROMOTIONAL,
        profile=Profile.DRAFT,
        jurisdiction=account.jurisdiction if account else "US",
        audience="HCP",
        product_ids=(product.product_id,),
        products=rooms.claims.products,
        request_origin=request.origin if request else requested_by,
        request_id=request.request_id if request else None,
        request_text=request.text if request else None,
    )
    return judge(
        rooms, draft, facts, evidence, context, now, request_id=request.request_id if request else None, inputs=inputs
    )


def asker_of(rooms: Rooms, role: Role, request_id: str | None, jurisdiction: str) -> Asker:
    """Who asks, with the logged request if one is named.

    Raises:
        NotFound: No request of that id.
    """
    if request_id is None:
        return Asker(role=role, jurisdiction=jurisdiction)
    request = rooms.objects.get(Request, request_id)
    if request is None:
        known = ", ".join(r.request_id for r in rooms.objects.all(Request)) or "none"
        raise NotFound(f"No request {request_id!r}. Known: {known}.")
    account = rooms.objects.get(Account, request.account_id) if request.account_id else None
    return Asker(role=role, jurisdiction=account.jurisdiction if account else jurisdiction, request=request)


def _find_product(rooms: Rooms, wanted: str) -> Product:
    key = wanted.strip().lower()
    for product in rooms.claims.products:
        if key in (product.product_id.lower(), *(name.lower() for name in product.names)):
            return product
    known = ", ".join(p.product_id for p in rooms.claims.products) or "none"
    raise NotFound(f"No product {wanted!r} in the claims library. Known: {known}.")


def _committee_request(rooms: Rooms, product: Product) -> Request | None:
    names = [name.lower() for name in product.names]
    requests = [r for r in rooms.objects.all(Request) if r.origin == "committee"]
    return next((r for r in requests if any(name in r.text.lower() for name in names)), None)


def _packs(rooms: Rooms, product: Product, indication: str) -> tuple[EvidencePack, EvidencePack, EvidencePack]:
    topics = (
        f"cannabinoids for {indication}" if not _names_agent(rooms, indication) else indication,
        "pharmacokinetics of oral and oromucosal cannabinoids",
        "drug interaction of cannabinoids with antineoplastic drugs and warfarin",
    )
    first, second, third = (
        retrieve(rooms.library, understand(t, rooms.vocabulary, limit=20 if n == 0 else 6), search_id=f"P{n + 1}")
        for n, t in enumerate(topics)
    )
    return first, second, third


def _names_agent(rooms: Rooms, text: str) -> bool:
    return any(m.concept_id.startswith("agent.") for m in rooms.vocabulary.find(text))


def _points(pack: EvidencePack, keep: int) -> tuple[StudyPoints, ...]:
    return tuple(p for item in pack.items if (p := study_points(item, pack.query)))[:keep]


def _material(
    rooms: Rooms,
    product: Product,
    indication: str,
    request: Request | None,
    packs: tuple[EvidencePack, EvidencePack, EvidencePack],
    now: datetime,
    author: str,
) -> BriefMaterial:
    main, pk, interaction = packs
    label = next((x for x in rooms.claims.labels if x.label_id == product.label_id), None)
    points = _points(main, 30)
    studies = tuple(p for p in points if p.item.record.classification.design is not Design.LABEL)
    own = label_text(label, product.names[0]) if label else None
    return BriefMaterial(
        product=product,
        label=own,
        request=request,
        account=rooms.objects.get(Account, request.account_id) if request and request.account_id else None,
        requester=rooms.objects.get(Person, request.person_id) if request and request.person_id else None,
        indication=indication,
        author=author,
        pack=main,
        points=_ordered([p for p in studies if p.item.directness != "preclinical"])[:_MAX_STUDIES],
        pharmacokinetics=_points(pk, 3),
        interactions=_points(interaction, 3),
        alternatives=tuple(p for p in points if p.item.record.classification.design is Design.LABEL)[:3],
        answer=rooms.drafter.draft(main, search_evidence(main.log)),
        denominator=_denominator(rooms, main, product),
        company=rooms.company or UNNAMED,
        now=now,
        label_nnt=_label_nnt(own),
    )


def _label_nnt(label: LabelText | None) -> str | None:
    statement = label.get("14") if label else None
    return number_needed(statement.text) if statement else None


def _ordered(points: Sequence[StudyPoints]) -> tuple[StudyPoints, ...]:
    order = list(Design)
    return tuple(
        sorted(
            points,
            key=lambda p: (
                p.item.directness not in ("direct",),
                order.index(p.item.record.classification.design),
                -(p.item.record.article.year or 0),
            ),
        )
    )


def _denominator(rooms: Rooms, pack: EvidencePack, product: Product) -> tuple[tuple[str, str], ...]:
    items, status = pack.items, rooms.library.status()
    years = [i.evidence.year for i in items if i.evidence.year]
    people = sum(i.evidence.species in ("human", "mixed") for i in items)
    names = [n.lower() for n in product.names]
    own = sum(any(n in (i.record.article.title + i.evidence.text).lower() for n in names) for i in items)
    funding = [i for i in items if i.record.classification.industry_funded is not None]
    return (
        ("Records in the library", str(status.articles)),
        ("Found on the question", str(len(items))),
        ("of these in people / in animals or cells", f"{people} / {len(items) - people}"),
        ("of these randomized", str(sum(i.evidence.design == "randomized trial" for i in items))),
        ("On the product itself", str(own)),
        ("Read as digest, not in full", str(sum(i.evidence.origin == "digest" for i in items))),
        ("Without a confirmed PMID", str(sum(i.record.article.pmid is None for i in items))),
        ("With a published correction", str(sum(i.evidence.integrity == "erratum" for i in items))),
        ("Excluded: retracted or under concern", str(len(pack.excluded))),
        ("Newest publication", str(max(years)) if years else "none"),
        ("Funding or conflicts recorded", str(len(funding))),
        ("of these with industry ties", str(sum(bool(i.record.classification.industry_funded) for i in funding))),
    )
