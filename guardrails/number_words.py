# ruff: noqa: E501
"""Numbers written as words: cardinals, shares, multiples, frequencies and Roman numerals."""

from __future__ import annotations

_SMALL = {
    word: float(value)
    for value, word in enumerate(
        """
                zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
                sixteen seventeen eighteen nineteen
            """.split()
    )
}
_TENS = {
    word: float(value)
    for value, word in zip(
        range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True
    )
}
# Things that a small cardinal may count as mere structure ("the two groups"): no value that a source has to repeat.
_STRUCTURE = r"(?:(?:treatment|study|patient|parallel|other|main|different|active|randomi[sz]ed|cannabinoid|dose)\s)?(?:groups|arms|treatments|regimens|agents|drugs|components|outcomes|measures|sides|parts|phases|ways|conditions|interventions|types|kinds|periods|products|forms|approaches|methods|variables|factors|endpoints|populations|settings|reasons|questions|sets|options|strategies)\b"
_COUNTED = r"(?:patients?|participants?|persons?|people|adults?|child|children|wom[ae]n|m[ae]n|subjects?|volunteers?|trials?|studies|study|cases?|deaths?|events?|cent(?:re|er)s?|sites?|countr(?:y|ies)|hours?|days?|weeks?|months?|years?|points?|per\s?cent|capsules?|tablets?|doses?|sprays?|cycles?|sessions?|reviews?|cohorts?|minutes?|relapses?|episodes?|times|items?|injections?|readmissions?|fractures?|infections?|attacks?|withdrawals?|cohort)"
_ONES = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS_WORDS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"

# `one` and `zero` count only before something countable: "one of them" is no number of a study.
WORD_NUMBER = (
    rf"(?:(?:(?:{_TENS_WORDS})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{_ONES}|one|a)\shundred(?:\sand\s(?:(?:{_TENS_WORDS})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{_ONES}|one))?"
    rf"|(?:{_TENS_WORDS})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:{_ONES})(?!\s{_STRUCTURE})|(?:one|zero)(?=[- ]{_COUNTED}\b|\s(?:in|of|out of)\s(?:\d|every|{_ONES}|{_TENS_WORDS})))"
)

SHARE_WORDS = {
    "one third": 33.333, "a third": 33.333, "two thirds": 66.667, "one quarter": 25.0, "a quarter": 25.0, "one fourth": 25.0, "a fourth": 25.0,
    "three quarters": 75.0, "three fourths": 75.0, "one half": 50.0, "half": 50.0, "one fifth": 20.0, "a fifth": 20.0, "two fifths": 40.0,
    "three fifths": 60.0, "four fifths": 80.0, "one sixth": 16.667, "a sixth": 16.667, "one tenth": 10.0, "a tenth": 10.0, "one eighth": 12.5,
    "an eighth": 12.5,
}  # fmt: skip
VERB_FOLDS = {
    "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "tripled": 3.0, "triples": 3.0, "tripling": 3.0, "trebled": 3.0, "quadrupled": 4.0,
    "halved": 0.5, "halves": 0.5, "halving": 0.5, "twice as": 2.0, "half as": 0.5, "twice the": 2.0, "half the": 0.5,
}  # fmt: skip
FREQUENCY_WORDS = {
    "once": 1.0, "twice": 2.0, "thrice": 3.0, "bid": 2.0, "b.i.d.": 2.0, "b.i.d": 2.0, "tid": 3.0, "t.i.d.": 3.0, "t.i.d": 3.0, "qid": 4.0,
    "q.i.d.": 4.0, "q.i.d": 4.0, "qd": 1.0, "q.d.": 1.0, "q.d": 1.0, "o.d.": 1.0, "od.": 1.0,
}  # fmt: skip
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}


def word_value(words: str) -> float:
    """Value of a cardinal in words, e.g. `twenty-three`, `two hundred and five`.

    Raises:
        KeyError: a word is no cardinal.
    """
    total, current = 0.0, 0.0
    for word in words.lower().replace("-", " ").split():
        if word in ("a", "and"):
            continue
        if word == "hundred":
            total, current = total + (current or 1.0) * 100, 0.0
        else:
            current += _TENS[word] if word in _TENS else _SMALL[word]
    return total + current
