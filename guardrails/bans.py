"""What a list, a title or a neighbour forbids or takes back, and where such a list of banned wording may stand at all.

A list of what may not be said teaches staff. In a document that a customer is shown, the reader meets the claims themselves: there
`policy/modes.yaml` (`ban_lists`) has every entry judged as if it stood alone (R2: a quotation lowers, it does not release). A
lone text has no known reader; there an entry is judged where it is a whole claim, unquoted and about a named product.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from itertools import pairwise

from guardrails.brands import brands_of
from guardrails.case import Case, Sentence
from guardrails.data_files import load_data
from guardrails.domain import Mode, Profile
from guardrails.memo import RecentMemo
from guardrails.normalise import fold
from guardrails.reading import read
from guardrails.scope import cues_in

_LIST_ITEM = re.compile(r"\s*(?:[-*+•●·–—‣◦▪■□✗✘]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+|\s*[\"“‘]")

_TURNS = re.compile(
    r"\b(?:but|yet|however|although|nevertheless|anyway|at first|now (?:it|we)|if|unless|less than|fewer than|hardly|barely)\b"
    r"|\b(?:true|accurate|correct|right|approved|allowed) (?:to|by|in (?:some|most|all)|of (?!any|our))\b"
    r"|\bbecause(?! we (?:do not|don't) (?:use|make|allow|permit|print|accept|publish) \w+(?: \w+)?\W*$)"
    r"|\bgo (?!away|,|and|now)\w|\bstop \w+ing\b"
)
"""With one of these a sentence may say again what its beginning took back, or takes back something else."""


class Ban(IntEnum):
    """How a ban bears on a sentence. Only `STANDS` releases what the sentence says."""

    NONE = 0
    STANDS = 1
    """A heading forbids it, or the next sentence takes it back."""
    SHOWN = 2
    """A list forbids it or the next sentence leaves it alone, but its reader is shown the claim: judged as the claim."""


def ban_on(sentence: Sentence, case: Case) -> Ban:
    """Whether a list's heading forbids or rejects the sentence, or the next sentence takes back what it reports."""
    return _BANS(case).get(sentence.index, Ban.NONE)


def _bans(case: Case) -> dict[int, Ban]:
    listed = _below_title(case) | _below_ban(case) | {s.index for s in case.sentences if _own_heading(s)}
    listed |= _answered(case, _LEFT_ALONE)
    found = {index: Ban.SHOWN for index in listed if _judged(case.sentences[index], case)}
    stands = {s.index for s in case.sentences if s.index in listed and not _own_heading(s)} | _taken_back(case)
    return found | dict.fromkeys(stands - found.keys(), Ban.STANDS)


_BANS = RecentMemo(_bans)
"""Every check asks about every sentence."""


def _judged(sentence: Sentence, case: Case) -> bool:
    """Whether wording that the text sets apart is judged as the claim it is."""
    if not _shown_to_customers(sentence.mode):
        return False
    if case.context.profile is Profile.DRAFT:
        return True
    return '"' not in sentence.plain and _names_product(sentence, case)


def _names_product(sentence: Sentence, case: Case) -> bool:
    return not brands_of(case).isdisjoint(re.findall(r"\w+", _LIST_ITEM.sub("", sentence.plain, count=1)))


@cache
def _shown_to_customers(mode: Mode) -> bool:
    return str(load_data("policy/modes.yaml")["ban_lists"].get(mode.value)) != "released"


def _own_heading(sentence: Sentence) -> bool:
    """Whether it is a list of one entry on the line of its heading ("Do not say: it cures")."""
    heading, colon, entry = sentence.plain.partition(":")
    return bool(colon and entry.strip()) and len(heading.split()) <= _HEADING and _holds("banning_headings", heading)


_HEADING = 6
"""Words of a heading that stands on the line of its entry."""


def _below_ban(case: Case) -> set[int]:
    """Entries of a list below its heading, and what stands on the line of a heading behind it.

    A heading reaches over the entries of its list to an entry, over the rest of its line to whatever stands there.
    """
    entries = rest = False
    found: set[int] = set()
    for previous, sentence in pairwise(case.sentences):
        gap = case.text[previous.end : sentence.start]
        if gap.count("\n") > 1:
            entries = rest = False
        elif previous.text.rstrip().endswith(":"):
            entries = rest = _holds("banning_headings", fold(previous.text))
        elif "\n" in gap or _LIST_ITEM.match(previous.text):
            rest = False
        if entries if _LIST_ITEM.match(sentence.text) else rest:
            found.add(sentence.index)
    return found


def _below_title(case: Case) -> set[int]:
    """A title such as "What we may not say" and its lines, up to an empty line or one that says what to write instead."""
    found: set[int] = set()
    listed = False
    end = 0
    for sentence in case.sentences:
        if end == 0 or case.text[end : sentence.start].count("\n") > 1:
            ends_line = case.text[sentence.end : sentence.end + 2].lstrip(" ").startswith("\n")
            listed = ends_line and _holds("banning_titles", sentence.plain)
        elif listed:
            listed = not _holds("titles_of_right", sentence.plain)
        if listed:
            found.add(sentence.index)
        end = sentence.end
    return found


def _taken_back(case: Case) -> set[int]:
    """Reports of what was said that the next sentence takes back, and those next sentences where they name no product."""
    reports = _answered(case, _TAKEN_BACK)
    backs = (said + 1 for said in reports)
    freed = {index for index in backs if not _names_product(case.sentences[index], case)}
    return reports | freed | _answered(case, _SET_RIGHT) | _case_put(case)


def _case_put(case: Case) -> set[int]:
    """A case put to a class, and its question: only where the text ends with it, for an answer would be ours."""
    return {i for said in _answered(case, _CASE_PUT) if said + 2 == len(case.sentences) for i in (said, said + 1)}


def _answered(case: Case, answers: tuple[tuple[str, str], ...]) -> set[int]:
    """Reports of what was said ("Rafael told her …") to which the next sentence gives one of these answers."""
    return {
        said.index
        for said, back in pairwise(case.sentences)
        if any(_told(told, said.plain) and _holds(answer, back.plain) for told, answer in answers)
        and "\n" not in case.text[said.end : back.start]
        and not _TURNS.search(back.plain)
    }


_TAKEN_BACK = (("told_words", "taken_back"), ("told_harmless", "risk_named"), ("told_benefit", "flatly_denied"))
"""What a sentence reports, and what in the next takes just that back."""
_SET_RIGHT = (("told_words", "set_right"), ("told_status", "status_set_right"))
"""What a sentence reports, and what in the next puts right words in its place; those are judged."""
_CASE_PUT = (("case_put", "question_put"),)
_LEFT_ALONE = (("told_words", "left_alone"),)
"""What a sentence reports, and what in the next neither confirms it nor calls it wrong: a customer has read the claim all the same."""


def _told(kind: str, plain: str) -> bool:
    """Whether a sentence tells this; where a flat answer is to free it, it tells nothing beside and nothing of its own."""
    return _holds(kind, plain) and not (kind in _ALONE and _GOES_ON.search(plain.partition(":")[2] or plain))


_ALONE = frozenset(("told_benefit", "told_status", "case_put"))
_GOES_ON = re.compile(r"[,;:]|\b(?:and|so|which|while|our|ours)\b")


def _holds(kind: str, plain: str) -> bool:
    return bool(cues_in(read(plain)).of(kind))
