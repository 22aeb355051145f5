"""A P&T brief: the product's label beside the class evidence, judged as a formulary document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.artifacts.pt_brief import pt_brief_draft
from assistant.domain import (
    UNKNOWN_PLACE,
    Account,
    Asker,
    EvidenceItem,
    EvidencePack,
    Person,
    Query,
    Request,
    Role,
    StudyPoints,
)
from assistant.drafting.absence import search_evidence
from assistant.drafting.citing import cited, search_citation, short_name
from assistant.drafting.derived import number_needed
from assistant.drafting.labels import label_text
from assistant.drafting.points import sober_statement, study_points
from assistant.errors import UsageError
from assistant.material import BriefMaterial, LabelText
from assistant.retrieval.contrary import speaks_against
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import pack_evidence
from assistant.service.asked import screened_words
from assistant.service.checking import place_named
from assistant.service.company import speaking
from assistant.service.contacts import requests_as_they_stand
from assistant.service.gate import draft_id_for, judge
from assistant.service.products import product_named, request_named
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import Context, Line, Mode, Product, Profile, Quarantined, Released, StatementKind
from ingest import Design

ORIGINS = ("committee", "company")
_MAX_STUDIES = 10
_MAX_CONTRARY = 6
_MAX_KINETIC = 3
_ABSENCE = StatementKind.ABSENCE
_EXPOSURE = re.compile(
    r"\b(exposure|clearance|pharmacokinetic\w*|AUC|C ?max|T ?max|INR|metabolites?|endoxifen|bioavailability|plasma|dose)\b",
    re.I,
)


_BY_FORM = re.compile(r"\b(AUC|C ?max|T ?max|half-life|bioavailability|absorption|absorbed)\b", re.I)


def brief(
    rooms: Rooms,
    product_id: str,
    indication: str,
    requested_by: str,
    now: datetime,
    author: str,
    reader: User | None = None,
) -> Released | Quarantined:
    """The brief for one product and indication.

    A committee's request makes it a formulary document, which says whether the request is on record, among those that are
    the reader's business; one that the company asks
    for is promotional.

    Raises:
        UsageError: Another origin than committee or company.
        NotFound: The product is unknown.
    """
    if requested_by not in ORIGINS:
        raise UsageError(f"requested-by is {requested_by!r}; choose committee or company.")
    product = product_named(rooms, product_id)
    indication = screened_words(rooms, indication, "topic", rooms.actor, now)
    request = (
        _committee_request(rooms, product, indication, Sight(rooms, reader)) if requested_by == "committee" else None
    )
    order = _Order(product, indication, requested_by, request, author, now)
    packs = _packs(rooms, indication)
    context = _context(rooms, order)
    material = _material(rooms, order, packs, context)
    inputs = {"product": product.product_id, "indication": indication, "requested_by": requested_by}
    draft_id = draft_id_for("pt_brief", inputs, packs[0].log.snapshot_id, now)
    inputs |= {"request": request.request_id} if request else {}
    if material.answer.model_key:
        inputs["model_draft"] = material.answer.model_key
    evidence = [e for pack in packs for e in (*pack_evidence(pack), search_evidence(pack.log))]
    evidence += [label.evidence() for label in rooms.claims.labels]

    def judged(made_of: BriefMaterial) -> Released | Quarantined:
        draft, facts = pt_brief_draft(draft_id, made_of)
        request_id = request.request_id if request else None
        return judge(rooms, draft, facts, evidence, context, now, request_id=request_id, inputs=inputs)

    # Again where the gate emptied a study: the list of references may not name it.
    outcome = judged(material)
    kept = _only_cited(material, outcome)
    return outcome if kept == material else judged(kept)


@dataclass(frozen=True, slots=True)
class _Order:
    """Which brief is wanted, by whom, of whom and when."""

    product: Product
    indication: str
    requested_by: str
    """`committee` or `company`."""
    request: Request | None
    """The committee's written request, where one is logged."""
    author: str
    now: datetime


def _context(rooms: Rooms, order: _Order) -> Context:
    """A committee's request makes a formulary document, a company's own a promotional one."""
    request = order.request
    account = _account_of(rooms, request)
    return Context(
        mode=Mode.FORMULARY if order.requested_by == "committee" else Mode.PROMOTIONAL,
        profile=Profile.DRAFT,
        jurisdiction=account.jurisdiction if account else UNKNOWN_PLACE if request else "US",
        audience="HCP",
        product_ids=(order.product.product_id,),
        products=rooms.claims.products,
        request_origin=request.origin if request else order.requested_by,
        request_id=request.request_id if request else None,
        request_text=request.text if request else None,
    )


def _account_of(rooms: Rooms, request: Request | None) -> Account | None:
    return rooms.objects.get(Account, request.account_id) if request and request.account_id else None


def _only_cited(m: BriefMaterial, outcome: Released | Quarantined) -> BriefMaterial:
    """The material without studies of which the gate left nothing, so that the list of references names none of them."""
    cited_ids = {
        c.evidence_id
        for statement, _, _ in outcome.draft.statements()
        if statement.kind is StatementKind.EVIDENCE
        for c in statement.citations
    }

    def left(points: tuple[StudyPoints, ...]) -> tuple[StudyPoints, ...]:
        return tuple(p for p in points if p.item.evidence.evidence_id in cited_ids)

    return replace(
        m,
        points=left(m.points),
        guidelines=left(m.guidelines),
        pharmacokinetics=left(m.pharmacokinetics),
        interactions=left(m.interactions),
        alternatives=left(m.alternatives),
    )


def asker_of(rooms: Rooms, role: Role, request_id: str | None, jurisdiction: str) -> Asker:
    """Who asks, with the logged request if one is named. The place of a request is that of its account, else unknown.

    Raises:
        NotFound: No request of that id.
        UsageError: The jurisdiction is not a known one.
    """
    place = place_named(jurisdiction)
    if request_id is None:
        return Asker(role=role, jurisdiction=place)
    request = request_named(rooms, request_id)
    account = rooms.objects.get(Account, request.account_id) if request.account_id else None
    return Asker(role=role, jurisdiction=account.jurisdiction if account else UNKNOWN_PLACE, request=request)


def _committee_request(rooms: Rooms, product: Product, indication: str, sight: Sight) -> Request | None:
    """A committee's written request that names the product and asks about this indication."""
    names = [name.lower() for name in product.names]
    about = {m.concept_id for m in rooms.vocabulary.find(indication)}
    requests = sight.of(r for r in requests_as_they_stand(rooms) if r.origin == "committee")
    return next(
        (
            r
            for r in requests
            if any(name in r.text.lower() for name in names)
            and about & {m.concept_id for m in rooms.vocabulary.find(r.text)}
        ),
        None,
    )


def _packs(rooms: Rooms, indication: str) -> tuple[EvidencePack, ...]:
    """Evidence on the indication, on kinetics, on interactions, and on the same symptom in other settings."""
    about = indication if _names_agent(rooms, indication) else f"cannabinoids for {indication}"
    topics = (
        (about, 20),
        ("pharmacokinetics of oral and oromucosal cannabinoids", 6),
        ("drug interaction of cannabinoids with antineoplastic drugs and warfarin", 20),
        (f"cannabinoids for {_symptom(rooms, indication)}", 20),
    )
    return tuple(
        retrieve(rooms.library, understand(text, rooms.vocabulary, limit=limit), search_id=f"P{number}")
        for number, (text, limit) in enumerate(topics, 1)
    )


def _symptom(rooms: Rooms, indication: str) -> str:
    """The wider condition that an indication belongs to, in words; the indication itself where there is none."""
    for mention in rooms.vocabulary.find(indication):
        wider = [w for w in rooms.vocabulary.broader(mention.concept_id) if w.startswith("condition.")]
        if mention.concept_id.startswith("condition.") and wider:
            return rooms.vocabulary.entries[wider[0]].name
    return indication


def _names_agent(rooms: Rooms, text: str) -> bool:
    return any(m.concept_id.startswith("agent.") for m in rooms.vocabulary.find(text))


def _points(pack: EvidencePack, keep: int) -> tuple[StudyPoints, ...]:
    return tuple(p for item in pack.items if (p := study_points(item, pack.query)))[:keep]


def _material(rooms: Rooms, order: _Order, packs: tuple[EvidencePack, ...], context: Context) -> BriefMaterial:
    product, request = order.product, order.request
    main, pk, interaction, near = packs
    label = next((x for x in rooms.claims.labels if x.label_id == product.label_id), None)
    points = [p for p in _points(main, 30) if p.item.directness in ("direct", "contrary")]
    studies = [p for p in points if _design(p) not in (Design.LABEL, Design.GUIDELINE)]
    own = label_text(label, product.names[0]) if label else None
    interactions = kinetic_points(interaction)
    search = search_evidence(main.log)
    return BriefMaterial(
        product=product,
        label=own,
        requested_by=order.requested_by,
        request=request,
        account=_account_of(rooms, request),
        requester=rooms.objects.get(Person, request.person_id) if request and request.person_id else None,
        indication=order.indication,
        author=order.author,
        pack=main,
        points=strongest_first(studies)[:_MAX_STUDIES],
        guidelines=tuple(p for p in points if _design(p) is Design.GUIDELINE),
        contrary=contrary_lines((*main.items, *near.items), near.query)[:_MAX_CONTRARY],
        none_contrary=cited(
            "None in this library", [f"search {main.log.search_id}"], [search_citation(search)], _ABSENCE
        ),
        neighbours=(*main.items, *near.items),
        pharmacokinetics=tuple(p for p in form_points(pk) if p.name not in {i.name for i in interactions}),
        interactions=interactions,
        alternatives=tuple(p for p in points if _design(p) is Design.LABEL)[:3],
        answer=rooms.drafter.draft(main, search, context),
        denominator=_denominator(rooms, main, product),
        company=speaking(rooms),
        now=order.now,
        label_nnt=_label_nnt(own),
    )


def _design(point: StudyPoints) -> Design:
    return point.item.record.classification.design


def kinetic_points(pack: EvidencePack) -> tuple[StudyPoints, ...]:
    """Studies in people whose shown result is about exposure or an interaction, not one that only names a medicine."""
    close = [item for item in pack.items if item.directness in ("direct", "contrary")]
    found = (study_points(item, pack.query, _EXPOSURE.search) for item in close)
    return tuple(point for point in found if point)[:_MAX_KINETIC]


def form_points(pack: EvidencePack) -> tuple[StudyPoints, ...]:
    """Those of them that report what becomes of a form or route in the body, not what it does to another medicine."""
    return tuple(point for point in kinetic_points(pack) if _BY_FORM.search(point.main.text))


def contrary_lines(items: Sequence[EvidenceItem], query: Query) -> tuple[Line, ...]:
    """One bullet a study in people that reports no difference or a worse outcome on the subject asked about."""
    lines: dict[str, Line] = {}
    for item in items:
        if item.directness == "preclinical" or item.evidence.evidence_id in lines:
            continue
        if item.record.classification.design in (Design.LABEL, Design.GUIDELINE):
            continue
        statement = sober_statement(item, query, speaks_against)
        if statement:
            name = short_name(item.record.article)
            lines[item.evidence.evidence_id] = Line((statement,), "bullet", f"{name}:")
    return tuple(lines.values())


def _label_nnt(label: LabelText | None) -> str | None:
    statement = label.get("14") if label else None
    return number_needed(statement.text) if statement else None


def strongest_first(points: Sequence[StudyPoints]) -> tuple[StudyPoints, ...]:
    """Direct before indirect, then by design, then newer first."""
    order = list(Design)
    return tuple(
        sorted(
            points,
            key=lambda p: (
                p.item.directness not in ("direct", "contrary"),
                order.index(p.item.record.classification.design),
                -(p.item.record.article.year or 0),
            ),
        )
    )


def _read_as(items: Sequence[EvidenceItem], origin: str) -> int:
    return sum(i.evidence.origin == origin for i in items)


def _best_certainty(items: Sequence[EvidenceItem]) -> str:
    """Where GRADE lets the evidence start: high with randomized trials in people, low without."""
    people = [i.record.classification.design for i in items if i.evidence.species in ("human", "mixed")]
    if not people:
        return "very low (nothing in people)"
    randomized = {Design.RCT, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW} & set(people)
    return "high (randomized trials)" if randomized else "low (no randomized trial)"


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
        ("Read as digest, not in full / as label", f"{_read_as(items, 'digest')} / {_read_as(items, 'label')}"),
        ("Without a confirmed PMID", str(sum(i.record.article.pmid is None for i in items))),
        ("With a published correction", str(sum(i.evidence.integrity == "erratum" for i in items))),
        ("Excluded: retracted or under concern", str(len(pack.excluded))),
        ("Best certainty possible, before rating down", _best_certainty(items)),
        ("Newest publication", str(max(years)) if years else "none"),
        ("Funding or conflicts recorded", str(len(funding))),
        ("of these with industry ties", str(sum(bool(i.record.classification.industry_funded) for i in funding))),
    )
