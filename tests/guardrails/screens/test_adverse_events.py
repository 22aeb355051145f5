"""An event in one person is never lost; labels, trials, questions and denials are none."""

from __future__ import annotations

import pytest

from guardrails.screens.adverse_events import find_adverse_events, find_complaints


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


@pytest.mark.parametrize("text", ["Bottles of 10 capsules; store at 20-25 C.", "She broke the news to the committee.", "Was any bottle damaged?"])  # fmt: skip  # noqa: E501
def test_no_complaints(text: str) -> None:
    assert find_complaints(text) == ()
