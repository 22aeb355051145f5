"""What a text says happens to what: each effect with its direction, its outcome words, its reference and its significance."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.passage import Cue, Piece, read_passage
from guardrails.backing.settings_of_numbers import Placed, placed_numbers
from guardrails.backing.words import Term
from guardrails.numbers import NumberKind

_DIRECTIONS = ("same", "up", "down", "good", "bad", "differ")
_REFERENCE = re.compile(
    r"\b(?:than|compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|relative to|as opposed to|over and above|instead of)\s"
    r"(?![-−]?\d|(?:half|one|two|three|four|five|six|seven|eight|nine|ten|a)\b)"
    r"(?P<ref>[^.;\n]*?)(?=,|\(|\)|;|\.(?:\s|$)|\s[-−]?\d|\s(?:were|was|had|has|did|is|are|after|over|during|when|at)\b|$)",
    re.I,
)
_BETWEEN = re.compile(r"\bbetween (?:the )?[^.;,()\d]{2,40}? and (?:the )?[\w-]+(?: (?:groups?|arms?))?", re.I)
_SUBJECT = re.compile(
    r"\s*(?:[\w\s-]{0,40}?\s)?(?:in|with|for|among|on|by|after|under|of)\s(?:the\s)?(?P<who>[^.;,()\n]{2,70}?)(?=\s(?:than|compared|versus|vs|group|arm|patients|participants|was|were)\b|,|\(|\.|;|$)"
)
_CLAUSE = re.compile(
    r"[;:\n](?![^()]{0,80}\))|,?\s(?:but|while|whereas|although|though|however|yet|except|despite)\s|,\s(?:and|with)\s"
)
_DENIED = re.compile(
    r"(?:\bnot|n't|\bno|\bnever|\bwithout|\bneither|\bunlikely|\bfail(?:ed|s)? to|\bcannot)(?:\s\w+){0,3}\s*$"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect as a text states it."""

    direction: str
    """up | down | same | good | bad | differ"""
    start: int
    end: int
    outcome: frozenset[str]
    """Terms around it in its clause."""
    focus: frozenset[str]
    """Those of them that name what changes: the object after a transitive verb, the subject before others."""
    reference: frozenset[str]
    """Terms of what it is compared with."""
    subject: frozenset[str]
    """Terms of the arm that is named with it ("lower in the treated group")."""
    significant: int
    """1 stated significant, -1 stated not, 0 not stated."""
    piece: int
    numeric: bool = False
    """Read off a pair of values, not off words."""
    asked: bool = False
    """Stands in an aim, a hypothesis or a method, so it reports nothing."""
    within: bool = False
    """A change over time inside the groups, not a difference between them."""


@lru_cache(maxsize=512)
def effects_of(text: str) -> tuple[Effect, ...]:
    """Every effect of a text, in reading order."""
    passage = read_passage(text)
    found: list[Effect] = []
    for position, piece in enumerate(passage.pieces):
        found.extend(_of_words(text, piece, position))
    pairs = list(_of_values(text))
    paired = {effect.piece for effect in pairs}
    found += pairs
    found += (effect for effect in _of_ratios(text, placed_numbers(text)) if effect.piece not in paired)
    return tuple(sorted(found, key=lambda effect: effect.start))


def _of_words(text: str, piece: Piece, position: int) -> Iterator[Effect]:
    cues = _own_cues(piece)
    if not cues:
        return
    cuts = [piece.start, *(m.start() for m in _CLAUSE.finditer(text, piece.start, piece.end)), piece.end]
    references = [
        (m.start(), m.end("ref"), _names(piece, m.start("ref"), m.end("ref")))
        for m in _REFERENCE.finditer(text, piece.start, piece.end)
    ]
    references += [
        (m.start(), m.end(), _names(piece, m.start(), m.end())) for m in _BETWEEN.finditer(text, piece.start, piece.end)
    ]
    references.sort(key=lambda found: found[0])
    for index, cue in enumerate(cues):
        clause = _clause(cuts, cue.start)
        left = max(clause[0], cues[index - 1].end if index else piece.start)
        right = min(clause[1], cues[index + 1].start if index + 1 < len(cues) else piece.end)
        reference = _reference(references, cue, clause, piece)
        outcome = (_names(piece, left, cue.start) | _names(piece, cue.end, right)) - reference - _MOVES
        if len(outcome) < 1:
            outcome = _names(piece, clause[0], clause[1]) - reference - _MOVES
        subject = _SUBJECT.match(text, cue.end, min(piece.end, cue.end + 110))
        who = _names(piece, subject.start("who"), subject.end("who")) if subject else frozenset()
        focus = _focus(text, piece, cue, left, right, outcome)
        direction = cue.category
        if direction in _TURN and _denied(text[clause[0] : cue.start].lower()):
            direction = "same"
        yield Effect(
            direction,
            cue.start,
            cue.end,
            outcome,
            focus,
            reference,
            who - reference,
            _significance(piece, cue, clause),
            position,
            asked="aim" in piece.cues or any(clause[0] <= c.start < clause[1] for c in piece.cues.get("unknown", ())),
            within=_within(piece, clause),
        )


def _denied(before: str) -> bool:
    """Whether a clause denies what comes: right before it, or from its start ("neither X nor Y ...")."""
    return bool(_DENIED.search(before)) or bool(re.search(r"\b(?:neither|none of|nobody)\b", before))


_COPULA = re.compile(
    r"\b(?:was|were|is|are|be|been|being|became|become|remained|remains|occurred|occurs|recorded|reported|seen|found|observed|happened)"
    r"(?:\s\w+ly|\salso|\snot|\seven|\smuch|\sno|\s(?:about\s)?[-−]?\d[\d.,]*\s?(?:%|[\w/]+)?(?:\spoints)?)?\s*$"
)
_LINKING = re.compile(r"associat|relat|link|correlat")
_VERBAL = ("did", "does", "do ", "fail", "could", "can", "would", "without", "has", "have", "had")
LIGHT = frozenset(
    """
            compare patient report frequency treatment receive trial score level measure effect difference
            control baseline median occur placebo drug increase reduce improve associated similar dose need
        """.split()
)
"""Terms that seldom name what changes."""
_MOVES = frozenset(
    {"increase", "reduce", "improve", "worsen", "similar", "associated", "compare", "difference", "prolong", "shorten"}
)
_NO_OBJECT = frozenset(
    """
            in with for among than compared by at after during when vs versus and or as over from to between on
            was were p but while whereas
        """.split()
)


def _focus(text: str, piece: Piece, cue: Cue, left: int, right: int, outcome: frozenset[str]) -> frozenset[str]:
    """What changes: after the cue where an object follows, else before it."""
    after = _names(piece, *_phrase(text, cue.end, right)) & outcome
    before = _names(piece, *_phrase(text, left, cue.start)) & outcome
    following = re.match(r"\s*([^\W\d_]+)", text[cue.end : cue.end + 30])
    word = following.group(1).lower() if following else ""
    takes_object = (
        bool(word) and word not in _NO_OBJECT and not _COPULA.search(text[max(left, cue.start - 40) : cue.start])
    )
    if _LINKING.search(text[cue.start : cue.end].lower()) and after and before:
        return (after | before) - LIGHT or after | before
    if cue.category in ("same", "differ") and not text[cue.start : cue.end].lower().startswith(_VERBAL):
        takes_object = word in ("in", "of", "on", "for", "to") or not before
    if after and after <= LIGHT:
        after = _names(piece, cue.end, right) & outcome
    chosen = after if takes_object else before
    if _LINKING.search(text[cue.start : cue.end].lower()):
        chosen = before | after
    light = chosen - LIGHT
    return light or chosen or before or after or outcome


_PREPOSITION = re.compile(
    r"\b(?:in|among|with|over|at|after|by|during|compared|than|when|for|on|to|from|between|under|versus|vs|while|following|within|where|who)\b",
    re.I,
)


def _phrase(text: str, start: int, end: int) -> tuple[int, int]:
    """The noun phrase of a stretch: what stands before the first preposition that comes after a word of its own."""
    for found in _PREPOSITION.finditer(text, start, end):
        if re.search(
            r"[^\W\d_]{3}",
            re.sub(r"^\W*(?:in|of|on|for|to|with)\b\W*(?:the\b)?", "", text[start : found.start()], flags=re.I),
        ):
            return start, found.start()
    return start, end


def _within(piece: Piece, clause: tuple[int, int]) -> bool:
    own = any(clause[0] <= hit.start < clause[1] for hit in piece.cues.get("within", ()))
    return own and not any(clause[0] <= hit.start < clause[1] for hit in piece.cues.get("between", ()))


def _own_cues(piece: Piece) -> list[Cue]:
    """Cues of direction in order; one inside another ("no increase") gives way to the longer, a measure word to its noun."""
    hits = [cue for category in _DIRECTIONS for cue in piece.cues.get(category, ())]
    hits = [cue for cue in hits if not _threshold(piece, cue)]
    hits.sort(key=lambda cue: (cue.start, -cue.end))
    kept: list[Cue] = []
    for cue in hits:
        if kept and cue.start < kept[-1].end:
            if cue.end - cue.start > kept[-1].end - kept[-1].start:
                kept[-1] = cue
            continue
        if kept and _named_only(piece, kept[-1], cue):
            kept[-1] = cue
            continue
        if kept and (merged := _merged(piece, kept[-1], cue)):
            kept[-1] = merged
            continue
        kept.append(cue)
    return kept


_DETERMINED = re.compile(r"\b(?:the|an?|any|this|such)\s(?:\w+\s)?$", re.I)


def _named_only(piece: Piece, first: Cue, second: Cue) -> bool:
    """Whether the first is a noun of which the second says that it was alike ("the drop in X did not differ")."""
    low, high = first.start - piece.start, first.end - piece.start
    if second.category not in ("same", "differ") or not _NOUN.fullmatch(piece.text[low:high].lower()):
        return False
    gap = piece.text[high : second.start - piece.start]
    return bool(_DETERMINED.search(piece.text[:low])) and not re.search(r"[,;:]|\b(?:and|but|while)\b", gap)


_BOUND = re.compile(r"worse|better|higher|more|less|lower|greater|fewer|longer|older|younger|above|below")


_TITRATED = re.compile(
    r"\s(?:\w+ly\s)?to\s(?:a maximum of\s|up to\s)?\d[\d.,]*\s?(?:mg|g|µg|mcg|ml|mL|sprays|puffs|capsules|tablets)"
)


def _threshold(piece: Piece, cue: Cue) -> bool:
    """Whether the word bounds a class ("grade 2 or worse") or a dose is raised: neither reports an effect."""
    low, high = cue.start - piece.start, cue.end - piece.start
    if _TITRATED.match(piece.text, high):
        return True
    return bool(_BOUND.fullmatch(piece.text[low:high].lower())) and piece.text[:low].endswith("or ")


_TURN = {"up": "down", "down": "up", "good": "bad", "bad": "good"}
_MORE = re.compile(r"more|greater|larger|higher|bigger|stronger|faster|better")
_LESS = re.compile(r"less|smaller|lower|fewer|slower|weaker")


_MEASURE = re.compile(r"more|greater|larger|bigger|stronger|less|smaller|better")
_NOUN = re.compile(
    r"reductions?|decreases?|increases?|improvements?|relief|gains?|falls?|drops?|declines?|benefits?|rises?|recovery"
)


def _merged(piece: Piece, first: Cue, second: Cue) -> Cue | None:
    """`greater improvement`, `improved slightly more`, `fell less`: one effect, turned round by a word of less."""
    left = piece.text[first.start - piece.start : first.end - piece.start].lower()
    if measured := _more_than(piece, first, second):
        return measured
    right = piece.text[second.start - piece.start : second.end - piece.start].lower()
    gap = piece.text[first.end - piece.start : second.start - piece.start].lower()
    if "same" in (first.category, second.category):
        return None
    measured_noun = _MEASURE.fullmatch(left) and _NOUN.fullmatch(right) and re.fullmatch(r"\s(?:[\w-]+\s){0,2}", gap)
    if not measured_noun and not re.fullmatch(r"\s(?:\w+ly\s|even\s|much\s|far\s|no\s)?", gap):
        return None
    for measure, other in ((left, second), (right, first)):
        if other.category not in _TURN:
            continue
        if _MORE.fullmatch(measure):
            return Cue(other.category, first.start, second.end)
        if _LESS.fullmatch(measure):
            return Cue(_TURN[other.category], first.start, second.end)
    return None


_THAN = re.compile(r"\s(?:than|with|in|on|among|for|after|under)\b")
_MEASURED = re.compile(r"\d[\d.,]*\s?(?:%|[\w/]+)?(?: points?)?\s$")
_SIZE = re.compile(r"\s[^.;:]{0,60}$")


def _more_than(piece: Piece, first: Cue, second: Cue) -> Cue | None:
    """`eased fatigue by a point more than waiting`: the "more" measures the verb before it."""
    measure = piece.text[second.start - piece.start : second.end - piece.start].lower()
    gap = piece.text[first.end - piece.start : second.start - piece.start]
    if _MEASURED.search(gap) and measure == "more" and first.category in _TURN:
        return Cue(first.category, first.start, first.end)
    if first.category == "differ" or not _THAN.match(piece.text, second.end - piece.start):
        return None
    if not _SIZE.fullmatch(gap) or re.search(r"\b(?:and|but|or|while|whereas|with)\b|,", gap):
        return None
    if measure == "more":
        return Cue(first.category, first.start, first.end)
    if measure == "less" and first.category in _TURN:
        return Cue(_TURN[first.category], first.start, first.end)
    return None


def _clause(cuts: list[int], place: int) -> tuple[int, int]:
    ordered = sorted(set(cuts))
    position = bisect_left(ordered, place + 1)
    return ordered[max(0, position - 1)], ordered[min(position, len(ordered) - 1)]


def _reference(
    references: list[tuple[int, int, frozenset[str]]], cue: Cue, clause: tuple[int, int], piece: Piece
) -> frozenset[str]:
    """Terms of the comparison that belongs to a cue: the first after it in its clause, else the one that opens the sentence."""
    for start, _, names in references:
        if cue.end <= start + 1 and start < clause[1]:
            return names
    for start, _, names in references:
        if start < cue.start:
            return names
    return frozenset()


def _significance(piece: Piece, cue: Cue, clause: tuple[int, int]) -> int:
    for category, value in (("not_significant", -1), ("significant", 1)):
        hits = piece.cues.get(category, ())
        if any(clause[0] <= hit.start < clause[1] for hit in hits):
            return value
    stated = _by_interval(piece, cue.end, cue.end + 160)
    if stated:
        return stated
    for category, value in (("not_significant", -1), ("significant", 1)):
        if any(hit.start >= cue.end and hit.start - cue.end < 140 for hit in piece.cues.get(category, ())):
            return value
    return 0


def _by_interval(piece: Piece, start: int, end: int) -> int:
    """-1 where the first confidence interval in reach holds "no effect", 1 where it does not, 0 where there is none."""
    ratio = False
    for number in piece.numbers:
        if not start <= number.start < end:
            continue
        ratio = ratio or (number.kind is NumberKind.EFFECT and number.role in _RATIOS)
        if number.kind is NumberKind.INTERVAL and number.confidence and number.high is not None:
            none = 1.0 if ratio else 0.0
            return -1 if number.value < none < number.high else 1
    return 0


def stated_significance(piece: Piece) -> int:
    """What a sentence says of significance: 1 significant, -1 not, 0 nothing or both."""
    against = bool(piece.cues.get("not_significant")) or any(
        c.category == "same" and "differ" in piece.text[c.start - piece.start : c.end - piece.start]
        for c in piece.cues.get("same", ())
    )
    for_it = any(
        not any(no.start <= cue.start < no.end for no in piece.cues.get("not_significant", ()))
        for cue in piece.cues.get("significant", ())
    )
    if against != for_it:
        return 1 if for_it else -1
    return 0 if against else _by_interval(piece, piece.start, piece.end)


_SIZES = (NumberKind.PERCENT, NumberKind.FRACTION, NumberKind.COUNT, NumberKind.QUANTITY, NumberKind.DURATION)


_OF_CHANGE = 28
"""A change named this close behind a pair ("59% vs 38% reported any decrease") is what was counted: the pair has no way of its own."""


def _of_values(text: str) -> Iterator[Effect]:
    """Effects read off pairs such as `25% with X and 14% with placebo`."""
    placed = placed_numbers(text)
    pieces = read_passage(text).pieces
    yield from _alike(text, placed)
    for index, item in enumerate(placed):
        if item.number.kind not in _SIZES or item.partner is None or item.partner <= index:
            continue
        other = placed[item.partner]
        if other.piece != item.piece or _leg(text, item) != _leg(text, other):
            continue
        piece = pieces[item.piece]
        if any(0 <= c.start - other.number.end < _OF_CHANGE for name in _TURN for c in piece.cues.get(name, ())):
            continue
        after = [c.category for c in _flags(piece) if 0 <= c.start - other.number.end < 90]
        significant = -1 if "not_significant" in after[:1] else 1 if "significant" in after[:1] else 0
        significant = significant or _by_interval(piece, other.number.end, other.number.end + 90)
        direction = _compare(item, other) or ("same" if significant < 0 else "")
        if not direction:
            continue
        arm, reference = item.arm - other.arm, other.arm - item.arm
        topic = item.topic or piece.names - item.arm - other.arm
        direction = _of_change(piece, item.number.start, direction)
        yield Effect(
            direction,
            item.number.start,
            other.number.end,
            topic,
            topic,
            reference,
            arm,
            significant,
            item.piece,
            numeric=True,
            asked="aim" in piece.cues,
        )


_BOTH = re.compile(
    r"[\s)%]*(?:\w+\s)?(?:in|with|for|under|of) (?:both|each|either)(?: of the)?(?: \w+)? (?:arms?|groups?|treatments?)",
    re.I,
)


def _alike(text: str, placed: Sequence[Placed]) -> Iterator[Effect]:
    """`33% in both arms`: no difference."""
    pieces = read_passage(text).pieces
    for item in placed:
        if item.number.kind in _SIZES and _BOTH.match(text, item.number.end, pieces[item.piece].end):
            topic = item.topic or pieces[item.piece].names
            none = frozenset[str]()
            yield Effect(
                "same", item.number.start, item.number.end, topic, topic, none, none, -1, item.piece, numeric=True
            )


_RATIOS = ("HR", "OR", "RR", "IRR", "PR", "geometric mean ratio")


def _of_ratios(text: str, placed: Sequence[Placed]) -> Iterator[Effect]:
    """`hazard ratio 0.41 (0.26 to 0.65)`: less of what stands before it; with an interval that holds 1, no difference."""
    pieces = read_passage(text).pieces
    none = frozenset[str]()
    for item in placed:
        number, piece = item.number, pieces[item.piece]
        if number.kind is not NumberKind.EFFECT or number.role not in _RATIOS:
            continue
        stated = _by_interval(piece, number.start, number.end + 60)
        direction = "same" if stated < 0 else "up" if number.value > 1 else "down"
        topic = item.topic or item.wide or piece.names
        if stated:
            yield Effect(
                direction, number.start, number.end, topic, topic, none, none, stated, item.piece, numeric=True
            )


def _leg(text: str, item: Placed) -> str:
    """`from` or `to` where a value is one end of a change over time; empty otherwise."""
    before = text[max(0, item.number.start - 40) : item.number.start].lower()
    if before.endswith("from "):
        return "from"
    return (
        "to"
        if before.endswith("to ") and re.search(r"from [-−]?\d[^,;.a-z]*(?:\.\d)?[^,;.]{0,18}$", before[:-3])
        else ""
    )


def _of_change(piece: Piece, start: int, direction: str) -> str:
    """The larger of two falls is the lower: a verb of change before a pair says what its sizes are sizes of."""
    before = [cue for cue in _own_cues(piece) if 0 <= start - cue.end <= 45]
    if not before or direction == "same":
        return direction
    category = before[-1].category
    if category in ("down", "bad"):
        return {"up": category, "down": _TURN[category]}[direction]
    if category == "good":
        return {"up": "good", "down": "bad"}[direction]
    return direction


def _flags(piece: Piece) -> list[Cue]:
    cues = (*piece.cues.get("not_significant", ()), *piece.cues.get("significant", ()))
    return sorted(cues, key=lambda cue: cue.start)


def _compare(item: Placed, other: Placed) -> str:
    left = item.number.percent if item.number.percent is not None else item.number.value
    right = other.number.percent if other.number.percent is not None else other.number.value
    if left == right:
        return "same"
    if abs(left - right) < 0.02 * max(abs(left), abs(right)):
        return ""
    return "up" if left > right else "down"


def _names(piece: Piece, start: int, end: int) -> frozenset[str]:
    terms = piece.terms
    low = bisect_left(terms, start, key=_at)
    return frozenset(term.name for term in terms[low : bisect_left(terms, end, key=_at)])


def _at(term: Term) -> int:
    return term.start


@lru_cache(maxsize=1)
def _valence() -> tuple[frozenset[str], frozenset[str]]:
    from guardrails.backing.words import terms_of

    lexicon = load_lexicon()
    good = frozenset(term.name for word in lexicon.good for term in terms_of(word))
    bad = frozenset(term.name for word in lexicon.bad for term in terms_of(word))
    return good - bad, bad - good


def signed(effect: Effect, outcome: frozenset[str]) -> int | str:
    """+1 rises, -1 falls, 0 unchanged; `good`, `bad` or `differ` where the outcome does not say which way that is."""
    if effect.direction in ("up", "down", "same"):
        return {"up": 1, "down": -1, "same": 0}[effect.direction]
    if effect.direction == "differ":
        return "differ"
    good, bad = _valence()
    # A measured harm outweighs: "survival after relapse" is about survival, "pain score" about pain.
    if outcome & bad and not outcome & good:
        return -1 if effect.direction == "good" else 1
    if outcome & good and not outcome & bad:
        return 1 if effect.direction == "good" else -1
    return effect.direction
