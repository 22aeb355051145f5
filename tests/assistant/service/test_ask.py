from datetime import datetime

import pytest

from assistant.domain import Asker, Role
from assistant.errors import Forbidden, UsageError
from assistant.service.ask import AskResult, ask
from assistant.service.brief import asker_of
from assistant.service.exports import assert_may_leave
from assistant.service.rooms import Rooms
from guardrails import Decision, Line, Released, StatementKind, line_text

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
CIPN = "Does CBD prevent chemotherapy-induced peripheral neuropathy?"


def answered(rooms: Rooms, question: str, role: Role = Role.MSL, request: str | None = None) -> AskResult:
    return ask(rooms, question, asker_of(rooms, role, request, "US-OH"), AS_OF)


def text_of(result: AskResult) -> str:
    assert isinstance(result.outcome, Released), result.outcome.verdict.findings
    return result.outcome.draft.text


def test_the_msl_gets_human_evidence_with_its_limits(rooms: Rooms) -> None:
    text = text_of(answered(rooms, CIPN))
    assert "PMID 39016024" in text
    assert "Weiss 2025" in text
    assert "did not differ from placebo" in text
    assert "confounding is likely" in text


def test_every_quote_is_found_at_its_offsets(rooms: Rooms) -> None:
    result = answered(rooms, CIPN)
    assert isinstance(result.outcome, Released)
    sources = {i.evidence.evidence_id: i.evidence.text for i in result.pack.items}
    checked = 0
    for statement, _, _ in result.outcome.draft.statements():
        for citation in statement.citations:
            if citation.evidence_id in sources:
                assert sources[citation.evidence_id][citation.start : citation.end] == citation.quote
                checked += 1
    assert checked >= 5


def test_every_sentence_about_a_study_is_cited(rooms: Rooms) -> None:
    result = answered(rooms, CIPN)
    assert isinstance(result.outcome, Released)
    for statement, _, _ in result.outcome.draft.statements():
        if statement.kind in (StatementKind.EVIDENCE, StatementKind.ABSENCE, StatementKind.FACT):
            assert statement.citations, statement.text


@pytest.mark.parametrize(
    "question", ["How does the CB1 receptor structure look?", "Cannabinoids in melanoma mouse models"]
)
def test_a_retracted_or_doubted_record_is_never_cited(rooms: Rooms, question: str) -> None:
    result = answered(rooms, question)
    cited = {c.evidence_id for s, _, _ in result.outcome.draft.statements() for c in s.citations}
    assert not cited & {"28678776", "17065222"}


def test_the_account_manager_gets_a_card_background_and_approved_lines(rooms: Rooms) -> None:
    result = answered(rooms, CIPN, Role.ACCOUNT_MANAGER)
    text = text_of(result)
    assert "BACKGROUND, NOT FOR CUSTOMERS" in text
    assert "Routing card" in text
    assert isinstance(result.outcome, Released)
    said = [line for _, _, line in result.outcome.draft.lines() if line and line.style == "say"]
    assert said
    kinds = {s.kind for line in said for s in line.statements}
    assert kinds <= {StatementKind.CLAIM, StatementKind.QUALIFIER}


@pytest.mark.parametrize("role", [Role.MSL, Role.ACCOUNT_MANAGER])
@pytest.mark.parametrize(
    "question", ["best treatment for gout", "Which first-line drug would you pick for EGFR-mutant lung cancer?"]
)
def test_a_question_outside_the_library_is_not_answered(rooms: Rooms, question: str, role: Role) -> None:
    result = answered(rooms, question, role)
    assert not result.pack.sufficient
    assert "Not enough evidence" in text_of(result)


def test_a_logged_request_is_answered_in_its_own_words(rooms: Rooms) -> None:
    result = answered(rooms, "Is CBD alone enough for symptom burden?", request="MIR-2026-0407")
    text = text_of(result)
    assert "Is CBD alone enough for symptom burden on our unit?" in text
    assert "PMID 36409969" in text
    assert "for the requester" in text


def test_the_same_question_at_the_same_time_gives_the_same_text(rooms: Rooms) -> None:
    first, second = answered(rooms, CIPN), answered(rooms, CIPN)
    assert text_of(first) == text_of(second)
    assert isinstance(first.outcome, Released)
    assert isinstance(second.outcome, Released)
    assert first.outcome.certificate == second.outcome.certificate


def test_a_giant_question_is_refused_in_one_line(rooms: Rooms) -> None:
    with pytest.raises(UsageError, match="100,000"):
        ask(rooms, "x" * 100_000, Asker(Role.MSL), AS_OF)


def test_every_draft_leaves_an_audit_event(rooms: Rooms) -> None:
    before = sum(1 for _ in rooms.audit.events())
    result = answered(rooms, "Does cannabis tea change irinotecan or docetaxel exposure?")
    events = list(rooms.audit.events())[before:]
    assert [e.detail["draft_id"] for e in events][-1] == result.outcome.draft.draft_id
    assert result.outcome.verdict.decision is Decision.RELEASE
    assert rooms.audit.first_bad() is None


def test_a_question_about_one_patient_is_answered_and_relayed_once(rooms: Rooms) -> None:
    before = {r.report_id for r in rooms.documents.reports()}
    question = "A patient fainted after nabiximols on cycle 2. Is there evidence on nabiximols and temozolomide levels?"
    first, again = answered(rooms, question), answered(rooms, question)
    assert isinstance(first.outcome, Released), first.outcome.verdict.findings
    assert isinstance(again.outcome, Released)
    opened = [r for r in rooms.documents.reports() if r.report_id not in before]
    assert len(opened) == 1
    assert "fainted" in opened[0].text


def test_personal_data_in_a_question_goes_nowhere(rooms: Rooms) -> None:
    result = answered(rooms, "Jane Doe, MRN 00482913, takes tamoxifen. Does CBD change endoxifen levels?")
    assert "00482913" not in text_of(result)
    assert "Jane" not in text_of(result)
    assert "endoxifen" in text_of(result)


def test_an_answer_on_interactions_leads_with_every_medicine_asked_about(rooms: Rooms) -> None:
    def bottom_line(question: str) -> str:
        section = next(s for s in answered(rooms, question).outcome.draft.sections if s.section_id == "bottom_line")
        return "\n".join(line_text(block) for block in section.blocks if isinstance(block, Line))

    both = bottom_line("Do cannabinoids interact with irinotecan and tamoxifen?")
    assert "PMID 17405893" in both
    assert "PMID 37543688" in both
    one = bottom_line("Does CBD interact with warfarin and cisplatin?")
    assert "PMID 33016308" in one
    assert "No study in people on cisplatin was found on this question in this library [search S1]." in one


def test_what_leaves_as_a_file_has_no_background(rooms: Rooms) -> None:
    asker = Asker(Role.ACCOUNT_MANAGER)
    shown = ask(rooms, CIPN, asker, AS_OF).outcome
    leaving = ask(rooms, CIPN, asker, AS_OF, to_leave=True).outcome
    assert isinstance(shown, Released)
    assert isinstance(leaving, Released)
    with pytest.raises(Forbidden, match="not exported"):
        assert_may_leave(shown)
    assert_may_leave(leaving)
    assert "BACKGROUND" not in leaving.draft.text
    assert "Exact words" in leaving.draft.text
