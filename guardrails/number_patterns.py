# ruff: noqa: E501
"""The patterns of numbers, from the most specific to the least: the order in which they may take characters."""

from __future__ import annotations

import re

from guardrails.number_words import SHARE_WORDS, VERB_FOLDS, WORD_NUMBER
from guardrails.units import load_units

_UNITS = load_units()
_D = r"(?:\d{1,3}(?:[,\u2009\u202f]\d{3})+(?:[.·]\d+)?|\d+(?:[.·]\d+)?|[.·]\d+)"
_N = rf"(?<![\w.~])(?:(?<![\d)%])[-−–+])?{_D}(?![\d~])"
_W = rf"(?:{WORD_NUMBER})"
_NW = rf"(?:{_N}|\b{_W}\b)"
_UNIT = rf"(?:(?:{_UNITS.pattern()})(?![A-Za-z²0-9~]))"
_PER = rf"(?:\s?/\s?|\s+per\s+|\s+an?\s+|\s?·\s?|-per-)(?P<per{{n}}>{_UNITS.per_pattern()})(?![A-Za-z])(?:-1|⁻¹)?(?:\s+(?:of\s+)?(?:body\s*weight|bw|BW|body\s+mass))?"
_PERS = "(?:" + _PER.format(n=1) + ")?(?:" + _PER.format(n=2) + ")?(?:\\s+(?P<daily>daily|nightly|weekly)(?![A-Za-z]))?"
_EFFECTS_LONG = (
    r"geometric mean ratios?|hazard ratios?|odds ratios?|relative risks?|risk ratios?|rate ratios?|incidence rate ratios?|prevalence ratios?|standardi[sz]ed mean differences?|"
    r"(?:weighted )?mean differences?|risk differences?|Cohen(?:'|’)?s d"
)
_EFFECTS = r"I~|I2|I²|[aAc]?(?:HR|OR|RR|IRR|PR|SMD|WMD|MD|RD|ARR|RRR|AUC|HRs|ORs|RRs)\b"
_LABELS = r"grades?|stages?|phases?|types?|class(?:es)?|schedules?|levels?|cohorts?|arms?|groups?|parts?|trials?|cycles?|courses?|factors?"
_TIMES = r"days?|weeks?|months?|years?|hours?|visits?|nights?|minutes?"
_LINK = r"\s?(?:-|–|—|−|to|through|until)\s?"

_EXPONENT = r"(?:\s?(?:\^|\*\*)\s?\(?(?P<{0}a>[-−–+]?\d{{1,2}})\)?|(?P<{0}b>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}})(?![⁰¹²³⁴⁵⁶⁷⁸⁹]))"
POWER = re.compile(
    rf"(?P<sign>\b[Pp](?:[ -]?values?)?\s?(?:[=<>≤≥]|of|was)\s?)?(?<![\w.~])(?P<value>{_D})"
    rf"(?:\s?[xX×·*]\s?10(?:{_EXPONENT.format('times')}|\s?\((?P<old>[-−–+]?\d{{1,2}})\)|(?P<glued>−\d{{1,2}})(?!\d))"
    rf"|[eE](?P<e>[-+]?\d{{1,2}})(?!\w)|\s?(?P<word>thousand|million|billion|trillion)\b)"
    rf"|(?<![\w.~])10(?:{_EXPONENT.format('bare')}|\((?P<small>[-−–]\d{{1,2}})\))"
)
"""A number with a power of ten (2.5 × 10^6, 2.5 x 10(6), 2.5e6, 10⁶) or with its word (2.5 million)."""

_PCT = r"(?P<pct>\s?%|\s?per\s?cent(?:age)?(?! point)|-percent)"
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, flags))
    for name, pattern, flags in (
        (
            "interval",
            rf"(?P<ci>\b(?:9[059]|80)(?:\.\d)?\s?%?-?\s?(?:CIs?|CrIs?|[Cc]onfidence (?:intervals?|limits?)|[Cc]redible intervals?|HDI)|\b(?:CI|CrI)\b|\b[Ii]nterval\b)"
            rf"(?:[\s\[(]*(?:95\s?%\s*)?(?:CI|CrI)[\])]?)?[\s:,;=(\[]*(?:of|from|was|is|ranged from|between)?[\s\[(]*(?P<low>(?<![\w.])[-−–+]?\s?{_D})\s?(?P<pct>%)?\s?(?:to|and|,|;|-|–|—|−|\.\.\.?)\s?"
            rf"(?P<high>[-−–+]?{_D})(?![\d~])(?P<pct3>\s?%)?",
            0,
        ),
        (
            "p_value",
            r"\b(?:[Pp]|P-?values?|p-?values?|[Pp] values?)(?:\s?(?:for|of) (?:the )?(?:trend|interaction|difference|non-?inferiority|superiority))?[\s,]*(?P<sign>=|<=|>=|<|>|≤|≥|:|of|was|less than|greater than)\s*(?P<value>[01]?[.·]\d+|[01](?![\d.]))",
            0,
        ),
        (
            "effect",
            rf"\b(?P<role>(?i:{_EFFECTS_LONG})|{_EFFECTS})(?:\s?[\[(](?:[aA]?(?:HR|OR|RR|SMD|MD)s?)[\])])?(?:\s?(?:=|:|,|of|was|is|were)\s?|\s)(?P<value>(?<![\w.])[-−–+]?{_D})(?![\d~])(?:(?P<pct>\s?%)|\s?(?P<unit>{_UNIT}))?",
            0,
        ),
        (
            "effect",
            rf"\b(?P<role>(?i:{_EFFECTS_LONG}))\s(?:for|of|in)\s[^.;:()\d]{{3,80}}?\s(?:was|is|were)\s(?P<value>(?<![\w.])[-−–+]?{_D})(?![\d~])(?:(?P<pct>\s?%)|\s?(?P<unit>{_UNIT}))?",
            0,
        ),
        (
            "needed",
            rf"\b(?:NNTB?|NNH|[Nn]umbers? needed to (?:treat|harm))(?:\s?\((?:NNTB?|NNH)\))?[^\d.;]{{0,70}}?(?P<value>{_D})(?![\d~])",
            0,
        ),
        ("sample", rf"\b[nN]\s?=\s?(?P<value>{_D})(?![\d~])(?!\s?/)", 0),
        ("fraction", rf"(?P<part>(?<![\w./~]){_D})\s?/\s?(?P<total>{_D})(?![\d~/.]|\s?(?:mm\s?Hg|mg|kg|day))", 0),
        (
            "fraction",
            rf"(?P<part>{_NW})\s+(?:(?:patients?|persons?|wom[ae]n|m[ae]n|participants?|people|child|children|adults?)\s+(?=in\b|out\b))?(?:(?:\w+\s+)?\(\d[\d.]*\s?%\)\s+)?(?:out of|of|in)\s+(?:the\s+|a total of\s+|every\s+)?(?P<total>{_NW})(?!\s?(?:%|{_UNIT}|percent))(?!\s+(?:trials|studies) (?:of|in))",
            re.I,
        ),
        (
            "fraction",
            rf"\b(?P<part>one)\s(?:[a-z-]+\s){{1,2}}(?:in|out of)\s(?:every\s)?(?P<total>(?:{_W}))\b(?!\s(?:\w+\s)?(?:patients|people|adults|women|men|children|trials|studies|cent|hundred|of|days|weeks|months|years|arms|groups))",
            re.I,
        ),
        (
            "and_a_half",
            rf"\b(?P<value>an?|{_W})\s(?P<unit>hour|day|week|month|year)s? and a half\b",
            re.I,
        ),
        (
            "time_point",
            rf"\b(?P<unit>(?i:{_TIMES}))[\s-](?P<value>[-−–+]?\d{{1,4}})(?:{_LINK}(?:(?:{_TIMES})\s)?(?P<high>\d{{1,4}}))?(?![\d~%.]\d|[\d~%]|\s?(?:{_UNIT}|%))",
            0,
        ),
        (
            "label",
            rf"\b(?P<role>{_LABELS})\s(?P<value>\d{{1,2}}|IV|VI{{0,3}}|I{{1,3}})(?:a|b|A|B)?\b(?:\s?(?:/|-|–|to|or|and)\s?(?P<high>\d|IV|VI{{0,3}}|I{{1,3}})(?:a|b|A|B)?\b)?(?![.,]?\d|\s?%)",
            re.I,
        ),
        (
            "range",
            rf"(?<!from )(?<!From )(?P<low>{_N})(?P<pct>\s?%)?{_LINK}(?P<high>{_D})(?![\d~])(?:(?P<pct2>\s?%)|[\s-]?(?P<unit>{_UNIT}){_PERS})?",
            0,
        ),
        (
            "range",
            rf"(?<=ranged from )(?P<low>{_N})(?P<pct>\s?%)?{_LINK}(?P<high>{_D})(?![\d~])(?:(?P<pct2>\s?%)|[\s-]?(?P<unit>{_UNIT}){_PERS})?",
            0,
        ),
        (
            "range",
            rf"(?<=between )(?P<low>{_N})(?P<pct>\s?%)?\s?and\s?(?P<high>{_D})(?![\d~])(?:(?P<pct2>\s?%)|[\s-]?(?P<unit>{_UNIT}){_PERS})?",
            0,
        ),
        (
            "range",
            rf"(?P<low>(?<=[(\[])[-−–+]?{_D})(?P<pct>\s?%)?\s?(?:to|,)\s?(?P<high>[-−–+]?{_D})(?![\d~])(?:(?P<pct2>\s?%)|[\s-]?(?P<unit>{_UNIT}){_PERS})?(?=[)\];])",
            0,
        ),
        (
            "spread",
            rf"(?P<value>{_N})(?P<pct>\s?%)?\s?(?:±|\+/-|\+/−)\s?(?P<spread>{_D})(?![\d~])(?:\s?%|[\s-]?(?P<unit>{_UNIT}))?",
            0,
        ),
        (
            "frequency",
            rf"\b(?:(?P<word>once|twice|thrice)|(?P<count>{_W}|\d+)\s+times)[\s-](?:(?:a|per|each|every)\s)?(?P<period>daily|day|nightly|night|weekly|week|monthly|month)\b",
            re.I,
        ),
        (
            "frequency",
            rf"\b(?P<word>)(?P<count>{_W}|\d+)\s(?:[\w-]+\s)?(?:sessions|classes|doses|visits)\s(?:a|per|each|every)\s(?P<period>day|week|month)\b",
            re.I,
        ),
        (
            "frequency",
            r"\b(?P<word>b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?i\.?d\.?|q\.?d\.?|o\.?d\.)(?P<count>)(?P<period>)(?![a-z])",
            0,
        ),
        ("span", r"\b(?:past|last|previous|preceding|first|next|following)\s(?P<unit>hour|day|week|month|year)\b", 0),
        (
            "span",
            r"\b(?:within|after|for|over|during|in|by|at|nearly|almost|about|than|lasting|lasted)\s(?:an?|one|the)\s(?P<unit>hour|day|week|fortnight|month|year)\b(?!\s?-|\s(?:before|of (?:the|treatment|surgery)))",
            re.I,
        ),
        ("every", rf"\bevery\s(?P<value>{_NW})\s(?P<unit>hours?|days?|weeks?|h|months?)\b", re.I),
        (
            "fold",
            rf"(?P<word>\b(?:{'|'.join(VERB_FOLDS)})\b|\b(?:{_W})-?\s?fold\b|{_N}-?\s?fold\b|(?:{_N}|\b{_W})\s+times(?=\s+(?:as|more|higher|greater|the|that|lower|larger|faster|likelier)))",
            re.I,
        ),
        (
            "share",
            rf"(?P<share>\b(?:{'|'.join(k.replace(' ', '[ -]') for k in SHARE_WORDS)})\b)(?!\s?-?(?:life|lives|dose|hour|day|year|time|hearted)|\s(?:a|an)\s(?:point|hour|day|week|month|year|dose|gram|millimetre|unit)\b)",
            re.I,
        ),
        ("single", rf"(?P<value>{_N})(?:{_PCT}|[\s-]?(?P<unit>{_UNIT}){_PERS})?(?![A-Za-z])", 0),
        ("single", rf"(?P<value>\b(?:{_W})\b)(?:(?P<pct>\s+per\s?cent\b)|[\s-](?P<unit>{_UNIT}){_PERS})?", re.I),
    )
)
