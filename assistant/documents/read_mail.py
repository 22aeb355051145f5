"""Paragraphs of mail: subject, body, its other form, attachments and forwarded messages, each part named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import partial

from assistant.documents.nested import Nest, is_picture, joined, plain_name
from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread
from assistant.documents.read_html import read_html
from assistant.documents.read_plain import decode, read_text
from assistant.documents.style_words import STYLE_SHEET, style_words
from assistant.documents.two_forms import leaves_out, unlike

_SIGNATURES = frozenset(("pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys"))
_SEALED = frozenset(("pkcs7-mime", "x-pkcs7-mime", "pgp-encrypted", "ms-tnef", "vnd.ms-tnef"))
_TEXTS = frozenset(("plain", "html", "calendar", "css", "javascript", "x-amp-html"))
_SEALED_TEXT = "-----BEGIN PGP MESSAGE-----"
_CALENDAR = re.compile(r"^(?:SUMMARY|DESCRIPTION|LOCATION|COMMENT|CONTACT|X-ALT-DESC)[^:\n]*:(.*)$", re.M | re.I)
_SENTENCE = 4
"""So many words are more than the name of a sender."""
_BODY, _OTHER, _FORWARDED = "body", "alternative part", "forwarded message"


def read_mail(data: bytes, nest: Nest) -> Iterator[Piece]:
    """Subject, then all parts; what cannot be read of them is told."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    yield from _message(message, nest)


def _message(message: EmailMessage, nest: Nest) -> Iterator[Piece]:
    yield Paragraph(_header(message, "subject"), "subject")
    for name, _ in getaddresses([_header(message, key) for key in ("from", "reply-to", "sender")]):
        if len(name.split()) >= _SENTENCE:
            yield Paragraph(name, "sender")
    yield from _part(message, _BODY, nest)


def _header(message: EmailMessage, key: str) -> str:
    try:
        return str(message.get(key, ""))
    except Exception:  # a header may be broken in any way
        return next((str(value) for name, value in message.raw_items() if name.lower() == key), "")


def _part(part: EmailMessage, place: str, nest: Nest) -> Iterator[Piece]:
    kind, inner = part.get_content_maintype(), part.get_content_subtype()
    if inner == "encrypted" or inner in _SEALED:
        yield Unread(Kind.SEALED, place, _name(part))
    elif kind == "multipart" and part.is_multipart():
        parts = [p for p in part.iter_parts() if isinstance(p, EmailMessage)]
        if inner == "alternative":
            yield from _forms(parts, place, nest)
        else:
            for one in parts:
                yield from _part(one, place, nest)
    elif kind == "message":
        yield from _carried(part, inner, nest)
    elif part.is_attachment() or part.get_filename():
        yield from _attached(part, nest)
    elif kind in ("text", "multipart"):
        yield from _text(part, place)
    else:
        yield from _attached(part, nest)


def _forms(parts: list[EmailMessage], place: str, nest: Nest) -> Iterator[Piece]:
    """The plain form, else the first; of every other what it says differently, and whether it leaves something out."""
    forms = [tuple(_part(p, place, nest)) for p in parts]
    first = next((n for n, p in enumerate(parts) if p.get_content_type() == "text/plain"), 0)
    for number, form in enumerate(forms):
        if number == first:
            yield from form
    for number, form in enumerate(forms):
        if number != first:
            yield from _moved(unlike(form, forms[first], place), place)
            if parts[number].get_content_subtype() != "calendar" and leaves_out(form, forms[first]):
                yield Unread(Kind.VARIANT, _OTHER)


def _moved(pieces: Iterable[Piece], place: str) -> Iterator[Piece]:
    """The pieces with the name of the alternative part in place of the body's."""
    for piece in pieces:
        rest = piece.part.removeprefix(place)
        yield replace(piece, part=_OTHER + rest) if piece.part.startswith(place) else piece


def _carried(part: EmailMessage, inner: str, nest: Nest) -> Iterator[Piece]:
    """A message within the message."""
    if inner in ("external-body", "partial"):
        yield Unread(Kind.LINKED, _BODY, _name(part))
        return
    held = part.get_payload()
    for message in held if isinstance(held, list) else ():
        assert isinstance(message, EmailMessage)
        if inner in ("rfc822", "global", "news"):
            yield from nest.within(partial(_message, message), "", _FORWARDED)
        else:  # a report of delivery: lines of headers
            yield Paragraph("\n".join(str(value) for value in message.values()), "report")
    if not isinstance(held, list):
        yield Paragraph(str(held), _FORWARDED)


def _attached(part: EmailMessage, nest: Nest) -> Iterator[Piece]:
    kind, inner, name = part.get_content_maintype(), part.get_content_subtype(), _name(part)
    place = f"attachment {name}".strip()
    if inner in _SIGNATURES:
        return
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    if is_picture(data) and (part.get("content-id") is not None or not part.is_attachment()):
        yield Unread(Kind.PICTURE, place)  # shown in the text
        return
    yield Paragraph(name, "name of an attachment")
    if kind in ("audio", "video"):
        yield Unread(Kind.FILM, place)
    elif kind == "text" and inner in _TEXTS:
        yield from nest.within(lambda _: _text(part, ""), name, place)
    else:
        yield from nest.read(data, name or inner, place)


def _text(part: EmailMessage, place: str) -> Iterator[Piece]:
    text, inner = _decoded(part), part.get_content_subtype()
    if _SEALED_TEXT in text:
        yield Unread(Kind.SEALED, place)
        text = text.partition(_SEALED_TEXT)[0]
    if inner == "calendar":
        yield from (Paragraph(words, place) for words in _calendar(text))
    elif inner in ("html", "x-amp-html"):
        for piece in read_html(text):
            yield replace(piece, part=joined(place, piece.part))
    elif inner == "css":
        yield from (Paragraph(words, joined(place, STYLE_SHEET)) for words in style_words(text))
    elif inner.endswith("javascript"):
        yield Unread(Kind.ACTIVE, place)
    elif inner in ("rtf", "richtext", "enriched"):
        yield Unread(Kind.FILE, place, _name(part))
    else:
        yield from (Paragraph(paragraph.text, place) for paragraph in read_text(text))


def _decoded(part: EmailMessage) -> str:
    """The characters of a text part; one of an unknown or a false character set by its bytes."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload())
    charset = part.get_content_charset()
    try:
        if charset and charset != "us-ascii":
            return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        pass
    return decode(data, _name(part) or "the message")


def _calendar(text: str) -> Iterator[str]:
    """What an invitation says, its folded lines joined."""
    for match in _CALENDAR.finditer(re.sub(r"\r?\n[ \t]", "", text.replace("\r\n", "\n"))):
        yield re.sub(r"\\([nN,;\\])", lambda m: "\n" if m[1] in "nN" else m[1], match[1])


def _name(part: EmailMessage) -> str:
    try:
        return plain_name(part.get_filename() or "")
    except Exception:  # a header may be broken in any way
        return ""
