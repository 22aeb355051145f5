"""Inline markup as plain characters, without changing what a number or formula says.

Dropping tags turns 10<sup>5</sup> into 105. Here a superscript keeps a caret wherever it could be read as part of the
number or unit before it; subscripts stay plain where science writes them plain (H2O, CB1, Cmax) and take an
underscore elsewhere. MathML is written as one would type it.
"""

from __future__ import annotations

import re

from ingest.domain import nfc
from ingest.errors import RecordError
from ingest.xml import Element, is_entity

_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_SIGNS = {"TM": "™", "tm": "™", "SM": "℠", "R": "®", "(R)": "®", "®": "®"}
_SIMPLE = re.compile(r"[+\-−–±]?[\w.,]+[+\-−]?\Z")
_CHARGE = re.compile(r"[+\-−]+\Z|\d{0,2}[+\-−]\Z")
_ISOTOPE = re.compile(r"\d{1,3}m?\Z")
_BLANKS = tuple(c for c in map(chr, range(0x3001)) if c.isspace() and c != " ")
"""White space that is not a space; Unicode has none beyond U+3000, which a test holds."""
_LONG = 200


def text_of(element: Element | None) -> str:
    """All characters of the element, markup rendered, white space collapsed, NFC; "" for none.

    Raises:
        RecordError: The text contains an entity that nothing declares; part of the text would be missing.
    """
    if element is None:
        return ""
    raw = render(element) if len(element) else element.text
    if not raw:
        return ""
    if not raw.isascii():
        return nfc(raw if len(raw) > _LONG and _collapsed(raw) else " ".join(raw.split()))
    if raw.isalnum() or not (
        raw[0] == " " or raw[-1] == " " or "  " in raw or "\n" in raw or "\t" in raw or "\r" in raw
    ):
        return raw
    return " ".join(raw.split())


def _collapsed(raw: str) -> bool:
    """True where no white space of `raw` has to change, as in nearly all of PubMed.

    Looking takes half as long as taking an abstract apart into words.
    """
    if raw[0] == " " or raw[-1] == " " or "  " in raw:
        return False
    for blank in _BLANKS:  # noqa: SIM110  a generator would take longer than the search
        if blank in raw:
            return False
    return True


def render(element: Element) -> str:
    """Characters of a mixed element in reading order, white space as it stands."""
    text = element.text or ""
    for child in element:
        tail = child.tail or ""
        text += _child(child, text, tail) + tail
    return text


def _child(child: Element, before: str, after: str) -> str:
    if is_entity(child):
        raise RecordError(f"the text uses the undeclared entity {child.text!r}; download the record again")
    name = str(child.tag).rpartition("}")[2].rpartition(":")[2]
    if name == "sup":
        return superscript(render(child).strip(), before, after)
    if name == "sub":
        return subscript(render(child).strip(), before)
    if name == "math":
        return _math(child)
    inner = render(child)
    return f" {inner} " if name == "DispFormula" else inner


def superscript(content: str, before: str, after: str = "") -> str:
    """A superscript in plain characters, read with what stands before and after it."""
    if not content:
        return ""
    last = before[-1:]
    if content in _SIGNS:
        return _SIGNS[content]
    if not any(c.isalnum() for c in content):
        return content
    if last.isdigit() and content.lower() in _ORDINAL:
        return content
    if last.isalpha() and (_CHARGE.match(content) or last in "Δδ∆"):
        return content
    if not (last.isalnum() or last == ")") and _ISOTOPE.match(content) and after[:1].isalpha():
        return content
    return _raised("^", content)


def subscript(content: str, before: str) -> str:
    """A subscript in plain characters, read with what stands before it."""
    if not content:
        return ""
    last = before[-1:]
    if content[0].isdigit() and (last.isalpha() or last in ")]"):
        return content
    if last.isupper() and content.isalpha() and len(content) <= 4:
        return content
    if not any(c.isalnum() for c in content):
        return content
    return _raised("_", content)


def _raised(mark: str, content: str) -> str:
    return f"{mark}{content}" if _SIMPLE.match(content) else f"{mark}({content})"


def _math(element: Element) -> str:
    """A MathML element as typed text: fractions as a/b, powers with ^, indices with _, isotopes as ^3He."""
    name = str(element.tag).rpartition("}")[2].rpartition(":")[2]
    if is_entity(element):
        raise RecordError(f"a formula uses the undeclared entity {element.text!r}; download the record again")
    if not len(element):
        return " ".join((element.text or "").split()) or (" " if name in ("mtext", "mspace") and element.text else "")
    if name == "mmultiscripts":
        return _multiscripts(element)
    parts = [_math(child) for child in element]
    if name == "mfrac" and len(parts) == 2:
        return "/".join(_grouped(p) for p in parts)
    if name in ("msqrt", "mroot"):
        root = parts.pop() if name == "mroot" and len(parts) == 2 else ""
        return f"{root}√{_grouped(' '.join(parts) if len(parts) > 1 else ''.join(parts))}"
    if name in ("msup", "mover") and len(parts) == 2:
        return parts[0] + _math_script("^", parts[1])
    if name in ("msub", "munder") and len(parts) == 2:
        return parts[0] + _math_script("_", parts[1])
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return parts[0] + _math_script("_", parts[1]) + _math_script("^", parts[2])
    if name == "semantics":
        return parts[0]
    return "".join(parts)


def _multiscripts(element: Element) -> str:
    """Base with its pre-scripts in front: mass number and charge of isotopes."""
    base, before, after, prescripts = "", "", "", False
    position = 0
    for child in element:
        name = str(child.tag).rpartition("}")[2].rpartition(":")[2]
        if name == "mprescripts":
            prescripts, position = True, 0
            continue
        part = "" if name == "none" else _math(child)
        if not base and not prescripts:
            base = part
            continue
        script = _math_script("^" if position % 2 else "_", part)
        before, after = (before + script, after) if prescripts else (before, after + script)
        position += 1
    return before + base + after


def _math_script(mark: str, content: str) -> str:
    return _raised(mark, content) if content else ""


def _grouped(part: str) -> str:
    return part if len(part) <= 1 or part.replace(".", "").isalnum() else f"({part})"
