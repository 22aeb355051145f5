# ruff: noqa: E501
"""Digits that are names, not values: identifiers, years, dates, citations, receptors, ratios, section labels."""

from __future__ import annotations

import re

MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_PEOPLE = r"(?:patients?|participants?|people|persons?|adults?|children|women|men|subjects?|volunteers?|individuals?|cases?|controls?|infants?|veterans?)"
YEAR = r"(?:19|20)\d\d"

# Words that may follow a number and a hyphen when the number is a value ("12-week"), not part of a name ("5-fluorouracil").
HYPHEN_WORDS = (
    "week|day|month|year|hour|minute|second|night|point|item|fold|arm|armed|center|centre|site|patient|person|participant|dose|cycle|mm|cm|"
    "mg|g|kg|mL|ml|h|d|wk|min|milligram|gram|metre|meter|step|way|drug|agent|country|session|question|unit|part|level|category|component|domain|"
    "lead|visit|hospital|study|trial|member|phase|stage|group|treatment|period|times?"
)

_MASKS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"https?://\S+|www\.\S+|\bdoi:?\s*\S+|\b10\.\d{4,9}/\S+", re.I),
        (
            r"\b(?:PMIDs?|PMC|PMCID|NCT|ISRCTN|EudraCT|ACTRN|ChiCTR|UMIN|DRKS|CTRI|PROSPERO|CRD|NDC|IND|NDA|BLA)[\s:#]*[\dA-Z-]*\d[\d-]*",
            0,
        ),
        (r"\b(?:PMID|pmid)s?:?(?:\s*\d{5,9}(?:\s*(?:,|;|and)\s*)?)+", 0),
        (r"\bdigest:[\w-]+", 0),
        (r"(?<=[A-Za-z.,;)])\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]", 0),
        (rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?(?:\s+{YEAR})?\b", 0),
        (rf"\b{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+{YEAR})?\b(?!\s?%)", 0),
        (rf"\b{YEAR}[-/]\d{{1,2}}[-/]\d{{1,2}}\b|\b\d{{1,2}}/\d{{1,2}}/{YEAR}\b", 0),
        (
            rf"(?<![\d.,=<>≥≤-])(?<![=<>]\s)\b{YEAR}(?:\s?[-–/]\s?(?:{YEAR}|\d\d)\b)?(?![\d.,]*\d)(?!\s?(?:%|mg|mL|ml|g\b|kg|kcal|IU|µg|m\b|steps|{_PEOPLE}))",
            0,
        ),
        (r"(?<![\d.:])\d{1,4}(?:\.\d+)?(?::|\s:\s)\d{1,4}(?:\.\d+)?(?:(?::|\s:\s)\d+)?(?![\d])", 0),
        (
            r"\b(?:tables?|figures?|figs?\.?|sections?|appendix|versions?|chapters?|suppl\w*|refs?\.?|references?|CFR|pages?|pp?\.|vol\.?|no\.|item|article)\s+S?\d+(?:\.\d+)*(?:\s?[-–,]\s?\d+)*(?!\s?%)",
            re.I,
        ),
        (r"\bv\d+(?:\.\d+)*\b|\b\d+\s+CFR\b|\bH\.R\.\s*\d+", 0),
        (r"[x×*]\s?10\s?(?:\^|\(|\*\*)\s?[-−–]?\d+\)?(?:\s?/\s?(?:L|l|mL|µL|μL))?|\b10\s?(?:\^|\()\s?[-−–]?\d+\)?", 0),
        (r"\b\d+(?:st|nd|rd|th)\b|\b(?:19|20)?\d0s\b", 0),
        # A number glued by a hyphen to letters on its left (IL-6, COVID-19) is a name; so is one glued to a chemical or receptor on its right.
        (r"(?<=[A-Za-zΑ-ωΔ])-\d+(?:\.\d+)?(?:[-,]\d+)*(?![\d%])", 0),
        (rf"(?<![\w.])\d+(?:,\d+)*-(?!(?:{HYPHEN_WORDS})\b)(?=[A-Za-z(]*[A-Za-z]{{2}})[\w-]*", 0),
        (r"\b(?!(?:kg/|g/)?m2\b)[A-Za-zΔδ]+\d+(?:[A-Za-z]+\d*)*(?:[-/]\d+)?\b", 0),
        (r"(?<![\w.])\d+[A-Z]{2,}\d*\w*", 0),
    )
)
_LABEL_GLUE = re.compile(r"\b(?:days?|weeks?|months?|years?|grades?|stages?|phases?|cycles?|hours?|visits?)$", re.I)


def mask_names(text: str) -> str:
    """The text, same length, with every digit that belongs to a name replaced by `~`.

    Years, dates, PMIDs, trial ids, DOIs, reference marks, ratios (1:1), receptor and drug digits (5-HT3, CB1), powers of ten.
    """
    if not any(char.isdigit() for char in text):
        return text
    chars: list[str] | None = None
    for pattern in _MASKS:
        for match in pattern.finditer(text):
            if match.group().startswith("-") and _LABEL_GLUE.search(text[: match.start()]):
                continue
            if chars is None:
                chars = list(text)
            for index in range(match.start(), match.end()):
                if chars[index].isdigit():
                    chars[index] = "~"
    return text if chars is None else "".join(chars)
