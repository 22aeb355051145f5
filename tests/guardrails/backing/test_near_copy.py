"""A sentence taken over almost word for word: what was exchanged, left out or put in, and what may differ."""

from __future__ import annotations

import pytest

from guardrails import Citation, Context, Decision, Draft, Evidence, Line, Mode, Profile, Section, Statement
from guardrails.backing.near_copy import copy_problems
from guardrails.backing.passage import read_passage
from guardrails.checker import check
from tests.guardrails.gate_fakes import NOW

GUIDE = "The panel says that cannabinoids may improve refractory nausea when added to usual antiemetics."
RATES = "With the oil, clobazam levels rose by 60% (SD 80%; 95% CI 2% to 91% at 4 weeks) and fell later."
RESCUE = "Rescue was needed by 20/71 (28%) with THC:CBD and 7/74 (9%) with placebo. No vomiting occurred in 35%."
MICE = "CBG reduced hypersensitivity in mice of both sexes. CBG did more than vehicle in mice; weight was unchanged."
TWO = (
    "Nausea fell with zelpiride early in the second week at home. Vomiting rose with placebo at night in the hospital."
)
JOINED = "Nausea fell with zelpiride vomiting rose with placebo in the second week at home."
ALONE = (
    "Complete response occurred in 17 of 70. Only 10% had olanzapine in their prophylaxis, so the result may not carry over. "
    "Under 18 not established. Store at 20 to 25 degrees; 52 of 240 were 25 or older. Rates were 40% and 57%."
)
LABEL = "The capsules are labeled for anorexia with weight loss in AIDS and for vomiting after chemotherapy."


@pytest.mark.parametrize(
    ("said", "source"),
    [
        (GUIDE.replace("refractory ", ""), GUIDE),
        (RATES.replace("60%", "67%"), RATES),
        (RATES.replace("60% (SD 80%", "80% (SD 60%"), RATES),
        (RESCUE.split(".")[0].replace("28%", "35%"), RESCUE),
        (RESCUE.split(".")[0].replace("THC:CBD", "CBD"), RESCUE),
        ("In mouse experiments, CBG reduced hypersensitivity in patients of both sexes", MICE),
        ("CBG reduced hypersensitivity in mice of both sexes; weight was not unchanged", MICE),
        (LABEL.replace("anorexia", "vomiting"), LABEL),
        ("Only 17% had olanzapine in their prophylaxis, so the result may not carry over.", ALONE),
        ("Under 25 not established.", ALONE),
        (LABEL.replace("labeled", "not labeled") + " They are not sweet.", LABEL + " They are not sweet."),
    ],
)
def test_a_change_of_meaning_is_seen(said: str, source: str) -> None:
    assert list(copy_problems(read_passage(said), read_passage(source)))


@pytest.mark.parametrize(
    ("said", "source"),
    [
        (JOINED, TWO),
        (GUIDE, GUIDE),
        ("In people with refractory disease, " + GUIDE.replace("refractory ", ""), GUIDE),
        (RESCUE.split(".")[0].replace("28%", "28 percent"), RESCUE),
        ("Under 18 not established.", ALONE),
        (
            "Blood loss was 190 mL less with tranexin.",
            "Mean blood loss was 420 mL with tranexin and 610 mL with saline.",
        ),
        (
            "CYP1A2 was not inhibited at up to 50 µM.",
            "It inhibited CYP3A4 but not CYP1A2 at concentrations up to 50 µM.",
        ),
    ],
)
def test_what_means_the_same_passes(said: str, source: str) -> None:
    assert not list(copy_problems(read_passage(said), read_passage(source)))


ONE = Evidence("1", RESCUE, "h1", pmid="11111111", species="human", design="randomized trial")
RATS = Evidence("2", MICE, "h2", pmid="22222222", species="animal", design="animal study")


def decision(text: str, source: Evidence, quote: str) -> Decision:
    start = source.text.index(quote)
    cited = (Citation(source.evidence_id, start, start + len(quote), quote),)
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (Line((Statement(text, citations=cited),)),)),))
    context = Context(
        mode=Mode.SCIENTIFIC_REACTIVE,
        profile=Profile.DRAFT,
        request_origin="unsolicited",
        request_id="R",
        request_text="?",
    )
    return check(draft, evidence={"1": ONE, "2": RATS}, claims=(), context=context, now=NOW).decision


FIRST = "Rescue was needed by 20/71 (28%) with THC:CBD and 7/74 (9%) with placebo"
SECOND = "CBG did more than vehicle in mice; weight was unchanged."


def test_the_number_shown_has_to_be_that_of_the_source() -> None:
    assert decision(f"{FIRST} [PMID 11111111].", ONE, FIRST) is Decision.RELEASE
    assert decision(f"{FIRST} [PMID 33333333].", ONE, FIRST) is Decision.BLOCK


def test_the_caution_for_animals_may_be_added_and_not_turned_round() -> None:
    said = "In mice, CBG did more than vehicle; human relevance is {} [PMID 22222222]."
    assert decision(said.format("unknown"), RATS, SECOND) is Decision.RELEASE
    assert decision(said.format("not unknown"), RATS, SECOND) is Decision.BLOCK


@pytest.mark.parametrize("more", ["It is the best option available.", "It is the b\u0435st and s\u0430fest option."])
def test_a_citation_does_not_speak_for_another_sentence_of_its_statement(more: str) -> None:
    context = Context(mode=Mode.FORMULARY, profile=Profile.DRAFT)
    cited = (Citation("1", 0, len(FIRST), FIRST),)
    said = Statement(f"{FIRST} [PMID 11111111]. {more}", citations=cited)
    draft = Draft("D", "brief", "Brief", (Section("s", "Evidence", (Line((said,)),)),))
    found = check(draft, evidence={"1": ONE}, claims=(), context=context, now=NOW).findings
    assert any(f.check_id == "SUPL-01" and f.quote in more for f in found)
