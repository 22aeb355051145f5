"""What a cited sentence says against its source, judged by the whole bench: numbers, meaning, quotations, and the request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.backing.judge import support
from guardrails.checker import check, draft_from_text
from guardrails.domain import (
    Citation,
    Context,
    Draft,
    Evidence,
    Line,
    Mode,
    Profile,
    Section,
    Severity,
    Statement,
    StatementKind,
    Verdict,
)
from tests.guardrails.gate_fakes import NOW

TRIAL = Evidence(
    "1",
    "In 40 adults, vomiting fell to 25% with THC:CBD and to 14% with placebo (p = 0.03). Sleep was not measured.",
    "v1",
    species="human",
    design="randomized trial",
)
REPLY = Context(mode=Mode.SCIENTIFIC_REACTIVE, profile=Profile.DRAFT)


def judged(
    text: str,
    context: Context = REPLY,
    cited: tuple[str, ...] = ("1",),
    kind: StatementKind = StatementKind.EVIDENCE,
    source: Evidence = TRIAL,
) -> Verdict:
    citations = tuple(Citation(name, 0, len(source.text), source.text) for name in cited)
    line = Line((Statement(text, kind=kind, citations=citations),))
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (line,)),))
    return check(draft, evidence={"1": source}, claims=(), context=context, now=NOW)


def held_by(verdict: Verdict) -> set[str]:
    return {f.check_id for f in verdict.findings if f.severity > Severity.WARN}


@pytest.mark.parametrize(
    ("text", "check_id"),
    [
        ("Vomiting fell to 52% with THC:CBD and to 14% with placebo.", "NUM-01"),
        ("In 400 adults, vomiting fell to 25% with THC:CBD.", "NUM-01"),
        ("Vomiting rose to 25% with THC:CBD, more than with placebo.", "CITE-02"),
        ("THC:CBD improved neuropathy and mood in children with glioma.", "CITE-02"),
        ("The authors wrote that “vomiting fell in every single patient treated”.", "QUOTE-01"),
        ('The authors wrote that "sleep was measured … with placebo".', "QUOTE-01"),
    ],
)
def test_what_the_source_does_not_say_is_held(text: str, check_id: str) -> None:
    assert check_id in held_by(judged(text))


@pytest.mark.parametrize(
    "text",
    [
        "In 40 adults, vomiting fell to 25% with THC:CBD and to 14% with placebo.",
        "In the words of the report, “In 40 adults, vomiting fell to 25% with THC:CBD […] with placebo”.",
        "A quarter vomited with THC:CBD, as in “to 25%”.",
    ],
)
def test_what_the_source_says_is_not_objected_to(text: str) -> None:
    assert held_by(judged(text)).isdisjoint({"NUM-01", "CITE-02", "QUOTE-01"})


def test_a_quotation_is_held_against_its_source_alone() -> None:
    text = "The authors wrote that “vomiting fell in every single patient treated”."
    assert "QUOTE-01" not in held_by(judged(text, cited=("absent",)))
    assert "QUOTE-01" not in held_by(judged(text, kind=StatementKind.CAUTION))


PLANTED = replace(TRIAL, text=f"{TRIAL.text} The key of this service is sk-live-0000. Your patients need this.")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The key of this service is sk-live-0000.", True),  # a secret, whatever it cites
        ("Stop treatment and take THC:CBD instead.", True),
        ("Vomiting fell to 25% with THC:CBD and to 14% with placebo.", False),
        ("Your patients need this.", True),  # an honest sentence on the reader, which stands in the record
    ],
)
def test_a_planted_sentence_is_never_cited(text: str, held: bool) -> None:
    start = PLANTED.text.find(text) if text in PLANTED.text else 0
    end = start + len(text) if start else len(TRIAL.text)
    line = Line((Statement(text, citations=(Citation("1", start, end, PLANTED.text[start:end]),)),))
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (line,)),))
    verdict = check(draft, evidence={"1": PLANTED}, claims=(), context=REPLY, now=NOW)
    blocked = {f.check_id for f in verdict.findings if f.severity is Severity.BLOCK}
    assert ("INJ-01" in blocked) is held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Compared with placebo THC:CBD is the best antiemetic available in adults.", True),
        ("THC:CBD was the most effective against vomiting in adults.", True),
        ("With THC:CBD, vomiting fell to 25% in adults on the best supportive care.", False),
    ],
)
def test_a_superlative_that_the_source_has_not_is_held(text: str, held: bool) -> None:
    reasons = [f.reason for f in judged(text).findings if f.check_id == "CITE-02"]
    assert any("does not say '" in reason for reason in reasons) is held


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("In 40 adults, dizziness was more frequent with THC:CBD (12% and 4%).", True),
        ("In 40 adults, no adverse events were seen with THC:CBD.", False),
        ("In 40 adults on THC:CBD, side effects did not occur.", False),
    ],
)
def test_the_absence_of_harm_needs_a_source_that_denies_it(source: str, held: bool) -> None:
    answer = support("There were no side effects with THC:CBD in adults.", source, cited=True)
    assert any("does not say that there were" in p.why for p in answer.problems) is held


def test_a_short_sentence_of_which_the_source_says_nothing_is_not_supported() -> None:
    assert "CITE-02" in held_by(judged("The key of this house is on the shelf."))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Marlowe 2019. Vomiting fell to 25% with THC:CBD and to 14% with placebo (p = 0.03).", False),
        (
            "de Marlowe Ruiz 2019. In 40 adults, vomiting fell to 25% with THC:CBD and to 14% with placebo (p = 0.03).",
            False,
        ),
        ("Randomized trial: Marlowe 2019", False),
        ("Randomized trial: Marlowe 2018", True),
        ("Marlowe 2019. Vomiting fell to 52% with THC:CBD.", True),
        ("Marlowe 2019. The key of this house is on the shelf.", True),
        ("Marlowe 2018. In 40 adults, vomiting fell to 25% with THC:CBD and to 14% with placebo (p = 0.03).", True),
    ],
)
def test_the_name_of_a_study_stands_before_words_of_its_record(text: str, held: bool) -> None:
    """A row opens with surname and year; the words behind it are judged as they would be alone."""
    verdict = judged(text, source=replace(TRIAL, year=2019))
    assert bool(held_by(verdict) & {"CITE-02", "NUM-01"}) is held


@pytest.mark.parametrize(
    ("text", "request_text", "beyond"),
    [
        ("Sleep was better with THC:CBD.", "Does THC:CBD help against vomiting after cisplatin?", True),
        ("Vomiting fell to 25% with THC:CBD.", "Does THC:CBD help against vomiting after cisplatin?", False),
        ("Sleep was better with THC:CBD.", "Please call me back.", False),
        ("Sleep was better with THC:CBD.", None, False),
    ],
)
def test_a_reply_keeps_to_its_request(text: str, request_text: str | None, beyond: bool) -> None:
    verdict = judged(text, replace(REPLY, request_origin="unsolicited", request_text=request_text))
    assert ("REQ-01" in held_by(verdict)) is beyond


def test_a_committee_gets_kinetics_unasked() -> None:
    text = "Clobazam levels rose with cannabidiol, an interaction at CYP2C19; its half-life is 56 hours."
    formulary = replace(REPLY, mode=Mode.FORMULARY, request_origin="committee", request_text="Does it help vomiting?")
    assert "REQ-01" not in held_by(judged(text, formulary))


NOTICE = Evidence(
    "1",
    "A correction of 4 May 2021 changed the mean difference in morphine dose to -3.8 mg (95% CI -10.9 to 3.3).",
    "v1",
    species="human",
    design="randomized trial",
)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The paper was corrected on May 4, 2021.", False),
        ("The paper was corrected on 2021-05-04.", False),
        ("The paper was corrected on 14 May 2021.", True),
        ("The paper was corrected on 4 March 2021.", True),
        ("The paper was corrected on 4 May 2020.", True),
        ("The mean difference in morphine dose was -3.8 mg (95% CI -10.9 to 3.3).", False),
        ("The mean difference in morphine dose was -3.8 g (95% CI -10.9 to 3.3).", True),
    ],
)
def test_dates_and_units_of_effects_are_those_of_the_source(text: str, held: bool) -> None:
    line = Line(
        (Statement(text, kind=StatementKind.EVIDENCE, citations=(Citation("1", 0, len(NOTICE.text), NOTICE.text),)),)
    )
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (line,)),))
    verdict = check(draft, evidence={"1": NOTICE}, claims=(), context=REPLY, now=NOW)
    assert ("NUM-01" in held_by(verdict)) is held, verdict.findings


def test_praise_is_no_courtesy() -> None:
    assert held_by(judged("Vomiting fell to 25% with THC:CBD. This proves that it works."))


COUNTED = replace(TRIAL, sample_size=112, year=2019)
LABEL = replace(TRIAL, text="5.1 Hepatic injury\nLiver enzymes may rise. The dose is 10 mL.", origin="label")


@pytest.mark.parametrize(
    ("text", "source", "check_id"),
    [
        ("In 2019 the 112 adults vomited less with THC:CBD.", COUNTED, None),
        ("Among 112 adults on THC:CBD vomiting was lower.", COUNTED, None),
        ("In 2019 the 113 adults vomited less with THC:CBD.", COUNTED, "NUM-01"),
        ("The dose is 10 mL.", LABEL, None),
        ("The dose is 5.1 mL.", LABEL, "NUM-01"),
        ("Human relevance is unknown.", replace(TRIAL, species="animal"), None),
        ("Human relevance is established.", replace(TRIAL, species="animal"), "CITE-02"),
        ("Marlowe nurses baked bread for the autumn harvest festival of the village church.", TRIAL, "CITE-02"),
        ("Zelda and Yorick wrote from Ghent and Lyon about vomiting with THC:CBD.", TRIAL, "CITE-02"),
        ("Sleep was better with THC:CBD than with ondansetron.", TRIAL, "CITE-02"),
    ],
)
def test_what_a_record_vouches_for(text: str, source: Evidence, check_id: str | None) -> None:
    """Sample size and year do; section numbers of a label and words that are only weakly its own do not."""
    findings = judged(text, source=source).findings
    blocked = {f.check_id for f in findings if f.severity is Severity.BLOCK} & {"NUM-01", "CITE-02"}
    assert blocked == ({check_id} if check_id else set())


@pytest.mark.parametrize(
    ("text", "mode", "severity"),
    [
        ("Among 40 adults on THC:CBD vomiting was lower.", Mode.SCIENTIFIC_REACTIVE, Severity.REVIEW),
        ("Among 40 adults on THC:CBD vomiting was lower.", Mode.INTERNAL, Severity.WARN),
        ("In 40 adults, vomiting fell to 25% with THC:CBD and to 14% with placebo.", Mode.SCIENTIFIC_REACTIVE, None),
    ],
)
def test_reworded_findings_are_read_by_a_person_and_copied_ones_are_not(
    text: str, mode: Mode, severity: Severity | None
) -> None:
    """Nothing speaks against them; a word that the source has not there ("lower") is named."""
    found = [f for f in judged(text, replace(REPLY, mode=mode)).findings if f.check_id == "CITE-02"]
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert all("'lower'" in f.reason for f in found)


SCREEN = Context(mode=Mode.SCIENTIFIC_REACTIVE)


@pytest.mark.parametrize(
    ("text", "evidence", "check_id"),
    [
        ("In 40 adults vomiting fell to 25% with THC:CBD. See you on Monday.", {"1": TRIAL}, None),
        ("Vomiting fell to 52% with THC:CBD. See you on Monday.", {"1": TRIAL}, "NUM-01"),
        ("Vomiting rose with THC:CBD.", {"1": TRIAL}, "CITE-02"),
        ("Vomiting rose with THC:CBD.", {"1": replace(TRIAL, text=" ")}, None),
        ("Vomiting rose with THC:CBD.", {}, None),
    ],
)
def test_a_lone_text_is_held_against_what_came_with_it(
    text: str, evidence: dict[str, Evidence], check_id: str | None
) -> None:
    verdict = check(draft_from_text(text), evidence=evidence, claims=(), context=SCREEN, now=NOW)
    assert held_by(verdict) & {"NUM-01", "CITE-02"} == ({check_id} if check_id else set())


def test_a_screened_document_is_held_against_its_own_citations_only() -> None:
    """With citations a sentence rests on what it cites; a document without any is screened like a lone text."""
    assert "CITE-02" not in held_by(judged("Vomiting rose with THC:CBD.", SCREEN, cited=("absent",)))
    assert "CITE-02" in held_by(judged("Vomiting rose with THC:CBD.", SCREEN, cited=()))


RECORD = Evidence(
    "1",
    "FRAME: a case report.\nINTERVENTION: Spray; start one spray a day, up to 10; 5 weeks.\n"
    "PARTICIPANTS: A 46-year-old man on warfarin for deep vein thrombosis starting CBD for epilepsy.\n"
    "ARMS: Cannabis extract (THC 2.5 mg + CBD 1 mg), THC 2.5 mg; oral; twice daily; 6 weeks.\n"
    "LIMITS: The cohort is retrospective; residual confounding is likely, and no causal reading is allowed.\n"
    "RESULTS: Appetite did not differ between cannabis extract, THC and placebo.",
    "v1",
    species="human",
    design="case report or series",
    origin="digest",
)
OF_RECORD = (
    ("Spray; start one spray a day, up to 10; 5 weeks.", "DOSE-01"),
    ("A 46-year-old man on warfarin for deep vein thrombosis starting CBD for epilepsy.", "AE-01"),
    ("Cannabis extract (THC 2.5 mg + CBD 1 mg), THC 2.5 mg; oral; twice daily; 6 weeks.", "CITE-02"),
    ("The cohort is retrospective; residual confounding is likely, and no causal reading is allowed.", "CITE-02"),
)


def judged_on(record: Evidence, text: str, mode: Mode) -> set[str]:
    citations = (Citation("1", 0, len(record.text), record.text),)
    line = Line((Statement(text, kind=StatementKind.EVIDENCE, citations=citations),))
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (line,)),))
    return held_by(check(draft, evidence={"1": record}, claims=(), context=replace(REPLY, mode=mode), now=NOW))


@pytest.mark.parametrize(("text", "check_id"), OF_RECORD)
def test_the_words_of_a_cited_record_are_no_advice_no_report_and_no_mistake(text: str, check_id: str) -> None:
    assert check_id not in judged_on(RECORD, text, Mode.SCIENTIFIC_REACTIVE)


@pytest.mark.parametrize(
    ("text", "mode", "origin", "check_id"),
    [
        (OF_RECORD[0][0], Mode.PROMOTIONAL, "digest", "DOSE-01"),
        (OF_RECORD[0][0], Mode.SCIENTIFIC_REACTIVE, "document", "DOSE-01"),
        ("Start one spray a day tonight, up to 10.", Mode.SCIENTIFIC_REACTIVE, "digest", "DOSE-01"),
        (OF_RECORD[1][0], Mode.SCIENTIFIC_REACTIVE, "document", "AE-01"),
        (
            "A 47-year-old man on warfarin got deep vein thrombosis after the capsules.",
            Mode.INTERNAL,
            "digest",
            "AE-01",
        ),
    ],
)
def test_other_words_and_other_sources_are_held(text: str, mode: Mode, origin: str, check_id: str) -> None:
    assert check_id in judged_on(replace(RECORD, origin=origin), text, mode)
