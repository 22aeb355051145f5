"""Every part of a mail is read under its name: forms of the body, attachments, forwarded messages; the rest is told."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from docx import Document

from assistant.documents.paragraphs import Kind, Unread
from assistant.documents.reading import ReadDocument, read_bytes
from assistant.errors import DocumentUnreadable
from tests.assistant.documents.test_inside_office import PNG

CLAIM = "It cures nausea."


def mail(text: str = "Hello there.") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Tuesday"
    message.set_content(text)
    return message


def read(message: EmailMessage) -> ReadDocument:
    return read_bytes(message.as_bytes(), "m.eml")


def labels(document: ReadDocument) -> dict[str, str]:
    return {document.text[p.start : p.end]: p.label for p in document.places}


def word(text: str) -> bytes:
    document, buffer = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def test_another_form_of_the_body_is_read_where_it_differs() -> None:
    message = mail("Hello there.\n\nSee https://example.org for more.")
    message.add_alternative(
        f"<p>Hello <b>there</b>.</p><p>{CLAIM}</p><p>See <a href=x>for</a> more.</p><img alt='A tip'>", subtype="html"
    )
    document = read(message)
    assert labels(document) == {
        "Tuesday": "subject, paragraph 1",
        "Hello there.": "body, paragraph 1",
        "See https://example.org for more.": "body, paragraph 2",
        CLAIM: "alternative part, paragraph 2",
        "A tip": "alternative part, text of a picture, paragraph 1",
    }
    assert document.unread == (Unread(Kind.PICTURE, "alternative part"),)


def test_the_plain_form_is_the_body_also_where_it_comes_last() -> None:
    message = mail()
    message.make_alternative()
    message.add_alternative(f"<p>{CLAIM}</p>", subtype="html")
    message.set_payload(list(reversed(message.get_payload())))  # type: ignore[arg-type]
    assert labels(read(message))[CLAIM] == "alternative part, paragraph 1"


def test_a_form_that_leaves_out_what_another_says_is_told() -> None:
    risks = "Common side effects include dizziness, drowsiness, headache, constipation, sleepiness, blurred vision, weakness and falling."
    message = mail(f"Hello there.\n\n{risks}")
    message.add_alternative("<p>Hello there.</p>", subtype="html")
    assert read(message).unread == (Unread(Kind.VARIANT, "alternative part"),)
    short = mail("This is a message in HTML. Please use another program to show it.")
    short.add_alternative("<p>Hello there.</p>", subtype="html")
    assert read(short).unread == ()


def test_an_attached_text_is_read_under_its_name() -> None:
    message = mail()
    message.add_attachment(f"First.\n\n{CLAIM}", filename="notes.txt")
    message.add_attachment(f"<p>{CLAIM} Always.</p>", subtype="html", filename="page.html")
    document = read(message)
    assert labels(document)[CLAIM] == "attachment notes.txt, paragraph 2"
    assert labels(document)[f"{CLAIM} Always."] == "attachment page.html, paragraph 1"
    assert labels(document)["notes.txt"] == "name of an attachment, paragraph 1"


def test_an_attached_document_is_read() -> None:
    message = mail()
    message.add_attachment(word(CLAIM), maintype="application", subtype="octet-stream", filename="plan.docx")
    document = read(message)
    assert labels(document)[CLAIM] == "attachment plan.docx, page 1, paragraph 1"
    assert document.unread == ()


def test_a_forwarded_message_is_read() -> None:
    inner = mail(CLAIM)
    inner.add_attachment("Never fails.", filename="a.txt")
    message = mail()
    message.add_attachment(inner)
    found = labels(read(message))
    assert found[CLAIM] == "forwarded message, body, paragraph 1"
    assert found["Never fails."] == "forwarded message, attachment a.txt, paragraph 1"


def test_messages_within_messages_come_to_an_end() -> None:
    message = mail(CLAIM)
    for _ in range(6):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    document = read(message)
    assert CLAIM not in document.text
    assert [u.kind for u in document.unread] == [Kind.FILE]


def test_an_invitation_says_what_it_is_about() -> None:
    message = mail()
    event = "BEGIN:VCALENDAR\r\nUID:1\r\nSUMMARY:It cur\r\n es nausea.\r\nDESCRIPTION;LANGUAGE=en:One\\, two\r\nEND:VCALENDAR\r\n"
    message.add_alternative(event, subtype="calendar")
    found = labels(read(message))
    assert found[CLAIM] == "alternative part, paragraph 1"
    assert found["One, two"] == "alternative part, paragraph 2"


@pytest.mark.parametrize(
    ("content", "maintype", "subtype", "name", "kind"),
    [
        (b"PK\x03\x04 zip", "application", "zip", "all.zip", Kind.FILE),
        (b"\x00\x01binary", "application", "octet-stream", "x.bin", Kind.FILE),
        (b"\x00\x01binary", "text", "plain", "x.txt", Kind.FILE),
        (rb"{\rtf1 cures}", "application", "rtf", "x.rtf", Kind.FILE),
        (PNG, "image", "png", "flyer.png", Kind.FILE),
        (b"x", "audio", "mpeg", "call.mp3", Kind.FILM),
        (b"x", "video", "mp4", "film.mp4", Kind.FILM),
        (b"x", "application", "pkcs7-mime", "smime.p7m", Kind.SEALED),
        (b"x", "application", "ms-tnef", "winmail.dat", Kind.SEALED),
    ],
)
def test_an_attachment_that_cannot_be_read_is_told(
    content: bytes, maintype: str, subtype: str, name: str, kind: Kind
) -> None:
    message = mail()
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    document = read(message)
    assert [u.kind for u in document.unread] == [kind]
    assert kind.holds
    assert "Hello there." in document.text


def test_a_picture_shown_in_the_text_is_a_picture() -> None:
    message = mail()
    message.add_alternative("<p>Hello there.</p><img src='cid:1'>", subtype="html")
    html = message.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(PNG, "image", "png", cid="<1>", filename="image001.png")
    assert {u.kind for u in read(message).unread} == {Kind.PICTURE}


def test_a_sealed_text_is_told_and_a_signature_is_not() -> None:
    sealed = mail("Hello there.\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")
    assert read(sealed).unread == (Unread(Kind.SEALED, "body"),)
    signed = mail()
    signed.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="signature.asc")
    assert read(signed).unread == ()


def test_a_name_of_an_attachment_is_one_plain_line() -> None:
    message = mail()
    message.add_attachment(CLAIM, filename="../../a\u202e\x1b[31m" + "x" * 200 + ".txt")
    (place,) = [p for p in read(message).places if p.part.startswith("attachment")]
    assert len(place.part) < 100
    assert place.part.isprintable()
    assert ".." not in place.part


def test_a_false_character_set_is_read_by_its_bytes() -> None:
    raw = f"Subject: Hi\nFrom: a@b.co\nContent-Type: text/plain; charset=nonsense\n\n{CLAIM}\n"
    assert CLAIM in read_bytes(raw.encode(), "m.eml").text


def test_a_sender_that_says_a_sentence_is_read() -> None:
    message = mail()
    message.replace_header("From", "Verdanol cures all nausea <a@example.org>")
    assert labels(read(message))["Verdanol cures all nausea"] == "sender, paragraph 1"
    message.replace_header("From", "Dr. Ann Lee <a@example.org>")
    assert "Ann Lee" not in read(message).text


def test_rich_text_is_refused() -> None:
    with pytest.raises(DocumentUnreadable, match="rich text"):
        read_bytes(rb"{\rtf1 It cu\b0 res}", "a.rtf")
