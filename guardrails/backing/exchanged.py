"""A sentence that follows one of its source closely: a word exchanged, put in, or left out of a denial is for a person to compare.

What is reworded as a whole says the same in other words; what keeps the words and changes one has changed something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from guardrails.backing.confirm_words import confirm_words
from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.near_copy import DENIALS, Token, parts_of, tokens_of
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.words import with_classes

_FEWEST = 3
"""Common words of sentences of which one may follow the other."""
_CLOSE, _CLOSER = 0.6, 0.7
"""Share of a sentence's words that one of the source has too: exchanged words count from the first on, put in ones from the second."""
_TELLING = frozenset(
    """
        before after within until since during up least most hour hours day days week weeks month months year years
        mean median significant significantly
    """.split()
)
"""Words that terms leave out, or take for one another, and that tell one time or measure from another."""


@dataclass(frozen=True, slots=True)
class _Followed:
    """A sentence beside the part of the source that it follows: its words, those of the part, the share that is common."""

    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]
    piece: Piece
    source: Piece
    matcher: SequenceMatcher[str]
    share: float


def exchanged(statement: Passage, source: Passage) -> Iterator[tuple[int, int]]:
    """Spans of a statement that follows its source but for these words; for words left out, the whole sentence."""
    for piece in statement.pieces:
        followed = _followed(piece, source)
        if followed is not None:
            yield from _changes(followed)


def _followed(piece: Piece, source: Passage) -> _Followed | None:
    mine = tokens_of(piece.text, piece.start)
    words = [token.word for token in mine]
    least = max(_FEWEST, _CLOSE * len(mine))
    best = None
    for other in source.pieces:
        for start, end in parts_of(other.text):
            theirs = tokens_of(other.text[start:end], other.start + start)
            if (Counter(words) & Counter(token.word for token in theirs)).total() < least:
                continue
            matcher = SequenceMatcher(None, words, [token.word for token in theirs], autojunk=False)
            common = sum(block.size for block in matcher.get_matching_blocks())
            if common >= least and (best is None or common > best.share * len(mine)):
                best = _Followed(mine, theirs, piece, other, matcher, common / len(mine))
    return best


def _changes(followed: _Followed) -> Iterator[tuple[int, int]]:
    piece, whole = followed.piece, (followed.piece.start, followed.piece.end)
    for kind, first, last, low, high in followed.matcher.get_opcodes():
        mine, theirs = followed.mine[first:last], followed.theirs[low:high]
        if kind == "equal":
            continue
        own, other = _names(mine, piece), _names(theirs, followed.source)
        span = (mine[0].start, mine[-1].end) if mine else whole
        if _denies(mine) != _denies(theirs) or _other_level(mine, theirs):
            yield span
        elif _mean_the_same(mine, theirs):
            continue
        elif own and other:
            if not own & with_classes(other) or _TELLING & own != _TELLING & other:
                yield span
        elif own:
            if followed.share >= _CLOSER and own - with_classes(followed.source.names):
                yield span
        elif other - with_classes(piece.names) and _restricted(theirs, followed.theirs[:low]):
            yield whole


def _restricted(left_out: Sequence[Token], before: Sequence[Token]) -> bool:
    """Whether what was left out narrows what is said: inside a denial anything does, elsewhere words that limit."""
    return _denies(before) or any(
        token.word in load_lexicon().limits or confirm_words().narrowing.fullmatch(token.word) for token in left_out
    )


def _other_level(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether one bare figure stands for another: the level of an interval ("90% CI") is no number that is compared elsewhere."""
    words = [token.word for token in (*mine, *theirs)]
    return len(words) == _TWO and bool(mine) and bool(theirs) and all(word in _LEVELS for word in words)


_TWO = 2
_LEVELS = frozenset(["80", "90", "95", "99"])


def _denies(tokens: Sequence[Token]) -> bool:
    return any(token.word in DENIALS for token in tokens)


def _in_number(token: Token, piece: Piece) -> bool:
    return any(number.start < token.end and token.start < number.end for number in piece.numbers)


def _mean_the_same(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    said, stands = (" ".join(token.word for token in tokens) for tokens in (mine, theirs))
    return any(group.search(said) and group.search(stands) for group in confirm_words().alike)


def _names(tokens: Sequence[Token], piece: Piece) -> frozenset[str]:
    """What the words name, with what tells times apart; numbers, amounts, comparisons and denials are asked about elsewhere."""
    words = confirm_words()
    telling = {token.word for token in tokens if token.word in _TELLING or words.narrowing.fullmatch(token.word)}
    free = [token for token in tokens if not _in_number(token, piece)]
    left = {t for t in free if not (words.bare.fullmatch(t.word) or words.denial.fullmatch(t.word))}
    named = (term for term in piece.terms if any(t.start < term.end and term.start < t.end for t in left))
    return frozenset(telling.union(term.name for term in named))
