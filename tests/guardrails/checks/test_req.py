"""REQ-01: what lies within a request that names its subject."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import Citation, Context, Draft, Evidence, Line, Mode, Profile, Section, Statement, StatementKind, check

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
SAID = "Mean pain fell by 2.6 points with a THC:CBD spray and by 0.6 points with placebo."
NEUROPATHY = "Is there anything randomized on cannabinoids for chemo neuropathy?"


def beyond(asked: str, *titles: str, held: bool = True, said: str = SAID) -> bool:
    sources = {f"pmid:{n}": Evidence(f"pmid:{n}", said, "v1", origin="digest", title=t) for n, t in enumerate(titles)}
    citations = tuple(Citation(key, 0, len(said), said) for key in sources)
    statement = Statement(text=said, kind=StatementKind.EVIDENCE, citations=citations)
    draft = Draft("d", "answer", "Answer", (Section("results", "Results", (Line((statement,)),), True),))
    context = Context(
        mode=Mode.SCIENTIFIC_REACTIVE, profile=Profile.DRAFT, jurisdiction="US", request_id="R-1", request_text=asked
    )
    verdict = check(draft, evidence=sources if held else {}, claims=(), context=context, now=NOW)
    return any(f.check_id == "REQ-01" for f in verdict.findings)


@pytest.mark.parametrize(
    ("asked", "titles", "held"),
    [
        (NEUROPATHY, ("Nabiximols for chemotherapy-induced neuropathic pain",), False),
        (NEUROPATHY, ("Nabiximols for cancer pain",), True),
        (NEUROPATHY, ("Spray in neuropathy", "Spray in cancer pain"), True),
        (NEUROPATHY, (), True),
        ("Does it help nausea?", ("Nabiximols for chemotherapy-induced neuropathic pain",), True),
        ("Does it help pain?", ("Nabiximols for cancer pain",), False),
    ],
)
def test_pain_is_part_of_neuropathy_where_the_study_is_about_neuropathy(
    asked: str, titles: tuple[str, ...], held: bool
) -> None:
    assert beyond(asked, *titles) is held


def test_a_source_that_is_not_there_widens_nothing() -> None:
    assert beyond(NEUROPATHY, "Nabiximols for chemotherapy-induced neuropathic pain", held=False)


def test_an_interaction_is_told_in_exposure() -> None:
    told = "The tea left the pharmacokinetics of irinotecan as they were, AUC ratio 1.04."
    assert not beyond("Does THC:CBD interact with irinotecan?", "Medicinal cannabis and irinotecan", said=told)
    assert beyond("Does it help pain?", "Medicinal cannabis and irinotecan", said=told)
