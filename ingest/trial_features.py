"""How a study was run, as its report says: blinding, people studied, phase, registration, industry funding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.domain import Article, Blinding, Design, PublicationType, Reason
from ingest.phrases import Hit, compile_words, first_hit, load_rules
from ingest.zones import Part, Zone

_TRIALS = frozenset({Design.RCT, Design.NONRANDOMIZED, Design.PROTOCOL, Design.OBSERVATIONAL, Design.UNKNOWN})
_REPORTS_PEOPLE = frozenset({Design.RCT, Design.NONRANDOMIZED, Design.OBSERVATIONAL, Design.META_ANALYSIS, Design.CASE})
_PEOPLE = (
    r"(?:patients?|participants?|subjects|volunteers|women|men|adults|children|infants|neonates|newborns|adolescents"
    r"|people|persons|individuals|respondents|outpatients|inpatients|girls|boys|students|survivors|cases|couples)"
)
_SMALL = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[:9])}))?|(?:{'|'.join(_SMALL)})\b)"
_HUNDREDS = rf"(?:(?:{'|'.join(_SMALL)}|a)[- ]hundred\b(?:(?:[- ]and)?[- ]{_BELOW_100})?)"
_BELOW_1000 = rf"(?:{_HUNDREDS}|{_BELOW_100})"
_WORDS = rf"(?:(?:(?:{_BELOW_1000}|a)[- ]thousand\b(?:,?(?:[- ]and)?[- ]{_BELOW_1000})?)|{_BELOW_1000})"
_N = rf"(?P<n>\d{{1,3}}(?:[, \u2009]\d{{3}})+|\d+|{_WORDS})"
_DESCRIBED = r"(?:[^\W\d][\w'’-]*[ ,]+){0,5}?"
_DONE = (
    r"(?:randomi[sz]ed|randomly|enrolled|included|recruited|assigned|allocated|analy[sz]ed|studied|participated|entered"
    r"|completed|received|treated|evaluated|examined)"
)
_SIZES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.])(?:a )?total of {_N} {_DESCRIBED}{_PEOPLE}",
        rf"(?<![\w.]){_N} {_DESCRIBED}{_PEOPLE}(?:[^.;\d]{{0,60}}?) (?:were|was|have been|who) (?:\w+ )?{_DONE}\b",
        rf"(?<![\w.]){_N} (?:were|was) (?:\w+ )?(?:randomi[sz]ed|randomly|enrolled|included|recruited|assigned)\b",
        rf"(?:randomi[sz]ed|enrolled|recruited|included|studied) {_N} {_DESCRIBED}{_PEOPLE}",
        rf"(?<![\w.]){_N} {_DESCRIBED}{_PEOPLE} {_DONE}\b",
        rf"(?<![\w.%/])(?:(?<!of )(?<!\d and )|(?<=study of )|(?<=trial of )){_N} {_DESCRIBED}{_PEOPLE}\b(?! per| each| in each)",
        r"\bn ?= ?(?P<n>\d{1,3}(?:,\d{3})+|\d+)",
    )
)
_PHASE = re.compile(
    r"\b[Pp](?:hase|HASE)[ -](?P<a>(?:I{1,3}|IV|[1-4])[abAB]?)(?:[ ]?(?:/|-|and|to)[ ]?(?P<b>(?:I{1,3}|IV|[1-4])[abAB]?))?(?![\w])"
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SINGLE_CASE = re.compile(r"\b(?:a|one|the|single) case\b|\byear[- ]old\b|\bcase report\b")


@dataclass(frozen=True, slots=True)
class _Features:
    blinding: tuple[tuple[Blinding, re.Pattern[str]], ...]
    registries: re.Pattern[str]
    company: re.Pattern[str]
    public: re.Pattern[str]
    tie: re.Pattern[str]
    none: re.Pattern[str]
    in_text: re.Pattern[str]


@cache
def _features() -> _Features:
    raw = load_rules("trial_features.yaml")
    money = raw["funding"]
    return _Features(
        blinding=tuple((Blinding(b["value"]), compile_words(b["words"])) for b in raw["blinding"]),
        registries=compile_words(raw["registries"]),
        company=compile_words(money["company"]),
        public=compile_words(money["public"]),
        tie=compile_words(money["tie"]),
        none=compile_words(money["none"], whole=False),
        in_text=compile_words(money["in_text"], whole=False),
    )


def read_blinding(parts: Sequence[Part], design: Design) -> tuple[Blinding, Reason | None]:
    """Who did not know the treatment; only trials have it."""
    if design not in _TRIALS:
        return Blinding.UNKNOWN, None
    for value, pattern in _features().blinding:
        hit = first_hit(pattern, [part for part in parts if part.zone is not Zone.BACKGROUND])
        if hit:
            return value, Reason("blinding", str(value), hit.quoted)
    return Blinding.UNKNOWN, None


def read_sample_size(parts: Sequence[Part], design: Design) -> tuple[int | None, Reason | None]:
    """People studied, as counted in methods or results; None where no count stands out."""
    if design not in _REPORTS_PEOPLE:
        return None, None
    told = [p for p in parts if p.zone not in (Zone.BACKGROUND, Zone.CONCLUSION)]
    for pattern in _SIZES:
        for part in told:
            for found in pattern.finditer(part.lower):
                size = number_of(found["n"])
                if size and not _is_year(found["n"]):
                    quote = Hit(part.text[found.start() : found.end()], part.label).quoted
                    return size, Reason("sample_size", str(size), quote)
    single = _SINGLE_CASE.search(" ".join(p.lower for p in told)) if design is Design.CASE else None
    return (1, Reason("sample_size", "1", f'one case: "{single[0]}"')) if single else (None, None)


def number_of(words: str) -> int | None:
    """The number written as digits, or in words below one million."""
    digits = re.sub(r"[,\s\u2009]", "", words)
    if digits.isdecimal():
        return int(digits)
    total = group = 0
    for word in re.split(r"[-, ]+", words.lower()):
        if word in _TENS:
            group += 10 * (_TENS.index(word) + 2)
        elif word in _SMALL:
            group += _SMALL.index(word) + 1
        elif word == "hundred":
            group = 100 * max(group, 1)
        elif word == "thousand":
            total, group = 1000 * max(group, 1), 0
    return total + group or None


def _is_year(words: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", words))


def read_phase(parts: Sequence[Part], roles: dict[str, PublicationType]) -> tuple[str | None, Reason | None]:
    """Trial phase as `1` to `4`, `2/3`, `1b`; the text is more exact than the publication type."""
    for part in parts:
        found = _PHASE.search(part.text) if part.zone is not Zone.BACKGROUND else None
        if found:
            value = "/".join(_arabic(p) for p in (found["a"], found["b"]) if p)
            return value, Reason("phase", value, Hit(found[0], part.label).quoted)
    typed = sorted(role[-1] for role in roles if role.startswith("phase_"))
    if typed:
        value = "/".join(typed)
        names = ", ".join(roles[f"phase_{n}"].name for n in typed)
        return value, Reason("phase", value, f"NLM publication type: {names}")
    return None, None


def _arabic(phase: str) -> str:
    letter = phase[-1].lower() if phase[-1] in "abAB" else ""
    number = phase[: len(phase) - len(letter)]
    return _ROMAN.get(number, number) + letter


def read_registrations(article: Article, parts: Sequence[Part]) -> tuple[tuple[str, ...], Reason | None]:
    """Trial and review registrations, each once, from the data-bank list and the text."""
    pattern = _features().registries
    found: dict[str, str] = {}
    for number in article.registrations:
        if pattern.fullmatch(number.strip().lower()):
            found.setdefault(_plain(number), "data bank list")
    for part in parts:
        for match in pattern.finditer(part.lower):
            start, end = match.span(match.lastindex or 0)
            found.setdefault(_plain(part.text[start:end]), part.label)
    if not found:
        return (), None
    where = "; ".join(f"{number} ({label})" for number, label in found.items())
    return tuple(found), Reason("registrations", ", ".join(found), where)


def _plain(number: str) -> str:
    return re.sub(r"\s+", "", number)


def read_funding(article: Article, parts: Sequence[Part]) -> tuple[bool | None, Reason | None]:
    """Whether a company paid for the study or its authors; None where the record is silent."""
    features = _features()
    for where, sentence in _money_talk(article, parts):
        plain = sentence.lower()
        company = features.company.search(features.public.sub(" ", plain))
        if company and features.tie.search(plain):
            return True, Reason("industry_funded", "yes", f'{where}: "{_short(sentence, company.start())}"')
    conflicts = article.conflict_statement or ""
    if conflicts and features.none.search(conflicts.lower()):
        return False, Reason("industry_funded", "no", f'conflict statement: "{_short(conflicts, 0)}"')
    if article.grants:
        agencies = ", ".join(dict.fromkeys(g.agency for g in article.grants if g.agency))
        return False, Reason("industry_funded", "no", f"grants: {agencies[:120]}")
    return None, None


def _money_talk(article: Article, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    for grant in article.grants:
        yield "grant", f"{grant.agency} (funding)"
    for sentence in re.split(r"(?<=[.;]) ", article.conflict_statement or ""):
        if sentence and not _features().none.search(sentence.lower()):
            yield "conflict statement", sentence
    for part in parts:
        if "fund" in part.label.lower() or "sponsor" in part.label.lower():
            yield part.label, f"funding: {part.text}"
        for match in _features().in_text.finditer(part.lower):
            yield part.label, part.text[match.start() : match.end()]


def _short(text: str, at: int) -> str:
    start = max(0, at - 60)
    return " ".join(text[start : start + 140].split())
