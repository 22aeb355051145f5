"""The parts that each kind of document is known for, listed here apart from the code: a part that goes is a test that fails."""

from collections.abc import Callable
from datetime import datetime

import pytest

from assistant.domain import Asker, Person, Role
from assistant.service import gaps, outreach, plans, prep, scientific
from assistant.service.brief import asker_of
from assistant.service.review_sheet import review_sheet
from assistant.service.rooms import Rooms
from assistant.service.say import what_may_be_said
from guardrails import Draft, Line, Mode, Quarantined, Released, Section, Table, line_text

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
AUTHOR = "M. Sorrel, PharmD"
Maker = Callable[[Rooms], Released | Quarantined]


def letter_of(rooms: Rooms) -> Released | Quarantined:
    return scientific.response_letter(rooms, _msl(rooms, "MIR-2026-0389"), AS_OF, AUTHOR)


def deck_of(rooms: Rooms) -> Released | Quarantined:
    asked = _msl(rooms, "MIR-2026-0389")
    assert asked.request
    return scientific.scientific_deck(rooms, asked.request.text, asked, AS_OF, AUTHOR)


def email_of(rooms: Rooms) -> Released | Quarantined:
    person = rooms.objects.get(Person, "P-1")
    assert person
    return outreach.email_fragment(
        rooms, Role.ACCOUNT_MANAGER, person, "chemotherapy nausea", AS_OF, "Jonah Pell", "QUILLMERA"
    )


def _msl(rooms: Rooms, request: str | None = None) -> Asker:
    return asker_of(rooms, Role.MSL, request, "US-OH")


MAKERS: dict[str, Maker] = {
    "account plan": lambda r: plans.account_plan(r, Role.ACCOUNT_MANAGER, "A-1", AS_OF, "Jonah Pell"),
    "business review": lambda r: plans.business_review(r, Role.ACCOUNT_MANAGER, "A-1", AS_OF, "Jonah Pell", 180),
    "in-service": lambda r: outreach.in_service(r, Role.ACCOUNT_MANAGER, "A-1", "QUILLMERA", AS_OF),
    "say sheet": lambda r: what_may_be_said(r, "chemotherapy nausea", "US-OH", AS_OF, "QUILLMERA"),
    "email": email_of,
    "deck": deck_of,
    "letter": letter_of,
    "evidence table": lambda r: scientific.evidence_table(
        r, "cannabinoids for chemo neuropathy", _msl(r, "MIR-2026-0398"), AS_OF, AUTHOR
    ),
    "interaction card": lambda r: scientific.interaction_card(r, "CBD", "warfarin", _msl(r), AS_OF, AUTHOR),
    "pk card": lambda r: scientific.pk_card(
        r, "pharmacokinetics of oral and oromucosal cannabinoids", _msl(r, "MIR-2026-0405"), AS_OF, AUTHOR
    ),
    "gap report": lambda r: gaps.gap_report(r, Role.MSL, AS_OF),
}


@pytest.fixture(scope="module")
def drafts(rooms: Rooms) -> dict[str, Draft]:
    made = {}
    for name, make in MAKERS.items():
        outcome = make(rooms)
        assert isinstance(outcome, Released), (name, [f.check_id for f in outcome.verdict.findings])
        made[name] = outcome.draft
    return made


def words(section: Section) -> str:
    """Leads, headings of columns and text of one section."""
    found = []
    for block in section.blocks:
        if isinstance(block, Table):
            found += ["; ".join(block.header), *("; ".join(map(line_text, row)) for row in block.rows)]
        elif isinstance(block, Line):
            found.append(line_text(block))
    return "\n".join(found)


PARTS = {
    "account plan": (
        "account: Tier; Phase; Formulary; Protocol; Owner",
        "objective: Information:; Action:",
        "decision: How it is decided:; Next P&T meeting: December",
        "people: Influence; Stance; Last contact, owner; Gap; P&T chair; pharmacist",
        "pillars: Pillar; Approved lines; In force to",
        "promises: Owner; Due; Status",
        "touches: When; Whom; How; Topic",
        "risks: before the next review",
        "measures: Promises settled; Safety told; Next review:",
    ),
    "business review": (
        "summary: contacts with; questions; overdue", "activity: Channel; visit", "said: Still in force",
        "asked: Date; Question; Handled", "promises: kept; open; overdue", "next: 2026-11-18",
        "risks: HB-C-001 v1 was said and is not in force any more", "decisions: phase",
    ),
    "in-service": (
        "header: label QUIL-PI-03; on label only; 15 minutes", "plan: Minutes; Item", "cards: Claims; Sources",
        "card_1: is indicated in; vs placebo", "card_2: CNS depressants", "questions: other sedating medicines?",
        "routes: Medical:; Drug safety:", "leave: Prescribing information",
    ),
    "say sheet": (
        "lines: Topic:; Place: US-OH; Pillar; certainty:; Claims; to 2027; PMID; Label QUIL-PI-03; Note",
        "card_1: complete response; olanzapine", "card_4: sedation", "card_5: 40%; 25%; excluded; contraindicated; 31% vs 14%",
        "withheld: None", "never: Never say",
    ),
    "email": (
        "greeting: Dear Dr. Ellingsworth", "unit_1: is indicated in; 48 of 120; excluded; contraindicated; 31% vs 14%",
        "closing: prescribing information; Jonah Pell; Safety contact:",
    ),
    "deck": (
        "title: MIR-2026-0389", "disclosure: Our interest:; labeled for; not FDA-approved", "search: records searched",
        "need: Grimison", "mechanism: did not ask about mechanism",
        "pk: oral", "study_1: People, comparator:; Result:; Harms:; Limits:; 95% CI",
        "study_2: Result:; Harms:; Limits:", "contrary: did not differ", "safety: sedation", "interactions: interactions",
        "guideline: ASCO", "practice: Which prophylaxis do your patients get", "summary: Limit:", "references: PMID 39151115",
    ),
    "evidence table": (
        "table: Study; Population; Comparator; Outcome; Result; Harms; Limits; PMID; not in the record",
    ),
    "interaction card": (
        "pair: CBD with warfarin; Clearance:",
        "evidence: Kind; Source; Label; Study in people; Case report; Laboratory; Not studied in this library",
        "limits: Cortopassi", "unknown: what happens in a patient is unknown; no management", "searched: records searched",
        "references: PMID 33016308",
    ),
    "pk card": (
        "values: Source; Agent, form, dose, route; Values as reported; Cmax; Tmax; AUC; cannot be carried from one agent",
        "searched: records searched; retracted", "references: PMID 21078841",
    ),
    "gap report": (
        "summary: requests; cannot answer", "themes: efficacy: 4; interaction: 1",
        "gaps: Request; Asked; Answerable; Found; Missing; MIR-2026-0371",
        "next: worth a study",
    ),
    # What scientific communication on an unapproved use has to disclose (FDA's guidance of January 2025, to be checked by counsel).
    "letter": (
        "cover: you asked us a question", "summary: sedation",
        "introduction: Our interest:; labeled for; not FDA-approved; have not been established",
        "results: placebo; Limits; did not differ", "references: 2024; 2020", "enclosures: labels of",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "part"), [(d, p) for d, parts in PARTS.items() for p in parts])
def test_every_part_is_there_and_says_what_it_is_for(drafts: dict[str, Draft], document: str, part: str) -> None:
    key, _, said = part.partition(": ")
    section = next((s for s in drafts[document].sections if s.section_id == key), None)
    assert section, f"{document} has no {key}"
    text = words(section)
    assert [s for s in said.split("; ") if s not in text] == []


@pytest.mark.parametrize("document", PARTS)
def test_parts_stand_in_their_order(drafts: dict[str, Draft], document: str) -> None:
    keys = [s.section_id for s in drafts[document].sections]
    listed = [part.partition(": ")[0] for part in PARTS[document]]
    assert [key for key in keys if key in listed] == listed


def test_a_review_sheet_has_what_its_reviewers_decide_by(rooms: Rooms) -> None:
    line = next(c for c in rooms.claims.claims if c.key == "HB-C-001 v1")
    sheet = review_sheet(
        rooms, Role.REVIEWER, f"{line.text} Verdanol oil cures nausea.", "HB-E-0077", Mode.PROMOTIONAL, "US-OH",
        ("QUILLMERA",), AS_OF,
    )  # fmt: skip
    for part in (
        "# Review sheet: HB-E-0077", "| As of |", "| Judged as | promotional, for HCP, US-OH, QUILLMERA |",
        "| Decision | **BLOCK**", "| Coverage |", "checks run", "| Purpose, channel |", "| Change since last version |",
        "| Review due |", "| Expiry |", "- HB-C-001 v1: superseded, to", "38478773", "- Quote: “", "- Why: ", "- Rule: ", "- Offered: ",
        "| Discipline | Comment | Decision | Name, time, meaning |", "| Medical |", "| Legal |", "| Regulatory |",
    ):  # fmt: skip
        assert part in sheet


def test_a_card_of_a_call_pack_has_all_of_a_talking_point(rooms: Rooms) -> None:
    made = prep.prepare(rooms, prep.find_visit(rooms, AS_OF, hcp="P-1"), AS_OF, "Jonah Pell")
    assert isinstance(made, Released)
    tables = [b for s in made.draft.sections for b in s.blocks if isinstance(b, Table)]
    of_cards = [t for t in tables if t.header[0] == "Card"]
    assert {t.header for t in of_cards} == {("Card", "Pillar", "Claims", "Sources", "Note")}
    rows = [row for t in of_cards for row in t.rows]
    cards = {s.title: words(s) for s in made.draft.sections if s.section_id.startswith("card_")}
    assert len(rows) == len(cards) > 0
    for row in rows:
        shown = [line_text(cell) for cell in row]
        assert "certainty: " in shown[1]
        assert ", to 20" in shown[2]
        assert shown[3].startswith("[")
    label = next(text for text in cards.values() if "48 of 120" in text)
    for part in ("SAY:", "in adults", "95% CI", "excluded patients", "contraindicated", "31% vs 14%"):
        assert part in label


def test_an_email_says_its_safety_block_once(drafts: dict[str, Draft]) -> None:
    """A unit is one line: parted, the gate would give each part the whole of its balance again."""
    assert drafts["email"].text.count("contraindicated") == 1
