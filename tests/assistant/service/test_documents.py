import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from assistant.domain import Person, Role
from assistant.errors import NotAllowed, UsageError
from assistant.people.permissions import MAY_MAKE, require_maker
from assistant.service import gaps, outreach, scientific
from assistant.service.brief import asker_of
from assistant.service.evidence_files import evidence_files
from assistant.service.review_sheet import review_sheet
from assistant.service.rooms import Rooms
from guardrails import Line, Mode, Quarantined, Released, Section, Table, line_text

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
AUTHOR = "M. Sorrel, PharmD"
Made = Released | Quarantined


def msl(rooms: Rooms, request: str | None = None):  # type: ignore[no-untyped-def]
    return asker_of(rooms, Role.MSL, request, "US-OH")


def released(outcome: Made) -> Released:
    assert isinstance(outcome, Released), [(f.check_id, f.quote) for f in outcome.verdict.findings]
    return outcome


def words(section: Section) -> str:
    lines = [c for b in section.blocks for c in ([b] if isinstance(b, Line) else [c for row in b.rows for c in row])]
    return "\n".join(line_text(line) for line in lines)


def part(outcome: Released, key: str) -> str:
    return words(next(s for s in outcome.draft.sections if s.section_id == key))


@pytest.fixture(scope="module")
def letter(rooms: Rooms) -> Released:
    return released(scientific.response_letter(rooms, msl(rooms, "MIR-2026-0389"), AS_OF, AUTHOR))


def test_the_letter_has_a_cover_note_and_eight_parts(letter: Released) -> None:
    assert [s.section_id for s in letter.draft.sections] == [
        "cover", "question", "summary", "introduction", "methods", "results", "discussion", "references", "enclosures",
    ]  # fmt: skip
    assert [s.title[:2] for s in letter.draft.sections[1:]] == [f"{n}." for n in range(1, 9)]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (
            "cover",
            "Dear Dr. Ellingsworth: on October 22, 2026 you asked us a question, and your words reached us unchanged.",
        ),
        ("question", "despite guideline antiemetics, what is the evidence for adding an oral THC:CBD product?”"),
        ("summary", "17/70 (24%) with oral THC:CBD and 6/74 (8%) with placebo"),
        ("summary", "sedation of any grade occurred in 56%"),
        ("summary", "The question is addressed directly by 2 reports in people; 4 more are near it"),
        ("summary", "10% had olanzapine"),
        ("introduction", "Nabilone capsules are labeled for chemotherapy nausea and vomiting"),
        ("introduction", "have not been established"),
        ("introduction", "Halden Botanics sells cannabinoid products"),
        ("methods", "60 records searched"),
        ("methods", "Left out for integrity"),
        ("results", "oromucosal THC:CBD spray"),
        ("results", "did not differ"),
        ("discussion", "ASCO (2024) says"),
        ("discussion", "Certainty is for your judgment"),
        ("references", "PMID 39151115 (digest)"),
        ("enclosures", "the US labels of cannabidiol, dronabinol and nabilone; search log"),
        ("enclosures", "or FDA MedWatch"),
    ],
)
def test_each_part_of_the_letter_says_what_it_is_for(letter: Released, key: str, said: str) -> None:
    assert said in part(letter, key)


def test_a_letter_does_not_miss_the_kind_of_evidence_that_it_cites(letter: Released) -> None:
    assert "systematic review with meta-analysis of 79 randomized trials" in letter.draft.text
    assert "in this library: a systematic review" not in letter.draft.text


def test_a_letter_needs_a_logged_request(rooms: Rooms) -> None:
    with pytest.raises(UsageError, match="--request"):
        scientific.response_letter(rooms, msl(rooms), AS_OF, AUTHOR)


def test_every_cell_of_the_evidence_table_cites_or_says_that_nothing_is_there(rooms: Rooms) -> None:
    made = released(
        scientific.evidence_table(
            rooms, "cannabinoids for chemo neuropathy", msl(rooms, "MIR-2026-0398"), AS_OF, AUTHOR
        )
    )
    table = next(b for s in made.draft.sections if s.section_id == "table" for b in s.blocks if isinstance(b, Table))
    assert table.header[0] == "Study"
    assert len(table.rows) >= 3
    for row in table.rows:
        for cell in row:
            for statement in cell.statements:
                assert statement.citations or statement.text == "not in the record"
    assert "not in the record" in words(Section("t", "t", (table,)))


def test_no_study_of_a_question_is_lost_to_its_own_outcome_or_to_a_number_in_its_limits(rooms: Rooms) -> None:
    """Pain is what trials in neuropathy measure; and a digest may name the trial that followed."""
    made = released(
        scientific.evidence_table(
            rooms, "cannabinoids for chemo neuropathy", msl(rooms, "MIR-2026-0398"), AS_OF, AUTHOR
        )
    )
    assert not made.withheld
    table = next(b for s in made.draft.sections if s.section_id == "table" for b in s.blocks if isinstance(b, Table))
    rows = {line_text(row[0]).split(".")[0]: [line_text(cell) for cell in row] for row in table.rows}
    assert "Pain intensity" in rows["Lynch 2014"][6]
    assert rows["D'Andre 2021"][1] == "not in the record"
    assert "PMID 39016024" not in rows["D'Andre 2021"][8]


def test_a_reply_on_an_interaction_offers_no_study_of_another_outcome(rooms: Rooms) -> None:
    """Nobody measured what THC:CBD does to cisplatin; a trial of pain in people who had cisplatin is no answer."""
    made = released(scientific.response_letter(rooms, msl(rooms, "MIR-2026-0401"), AS_OF, AUTHOR))
    assert part(made, "summary").startswith("Not enough evidence to answer: no record in this library studied")
    assert "Lynch" not in made.draft.text
    assert part(made, "results").startswith("No study in people in this library answers the question directly.")
    gap = part(released(gaps.gap_report(rooms, Role.MSL, AS_OF)), "gaps").split("MIR-2026-0401")[1].split("MIR-")[0]
    assert "\nno\nnothing on the question itself\n" in gap


@pytest.mark.parametrize(
    ("agent", "medicine", "said", "absent_kinds"),
    [
        ("THC:CBD", "cisplatin", "not cleared by CYP", 4),
        ("CBD", "warfarin", "lowered by nearly 20%", 3),
        ("CBD", "tamoxifen", "12.6%", 2),
        ("cannabinoids", "irinotecan", "ratio 1.04", 3),
    ],
)
def test_interaction_cards_keep_kinds_of_evidence_apart(
    rooms: Rooms, agent: str, medicine: str, said: str, absent_kinds: int
) -> None:
    made = released(scientific.interaction_card(rooms, agent, medicine, msl(rooms), AS_OF, AUTHOR))
    assert said in made.draft.text
    assert made.draft.text.count("Not studied in this library") == absent_kinds
    assert "what happens in a patient is unknown" in made.draft.text
    assert " safe" not in made.draft.text.lower()


def test_a_card_in_reply_to_a_question_on_interactions_keeps_every_kind_of_evidence(rooms: Rooms) -> None:
    asker = msl(rooms, "MIR-2026-0401")
    made = released(scientific.interaction_card(rooms, "cannabinoids", "irinotecan", asker, AS_OF, AUTHOR))
    assert not made.withheld
    table = next(b for s in made.draft.sections if s.section_id == "evidence" for b in s.blocks if isinstance(b, Table))
    assert [line_text(row[0]) for row in table.rows] == ["Label", "Study in people", "Case report", "Laboratory"]


def test_the_pk_card_gives_form_route_and_values(rooms: Rooms) -> None:
    made = released(
        scientific.pk_card(
            rooms, "pharmacokinetics of oral and oromucosal cannabinoids", msl(rooms, "MIR-2026-0405"), AS_OF, AUTHOR
        )
    )
    text = part(made, "values")
    assert "oral THC 5 and 15 mg" in text
    assert "Cmax, Tmax and AUC did not differ significantly" in text
    assert "cannot be carried from one agent" in text
    assert "high-fat meal raised the bioavailability of oral CBD" in text
    assert "temozolomide" not in text


def test_the_scientific_deck_has_one_study_a_slide_and_its_duties(rooms: Rooms) -> None:
    asker = msl(rooms, "MIR-2026-0389")
    assert asker.request is not None
    made = released(scientific.scientific_deck(rooms, asker.request.text, asker, AS_OF, AUTHOR))
    keys = [s.section_id for s in made.draft.sections]
    for key in (
        "title",
        "disclosure",
        "search",
        "need",
        "mechanism",
        "pk",
        "study_1",
        "contrary",
        "safety",
        "interactions",
        "guideline",
        "practice",
        "summary",
        "references",
    ):
        assert key in keys
    assert "17/70 (24%)" in part(made, "study_1")
    assert "25% with oral THC:CBD and 14% with placebo" in part(made, "study_2")
    assert keys.index("disclosure") < keys.index("study_1") < keys.index("references")


def test_a_deck_shows_mechanism_from_records_and_only_where_it_was_asked_for(rooms: Rooms) -> None:
    asked = msl(rooms, "MIR-2026-0389")
    assert asked.request is not None
    reply = released(scientific.scientific_deck(rooms, asked.request.text, asked, AS_OF, AUTHOR))
    assert part(reply, "mechanism") == "The request did not ask about mechanism, so none is shown."
    assert part(reply, "interactions") == "The request did not ask about interactions, so none is shown."
    own = released(scientific.scientific_deck(rooms, "CBD for paclitaxel neuropathy", msl(rooms), AS_OF, AUTHOR))
    lines = part(own, "mechanism").split("\n")
    assert "5-HT1A antagonist" in lines[0] or "5-HT1A antagonist" in lines[1]
    assert all("human relevance is unknown" in line for line in lines[:-1])
    keys = [s.section_id for s in own.draft.sections]
    assert keys.index("need") < keys.index("mechanism") < keys.index("pk")


def test_an_email_holds_approved_units_whole_within_its_cap(rooms: Rooms) -> None:
    person = rooms.objects.get(Person, "P-1")
    assert person is not None
    made = released(
        outreach.email_fragment(
            rooms, Role.ACCOUNT_MANAGER, person, "chemotherapy nausea", AS_OF, "Jonah Pell", "QUILLMERA"
        )
    )
    text = made.draft.text
    assert text.split("\n")[2:4] == ["Dear Dr. Ellingsworth,", "Thank you for your time."]
    assert "References: Label QUIL-PI-03 §1" in text
    assert text.split("\n")[-2:] == ["Kind regards,", "Jonah Pell, Halden Botanics"]
    assert not any(section.title for section in made.draft.sections)
    assert "48 of 120 patients (40%)" in text
    assert "somnolence 31% vs 14%" in text
    said = [s for s in made.draft.sections if s.section_id != "references"]
    assert sum(len(line_text(block).split()) for s in said for block in s.blocks if isinstance(block, Line)) <= 250
    assert "ASCO" not in text


def test_nobody_without_consent_gets_an_email(rooms: Rooms) -> None:
    for person_id in ("P-4", "P-7"):
        person = rooms.objects.get(Person, person_id)
        assert person is not None
        with pytest.raises(UsageError, match="no consent"):
            outreach.email_fragment(rooms, Role.ACCOUNT_MANAGER, person, "nausea", AS_OF, "J. Pell", "QUILLMERA")


def test_the_in_service_is_about_the_label_alone(rooms: Rooms) -> None:
    made = released(outreach.in_service(rooms, Role.ACCOUNT_MANAGER, "A-1", "QUILLMERA", AS_OF))
    assert [s.section_id for s in made.draft.sections] == [
        "header", "plan", "cards", "card_1", "card_2", "questions", "routes", "leave",
    ]  # fmt: skip
    assert "CNS depressants" in part(made, "card_2")
    with pytest.raises(UsageError, match="has no label"):
        outreach.in_service(rooms, Role.ACCOUNT_MANAGER, "A-1", "VERDANOL", AS_OF)


def test_an_account_managers_deck_holds_approved_units_and_expires(rooms: Rooms) -> None:
    made = released(outreach.promotional_deck(rooms, Role.ACCOUNT_MANAGER, "chemotherapy nausea", "US-OH", AS_OF))
    assert all(s.claim or s.kind == "logistics" for s, _, _ in made.draft.statements())
    with pytest.raises(UsageError, match="No approved line"):
        outreach.promotional_deck(
            rooms, Role.ACCOUNT_MANAGER, "chemotherapy nausea", "US-OH", AS_OF + timedelta(days=400), "QUILLMERA"
        )


def test_the_counts_of_a_letter_add_up_to_its_references(letter: Released) -> None:
    found = next(s for s in letter.draft.sections if s.section_id == "methods")
    used = next(block for block in found.blocks if isinstance(block, Table))
    counts = [int(line_text(row[1])) for row in used.rows]
    references = next(s for s in letter.draft.sections if s.section_id == "references").blocks
    assert line_text(used.rows[4][0]) == "In the list of references"
    assert sum(counts[:4]) == counts[4] == len(references)


def test_the_gap_report_names_what_is_missing_for_each_request(rooms: Rooms) -> None:
    made = released(gaps.gap_report(rooms, Role.MSL, AS_OF))
    assert [s.section_id for s in made.draft.sections] == ["summary", "themes", "gaps", "next"]
    text = part(made, "gaps")
    assert "MIR-2026-0371" in text
    assert "a guideline position" in text


def test_the_gap_report_finds_what_the_letter_cites(rooms: Rooms, letter: Released) -> None:
    text = part(released(gaps.gap_report(rooms, Role.MSL, AS_OF)), "gaps")
    told = text.split("MIR-2026-0389\n")[1].split("\n")
    assert told[2] == "2 randomized trials, 1 guideline"
    assert "directly by 2 reports in people" in part(letter, "summary")
    assert "ASCO" in part(letter, "discussion")


def test_a_review_sheet_names_each_finding_and_is_marked(rooms: Rooms) -> None:
    text = "Quillmera raised complete response by 60% over placebo. Verdanol oil cures nausea."
    sheet = review_sheet(rooms, Role.REVIEWER, text, "HB-E-0077", Mode.PROMOTIONAL, "US-OH", ("QUILLMERA",), AS_OF)
    assert "QUARANTINED, NOT RELEASED" in sheet
    assert "**BLOCK**" in sheet
    assert sheet.index("· block**") < sheet.index("| Medical |")
    assert "Verdanol oil cures nausea" in sheet
    assert [e.action for e in rooms.audit.events()][-1] == "review_sheet.viewed"


MATRIX = {
    Role.ACCOUNT_MANAGER: {
        "routing_card", "call_pack", "pt_brief", "email_fragment", "in_service", "promotional_deck", "account_plan",
        "business_review", "search_digest",
    },
    Role.MSL: {
        "answer", "call_pack", "pt_brief", "response_letter", "evidence_table", "interaction_card", "pk_card",
        "scientific_deck", "gap_report", "search_digest",
    },
    Role.REVIEWER: {"answer", "evidence_table", "interaction_card", "pk_card", "gap_report", "review_sheet", "search_digest"},
    Role.EVALUATOR: {"answer", "search_digest"},
    Role.ADMIN: {"search_digest"},
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("artifact", MAY_MAKE)
def test_role_by_content(role: Role, artifact: str) -> None:
    if artifact in MATRIX[role]:
        require_maker(role, artifact)
        return
    with pytest.raises(NotAllowed, match=role.value):
        require_maker(role, artifact)


def test_an_unknown_document_is_for_nobody() -> None:
    with pytest.raises(NotAllowed, match="nobody"):
        require_maker(Role.ADMIN, "poem")


def test_the_doors_of_scientific_documents_refuse_account_managers(rooms: Rooms) -> None:
    asker = asker_of(rooms, Role.ACCOUNT_MANAGER, "MIR-2026-0389", "US-OH")
    calls: list[Callable[[], Made]] = [
        lambda: scientific.response_letter(rooms, asker, AS_OF, AUTHOR),
        lambda: scientific.evidence_table(rooms, "x", asker, AS_OF, AUTHOR),
        lambda: scientific.scientific_deck(rooms, "x", asker, AS_OF, AUTHOR),
        lambda: scientific.interaction_card(rooms, "CBD", "warfarin", asker, AS_OF, AUTHOR),
        lambda: scientific.pk_card(rooms, "x", asker, AS_OF, AUTHOR),
        lambda: gaps.gap_report(rooms, Role.ACCOUNT_MANAGER, AS_OF),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_references_of_a_letter_are_exactly_its_sources(letter: Released) -> None:
    cited = {c.evidence_id for s, _, _ in letter.draft.statements() if s.kind == "evidence" for c in s.citations}
    listed = part(letter, "references").split("\n")
    assert len(listed) == len(set(listed)) == len(cited)
    assert any("Duran M" in line for line in listed)


def test_an_evidence_table_goes_to_other_programs_as_csv_and_ris(rooms: Rooms) -> None:
    outcome = released(
        scientific.evidence_table(rooms, "cannabinoids for chemotherapy nausea", msl(rooms), AS_OF, AUTHOR)
    )
    files = evidence_files(rooms, outcome)
    rows = list(csv.reader(io.StringIO(files["csv"])))
    table = next(b for s in outcome.draft.sections for b in s.blocks if isinstance(b, Table))
    assert rows[0] == list(table.header)
    assert len(rows) == len(table.rows) + 2
    assert [cell.lstrip("'") for cell in rows[1]] == [line_text(cell) for cell in table.rows[0]]
    assert outcome.certificate.certificate_id in rows[-1][0]
    assert files["ris"].count("TY  - ") == len(table.rows)
    assert "PMID 39151115" in files["csv"]
    assert "AN  - 39151115" in files["ris"]
