"""What an element of a web page says in its attributes, and whether it shows something that is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.documents.paragraphs import Kind, Paragraph
from assistant.documents.style_words import STYLE_SHEET

_SPOKEN = {
    "alt": "text of a picture",
    "alttext": "text of a picture",
    "title": "tooltip",
    "aria-label": "label",
    "aria-description": "label",
    "aria-roledescription": "label",
    "aria-valuetext": "label",
    "aria-placeholder": "field",
    "placeholder": "field",
    "label": "label",
    "summary": "label",
    "abbr": "label",
    "standby": "label",
}
_SHOW_VALUE = frozenset(("", "text", "search", "email", "tel", "url", "button", "submit", "reset", "number", "range"))
"""Types of a field that show their value."""
_PREVIEWS = ("description", "title", "image:alt", "site_name")
"""Last part of the names by which a page tells searches and previews what it is."""
_DATA_SCRIPTS = ("json", "template", "handlebars", "mustache", "x-tmpl", "importmap", "speculationrules")
_HANDLER = re.compile(r"on[a-z]{3,}$")
_ELEMENTS = {
    "img": Kind.PICTURE,
    "image": Kind.PICTURE,
    "object": Kind.FILE,
    "embed": Kind.FILE,
    "applet": Kind.FILE,
    "video": Kind.FILM,
    "audio": Kind.FILM,
    "bgsound": Kind.FILM,
}


def attribute_words(tag: str, values: Mapping[str, str], drawn: frozenset[str]) -> Iterator[Paragraph]:
    """What an element says to those who point at it, hear it, fill it in or see its preview; the same words once.

    Args:
        tag: name of the element, in lower case.
        values: its attributes, names in lower case.
        drawn: names of further attributes that a style sheet shows.
    """
    told = {words: part for part, words in _said(tag, values, drawn) if any(c.isalpha() for c in words)}
    for words, part in told.items():
        yield Paragraph(" ".join(words.split()), part)


def _said(tag: str, values: Mapping[str, str], drawn: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name in _SPOKEN:
            yield _SPOKEN[name], value
        elif name in drawn:
            yield STYLE_SHEET, value
    if tag == "button" or (tag == "input" and values.get("type", "").strip().lower() in _SHOW_VALUE):
        yield "field", values.get("value", "")
    if tag == "option" and " " in values.get("value", "").strip():  # shown where it is offered beside a field
        yield "label", values["value"]
    named = (values.get("name") or values.get("property") or values.get("itemprop") or "").lower()
    if tag == "meta" and named.partition(":")[2 if ":" in named else 0] in _PREVIEWS:
        yield "preview of the page", values.get("content", "")


def unread_element(tag: str, values: Mapping[str, str]) -> Iterator[Kind]:
    """Kinds of what an element shows or runs beside its text."""
    if tag in _ELEMENTS:
        yield _ELEMENTS[tag]
    elif tag == "input" and values.get("type", "").strip().lower() == "image":
        yield Kind.PICTURE
    elif (tag in ("iframe", "frame") and values.get("src") and "srcdoc" not in values) or _leads_on(tag, values):
        yield Kind.LINKED
    elif tag == "link" and "stylesheet" in values.get("rel", "").lower().split():
        yield Kind.STYLE
    if _runs(tag, values):
        yield Kind.ACTIVE


def _leads_on(tag: str, values: Mapping[str, str]) -> bool:
    refresh = tag == "meta" and values.get("http-equiv", "").strip().lower() == "refresh"
    return refresh and "=" in values.get("content", "")


def _runs(tag: str, values: Mapping[str, str]) -> bool:
    if tag == "script":
        return not any(word in values.get("type", "").lower() for word in _DATA_SCRIPTS)
    links = (values.get("href", ""), values.get("src", ""), values.get("action", ""))
    return any(_HANDLER.match(name) for name in values) or any(
        link.strip().lower().startswith("javascript:") for link in links
    )
