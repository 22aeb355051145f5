"""Words of a web page that stand in attributes, style sheets and pages within the page; what it runs or plays is told."""

from __future__ import annotations

import pytest

from assistant.documents.paragraphs import Kind, Unread
from assistant.documents.reading import ReadDocument, read_bytes

CLAIM = "It cures nausea."


def page(html: str) -> ReadDocument:
    return read_bytes(f"<!doctype html><p>Hello</p>{html}".encode(), "p.html")


@pytest.mark.parametrize(
    ("html", "part"),
    [
        (f"<img src=x alt='{CLAIM}'>", "text of a picture"),
        (f"<p title='{CLAIM}'>Hi</p>", "tooltip"),
        (f"<div aria-label='{CLAIM}'></div>", "label"),
        (f"<select><optgroup label='{CLAIM}'></optgroup></select>", "label"),
        (f"<datalist><option value='{CLAIM}'></datalist>", "label"),
        (f"<input value='{CLAIM}'>", "field"),
        (f"<input type=SUBMIT value='{CLAIM}'>", "field"),
        (f"<input placeholder='{CLAIM}'>", "field"),
        (f"<button value='{CLAIM}'></button>", "field"),
        (f"<meta name=description content='{CLAIM}'>", "preview of the page"),
        (f"<meta property='og:title' content='{CLAIM}'>", "preview of the page"),
        (f"<style>p:before{{content:'{CLAIM}'}}</style>", "style sheet"),
        ("<style>p:before{content:'It c' /* a */ '\\75 res nausea.'}</style>", "style sheet"),
        (f'<style>:root{{--a:"{CLAIM}"}}p:after{{content:var(--a)}}</style>', "style sheet"),
        (f"<style>p:after{{content:attr(data-x)}}</style><p data-x='{CLAIM}'></p>", "style sheet"),
        (f"<iframe srcdoc='<p>{CLAIM}</p>'></iframe>", "embedded page"),
        (f"<!--[if mso]><xml><o:x>96</o:x></xml><p>{CLAIM}</p><![endif]-->", "part for Outlook"),
    ],
)
def test_words_that_a_page_shows_beside_its_text(html: str, part: str) -> None:
    document = page(html)
    found = {document.text[p.start : p.end]: p.label for p in document.places}
    assert found[CLAIM] == f"{part}, paragraph 1"
    assert "96" not in document.text


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {CLAIM} -->",
        f"<template><img alt='{CLAIM}'>{CLAIM}</template>",
        f"<input type=hidden value='{CLAIM}'>",
        f"<p data-note='{CLAIM}'></p>",
        "<style>p{font-family:'It cures nausea.'}</style>",
        f"<script type='application/json'>{CLAIM}</script>",
    ],
)
def test_words_that_nobody_sees_are_not_read(html: str) -> None:
    document = page(html)
    assert document.text == "Hello"
    assert document.unread == ()


def test_words_of_a_shadow_are_read() -> None:
    assert CLAIM in page(f"<div><template shadowrootmode=open><p>{CLAIM}</p></template></div>").text


def test_the_same_words_of_one_element_are_read_once() -> None:
    assert page(f"<img alt='{CLAIM}' title='{CLAIM}'>").text.count(CLAIM) == 1


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<script>document.write('x')</script>", Kind.ACTIVE),
        ("<p onclick='go()'></p>", Kind.ACTIVE),
        ("<a href=' javascript:go()'></a>", Kind.ACTIVE),
        ("<iframe src='https://example.org'></iframe>", Kind.LINKED),
        ("<meta http-equiv=refresh content='0;url=https://example.org'>", Kind.LINKED),
        ("<object data=x.pdf></object>", Kind.FILE),
        ("<video src=x></video>", Kind.FILM),
        ("<img src=x>", Kind.PICTURE),
        ("<input type=image src=x>", Kind.PICTURE),
        ("<link rel=stylesheet href=x>", Kind.STYLE),
        ("<style>@import 'x.css';</style>", Kind.STYLE),
    ],
)
def test_what_is_shown_and_no_text_is_told(html: str, kind: Kind) -> None:
    assert page(html).unread == (Unread(kind),)


def test_a_page_that_is_nothing_but_a_picture_is_told() -> None:
    page = read_bytes(b"<!doctype html><img src=x alt='Our offer'>", "p.html")
    assert Unread(Kind.SCAN) in page.unread


def test_pages_within_pages_come_to_an_end() -> None:
    html = "<p>Deepest</p>"
    for _ in range(6):
        html = "<iframe srcdoc='" + html.replace("&", "&amp;").replace("'", "&#39;") + "'></iframe>"
    found = page(html)
    assert "Deepest" not in found.text
    assert [u.kind for u in found.unread] == [Kind.FILE]
