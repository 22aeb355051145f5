"""Operators change what they say they change; a spoilt document is held and a clean one is not."""

from __future__ import annotations

import pytest

from eval.mutation.clean import Clean, Drafted
from eval.mutation.lab import judge, run_lab
from eval.mutation.mutants import mutants_of
from eval.mutation.wording import OPERATORS
from guardrails import Context, Decision, Draft, Evidence, Line, Mode, Profile, Section, Statement
from tests.guardrails.gate_fakes import NOW

BY_NAME = {operator.name: operator for operator in OPERATORS}


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("figure changed", "It fell in 30 of 60.", "It fell in 37 of 60."),
        ("figure changed", "In 2024 a 5-HT3 antagonist was used [PMID 12345].", None),
        ("percentage changed", "Of 60 people 25% improved.", "Of 60 people 32% improved."),
        ("decimal point moved", "A ratio of 1.04 was seen.", "A ratio of 10.4 was seen."),
        ("arms swapped", "25% with drug and 14% with placebo.", "14% with drug and 25% with placebo."),
        ("unit changed", "It took 4 weeks.", "It took 4 months."),
        ("dose changed", "A dose of 5 mg was given.", "A dose of 20 mg was given."),
        ("denial dropped", "It did not differ.", "It did differ."),
        ("denial put in", "It was lower.", "It was not lower."),
        ("direction turned", "Pain was lower.", "Pain was higher."),
        ("product swapped", "THC:CBD was given.", "CBD was given."),
        ("product swapped", "Nabilone was given.", "Nabiximols was given."),
        ("hedge dropped", "It may improve sleep.", "It improve sleep."),
        ("stronger verb", "It was associated with pain.", "It caused pain."),
        ("population swapped", "In adults it was seen.", "In children it was seen."),
        ("superlative appended", "It was seen.", "It was seen. It is the best option available."),
        ("without for with", "Nothing to see.", None),
    ],
)
def test_an_operator_changes_one_thing(name: str, text: str, changed: str | None) -> None:
    assert BY_NAME[name].change(text) == changed


def test_there_are_enough_operators_and_names_are_unique() -> None:
    assert len(OPERATORS) >= 30
    assert len(BY_NAME) == len(OPERATORS)


def document() -> Clean:
    from assistant.reviewing import KeptDraft
    from guardrails import Citation

    source = Evidence(
        "1",
        "In a randomized, placebo-controlled trial in 120 adults, vomiting occurred in 25% with dronabinol and 40% with placebo.",
        "h",
        species="human",
        design="randomized trial",
        title="Dronabinol and vomiting",
    )
    statement = Statement(source.text, citations=(Citation("1", 0, len(source.text), source.text),))
    draft = Draft("D", "answer", "Answer", (Section("s", "Evidence", (Line((statement,)),)),))
    context = Context(
        mode=Mode.SCIENTIFIC_REACTIVE,
        profile=Profile.DRAFT,
        request_origin="unsolicited",
        request_id="R",
        request_text="?",
    )
    return Clean(KeptDraft(draft, context, (source,)), (), (), NOW)


def test_a_clean_document_passes_and_its_mutants_do_not() -> None:
    clean = document()
    assert judge(clean).decision is Decision.RELEASE
    mutants = list(mutants_of(clean))
    assert {m.operator for m in mutants} >= {"figure changed", "arms swapped", "citation dropped", "retracted twin"}
    outcome = run_lab(Drafted((clean,), 1, ()), per_operator=3)
    assert outcome.metrics["critical_kill_rate"].value == 1.0
    assert outcome.metrics["false_block_rate"].value == 0.0
    assert len(outcome.cases) == len(mutants)


def test_without_a_clean_document_there_is_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="no clean document"):
        run_lab(Drafted((), 3, ("brief",)))
