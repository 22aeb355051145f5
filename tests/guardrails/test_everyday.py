"""Everyday mail, call notes and small talk: most of what people write says nothing of a medicine and must pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import Context, Decision, Mode, Severity, check, draft_from_text
from guardrails.brands import unknown_brands
from guardrails.screens.phi import find_phi

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)

HONEST = (
    "Thanks for the half hour, Dr. Velasquez.",
    "Dr. Velasquez, thank you for the tour and for introducing the night staff.",
    "Looking forward to it.",
    "I enjoyed our conversation about how the clinic schedules visits.",
    "I promise I'll keep it short on Wednesday.",
    "You have my word that the answer comes from the medical department.",
    "We agreed that I would come back in February with what has been published.",
    "Your team is lucky to have such a nurse manager.",
    "The projector works again, thanks to your technicians.",
    "Could we move Thursday's call to three o'clock?",
)
NOT_HONEST = (
    "Dr. Velasquez thanks us every week: her ward finally sleeps.",
    "I promise the vomiting stops by Wednesday.",
    "You have my word that your patients will eat again.",
)

COLLEAGUES = (
    "Tomas will own the seating plan, and Corinne to order the badges.",
    "This is Devon from the regional office; the room is still on her calendar.",
    "Priya Raman will circulate the minutes.",
    "Ask Martin Reyes in receiving for the pallet.",
)
PATIENTS = (
    "Priya Raman will circulate the minutes. She has cancer.",
    "Tomas will own the seating plan. Tomas fainted after chemo.",
    "Corinne to book her infusion.",
    "Martin Reyes in receiving is vomiting again.",
    "Patient Priya Raman will circulate her diary.",
)
SMALL_TALK = (
    "What happens on your side once the form is signed?",
    "I hope your son's graduation was fun.",
    "My mother says hello.",
    "My dad was a pharmacist too, so I know the hours.",
    "She said she'd think about the room.",
)
STORIES = (
    "Your side effects will be over.",
    "I hope your son's nausea is over.",
    "My mother says the drops brought her evenings back.",
    "It did the trick for my dad.",
    "Think of the mothers who miss dinner.",
    "I watched my sister the week after her surgery, and I am sure.",
    "Who is left behind in spring is something the board will want to think about.",
    "Ines will offer the Salem ward a funded fellow as soon as they move our drops to preferred.",
)
TAKEN_BACK = (
    "Coaching: Rafael told her there is no downside at all. He will correct it in writing.",
    "Coaching: Rafael said 'there is no downside', and he will correct it in writing.",
    "We used to say that it was the only spray on the shelf. That has not been true for a year.",
    "We used to say that it was the only spray on the shelf, which has not been true since spring.",
    "Dana told the ward that it always works. That line has to go.",
    "People swear that the drops cured them. It isn't evidence, and I can't use it.",
    "She said an uncle was cured by the oil. I answered that no study shows that.",
    "The phrase 'cures nausea' turned up in a flyer. It isn't ours, and it has gone to compliance.",
    "He joked that the gummies are a miracle. I did not comment and we set the dates.",
)
NOT_TAKEN_BACK = (
    "Rafael told her there is no downside at all. He will be back in spring.",
    "Rafael told her there is no downside at all.\n\nHe will correct it in writing.",
    "It has no side effects at all. He will correct it in writing.",
    "We used to say that it was a good spray. It is the only spray that works.",
    "Dana told the ward that it always works. That line has won us the account.",
    "People swear that the drops cured them. It isn't evidence, it is better than evidence.",
    "People swear that the drops cured them. It isn't evidence, but it is the truth.",
    "She said that the oil cures cancer. No study shows that it fails.",
    "He told the ward that the oil cures cancer. I did not correct him.",
    "Dana told the ward that it always works. It always does. That line has to go.",
    "Dana told the ward that Zenvora cures neuropathy. That line has to go on every wall.",
    "Dana told the ward that Zenvora cures neuropathy. That is not true of placebo.",
    "Dana told the ward that Zenvora shrinks tumours. That is not allowed in some states.",
    "Rafael promised relief by Friday with Zenvora. He will correct it if it fails.",
)

QUOTED_TO_FORBID = (
    "What we may not say\nNo side effects\nNatural, so harmless",
    "Claims that fail review\nGuaranteed relief\nNo side effects",
    'Training item: a rep says, "Adults did fine, so children will." Mark the error: transfer without data.',
    "People say that it's just a plant. It still interacts with other medicines.",
    "Things not to say\nNo side effects\nIt cures nausea in every patient",
    "Forbidden claims\nNo side effects",
    "Never say\nGuaranteed relief",
)
NOT_FORBIDDEN = (
    "What we may not say\nNo side effects\nSay instead\nIt cures nausea in every patient",
    "What we may not say\n\nIt cures nausea in every patient",
    "What patients tell us\nNo side effects\nIt cures nausea",
    "A rep says that it cures nausea in every patient. The error was ours to doubt it.",
)
_CURE = "Cannabidiol oil cures breast cancer and has no side effects."
OPENS_A_PROMISE = (
    "What your oncologist will never tell you",
    "What they will not say",
    "What you must not leave out",
    "Things you can never say enough about",
    "Never say never",
    "Claims that never fail",
    "Claims banned by Big Pharma",
    "The forbidden truth",
)
NOT_TAKEN_BACK_BY = (
    f"People say that {_CURE} It also needs no prescription.",
    f"I hear that {_CURE} It still interacts with other medicines.",
    "She says that it is just a plant. It still interacts less than anything else.",
    f"A speaker says that {_CURE} What is the problem?",
    f"They claim that {_CURE} Why is that not allowed?",
    "Anyone who says that cannabidiol oil cures breast cancer has not left our code.",
    f"Hold the line: {_CURE}",
)
ARRANGED = (
    "Last chance to change your lunch order: the caterer needs the list by noon on Wednesday.",
    "The lunch is the same for everybody who attends, prescribers or not.",
    "You asked whether patients can stop their antiemetics once they start. I can't advise on stopping or starting anything.",
    "I stopped reading when your note named a patient; please send it again without the name.",
    "Invoice 2207 for the booth is unpaid.",
    "We met the goal this quarter.",
    "We can't take the team out for dinner.",
    "Dr. Varga can be reached through the Larkfield Cancer Center.",
)
BARGAINED = (
    "This is the last chance to put our oil on the order set, and lunch is on me if you do.",
    "Invoice 2207 belongs to her daughter, who takes the drops with her.",
)


def _decision(text: str) -> Decision:
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW).decision


@pytest.mark.parametrize("text", HONEST + COLLEAGUES + SMALL_TALK + TAKEN_BACK + QUOTED_TO_FORBID + ARRANGED)
def test_an_everyday_line_passes(text: str) -> None:
    assert _decision(text) is Decision.RELEASE


@pytest.mark.parametrize("text", NOT_HONEST + STORIES + NOT_TAKEN_BACK + NOT_FORBIDDEN + BARGAINED + NOT_TAKEN_BACK_BY)
def test_a_promise_in_the_same_words_is_held(text: str) -> None:
    assert _decision(text) is not Decision.RELEASE


@pytest.mark.parametrize("text", PATIENTS)
def test_a_colleague_s_errand_hides_no_patient(text: str) -> None:
    assert any(span.category == "name" for span in find_phi(text))


@pytest.mark.parametrize("text", COLLEAGUES)
def test_a_name_with_work_alone_is_nobody_s_health(text: str) -> None:
    assert find_phi(text) == ()


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("Corvanil is FDA-approved.", {"corvanil"}),
        ("Ask about Corvanil today.", {"corvanil"}),
        ("Ask about Corvanil Cancer Pain Oil.", {"corvanil"}),
        ("We met at the Larkfield Cancer Center.", set()),
        ("They moved to Larkfield Cancer Pain Clinic.", set()),
        ("Until noon we wait. Voicemail full.", set()),
        ("CORVANIL ends nausea.", {"corvanil"}),
        ("Ask about CORVANIL today.", {"corvanil"}),
        ("The CORVANIL trial enrolled 40 adults.", set()),
        ("RECIST was used. NAUSEA IS COMMON. The EORTC scale.", set()),
        ("CORAN OIL", set()),  # five letters are an acronym's
    ],
)
def test_an_institution_is_no_product(text: str, brands: set[str]) -> None:
    assert unknown_brands(text) == brands


def test_a_dinner_offered_is_a_favour_and_no_anecdote() -> None:
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    verdict = check(
        draft_from_text("We'd love to take your team to dinner for the switch."),
        evidence={},
        claims=(),
        context=context,
        now=NOW,
    )
    held = {f.check_id for f in verdict.findings if f.severity > Severity.WARN}
    assert "KICK-01" in held
    assert "TEST-01" not in held


@pytest.mark.parametrize("title", OPENS_A_PROMISE)
def test_a_title_that_opens_a_promise_forbids_nothing(title: str) -> None:
    assert _decision(f"{title}\n{_CURE}") is Decision.BLOCK


@pytest.mark.parametrize(
    "line", ["MRN 00482913 is due on Tuesday.", "Member ID W2290817 was sent back; please send the form again."]
)
def test_the_number_of_a_person_is_held_however_plain_the_line(line: str) -> None:
    assert _decision(line) is Decision.BLOCK


@pytest.mark.parametrize(
    "aside",
    [
        "Thank you for the time on Tuesday, and please give my regards to the front desk.",
        "I'll bring the new contact sheet and the parking passes.",
        "Please see full Prescribing Information.",
        "Individual results may vary.",
        "Common reactions are somnolence and dizziness.",
    ],
)
def test_an_aside_lends_its_tone_to_no_claim(aside: str) -> None:
    claim = "Our capsule stops nausea in minutes, so use it for chemo patients of any age."
    assert _decision(f"{aside} {claim} {aside}") is Decision.BLOCK
