"""Rules of meaning: a pattern of roles, how it must be asserted, and what clears it.

A rule file `data/language/rules_<check>.yaml` lists the rules of a check; each fires where one of its patterns matches, the
assertion of the marked words is of the demanded sort, and none of its `unless` patterns stands in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from guardrails.assertion import judged
from guardrails.bans import Ban, ban_on
from guardrails.brands import brands_of
from guardrails.case import Assertion, Attribution, Case, Certainty, Check, Container, Mood, Polarity, Sentence
from guardrails.domain import Finding, Mode, Profile, Severity, StatementKind
from guardrails.errors import RuleDataInvalid
from guardrails.language import load_language
from guardrails.memo import RecentMemo
from guardrails.normalise import fold
from guardrails.on_label import stays_on_label
from guardrails.patterns import Match, Pattern, PatternIndex, compile_pattern
from guardrails.reading import Reading, read
from guardrails.shapes import shapes_of

_KEYS = frozenset(
    (
        "id",
        "any",
        "unless",
        "needs",
        "polarity",
        "certainty",
        "attribution",
        "mood",
        "container",
        "severity",
        "reason",
        "not_in",
        "modes",
        "on_label",
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of meaning that a check objects to."""

    rule_id: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    needs: tuple[Pattern, ...]
    """Where given, one of these must match in the sentence or the one before."""
    polarity: str
    """affirmed | negated | any"""
    certainty: Certainty
    """The least certainty that fires."""
    attribution: str
    """firm: not where a study, guideline or label is named or an agency approved it; sourced: nor does the approval clear it; any."""
    mood: str
    """claimed: statements, imperatives, rhetorical questions; any: sincere questions and hypotheses too."""
    container: str
    """any: wording that is quoted to forbid it, or is a title, clears it; listed: only a heading or the next sentence forbids it, since the
    rule is about what its own sentence does with a ban; all: not even that, because the ban is what is wrong."""
    not_in: frozenset[str]
    """Sentence shapes that clear it."""
    modes: frozenset[str]
    """Modes in which the rule holds; empty: all."""
    on_label: bool
    """Cleared where an approved agent stays inside its labelled uses."""
    severity: str | None
    """Letter that replaces the check's severity, for milder or graver classes."""
    reason: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that fired in one sentence."""

    rule: Rule
    match: Match
    start: int
    """Offset in the sentence."""
    end: int
    assertion: Assertion


@dataclass(frozen=True, eq=False)
class RuleBook:
    """The rules of every check, their patterns in one index, so that a sentence is looked up once."""

    names: tuple[str, ...]
    """All rule files."""
    rules: tuple[tuple[str, Rule], ...]
    """Each with the name of its file."""
    index: PatternIndex
    owner: tuple[int, ...]
    """Number of the rule to which each indexed pattern belongs, ascending."""


@cache
def load_rules() -> RuleBook:
    """The rules of every rule file, compiled.

    Raises:
        RuleDataInvalid: an unknown key or a missing `id`, `any` or `reason`.
    """
    paths = (files("guardrails") / "data" / "language").iterdir()
    names = sorted(path.name[len(_FILE) : -len(".yaml")] for path in paths if path.name.startswith(_FILE))
    rules = tuple((name, read_rule(name, raw)) for name in names for raw in load_language(_FILE + name)["rules"])
    rows = [(number, pattern) for number, (_, rule) in enumerate(rules) for pattern in rule.patterns]
    return RuleBook(
        tuple(names), rules, PatternIndex([pattern for _, pattern in rows]), tuple(number for number, _ in rows)
    )


_FILE = "rules_"


@lru_cache(maxsize=1024)
def _matches(reading: Reading) -> Mapping[str, Sequence[tuple[Rule, Sequence[Match]]]]:
    """What matched, by file and rule; kept, since every check asks, and a re-check meets the same sentences again."""
    book = load_rules()
    found: dict[int, list[Match]] = {}
    for number, match in book.index.find(reading):
        found.setdefault(book.owner[number], []).append(match)
    by_file: dict[str, list[tuple[Rule, Sequence[Match]]]] = {}
    for number, matches in found.items():
        name, rule = book.rules[number]
        by_file.setdefault(name, []).append((rule, matches))
    return by_file


def _matched(case: Case) -> Mapping[str, frozenset[int]]:
    """By file the numbers of the sentences in which one of its rules matched."""
    found: dict[str, set[int]] = {}
    for sentence in case.sentences:
        for name in _matches(read(sentence.plain, brands_of(case))):
            found.setdefault(name, set()).add(sentence.index)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_MATCHED = RecentMemo(_matched)
"""A check looks at these sentences alone: in most nothing of its file matches."""


def read_rule(check: str, raw: Mapping[str, object]) -> Rule:
    """The rule that a row of a rule file writes.

    Raises:
        RuleDataInvalid: a key is unknown or missing.
    """
    unknown = set(raw) - _KEYS
    missing = {"id", "any", "reason"} - set(raw)
    if unknown or missing:
        raise RuleDataInvalid(
            f"rules_{check}, rule {raw.get('id')!r}: unknown {sorted(unknown)}, missing {sorted(missing)}"
        )
    return Rule(
        rule_id=str(raw["id"]),
        patterns=_compiled(raw["any"]),
        unless=_compiled(raw.get("unless", ())),
        needs=_compiled(raw.get("needs", ())),
        polarity=str(raw.get("polarity", "affirmed")),
        certainty=Certainty[str(raw.get("certainty", "possible")).upper()],
        attribution=str(raw.get("attribution", "any")),
        mood=str(raw.get("mood", "claimed")),
        container=str(raw.get("container", "any")),
        not_in=frozenset(_texts(raw.get("not_in", ()))),
        on_label=raw.get("on_label") == "clears",
        modes=frozenset(_texts(raw.get("modes", ()))),
        severity=str(raw["severity"]) if "severity" in raw else None,
        reason=str(raw["reason"]),
    )


def _compiled(sources: object) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(source) for source in _texts(sources))


def _texts(values: object) -> tuple[str, ...]:
    assert isinstance(values, list | tuple)
    return tuple(str(value) for value in values)


def hits(sentence: Sentence, name: str, case: Case) -> Iterator[Hit]:
    """Every rule of the file `name` that fires in one sentence, in the order of the rules; one hit a rule."""
    reading = read(sentence.plain, brands_of(case))
    found = _matches(reading).get(name, ())
    ban = ban_on(sentence, case)
    for rule, matches in found:
        if (rule.modes and sentence.mode.value not in rule.modes) or (rule.container == "listed" and ban is Ban.STANDS):
            continue
        hit = next(
            (m for m in matches if _accepts(rule, m, _assertion(sentence, reading, m, ban), sentence, case)), None
        )
        if hit is None or _cleared(rule, reading) or (rule.on_label and stays_on_label(reading, case)):
            continue
        if rule.needs and not _supplied(rule, reading, sentence, case):
            continue
        start, end = reading.span(hit.first, hit.last)
        yield Hit(rule, hit, start, end, _assertion(sentence, reading, hit, ban))


def _assertion(sentence: Sentence, reading: Reading, match: Match, ban: Ban) -> Assertion:
    return judged(reading, sentence.plain, match.focus, match.focus_last, ban)


def _cleared(rule: Rule, reading: Reading) -> bool:
    if rule.not_in and not rule.not_in.isdisjoint(shapes_of(reading)):
        return True
    return any(True for pattern in rule.unless for _ in pattern.find(reading))


def _supplied(rule: Rule, reading: Reading, sentence: Sentence, case: Case) -> bool:
    around = [reading]
    if sentence.index > 0:
        around.append(read(case.sentences[sentence.index - 1].plain, brands_of(case)))
    return any(True for one in around for pattern in rule.needs for _ in pattern.find(one))


def _accepts(rule: Rule, match: Match, assertion: Assertion, sentence: Sentence, case: Case) -> bool:
    if rule.container == "any" and assertion.container in (Container.FORBIDDEN, Container.TITLE):
        return False
    if rule.polarity != "any" and assertion.polarity is not Polarity(rule.polarity):
        return False
    if rule.mood == "claimed" and assertion.mood is Mood.QUESTION:
        return False
    if assertion.certainty < rule.certainty:
        return False
    if rule.attribution == "any":
        return True
    return assertion.attribution not in _ELSEWHERE[rule.attribution] and not _reports(match, assertion, sentence, case)


def _reports(match: Match, assertion: Assertion, sentence: Sentence, case: Case) -> bool:
    """In scientific and formulary text, what a cited source says, a past result and a hedge are reports, not the firm's claim.

    A citation at the end of a statement does not speak for a sentence whose words its source does not have.
    """
    if sentence.mode not in _SCIENTIFIC:
        return False
    if assertion.past or assertion.certainty <= Certainty.PROBABLE:
        return True
    start, end = read(sentence.plain, brands_of(case)).span(match.first, match.last)
    words = set(_WORD.findall(sentence.plain[start:end]))
    cited = sentence.statement.citations if sentence.statement is not None else ()
    return any(words <= _words_of(case.evidence[c.evidence_id].text) for c in cited if c.evidence_id in case.evidence)


_WORD = re.compile(r"[^\W\d_]{3,}")
"""Shorter words join others and say nothing by themselves."""


@lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


_SCIENTIFIC = (Mode.FORMULARY, Mode.SCIENTIFIC_PROACTIVE, Mode.SCIENTIFIC_REACTIVE)
_NAMED = (Attribution.AUTHORS, Attribution.GUIDELINE, Attribution.REGULATOR)
_ELSEWHERE = {"firm": (*_NAMED, Attribution.APPROVAL), "sourced": _NAMED}
"""Whose propositions are not the firm's, by what a rule asks of the attribution."""
_UNJUDGED = (StatementKind.CAUTION, StatementKind.ASKED)


def run_rules(check: Callable[[], Check], name: str) -> Callable[[Case], Iterator[Finding]]:
    """A check's `run` that applies the rule file `name`; `check` is called late, so that a module can define both."""

    def run(case: Case) -> Iterator[Finding]:
        this = check()
        matched = _MATCHED(case).get(name, ())
        for sentence in judged_sentences(case) if matched else ():
            severity = this.severity[sentence.mode]
            if severity is None or sentence.index not in matched:
                continue
            taken: list[tuple[int, int]] = []
            for hit in hits(sentence, name, case):
                if any(hit.start < end and start < hit.end for start, end in taken):
                    continue
                taken.append((hit.start, hit.end))
                yield finding(
                    this,
                    sentence,
                    (hit.start, hit.end),
                    hit.rule.reason,
                    _severity(hit.rule, severity),
                    hit.rule.rule_id,
                )

    return run


def _severity(rule: Rule, severity: Severity) -> Severity:
    letters = {"W": Severity.WARN, "R": Severity.REWRITE, "N": Severity.REVIEW, "B": Severity.BLOCK}
    return severity if rule.severity is None else min(severity, letters[rule.severity])


def judged_sentences(case: Case) -> Iterator[Sentence]:
    """Sentences that a wording check looks at: all but those that a draft marks as wording quoted to forbid it."""
    for sentence in case.sentences:
        if (
            sentence.statement is None
            or sentence.statement.kind not in _UNJUDGED
            or case.context.profile is Profile.SCREEN
        ):
            yield sentence


def finding(
    check: Check, sentence: Sentence, span: tuple[int, int], reason: str, severity: Severity, rule: str = ""
) -> Finding:
    """A finding on a span of `sentence.text`, with offsets in the whole text. `rule` names the one of the check's rules."""
    start, end = span
    quote = sentence.text[start:end]
    return Finding(
        check_id=check.check_id,
        severity=severity,
        start=sentence.start + start,
        end=sentence.start + end,
        quote=quote,
        reason=reason,
        rule_refs=check.rule_refs,
        check_version=check.version,
        rule=f"{check.check_id}/{rule}" if rule else "",
    )
