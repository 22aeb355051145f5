"""Marks of Markdown and of pages in a text: words struck out or hidden, and marks in words that a reader does not see.

Marks are taken generously: what one program shows as it stands, another strikes out, and both readings are judged.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Way(Enum):
    """By what words are struck out or hidden."""

    TILDES = "pairs of tildes"
    SHIFTED = "pairs of tildes of which the first stands alone"
    TILDE = "single tildes, which some programs show as they stand"
    PAGE = "elements and comments of a page"
    WITHIN = "the same within an element that strikes out or hides, whose end programs see in different places"
    CODE = "elements of which no page shows a word"
    WHITE = "letters in white, on a ground that may be white"
    LINK = "pictures, and lines that tell where links lead"


class Unseen(NamedTuple):
    """Words that are struck out or hidden, with their marks."""

    start: int
    end: int
    first: int
    """Where the words begin, behind the mark in front."""
    last: int
    """Where they end, before the mark behind them."""
    way: Way


class Edit(NamedTuple):
    """A stretch of a text and what stands there for who does not see its marks."""

    start: int
    end: int
    text: str


_BLOCK = re.compile(r"(?:(?!\n[ \t\r]*\n).)+", re.S)
_TILDES = re.compile(r"(?<!\\)~{2,}")
_TILDE = re.compile(r"(?<!~)~([^\s~](?:[^~\n]{0,300}[^\s~])?)~(?![~\d])")
"""One that a figure follows says "about"."""
_LEADS = r"\((?:[^()\n]|\([^()\n]{0,100}\)){0,400}+\)"
_PICTURE = re.compile(rf"!\[([^\[\]\n]{{0,300}})\](?:{_LEADS}|\[[^\[\]\n]{{0,100}}\])")
_UNNAMED = re.compile(rf"(?<!!)\[ *\]({_LEADS})")
"""A link without words shows nothing."""
_TARGET = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]{1,100}\]:[ \t]*(\S{1,300}(?:[ \t]+[\"'(][^\n]{0,400})?)[ \t]*$", re.M)
"""Where a link leads, told on a line that is not shown; some write comments so."""
_MARK = re.compile(
    r"""
    <!-- (?: (?= -?> ) | (?P<comment> .*? ) (?: --!?> | \Z ) )
    | < [!?] (?P<other> [^<>]{0,400} ) >
    | < (?P<closing> /? ) (?P<name> [a-zA-Z][a-zA-Z0-9-]* )
      (?P<attributes> (?: "[^"]{0,400}" | '[^']{0,400}' | [^<>"'] ){0,400}+ ) >
    """,
    re.S | re.X,
)
_STRUCK = frozenset(("s", "del", "strike"))
_CODE = frozenset(("template", "script", "style", "noscript"))
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HIDDEN = re.compile(
    r"""
    (?:^|["'/]|(?<![:\s])\s+)hidden(?=[\s=/"']|$)
    | display\s*:\s*none | visibility\s*:\s*(?:hidden|collapse) | line-through | mso-hide\s*:\s*all
    | (?:font-size|opacity)\s*:\s*0*\.?0+(?![\d.]*[1-9]) | opacity\s*:\s*0?\.0\d | font-size\s*:\s*[01](?:\.\d+)?\s*p[xt]
    | (?:left|right|top|bottom|text-indent)\s*:\s*-\s*\d{3,}
    """,
    re.X | re.I,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*[:=]\s*[\"']?\s*(?:transparent|white|#(?:f{3,4}|(?:f[0-9a-f]){3}(?:[0-9a-f]{2})?)\b|rgba?\(\s*255[,\s]+255[,\s]+255\b|hsla?\([^()]*100%)",
    re.I,
)
_WHITE_GROUND = re.compile(r"background(?:-color)?\s*:\s*(?:transparent|white|#f{3}(?:f{3})?\b)", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_INLINE = "a|abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|mark|q|small|span|strong|tt|u|var|wbr"
_BEFORE, _AFTER = r"(?<=[^\W\d_]|[>)\];[])", r"(?=[^\W\d_]|[<[&])"
_TAG = re.compile(rf"</?(?:{_INLINE})\b[^<>]{{0,400}}>|(?<!\d)</?su[bp]\b[^<>]{{0,400}}>(?!\d)", re.I)
"""Raised and lowered signs are left alone where figures stand: 10<sup>6</sup> is not 106."""
_STARS_IN_WORD = re.compile(rf"{_BEFORE}[*_`]{{1,3}}{_AFTER}")
_STARS = re.compile(rf"{_BEFORE}[*_`]{{1,3}}|[*_`]{{1,3}}{_AFTER}")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^()\s]{0,300}\)")
_LINK_IN_WORD = re.compile(r"[\w*`>;~]\[[^\[\]\n]{1,200}\]\(|\]\([^()\s]{0,300}\)[\w*`<&~]")
_SIGN = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_MARKED = re.compile(r"[~<&]|[*_`](?=\w)|\][(:]|!\[")
"""A text without any of these has no marks."""


def has_marks(text: str) -> bool:
    """Whether the text may hold a mark at all: a cheap look before the thorough ones."""
    return _MARKED.search(text) is not None


def unseen(text: str) -> tuple[Unseen, ...]:
    """Words that are struck out or hidden, in order of place."""
    pages = [one for way in (Way.PAGE, Way.CODE, Way.WHITE) if "<" in text for one in _of_pages(text, way)]
    return tuple(sorted((*_between_tildes(text), *pages, *_of_links(text)), key=lambda one: one[:4]))


def _between_tildes(text: str) -> Iterator[Unseen]:
    if "~" not in text:
        return
    for block in _BLOCK.finditer(text):
        marks = list(_TILDES.finditer(text, *block.span()))
        for left, right in zip(marks[::2], marks[1::2], strict=False):
            yield Unseen(left.start(), right.end(), left.end(), right.start(), Way.TILDES)
        for left, right in zip(marks[1::2], marks[2::2], strict=False) if len(marks) % 2 else ():
            yield Unseen(left.start(), right.end(), left.end(), right.start(), Way.SHIFTED)
    for match in _TILDE.finditer(text):
        yield Unseen(*match.span(), *match.span(1), Way.TILDE)


def _of_pages(text: str, way: Way) -> Iterator[Unseen]:
    """Comments, and elements that in one way strike out or hide what they hold, to their end or to that of the text."""
    opened: defaultdict[str, list[_Opened]] = defaultdict(list)
    for mark in _MARK.finditer(text):
        this = Way.WITHIN if any(opened.values()) else way
        name = (mark["name"] or "").lower()
        if not name:
            inside = next(
                (mark.span(kind) for kind in ("comment", "other") if mark[kind] is not None), (mark.end(),) * 2
            )
            yield from [Unseen(*mark.span(), *inside, this)] if way is Way.PAGE else ()
        elif not mark["closing"] and name not in _VOID and _hides(name, mark["attributes"], way):
            opened[name].append(_Opened(*mark.span(), this))
        elif opened[name]:
            last = opened[name][-1]
            last.depth += -1 if mark["closing"] else 1
            if not last.depth:
                yield opened[name].pop().until(*mark.span())
    for one in (one for same in opened.values() for one in same):
        yield one.until(len(text), len(text))


@dataclass(slots=True)
class _Opened:
    """An element that strikes out or hides what it holds, and how many of its name are open within it, itself counted."""

    start: int
    first: int
    way: Way
    depth: int = 1

    def until(self, last: int, end: int) -> Unseen:
        return Unseen(self.start, end, self.first, last, self.way)


def _of_links(text: str) -> Iterator[Unseen]:
    """What is said of pictures, which show in its place, and lines that tell where links lead."""
    if "](" in text or "]:" in text or "![" in text:
        for pattern in (_PICTURE, _UNNAMED, _TARGET):
            yield from (Unseen(*match.span(), *match.span(1), Way.LINK) for match in pattern.finditer(text))


def _hides(name: str, attributes: str, way: Way) -> bool:
    if way is Way.CODE:
        return name in _CODE
    attributes = _COMMENT.sub("", html.unescape(attributes))
    if way is Way.WHITE:
        grounded = "background" in attributes.lower() and not _WHITE_GROUND.search(attributes)
        return bool(_WHITE.search(attributes)) and not grounded
    return name in _STRUCK or bool(_HIDDEN.search(attributes))


def marks_in_words(text: str) -> tuple[Edit, ...]:
    """Marks that a reader does not see, where a word may be cut by one: emphasis, elements, links, signs told by name."""
    edits = [Edit(*match.span(), "") for match in _TAG.finditer(text)]
    for match in _SIGN.finditer(text):
        sign = html.unescape(match.group())
        if sign != match.group():
            edits.append(Edit(*match.span(), " " if sign.isspace() else sign))
    if not edits and not _STARS_IN_WORD.search(text) and not _LINK_IN_WORD.search(text):
        return ()
    edits += [Edit(*match.span(), "") for match in _STARS.finditer(text)]
    for match in _LINK.finditer(text):
        edits += (Edit(match.start(), match.start() + 1, ""), Edit(match.end(1), match.end(), ""))
    return tuple(edits)
