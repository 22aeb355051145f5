"""What a statement says and its source does not, and what follows from it in other words: one table a kind of objection."""

from __future__ import annotations

import pytest

from guardrails import Label, support

TRIAL = "In this trial 140 adults with migraine took zelpiride or placebo for 8 weeks. "
HEDGED = TRIAL + "Zelpiride might shorten attacks of cluster headache in adults. No bleeding was seen."
SLIGHT = (
    TRIAL
    + "Sleep may have improved slightly more with zelpiride than with placebo, but the study was too small for conclusions."
)
SMALL = TRIAL + "Attacks were fewer with zelpiride (12 vs 20). The trial was small. Larger trials are needed."
GENERAL = TRIAL + "Zelpiride prevents migraine. Larger trials are needed."
LESSON = (
    "In a retrospective cohort of 96 children with asthma, a lesson raised correct technique from 41% to 78%. "
    "There was no control group."
)
CREAM = (
    "Of 51 patients with neuropathy, 38 were evaluable at 6 weeks; 31 (82%) had less pain. In this single-arm study there "
    "was no control group."
)
CARE = "Depressive symptoms were seen in 16% with early care and 38% with usual care."
CASE = "An interaction is plausible, but a single case cannot show that the oil was responsible."
CELLS = "In cells viability fell by 12% after 24 hours and by 38% after 48 hours."
ADJUSTED = "The difference was smaller after adjustment for education."
IRON = (
    "Iron was given intravenously to 150 women with anaemia; another 150 took iron tablets. Haemoglobin at delivery was "
    "11.8 g/dL after intravenous iron and 11.1 g/dL after tablets (p<0.001)."
)
NURSES = "At 90 days, readmission was 27.4% with the programme and 29.1% with usual care (p=0.62)."
MEN = (
    "In analyses limited to men under 60, zelpiride sped recovery of function; in the whole group recovery was similar with "
    "and without it."
)
CANNABIS = "Cannabis use was associated with a lower response rate. THC content showed no relation to response."
TURNED = TRIAL + "Drop seizures were higher with placebo than with zelpiride."
SHARES = TRIAL + "Response was 59.1% with zelpiride and 59.1% with placebo. Pain at baseline was 6 in both groups."
BOTH = TRIAL + "Nausea was seen in 33% of both groups."
NEARLY = TRIAL + "Energy intake was 1,610 kcal with zelpiride and 1,585 kcal with placebo."
REPORTED = TRIAL + "59% vs 38% reported a decrease in attacks."
DECREASED = TRIAL + "Attacks decreased in 59% on zelpiride and 38% on placebo."
SCAN = "Ultrasound identified 348 of 380 patients with appendicitis (91.6%). Scans by trainees were less accurate."
RELIEF = "Relief was felt by 82% of the adults; the others felt none."
RELEVANCE = "Pain fell more with zelpiride. The clinical relevance of the differences is uncertain."
MICE = "In mice zelpiride shortened attacks. It is unknown whether this holds in people."
MICE_TOO = "In mice zelpiride shortened attacks. In people it did as well."
BLED = TRIAL + "Nausea fell with zelpiride. Bleeding was recorded in three patients. Sleep was unchanged."
NOT_BLED = TRIAL + "Nausea fell with zelpiride. No bleeding was recorded."
MASS = (
    "Co-primary endpoints were change in lean mass and in handgrip strength. Lean mass rose with zelpiride (p<0.001). Handgrip "
    "did not change."
)
FATIGUE = TRIAL + (
    "Fatigue at week 6 improved in both groups; the difference between zelpiride and placebo was 1.97 points "
    "(95% CI -0.95 to 4.90)."
)
MODAL = TRIAL + "It is possible that cluster headache attacks are shortened by zelpiride."
PANEL = "The panel covers adults. Adults with refractory vomiting may be offered dronabinol or nabilone."
GLIOMA = "In a retrospective study of mice, zelpiride was correlated with less invasion."
ARMS = TRIAL + "There was no significant difference between zelpiride and placebo."
SLEEP = TRIAL + "Sleep was 6.0 with zelpiride and 4.1 with placebo (p = 0.01)."
SLEEP_ALIKE = TRIAL + "Sleep was 6.0 with zelpiride and 4.1 with placebo (p = 0.6)."
PLACEBO = TRIAL + "Sleep was better with placebo."
HOME = (
    TRIAL
    + "Zelpiride was taken at home by nurses of the northern hospital, visiting doctors, and trained volunteers of the parish."
)
SMOKERS = TRIAL + "Zelpiride was given to smokers."
LEFT_OUT = TRIAL + "Smokers and children were excluded."
DOUBTED = TRIAL + "No bleeding was seen with zelpiride. Evidence on bleeding with placebo was insufficient."
WEEKS = TRIAL + "Relief was seen in 20%, 30% and 40% at weeks 2, 4 and 8."
SUBGROUP = TRIAL + "Sleep did not change with zelpiride. In the subgroup of men, sleep improved with zelpiride."
NO_OUTCOME = TRIAL + "Zelpiride and placebo did not differ significantly."
AIM = TRIAL + "We tested whether zelpiride shortens attacks. It did not."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        # as sure as the source, or as general
        ("Zelpiride may improve sleep.", SLIGHT),
        ("Zelpiride prevents migraine.", GENERAL),
        ("A lesson raised correct technique in children with asthma.", LESSON),
        ("No trial has proven that zelpiride works.", HEDGED),
        ("The trial did not prove that zelpiride shortens attacks.", HEDGED),
        ("Zelpiride causes less invasion in mice.", GLIOMA),
        ("The aim was to test whether zelpiride shortens attacks.", AIM),
        ("Cannabis use need not be associated with response.", CANNABIS.replace("was associated", "was not associated")),
        # counts and shares that the source's own leave over, per hundred, or of a single case
        ("Thirteen of the 51 patients could not be evaluated.", CREAM),
        ("Thirteen patients were lost to evaluation.", CREAM),
        ("Depressive symptoms were seen in 16 rather than 38 of every 100 patients.", CARE),
        ("Depressive symptoms were absent in 62% with usual care.", CARE),
        ("An interaction was plausible in 1 patient.", CASE),
        ("Viability fell by 38% after 48 hours.", CELLS),
        ("Of the patients, 51 were enrolled and 38 were evaluable.", CREAM),
        ("After adjustment for education the difference was smaller.", ADJUSTED),
        ("Relief was seen in 20%, 30% and 40%.", WEEKS),
        # effects: of one of two routes, without significance, in a part, of arms named the other way round
        ("Haemoglobin was higher after intravenous iron than after tablets.", IRON),
        ("The programme did not lower readmission compared with usual care.", NURSES),
        ("In men under 60 zelpiride sped recovery.", MEN),
        ("In the subgroup of men, sleep improved.", SUBGROUP),
        ("THC content was not associated with response.", CANNABIS),
        ("Response was lower with cannabis use.", CANNABIS),
        ("Drop seizures were lower with zelpiride than with placebo.", TURNED),
        ("Drop seizures were lower with zelpiride.", TURNED),
        ("Response was alike in both groups.", SHARES),
        ("Energy intake was alike with zelpiride and placebo.", NEARLY),
        ("Attacks decreased in more adults on zelpiride (59% vs 38%).", REPORTED),
        ("Six weeks of zelpiride did not reduce fatigue more than placebo.", FATIGUE),
        ("The primary endpoint was met: lean mass.", MASS),
        ("Zelpiride did not differ from placebo.", ARMS),
        ("Sleep was no better with zelpiride.", SLEEP_ALIKE),
        # denials: a detail of a long sentence, another word for leaving out
        ("Zelpiride was not taken at home.", HOME),
        ("Smokers were not enrolled; children were not enrolled.", LEFT_OUT),
        # people and animals, things absent
        ("Zelpiride shortened attacks in people.", MICE_TOO),
        ("Nausea fell without bleeding.", NOT_BLED),
    ],
)  # fmt: skip
def test_what_follows_from_the_source_is_backed(statement: str, source: str) -> None:
    assert support(statement, source).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("Zelpiride has been proven to shorten attacks.", HEDGED, "certainty"),
        ("Zelpiride improves sleep.", SLIGHT, "certainty"),
        ("Zelpiride shortens attacks of cluster headache in adults.", HEDGED, "certainty"),
        ("Zelpiride prevents migraine.", SMALL, "certainty"),
        ("Zelpiride shortens cluster headache attacks.", MODAL, "certainty"),
        ("Adults with refractory vomiting should be given dronabinol or nabilone.", PANEL, "certainty"),
        ("Sleep was better with zelpiride than with placebo.", ARMS, "endpoint"),
        ("Sleep was no better with zelpiride.", SLEEP, "direction"),
        ("In the subgroup of men, sleep worsened.", SUBGROUP, "direction"),
        ("Attacks did not differ between zelpiride and placebo.", NO_OUTCOME, "endpoint"),
        ("Sleep was better with zelpiride.", PLACEBO, "direction"),
        ("Zelpiride was not given to smokers.", SMOKERS, "negation"),
        ("A lesson caused better technique in children with asthma.", LESSON, "causation"),
        ("Fourteen of the 51 patients could not be evaluated.", CREAM, "number"),
        ("Depressive symptoms were absent in 52% with usual care.", CARE, "number"),
        ("Depressive symptoms were seen in 26 of every 100 patients.", CARE, "number"),
        ("An interaction was plausible in 3 patients.", CASE, "number"),
        ("Viability fell by 38% after 24 hours.", CELLS, "time"),
        ("Of the patients, 51 were evaluable at 6 weeks.", CREAM, "number"),
        ("After adjustment for income the difference was smaller.", ADJUSTED, "detail"),
        ("Pain was lower than with placebo.", CREAM, "comparator"),
        ("Pain was lower than with zelpiride.", CREAM, "comparator"),
        ("Haemoglobin was higher after tablets than after intravenous iron.", IRON, "direction"),
        ("The programme lowered readmission compared with usual care.", NURSES, "significance"),
        ("THC content was associated with response.", CANNABIS, "significance"),
        ("Cannabis use should not be associated with a lower response rate.", CANNABIS, "negation"),
        ("Bleeding was seen with zelpiride.", DOUBTED, "certainty"),
        ("Drop seizures were higher with zelpiride than with placebo.", TURNED, "direction"),
        ("Drop seizures were higher with zelpiride.", TURNED, "direction"),
        ("Response was greater with zelpiride than with placebo.", SHARES, "significance"),
        ("Nausea was more frequent with zelpiride than with placebo.", BOTH, "significance"),
        ("Attacks increased in 59% on zelpiride and 38% on placebo.", DECREASED, "direction"),
        ("Ultrasound missed no case of appendicitis.", SCAN, "negation"),
        ("Few adults felt relief.", RELIEF, "number"),
        ("The clinical relevance of the differences is certain.", RELEVANCE, "negation"),
        ("Zelpiride shortened attacks in people.", MICE, "species"),
        ("Zelpiride shortened attacks in rats.", MICE, "species"),
        ("Nausea fell without bleeding.", BLED, "negation"),
        ("There was no bleeding, and no effect on sleep was seen.", BLED, "negation"),
    ],
)
def test_what_does_not_follow_is_objected_to(statement: str, source: str, kind: str) -> None:
    found = support(statement, source)
    assert found.label is not Label.SUPPORTED
    assert kind in {p.kind.value for p in found.problems}
