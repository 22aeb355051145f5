"""Documents for a clinician's question: response letter, evidence table, deck, interaction and pharmacokinetic cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml

from assistant.artifacts.cards import interaction_card_draft, pk_card_draft
from assistant.artifacts.evidence_table import evidence_table_draft
from assistant.artifacts.parts import FactBook
from assistant.artifacts.response_letter import response_letter_draft
from assistant.artifacts.scientific_deck import scientific_deck_draft
from assistant.domain import Account, Asker, EvidencePack, Person, StudyPoints, mode_for
from assistant.drafting.absence import search_evidence
from assistant.drafting.citing import cited, search_citation
from assistant.drafting.points import field_statement, study_points
from assistant.errors import UsageError
from assistant.material import ScientificMaterial
from assistant.people.permissions import require_maker
from assistant.retrieval.contrary import finding_of
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import internal, own_reading, pack_evidence
from assistant.service.brief import contrary_lines, form_points, kinetic_points, strongest_first
from assistant.service.company import speaking
from assistant.service.gate import draft_id_for, judge
from assistant.service.rooms import Rooms
from guardrails import Context, Draft, Profile, Quarantined, Released, StatementKind
from ingest import Design, Species

_LIMIT = 20
_ALL_KINETICS = "bioavailability, Cmax and Tmax of cannabinoids"
_APPROVAL = "Which cannabinoids are FDA-approved, and what are they labeled for?"
_MAX_STUDIES = 8
_FIELDS = ("PARTICIPANTS", "INTERVENTION", "COMPARATOR", "OUTCOME", "HARMS", "LIMITATIONS")
_INTERACTS = re.compile(
    r"\b(interact\w*|exposure|clearance|pharmacokinetic\w*|AUC|INR|endoxifen|metabolites?|levels?|dose)\b", re.I
)
_AT_RECEPTOR = re.compile(r"\b(receptors?|(?:ant)?agonists?|CB ?[12]|5-HT\(?1A\)?|TRPV1|alpha-2)\b", re.I)
_RECEPTOR = "outcome.receptor"
_MAX_MECHANISMS = 4
Outcome = Released | Quarantined
_Build = Callable[[str, ScientificMaterial], tuple[Draft, FactBook]]


def response_letter(rooms: Rooms, asker: Asker, now: datetime, author: str, search: str | None = None) -> Outcome:
    """The letter that answers one logged request; `search` words the search differently from the request.

    Raises:
        UsageError: No request is named.
        NotAllowed: The role may not write letters.
    """
    require_maker(asker.role, "response_letter")
    if asker.request is None:
        raise UsageError("A response letter answers a logged request; name it with --request.")
    m = material_for(rooms, search or asker.request.text, asker, now, author)
    return _judged(rooms, "response_letter", m, asker, response_letter_draft)


def evidence_table(rooms: Rooms, question: str, asker: Asker, now: datetime, author: str) -> Outcome:
    """One row a study, a passage a cell.

    Raises:
        NotAllowed: The role may not make one.
    """
    require_maker(asker.role, "evidence_table")
    m = material_for(rooms, question, asker, now, author)
    rows = [(p, {f: field_statement(p.item, f) for f in _FIELDS}) for p in m.studies]
    return _judged(rooms, "evidence_table", m, asker, lambda i, x: evidence_table_draft(i, x, rows))


def scientific_deck(rooms: Rooms, question: str, asker: Asker, now: datetime, author: str) -> Outcome:
    """A deck for the people who asked.

    Raises:
        NotAllowed: The role may not make one.
    """
    require_maker(asker.role, "scientific_deck")
    m = material_for(rooms, question, asker, now, author)
    pk = _pack(rooms, "pharmacokinetics of oral and oromucosal cannabinoids", "S2")
    partners = _pack(rooms, "drug interaction of cannabinoids with antineoplastic drugs and warfarin", "S3")
    ways = _pack(rooms, "cannabinoid receptor CB1 mechanism", "S4")
    kinetics, interactions = form_points(pk), kinetic_points(partners)
    mechanism = _mechanism(ways) if _wants_mechanism(m) else None
    return _judged(
        rooms,
        "scientific_deck",
        m,
        asker,
        lambda i, x: scientific_deck_draft(i, x, kinetics, interactions, mechanism),
        pk,
        partners,
        ways,
    )


def _wants_mechanism(m: ScientificMaterial) -> bool:
    """A deck of its own accord shows mechanism; a reply does only where its request asks about it."""
    return m.request is None or any(c.concept_id == _RECEPTOR for c in m.pack.query.concepts)


def _mechanism(pack: EvidencePack) -> tuple[StudyPoints, ...]:
    """Records whose shown result names a receptor, an agonist or an antagonist."""
    points = (study_points(item, pack.query, _AT_RECEPTOR.search) for item in pack.items)
    return tuple(p for p in points if p and _AT_RECEPTOR.search(p.main.text))[:_MAX_MECHANISMS]


def interaction_card(rooms: Rooms, agent: str, medicine: str, asker: Asker, now: datetime, author: str) -> Outcome:
    """What is known of one pair, by kind of evidence.

    Raises:
        NotAllowed: The role may not make one.
    """
    require_maker(asker.role, "interaction_card")
    m = material_for(rooms, f"Does {agent} interact with {medicine}?", asker, now, author)
    found = _by_kind([p for p in _points(m.pack) if _is_about(p, medicine)])
    search = search_evidence(m.pack.log)
    absent = cited(
        "Not studied in this library",
        [f"search {m.pack.log.search_id}"],
        [search_citation(search)],
        StatementKind.ABSENCE,
    )
    clearance = _clearance(medicine)
    return _judged(
        rooms,
        "interaction_card",
        m,
        asker,
        lambda i, x: interaction_card_draft(i, x, (agent, medicine), found, absent, clearance),
    )


def pk_card(rooms: Rooms, question: str, asker: Asker, now: datetime, author: str) -> Outcome:
    """How forms and routes compare.

    Raises:
        NotAllowed: The role may not make one.
    """
    require_maker(asker.role, "pk_card")
    m = material_for(rooms, question, asker, now, author)
    class_wide = _pack(rooms, _ALL_KINETICS, "S2")
    points = {p.item.evidence.evidence_id: p for pack in (class_wide, m.pack) for p in form_points(pack)}
    rows = [(p, field_statement(p.item, "INTERVENTION")) for p in points.values()]
    return _judged(rooms, "pk_card", m, asker, lambda i, x: pk_card_draft(i, x, rows), class_wide)


def material_for(rooms: Rooms, question: str, asker: Asker, now: datetime, author: str) -> ScientificMaterial:
    """Search once, draft once; every document of the question is made of this."""
    held = held_on(rooms, question)
    pack, studies = held.pack, held.studies[:_MAX_STUDIES]
    status = _pack(rooms, _APPROVAL, "S9")
    search = search_evidence(pack.log)
    labels = {p.name: p for p in (*_points(status), *held.labels) if _design(p) is Design.LABEL}
    request = asker.request
    where = [f"search {pack.log.search_id}"], [search_citation(search)], StatementKind.ABSENCE
    return ScientificMaterial(
        question=question,
        request=request,
        requester=rooms.objects.get(Person, request.person_id) if request and request.person_id else None,
        pack=pack,
        answer=rooms.drafter.draft(pack, search, _context(rooms, asker)),
        studies=studies,
        findings=tuple(finding_of(p.result.text) for p in studies),
        nearby=held.nearby,
        guidelines=held.guidelines,
        labels=tuple(sorted(labels.values(), key=lambda p: p.name)),
        contrary=contrary_lines(pack.items, pack.query)[:6],
        none_contrary=cited("None in this library", *where),
        counted=cited(_counted(len(studies), len(held.nearby)), *where),
        cited=None,
        company=speaking(rooms),
        author=author,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What the library holds on a question: the same for every document that answers it, and for the report of gaps."""

    pack: EvidencePack
    studies: tuple[StudyPoints, ...]
    """Direct and contrary studies in people, strongest first."""
    guidelines: tuple[StudyPoints, ...]
    labels: tuple[StudyPoints, ...]
    nearby: tuple[StudyPoints, ...]


def held_on(rooms: Rooms, question: str) -> Held:
    """Search once, and sort what was found by what it can answer."""
    pack = _pack(rooms, question, "S1")
    points = _points(pack)
    close = [p for p in points if p.item.directness in ("direct", "contrary")]
    apart = (Design.LABEL, Design.GUIDELINE)
    return Held(
        pack=pack,
        studies=strongest_first([p for p in close if _design(p) not in apart and _in_people(p)]),
        guidelines=tuple(p for p in points if _design(p) is Design.GUIDELINE),
        labels=tuple(p for p in points if _design(p) is Design.LABEL),
        nearby=tuple(p for p in points if _design(p) not in apart and p not in close),
    )


def _judged(
    rooms: Rooms, artifact: str, m: ScientificMaterial, asker: Asker, build: _Build, *packs: EvidencePack
) -> Outcome:
    request = asker.request
    inputs = {"question": m.question, "role": asker.role.value, "request": request.request_id if request else None}
    draft_id = draft_id_for(artifact, inputs, m.pack.log.snapshot_id, m.now)
    evidence = [search_evidence(m.pack.log), *(p.item.evidence for p in m.labels)]
    evidence += [e for pack in (m.pack, *packs) for e in (*pack_evidence(pack), search_evidence(pack.log))]
    if m.answer.model_key:
        inputs["model_draft"] = m.answer.model_key
    context = _context(rooms, asker)

    def judged(material: ScientificMaterial) -> Outcome:
        """What only lacks a request or a signature is given to the MSL for own reading."""
        draft, facts = build(draft_id, material)
        outcome = judge(rooms, draft, facts, evidence, context, m.now, request_id=context.request_id, inputs=inputs)
        if isinstance(outcome, Quarantined) and outcome.verdict.routing_only and context.request_id is None:
            return judge(rooms, own_reading(outcome.draft), facts, evidence, internal(context), m.now, inputs=inputs)
        return outcome

    # Twice: the list of references may name no study of which the gate left nothing.
    return judged(replace(m, cited=_cited(judged(m).draft)))


def _context(rooms: Rooms, asker: Asker) -> Context:
    """What every document for this asker is judged in."""
    request = asker.request
    account = rooms.objects.get(Account, request.account_id) if request and request.account_id else None
    return Context(
        mode=mode_for(asker),
        profile=Profile.DRAFT,
        jurisdiction=account.jurisdiction if account else asker.jurisdiction,
        audience="HCP",
        products=rooms.claims.products,
        request_origin=request.origin if request else None,
        request_id=request.request_id if request else None,
        request_text=request.text if request else None,
    )


def _cited(draft: Draft) -> frozenset[str]:
    """Sources of the evidence that the draft states."""
    return frozenset(
        c.evidence_id for s, _, _ in draft.statements() if s.kind is StatementKind.EVIDENCE for c in s.citations
    )


def _counted(direct: int, nearby: int) -> str:
    noun = "1 report" if direct == 1 else f"{direct} reports"
    others = f"; {nearby} more {'is' if nearby == 1 else 'are'} near it" if nearby else ""
    return f"The question is addressed directly by {noun} in people{others}"


def _pack(rooms: Rooms, question: str, search_id: str) -> EvidencePack:
    return retrieve(rooms.library, understand(question, rooms.vocabulary, limit=_LIMIT), search_id=search_id)


def _points(pack: EvidencePack) -> tuple[StudyPoints, ...]:
    return tuple(p for item in pack.items if (p := study_points(item, pack.query)))


def _design(point: StudyPoints) -> Design:
    return point.item.record.classification.design


def _in_people(point: StudyPoints) -> bool:
    return point.item.record.classification.species in (Species.HUMAN, Species.MIXED)


def _is_about(point: StudyPoints, medicine: str) -> bool:
    """True where the record names the medicine and what is shown of it is about exposure or an interaction."""
    names = [medicine.lower(), *_names(medicine)]
    text = f"{point.item.record.article.title} {point.main.text}".lower()
    return any(name in text for name in names) and bool(_INTERACTS.search(point.main.text))


def _by_kind(points: list[StudyPoints]) -> dict[str, list[StudyPoints]]:
    kinds: dict[str, list[StudyPoints]] = {}
    for point in points:
        design = _design(point)
        if design is Design.LABEL:
            kind = "Label"
        elif not _in_people(point) or design is Design.LABORATORY:
            kind = "Laboratory"
        else:
            kind = "Case report" if design is Design.CASE else "Study in people"
        kinds.setdefault(kind, []).append(point)
    return kinds


@cache
def _clearance_data() -> dict[str, dict[str, object]]:
    text = (files("assistant.service") / "data" / "clearance.yaml").read_text(encoding="utf-8")
    medicines: dict[str, dict[str, object]] = yaml.safe_load(text)["medicines"]
    return medicines


def _names(medicine: str) -> list[str]:
    row = _clearance_data().get(medicine.lower(), {})
    names = row.get("names", [])
    return [str(name) for name in names] if isinstance(names, list) else []


def _clearance(medicine: str) -> str:
    row = _clearance_data().get(medicine.lower())
    return f"{row['clearance']} (from general knowledge, not verified)" if row else "Not on file."
