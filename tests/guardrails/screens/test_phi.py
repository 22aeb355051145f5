"""Identifiers of patients are found; ids of science and business contacts stand."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from guardrails.screens.note import redact
from guardrails.screens.phi import find_phi

_SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"


def marked(text: str, **options: object) -> list[tuple[str, str]]:
    return [(span.category, text[span.start : span.end]) for span in find_phi(text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Doe, MRN 00482913, DOB 03/14/1961.", [("name", "Jane Doe"), ("mrn", "00482913"), ("date", "03/14/1961")]),
        ("She talked about Harold Penhallow, daughter at 412-555-0147.", [("name", "Harold Penhallow"), ("phone", "412-555-0147")]),
        ("Call her on 617-555-0182.", [("phone", "617-555-0182")]),
        ("pt john smith mrn 88213 is vomiting again", [("name", "john smith"), ("mrn", "88213")]),
        ("Mrs. Alvarez asked about gummies.", [("name", "Alvarez")]),
        ("I looked at the pathology printout you texted for Tomasz W. in Elkhart.", [("name", "Tomasz W")]),
        ("The chairs: Abrams T., Kowalski J., Nuñez R., all on oxaliplatin.", [("name", "Abrams T., Kowalski J., Nuñez")]),
        ("We met the widow, Mrs. Ito.", [("name", "Ito")]),
        ("He is the man in room four, Mr. Adams.", [("name", "Adams")]),
        ("The form came from Mr. Adeyinka. I've asked legal.", [("name", "Adeyinka")]),
        ("Thank you, Mrs. Ito. Your scan was clear.", [("name", "Ito")]),
        ("That is good news, Mr. Weber, since your tumor shrank.", [("name", "Weber")]),
        ("Her daughter Maria wants the leaflet.", [("name", "Maria")]),
        ("Spoke to the patient named Kowalczyk about the diary.", [("name", "Kowalczyk")]),
        ("patient T.W. lives at 14 Birch Lane, Apt 3, Dayton, OH 45402", [("name", "T.W"), ("address", "14 Birch Lane, Apt 3, Dayton, OH 45402")]),  # noqa: E501
        ("She lives on Birch Lane.", [("address", "Birch Lane")]),
        ("She lives at 12 Birch Lane\nApt 4\nso call her: soon", [("address", "12 Birch Lane\nApt 4")]),
        ("Jane Doe\n12 Oak Street\nSpringfield", [("name", "Jane Doe"), ("address", "12 Oak Street\nSpringfield")]),
        ("The house on Oak Street and the one on Elm Street.", [("address", "Oak Street"), ("address", "Elm Street")]),
        ("She turned 91 last week.", [("age over 89", "turned 91")]),
        ("Our ninety-two-year-old patient asked.", [("age over 89", "ninety-two-year-old")]),
        ("Send to rosie.k77@gmail.com, that's the patient's address.", [("email", "rosie.k77@gmail.com")]),
        ("Member ID XQF-2210-443 (the plan)", [("plan id", "XQF-2210-443")]),
        ("His social security number is 853-37-1694", [("ssn", "853-37-1694")]),
        ("Medicare 1EG4-TE5-MK73", [("plan id", "1EG4-TE5-MK73")]),
        ("VIN 1HGCM82633A004352", [("vehicle", "1HGCM82633A004352")]),
        ("plate KJH 4821", [("vehicle", "KJH 4821")]),
        ("Insulin pump serial 7781-QX-22", [("device", "7781-QX-22")]),
        ("Logged in from 86.121.97.248", [("ip", "86.121.97.248")]),
        ("His Instagram is @bigtonyfromtheblock", [("url", "@bigtonyfromtheblock")]),
        ("She emailed a photo of her rash", [("image", "photo of her rash")]),
        ("Fax the form to the daughter: fax 412-555-0100.", [("fax", "412-555-0100")]),
        ("The patient was admitted on 14 October and discharged 16 October.", [("date", "14 October"), ("date", "16 October")]),
    ],
)  # fmt: skip
def test_finds(text: str, expected: list[tuple[str, str]]) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The interval was 35.8±30.4 ms, P=0.011, and a 200-ms SOA was used.",
        "Aged 65 or older were eligible.",
        "The next visit is planned for May. Nobody has to bring anything.",
        "Our office is at 12 Oak Street, Springfield.",
        "Traffic on Oak Street is bad.",
        "A woman from Ohio asked for the diary.",
        "Attachment name: okafor_2024_supplement.zip",
        "Authors: Smith J., Miller A., Brown K., on carboplatin in sarcoma.",
        "Invoice 2207 for the exhibition stand is unpaid.",
        "PMID 32101318, NCT03984214.",
        "Dr Lee, Mercy Hospital.",
        "Met with Mara Ellingsworth, MD, and Owen Tadlock, PharmD at Lakeshore on 11/17/2026.",
        "Call Medical Information at 1-800-555-0100 or Dr. Lee's office at 215-555-0140.",
        "Nurse Brightwater can be reached on 614-555-0122.",
        "Nabilone was compared with placebo by Smith and Jones (2012).",
        "Patient Information leaflet; Patient Reported Outcomes; Patient Advocate Foundation.",
        "A 54-year-old woman with breast cancer asked about nausea.",
        "Follow up with Rosa next Tuesday about the in-service.",
        "Meeting with the committee on December 10; the deadline is 12/4.",
        "Patients aged 90 years or older were excluded; range 18 to 93 years.",
        "Lot 7781-QX and grant R01 CA123456; doi 10.1200/JCO.23.02596.",
        "medinfo@harborlight.example is ours.",
        "Lena said one of her infusion patients felt better.",
        "Thank you, Mrs. Ito. The room is booked.",
        "Dear Mr. Weber, the parcel comes on Monday.",
        "Voicemail: it's Dana. I'm calling about the room.",
        "He moved to 3 pm because of the tumour board; she moved to 14 October.",
    ],
)
def test_leaves(text: str) -> None:
    assert marked(text) == []


def test_details_that_single_out_one_patient() -> None:
    found = marked("The mayor's wife, a retired teacher from Port Merrin, is on cycle two.")
    assert {category for category, _ in found} == {"combination"}
    assert marked("A retired teacher is on cycle two.") == []


def test_a_known_contact_stands() -> None:
    text = "Lena Brightwater saw it herself."
    assert marked(text) == [("name", "Lena Brightwater")]
    assert marked(text, contacts=("Lena Brightwater",)) == []


def test_literature_needs_a_cue() -> None:
    text = "Carlos Mendez wrote to John Wiley in Dayton; contact a.b@inst.example."
    assert marked(text, note=False) == []


def test_hidden_characters_do_not_hide_a_number() -> None:
    assert marked("Call her on 617\u2013555\u20130182") == [("phone", "617\u2013555\u20130182")]


@given(st.text(max_size=200))
def test_spans_are_ordered_and_apart(text: str) -> None:
    spans = find_phi(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(redact(text, spans)) >= 0


def test_direct_identifiers_of_the_synthetic_set() -> None:
    path = _SHARED / "pii_synth" / "samples.dev.jsonl.gz"
    if not path.exists():
        pytest.skip("measuring data is not beside the project")
    direct = {"EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "US_DRIVER_LICENSE", "IP_ADDRESS", "DOMAIN_NAME"}  # fmt: skip  # noqa: E501
    seen = found = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = find_phi(row["text"])
            for wanted in row["spans"]:
                if wanted["type"] in direct:
                    seen += 1
                    found += any(s.start <= wanted["start"] and wanted["end"] <= s.end for s in spans)
    assert seen > 150
    assert found / seen >= 0.99


def test_an_address_has_an_end() -> None:
    """Six lines are taken for one address at most; what follows is other text."""
    text = "She lives at 12 Elm Road\nFlat 2\nOld Town\nLeeds\nYorkshire\nEngland\nEurope\nMoon"
    (span,) = find_phi(text)
    assert text[span.start : span.end].strip() == text[text.index("12") : text.index("\nEurope")]
