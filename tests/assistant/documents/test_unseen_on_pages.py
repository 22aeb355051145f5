"""Words of pages and mails that are struck out or hidden are told as such, and no verdict is softer for them."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.documents.paragraphs import Kind
from assistant.documents.read_html import read_html
from assistant.documents.reading import ReadDocument, read_bytes
from assistant.documents.unseen import Sight, told, without_unseen
from guardrails import Decision, Severity
from tests.assistant.documents.test_pdf_beside import BOX, entry, put, read as read_pdf, writer
from tests.assistant.documents.unseen_fakes import CLEARED, judged, labels, page, verdict_on

HIDING = [
    "<s>not</s>",
    "<del>not</del>",
    "<strike>not</strike>",
    "<span style='text-decoration: line-through'>not</span>",
    "<span style='text-decoration-line:line-through'>not</span>",
    "<span style='DISPLAY: NONE'>not</span>",
    "<span style='display:none !important'>not</span>",
    "<div style='display:none'>not</div>",
    "<span style='visibility:hidden'>not</span>",
    "<span hidden>not</span>",
    "<span style='font-size:0'>not</span>",
    "<span style='font-size:0.5px'>not</span>",
    "<span style='opacity:0.01'>not</span>",
    "<span style='color:white'>not</span>",
    "<span style='color:#fefefe'>not</span>",
    "<font color='#FFFFFF'>not</font>",
    "<span style='color:rgb(255, 255, 255)'>not</span>",
    "<span style='color:rgb(100%,100%,100%)'>not</span>",
    "<span style='color:transparent'>not</span>",
    "<span style='color:rgba(0,0,0,0)'>not</span>",
    "<span style='color:#000;background-color:black'>not</span>",
    "<span style='position:absolute;left:-9999px'>not</span>",
    "<span style='position:absolute;clip:rect(0,0,0,0)'>not</span>",
    "<span style='text-indent:-999em'>not</span>",
    "<span style='max-height:0;overflow:hidden'>not</span>",
    "<span style='mso-hide:all'>not</span>",
    "<b hidden>not<b>,</b></b>",
    "<span class='a x'>not</span>",
    "<span class='y'>not</span>",
    "<span id='z'>not</span>",
    "<span class='w' data-role='h'>not</span>",
    "<kbd>not</kbd>",
    "<em class='deep'><i>not</i></em>",
]
SHEET = """<style>/* .b { } */ .x { display:none } @media screen { .y{visibility:hidden} }
P #z, .none { font-size: 0 } [data-role="h"] { opacity: 0 } KBD{ text-decoration: line-through }
body p .deep > i { color: #fff } .w { color: red } @font-face { font-family: x; } .x { color: blue; }</style>"""


@pytest.mark.parametrize("hidden", HIDING)
def test_a_page_whose_denial_is_not_seen_is_held(hidden: str) -> None:
    document = page(f"<p>Epidiolex is {hidden} completely safe.</p>", SHEET)
    assert labels(document)[-1][1].startswith("Epidiolex is ~~not")
    assert judged(document) is Decision.BLOCK


@pytest.mark.parametrize(
    "seen",
    [
        "<b>not</b>",
        "<s style='text-decoration:none'>not</s>",
        "<span hidden style='display:inline'>not</span>",
        "<span style='visibility:hidden'><b style='visibility:visible'>not</b></span>",
        "<span style='font-size:0'><b style='font-size:1em'>not</b></span>",
        "<span style='color:white;background:#003'>not</span>",
        "<span style='background:#003'><b style='color:white'>not</b></span>",
        "<span style='color:white'><b style='color:#c00'>not</b></span>",
        "<span style='opacity:0.5;font-size:9pt;left:-20px;position:relative;color:hsl(0,0%,0%)'>not</span>",
        "<span class='x shown'>not</span>",
        "<span class='x' style='display:inline!important'>not</span>",
        "<span class='other'>not</span>",
        "<s></s>not",
        "<span style='color:transparent;background:linear-gradient(red,blue);background-clip:text'>not</span>",
    ],
)
def test_a_denial_that_is_seen_clears_as_before(seen: str) -> None:
    head = "<style>.x{display:none} .shown.x{display:inline} p .none .other{display:none} .q:{ } , > { display: none }</style>"
    document = page(f"<p>Epidiolex is {seen} completely safe.</p>", head)
    assert labels(document) == [("paragraph 1", CLEARED)]
    assert judged(document) is Decision.RELEASE


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("<span class=x>not</span>", "<style>@media (max-width: 600px) { .x { display: none } }</style>"),
        ("<span class=x>not</span>", "<style>.x:last-child { display: none }</style>"),
        ("<span class=x>not</span>", "<style>b + .x { display: none }</style>"),
        ("<span style='color:white'>not</span>", "<link rel=stylesheet href=x.css>"),
        ("<span style='color:white;background:url(x.png)'>not</span>", ""),
        ("<span style='color:white;background-image:linear-gradient(red, blue)'>not</span>", ""),
    ],
)
def test_what_some_may_not_see_is_read_both_ways(body: str, head: str) -> None:
    document = page(f"<p>Hello.</p><p>Epidiolex is {body} completely safe.</p>", head)
    assert labels(document)[1:] == [
        ("paragraph 2", CLEARED),
        ("as it may show, paragraph 2", "Epidiolex is completely safe."),
    ]
    assert judged(document) is Decision.BLOCK


def test_a_hidden_line_bans_nothing() -> None:
    for ban in (
        "<p hidden>We must never say:</p>",
        "<p style='color:white'>We must never say:</p>",
        "<s>We must never say:</s>",
    ):
        assert judged(page(f"{ban}<p>Epidiolex is completely safe.</p>")) is Decision.BLOCK
    assert judged(page("<p>We must never say: <s>that</s> Epidiolex is completely safe.</p>")) is Decision.RELEASE
    assert judged(page("<p><s>We must never say:</s> Epidiolex is completely safe.</p>")) is Decision.BLOCK


def test_a_column_that_some_do_not_see_is_read_once() -> None:
    document = page("<table bgcolor=navy background=x.png><tr><td style='color:white'>Day<td>One</table>")
    assert [text for _, text in labels(document)] == ["Day", "One"]


def test_what_is_not_shown_parts_no_sentence() -> None:
    document = page("<p>Epidiolex is completely<span style='display:none'><br>not<br>at all </span> safe.</p>")
    assert labels(document) == [("paragraph 1", "Epidiolex is completely~~not\nat all ~~ safe.")]
    assert judged(document) is Decision.BLOCK


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>A <s>b<p>c</s> d", ["A ~~b~~", "~~c~~ d"]),
        ("<p>A <s><b>b</s> c</b> d", ["A ~~b~~ c d"]),
        ("<p hidden>A<p>B<ul><li hidden>C<li>D</ul>E", ["~~A~~", "B", "~~C~~", "D", "E"]),
        ("<table><tr><td>A<td hidden>B <s>C<tr><td>D</table>E", ["A~~B C~~", "D", "E"]),
        ("<div hidden><p>A<p>B</div><p>C", ["~~A\nB~~", "C"]),
        ("<p>A<br hidden>B<br>C", ["A~~ ~~B", "C"]),
        ("<p>sa<div style='display:inline'>fe</div><div style='display:inline-block'> A</div><div>B", ["safe A", "B"]),
        ("<p>A</b></i> B</p></p>C", ["A B", "C"]),
        ("<div hidden> <img src=x>&nbsp;&zwnj; </div>A ~~ B <s>C ~~ D</s>", ["A ~ B ~~C ~ D~~"]),
        ("<p><u>A<p>B<p>C<p>D<p><u><u><u><u>E<p>F", ["A", "B", "C", "D", "E", "F"]),
    ],
)
def test_where_what_is_struck_or_hidden_ends(body: str, texts: list[str]) -> None:
    assert [text for label, text in labels(page(body)) if label != "text of a picture"] == texts


@pytest.mark.parametrize(
    "piece", ["<s>", "<p><s>", "<div hidden>", "<font>a</p>", "<style>.x{display:none}</style><p class=x>a"]
)
def test_a_page_of_many_elements_ends_in_time(piece: str) -> None:
    assert sum(1 for _ in read_html(piece * 4000)) >= 0


MAIL = (
    "From: a@b.example\nSubject: Hello\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
    "--x\nContent-Type: text/plain\n\n{plain}\n--x\nContent-Type: text/html\n\n{page}\n--x--\n"
)


def mail(plain: str, html: str) -> ReadDocument:
    return read_bytes(MAIL.format(plain=plain, page=html).encode(), "m.eml")


def test_a_mail_whose_page_hides_what_its_plain_form_says_is_held() -> None:
    for hidden in ("<s>not</s>", "<span style='color:white'>not</span>"):
        document = mail(CLEARED, f"<p>Epidiolex is {hidden} completely safe.</p>")
        assert ("alternative part, paragraph 1", "Epidiolex is ~~not~~ completely safe.") in labels(document)
        assert judged(document) is Decision.BLOCK
    document = mail(
        CLEARED, "<p style='background:url(x)'>Epidiolex is <b style='color:#fff'>not</b> completely safe.</p>"
    )
    assert judged(document) is Decision.BLOCK


def test_a_page_that_hides_a_paragraph_of_the_plain_form_leaves_it_out() -> None:
    risks = (
        "Serious adverse events include hepatocellular injury, somnolence, suicidal behavior, hypersensitivity, withdrawal, "
        "diarrhea, infections, insomnia."
    )
    document = mail(f"Hello.\n\n{risks}", f"<p>Hello.</p><p hidden>{risks}</p>")
    assert Kind.VARIANT in {thing.kind for thing in document.unread}
    document = mail(f"Hello.\n\n{risks}", f"<p>Hello.</p><p>{risks}</p>")
    assert document.unread == ()


def test_a_mail_in_plain_words_strikes_as_markdown_does() -> None:
    data = b"From: a@b.example\nSubject: Hello\n\nEpidiolex is ~~not~~ completely safe.\n"
    assert judged(read_bytes(data, "m.eml")) is Decision.BLOCK
    assert judged(read_bytes(b"Epidiolex is ~~not~~ completely safe.\n", "m.md")) is Decision.BLOCK


def test_an_honest_mail_with_a_hidden_preview_passes() -> None:
    preview = "<div style='display:none;max-height:0'>Minutes of our meeting &zwnj;&nbsp;</div>"
    assert judged(page(f"{preview}<p>Thank you for the meeting on <s>Monday</s> Tuesday.</p>")) is Decision.RELEASE


def test_lines_through_the_words_of_a_pdf_are_told() -> None:
    made = writer("Epidiolex is not completely safe")
    put(made, entry(**{"Subtype": entry_name("StrikeOut"), "Rect": BOX}))
    assert [thing.kind for thing in read_pdf(made).unread] == [Kind.STRUCK]


def entry_name(name: str) -> Any:
    from pypdf.generic import NameObject

    return NameObject(f"/{name}")


@pytest.mark.parametrize(
    ("stretches", "text", "also"),
    [
        ([("a ", 0), ("b", 0)], "a b", ""),
        ([("a ", 0), ("", 2), ("b", 2), (" c", 2)], "a ~~b c~~", ""),
        ([("a", 0), (" ", 2), ("b", 0)], "a~~ ~~b", ""),
        ([("a ", 0), (" ", 2), ("b", 0)], "a  b", ""),
        ([("a", 0), ("?", 2)], "a~~?~~", ""),
        ([("a~~b\n\nc", 0), ("~~~", 2), ("d\n\ne", 2)], "a~b c~~~d e~~", ""),
        ([("a", 0), ("~~", 2)], "a~", ""),
        ([("a ", 0), ("b", 1), (" c", 2)], "a b~~ c~~", "a ~~ c~~"),
        ([("a", 1), (".", 0)], "a.", ""),
        ([("a", 0), (".", 1)], "a.", ""),
    ],
)
def test_how_a_paragraph_is_told(stretches: list[tuple[str, int]], text: str, also: str) -> None:
    assert told((words, Sight(sight)) for words, sight in stretches) == (text, also)
    assert told([]) == ("", "")
    assert without_unseen("a ~~b~~ c") == "a   c"


def test_severities_are_those_of_the_stricter_reading() -> None:
    found = verdict_on(page("<p>Epidiolex is <s>completely safe</s> well studied.</p>")).findings
    assert Severity.BLOCK in {f.severity for f in found}
