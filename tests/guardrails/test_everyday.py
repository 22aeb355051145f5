"""Everyday mail, call notes and small talk: most of what people write says nothing of a medicine and must pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import Context, Decision, Mode, check, draft_from_text
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
    "The ward works again, thanks to our capsule.",
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
)
NOT_TAKEN_BACK = (
    "Rafael told her there is no downside at all. He will be back in spring.",
    "Rafael told her there is no downside at all.\n\nHe will correct it in writing.",
    "There is no downside at all. He will correct it in writing.",
    "We used to say that it was a good spray. It is the only spray that works.",
    "Dana told the ward that it always works. That line has won us the account.",
    "Dana told the ward that it always works. It always does. That line has to go.",
)


def _decision(text: str) -> Decision:
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW).decision


@pytest.mark.parametrize("text", HONEST + COLLEAGUES + SMALL_TALK + TAKEN_BACK)
def test_an_everyday_line_passes(text: str) -> None:
    assert _decision(text) is Decision.RELEASE


@pytest.mark.parametrize("text", NOT_HONEST + STORIES + NOT_TAKEN_BACK)
def test_a_promise_in_the_same_words_is_held(text: str) -> None:
    assert _decision(text) is not Decision.RELEASE


@pytest.mark.parametrize("text", PATIENTS)
def test_a_colleague_s_errand_hides_no_patient(text: str) -> None:
    assert any(span.category == "name" for span in find_phi(text))


@pytest.mark.parametrize("text", COLLEAGUES)
def test_a_name_with_work_alone_is_nobody_s_health(text: str) -> None:
    assert find_phi(text) == ()
