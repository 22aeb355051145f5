"""Values of a course, of a dose, of an arm or of a base that is another one; first places; counts that follow."""

from __future__ import annotations

import pytest

from guardrails import Label, support

AUDIT = (
    "After a telephone service was introduced we compared 400 patients in the year before with 436 in the year after. "
    "Unplanned admissions fell from 31% to 24%. Median length of stay went from 5 to 6 days."
)
ARMS = "Mean pain went from 5.8 to 3.1 with zelpiride and from 5.6 to 4.9 with vehicle. Nausea went from 4 to 4 points."
DOSES = (
    "Adults took zelpiride 10, 25, 50 or 100 mg daily. Weight rose by 0.2, 0.9, 1.6 and 1.7 kg with increasing dose. "
    "They took 1 or 2 tablets."
)
SURVEY = "We wrote to 2,150 nurses; 731 replied. Of these, 512 (70%) had been asked about cannabis by a patient."
REASONS = "Refractory delirium was the reason for sedation in 58%, dyspnoea in 29% and pain in 8%."
EQUALS = "Nausea was the reason in 20%, dyspnoea in 20% and pain in 8%."
ALLOTTED = "The 226 women were assigned 2:1:1 to zelpiride, placebo or a waiting list. Bruises were seen in 9 and 5."
THIRDS = "A total of 240 women will be randomised 1:1:1 to one of three arms."
REST = "IGF-1 rose in 26 of 29 evaluable patients on zelpiride."
FOLD = "Exposure to zelpiride was 1.3-fold in mild cirrhosis compared with controls."
LESS = "Exposure to zelpiride was 0.4-fold in smokers compared with controls."
ALL_BUT = "On zelpiride all but 12 of 80 patients had vomiting."
ABSENT = "Bruises were absent in 40% of the women on zelpiride."
TWO_DAYS = "Appetite recovered after 1 day with zelpiride and after 3 days without."
PEAK = "The peak came 2.5 hours after zelpiride fasted and 4 hours after it with food."
GROUPS = "Falls were recorded in 52% of the zelpiride arm (152 of 292) and 69% of the placebo arm (204 of 295)."
POINTS = "Nausea was seen in 27% with zelpiride and 48% with placebo. Tubes were placed in 15 and 21 adults."
STOPPED = "Recruitment was stopped because arms did not differ enough; 164 of 243 completed. About a third did not complete the trial."
BOUND = "Weight loss over 10% was present in 39% of cases and 18% of controls."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("After the service was introduced, unplanned admissions stood at 31%.", AUDIT),
        ("Before the service was introduced, unplanned admissions stood at 24%.", AUDIT),
        ("Unplanned admissions fell to 31%.", AUDIT),
        ("Unplanned admissions fell from 24%.", AUDIT),
        ("The length of stay got shorter after the service was introduced.", AUDIT),
        ("With zelpiride, mean pain fell to 4.9.", ARMS),
        ("On zelpiride 25 mg, weight rose by 1.6 kg.", DOSES),
        ("Of the 2,150 nurses, 70% had been asked about cannabis.", SURVEY),
        ("Dyspnoea was the leading reason for sedation.", REASONS),
        ("The most common reason for sedation was dyspnoea.", REASONS),
        ("Falls were recorded in 204 people of the zelpiride arm.", GROUPS),
        ("Exposure to zelpiride was lowered in mild cirrhosis.", FOLD),
        ("Exposure to zelpiride was raised in smokers.", LESS),
        ("Exposure was 30% lower in controls than in mild cirrhosis on zelpiride.", FOLD),
        ("Bruises were seen in 113 women.", ALLOTTED),
        ("Bruises were seen in 57 women.", ALLOTTED),
        ("A total of 120 women will be randomised to each group.", THIRDS),
        ("Bruises will be counted in 80 women in each of the three arms.", THIRDS),
        ("Bruises were present in 40% of the women on zelpiride.", ABSENT),
        ("Of the 80 patients, 68 were spared vomiting on zelpiride.", ALL_BUT),
        ("In 68 of 80 patients vomiting was escaped on zelpiride.", ALL_BUT),
        ("Recruitment was stopped because arms did differ enough; 164 of 243 completed.", STOPPED),
    ],
)
def test_another_value_is_refused(statement: str, source: str) -> None:
    assert support(statement, source).label is not Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("After the service was introduced, unplanned admissions stood at 24%.", AUDIT),
        ("Before the service was introduced, unplanned admissions stood at 31%.", AUDIT),
        ("Unplanned admissions fell from 31% to 24%.", AUDIT),
        ("The length of stay got longer after the service was introduced.", AUDIT),
        ("Admissions that had not been planned fell by seven points.", AUDIT),
        ("In the year after there were 36 more patients than in the year before.", AUDIT),
        ("With zelpiride, mean pain fell to 3.1.", ARMS),
        ("On zelpiride 50 mg, weight rose by 1.6 kg.", DOSES),
        ("Zelpiride was given at 10, 25, 50 or 100 mg daily.", DOSES),
        ("Of the nurses who replied, 70% had been asked about cannabis.", SURVEY),
        ("Of the 731 nurses who replied, 70% had been asked about cannabis.", SURVEY),
        ("Delirium was the leading reason for sedation.", REASONS),
        ("One hundred and thirteen women were assigned to zelpiride.", ALLOTTED),
        ("Bruises were seen in four more women on zelpiride than on placebo.", ALLOTTED),
        ("Eighty women will be randomised to each of the three arms.", THIRDS),
        ("In all but three of the evaluable patients IGF-1 rose on zelpiride.", REST),
        ("Mild cirrhosis raised exposure to zelpiride by about 30%.", FOLD),
        ("Exposure to zelpiride was 30% higher in mild cirrhosis.", FOLD),
        ("Exposure to zelpiride was 60% lower in smokers.", LESS),
        ("Bruises were present in 60% of the women on zelpiride.", ABSENT),
        ("The peak came an hour and a half later with food than fasted.", PEAK),
        ("Nausea was 21 percentage points less frequent with zelpiride than with placebo.", POINTS),
        ("Weight loss over 10% was more common in cases than in controls.", BOUND),
    ],
)
def test_the_value_that_follows_passes(statement: str, source: str) -> None:
    assert support(statement, source).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source", "words"),
    [
        ("The leading reason was dyspnoea.", EQUALS, "first place"),
        ("Dyspnoea was not the leading reason for sedation.", REASONS, "first place"),
        ("With zelpiride, appetite recovered two days sooner.", TWO_DAYS, "two days"),
        ("The leading reason for sedation was thirst.", REASONS, "first place"),
        ("Unplanned admissions stood at 31%.", AUDIT, "other end"),
        ("After the service was introduced, 31% were satisfied.", AUDIT, "other end"),
        ("Unplanned admissions were 31% before and 24% after.", AUDIT, "other end"),
        ("After a year 31% of unplanned admissions were left.", AUDIT + " In winter it was 31%.", "other end"),
        ("Zelpiride or vehicle brought pain to 4.9.", ARMS, "other arm"),
        ("Of 0 nurses, 70% had been asked.", SURVEY, "share"),
        ("Of the 900 nurses, 12% had been asked.", SURVEY, "share"),
    ],
)
def test_what_cannot_be_told_is_not_objected_to_for_that(statement: str, source: str, words: str) -> None:
    assert not any(words in problem.why for problem in support(statement, source).problems)
