"""An event in one person is never lost; labels, trials, questions and denials are none."""

from __future__ import annotations

import pytest

from guardrails.screens.adverse_events import find_adverse_events, find_complaints
from guardrails.screens.note import screen_note


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A man fainted after the capsules.", "adverse event"),
        ("Patient took double and slept 20 h.", "overdose"),
        ("Pregnant patient exposed.", "pregnancy"),
        ("One of her infusion patients took it, stood up and passed out in the kitchen.", "adverse event"),
        ("Nurse mentioned her patient got really dizzy on the gummies and fell in the bathroom.", "adverse event"),
        ("One lady had a rash on her arms since starting the oil.", "adverse event"),
        ("He said the tincture did nothing for him.", "lack_of_effect"),
        ("Her husband ate the whole bag of edibles and ended up at urgent care.", "adverse event"),
        ("Patient on Verdanol: LFTs tripled at week 4.", "adverse event"),
        ("She's been seeing things at night.", "adverse event"),
        ("My neighbor gives it to her kids.", "misuse"),
        ("Toddler got into the gummies, poison control called.", "child_exposure"),
        ("Pharmacy dispensed the wrong strength last week.", "error"),
        ("Two of her patients quit, too sleepy.", "adverse event"),
        ("Patient passed away in October; was taking our capsules.", "adverse event"),
        ("pt c/o itching and hives after 2nd dose", "adverse event"),
        ("She vaped the oil instead of swallowing it.", "misuse"),
        ("The nurse says Mr. K couldn't be woken on Tuesday morning.", "adverse event"),
        ("Someone at the infusion center had a bad reaction, no details.", "adverse event"),
        ("Is it normal that my patient slept 18 hours after the second capsule?", "adverse event"),
        ("Somebody's lips blew up after the second puff, they took Benadryl and carried on.", "adverse event"),
        ("She was talking about ending it all the week she went on the oil.", "adverse event"),
        ("One girl's skin peeled where the patch had been.", "adverse event"),
        ("The neighbor has been finishing her leftover capsules for his knee.", "misuse"),
        ("They handed the toddler the grown-up dose of the syrup.", "error"),
        ("The spray did zilch for the lady in chair four.", "lack_of_effect"),
        ("A nursing mother in the clinic has been using the spray.", "pregnancy"),
    ],
)
def test_alerts(text: str, kind: str) -> None:
    assert kind in {event.kind for event in find_adverse_events(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Label lists syncope.",
        "In the trial 12 % had dizziness.",
        "No event was reported on the call.",
        "Does it cause drowsiness?",
        "My neighbor takes the bus because of his knee.",
        "The toddler room is on the second floor.",
        "Children should never be given the adult dose.",
        "The lady in chair four asked for a blanket.",
        "In the trial, lip swelling was reported by one of 60 patients.",
        "If a patient faints, call drug safety.",
        "Common adverse reactions are somnolence and dizziness.",
        "She asked about dizziness with Quillmera.",
        "Asked for an appointment in August.",
        "Report any adverse event within one business day.",
        "Two patients in the placebo arm died.",
        "She sees many patients with nausea despite guideline antiemetics.",
        "Dronabinol may cause dizziness.",
        "He tolerated it well, she said.",
        "Wants short visits by video.",
        "Never say “her patient had a seizure after the gummies”.",
        "Never write “a patient of ours fainted”.",
        "The talk titled “My patient vomited blood” is on Monday.",
        "Her patient would have fainted on the capsules without help.",
    ],
)
def test_passes(text: str) -> None:
    assert find_adverse_events(text) == ()


def test_elements_seen_and_missing() -> None:
    (event,) = find_adverse_events("Dr. Lee told me a patient of his fainted on the capsules.")
    assert event.missing == ()
    bare = find_adverse_events("A man fainted.")[0]
    assert bare.missing == ("reporter", "product")


def test_a_draft_may_report_published_cases() -> None:
    text = "One case report describes a patient who developed a rash on cannabidiol; causality cannot be inferred."
    assert find_adverse_events(text, literature=True) == ()
    assert find_adverse_events("My patient fainted on the oil.", literature=True)


@pytest.mark.parametrize(
    "text",
    ["The bottle leaked in her bag.", "Capsules were stuck together.", "The dropper arrived cracked.", "Her oil smelled rancid.", "The seal was broken on two boxes."],  # noqa: E501
)  # fmt: skip
def test_complaints(text: str) -> None:
    assert find_complaints(text)


@pytest.mark.parametrize("text", ["Bottles of 10 capsules; store at 20-25 C.", "She broke the news to the committee.", "Was any bottle damaged?", "Fewer tablets were dispensed that year."])  # fmt: skip  # noqa: E501
def test_no_complaints(text: str) -> None:
    assert find_complaints(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "A man fainted after the capsules.",
        "Patient took double and slept 20 h.",
        "Pregnant patient exposed to the spray in week 9.",
        "She said the drops did nothing for her nausea.",
        "One of my patients ended up in the ER after the second dose of Verdanol.",
        "The bottle arrived with a broken seal and cloudy liquid.",
        "He stopped the oil because of hallucinations.",
        "A nurse mentioned that a lady on the gummies had palpitations last week.",
        "Mrs K's INR shot up to 7 after starting CBD.",
        "The pharmacist reports a mix-up: the wrong strength was dispensed.",
        "Kid got into grandma's gummies and was drowsy.",
        "Her liver enzymes tripled on Verdanol.",
        "Patient vomited blood after tablet three.",
        "He used it off prescription to get high.",
        "A patient died two days after starting the capsules.",
        "My patient on dronabinol fell and broke her hip.",
        "Two of his patients complained of rash after the patch.",
        "She breastfeeds while using the oil.",
        "The spray pump got stuck and gave no dose.",
        "Dr Lee saw a seizure in a patient taking the product.",
        "The capsules tasted odd and were sticking together.",
        "No relief at all from the oil, says her patient.",
        "It interacted with his warfarin and he bled.",
        "Someone overdosed on the tincture at the clinic.",
    ],
)
def test_notes_that_need_a_relay(text: str) -> None:
    assert screen_note(text).relay


@pytest.mark.parametrize(
    "text",
    [
        "Label lists syncope.",
        "In the trial 12% had dizziness.",
        "No event was reported on the call.",
        "Dr Lee asked which adverse events were seen in the trial.",
        "Dizziness was more common with THC:CBD than placebo.",
        "If a patient faints, call the safety line.",
        "Please report adverse events within 24 hours.",
        "We reviewed the safety section of the label.",
        "She wants the abstract on falls in older adults.",
        "The committee discussed hepatotoxicity in general.",
        "Two deaths occurred in each arm of the study.",
        "Patients with seizures were excluded.",
        "The clinic treats people with nausea after chemotherapy.",
        "He asked whether drowsiness can be expected.",
        "The meeting fell on a holiday.",
        "Overdose management is described in section 10.",
        "She asked if pregnant women were enrolled.",
        "The speaker died down the rumours.",
        "Her practice dropped the old formulary.",
        "A pooled analysis found 13% with raised ALT.",
    ],
)
def test_notes_that_need_none(text: str) -> None:
    assert not screen_note(text).relay


BYLINE = "Tramer MR, et al. “Cannabinoids for control of chemotherapy induced nausea and vomiting”. BMJ 2001."


def test_the_initials_of_an_author_are_no_title() -> None:
    assert find_adverse_events(BYLINE, literature=True) == ()
    assert find_adverse_events("Campbell FA, Tramer MR, Carroll D. Nausea and vomiting.", literature=True) == ()
    assert find_adverse_events("Mr Tramer, on our oil, had nausea and vomiting.", literature=True)
    assert find_adverse_events("MR TRAMER, ON OUR OIL, HAD VOMITING.", literature=True)
