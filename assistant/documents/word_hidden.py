"""Words of a Word file that stand in no run of text: what fields will say, what bound controls show, what pictures are said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ALTERNATIVE = "alternative text"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_V = "{urn:schemas-microsoft-com:vml}"
_ITEM = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}itemID"
_COMPUTED = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES NUMWORDS HYPERLINK TOC PAGEREF REF NOTEREF STYLEREF SEQ DATE TIME CREATEDATE SAVEDATE "
    "PRINTDATE".split()
)
"""Fields that show numbers, dates or text that stands elsewhere in the same file; any other may show words of its own."""
_OWN_WORDS = re.compile(r"\\@\s*[^\\]*(?:'|[^\W\d_dMyhHmsSaApP])|\\#\s*[^\\]*[^\W\d_xX]|^hyperlink\b.*\\o\b", re.I)
"""Switches by which these too show words of their own: letters in the picture of a date or number, the tip of a link."""
_WORD = re.compile(r"[^\W\d_]{2}")
_STEP = re.compile(r"/(?:[\w.-]+:)?@?[\w.-]+(?:\[\d+\])?")
_PREFIX = re.compile(r"xmlns:(\w+)=['\"]([^'\"]*)['\"]")


def field_words(root: Any) -> Iterator[str]:
    """The code of every field that may show words of its own, once it is updated."""
    for element in root.iter(f"{_W}fldSimple"):
        yield from _speaking(element.get(f"{_W}instr") or "")
    for paragraph in root.iter(f"{_W}p"):
        for code in _codes(paragraph):
            yield from _speaking(code)


def _codes(paragraph: Any) -> Iterator[str]:
    """The codes of a paragraph, one a field; the code around a field that stands within it is told in its pieces."""
    code: list[str] = []
    for node in paragraph.iter(f"{_W}instrText", f"{_W}fldChar"):
        if node.tag == f"{_W}instrText":
            code.append(node.text or "")
        else:
            yield "".join(code)
            code = []
    yield "".join(code)


def _speaking(code: str) -> Iterator[str]:
    words = code.split()
    if words and (words[0].upper() not in _COMPUTED or _OWN_WORDS.search(" ".join(words))):
        yield " ".join(words)


def choice_words(root: Any) -> Iterator[str]:
    """What lists offer to choose from, and what fields to fill in say to those who ask for help."""
    for element in root.iter(f"{_W}listItem"):
        yield element.get(f"{_W}displayText") or element.get(f"{_W}value") or ""
    for element in root.iter(f"{_W}listEntry", f"{_W}helpText", f"{_W}statusText"):
        yield element.get(f"{_W}val") or ""


def numbering_words(root: Any) -> Iterator[str]:
    """What lists put before their items, where it is more than a number or a mark."""
    for element in root.iter(f"{_W}lvlText"):
        words = element.get(f"{_W}val") or ""
        if _WORD.search(words):
            yield words


def bound_words(root: Any, stores: dict[str, Any]) -> Iterator[str]:
    """What Word will show in controls that are bound to data of the package, where their cached text is another.

    `stores` are the data parts by id. Data that is not there or not found is told by its path: it may show anything.
    """
    for control in root.iter(f"{_W}sdt"):
        binding = next(control.iter(f"{_W}dataBinding"), None)
        if binding is not None:
            cached = "".join(node.text or "" for node in control.iter(f"{_W}t"))
            said = _value(binding, stores)
            if " ".join(said.split()) != " ".join(cached.split()):
                yield said


def _value(binding: Any, stores: dict[str, Any]) -> str:
    path = binding.get(f"{_W}xpath") or ""
    store = stores.get((binding.get(f"{_W}storeItemID") or "").upper())
    names = dict(_PREFIX.findall(binding.get(f"{_W}prefixMappings") or ""))
    if (
        store is not None and _STEP.sub("", path) == ""
    ):  # as Word writes them; any other may keep a reader busy for hours
        try:
            found = store.xpath(path, namespaces=names)
        except Exception:  # a path that cannot be followed is told as it stands
            found = []
        if isinstance(found, list) and found:
            return " ".join(str(f) if isinstance(f, str) else "".join(f.itertext()) for f in found)
    return f"data bound to {path}"


def data_stores(package: Any) -> dict[str, Any]:
    """Parsed custom XML parts of a package by the id that bindings name them with."""
    from docx.oxml import parse_xml

    stores = {}
    for part in package.iter_parts():
        for relation in part.rels.values():
            if relation.reltype.endswith("/customXmlProps") and not relation.is_external:
                named = parse_xml(relation.target_part.blob).get(_ITEM)
                if named:
                    stores[named.upper()] = parse_xml(part.blob)
    return stores


def alternative_words(root: Any) -> Iterator[str]:
    """What pictures, shapes and tables say to those who do not see them, and links to those who point at them."""
    for element in root.iter(_DRAWN, f"{_V}*"):
        for name in ("descr", "title", "alt"):
            if words := (element.get(name) or "").strip():
                yield words
    for element in root.iter(f"{_W}hyperlink"):
        yield element.get(f"{_W}tooltip") or ""
    for element in root.iter(f"{_W}tblCaption", f"{_W}tblDescription"):
        yield element.get(f"{_W}val") or ""
