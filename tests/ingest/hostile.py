"""Hostile documents by name, made on demand; each must be refused, fast, in little memory, without a connection."""

from __future__ import annotations

import gzip
from collections.abc import Callable

RECORD = (
    b'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">%s</PMID><Article><ArticleTitle>%s'
    b"</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
)
PADDING = b"<PubmedArticleSet>" + b" " * 20_000_000 + b"</PubmedArticleSet>"


def _set(body: bytes, subset: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet ['
        + subset
        + b"]><PubmedArticleSet>"
        + body
        + b"</PubmedArticleSet>"
    )


def _laughs() -> bytes:
    levels = [b'<!ENTITY e0 "haha">']
    levels += [b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12)]
    return _set(RECORD % (b"1", b"&e11;"), b"".join(levels))


def _laughs_in_attribute() -> bytes:
    return _laughs().replace(b'Status="MEDLINE"', b'Status="&e11;"')


def _quadratic() -> bytes:
    return _set(RECORD % (b"1", b"&big;" * 5_000), b'<!ENTITY big "' + b"a" * 100_000 + b'">')


def _file_entity() -> bytes:
    return _set(RECORD % (b"1", b"&x;"), b'<!ENTITY x SYSTEM "file:///etc/hostname">')


def _http_entity(port: int) -> bytes:
    return _set(RECORD % (b"1", b"&x;"), b'<!ENTITY x SYSTEM "http://127.0.0.1:%d/x">' % port)


def _parameter_entity(port: int) -> bytes:
    return _set(RECORD % (b"1", b"t"), b'<!ENTITY %% p SYSTEM "http://127.0.0.1:%d/p.dtd"> %%p;' % port)


def _file_parameter_entity() -> bytes:
    return _set(RECORD % (b"1", b"t"), b'<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;')


def _deep() -> bytes:
    return b"<PubmedArticleSet>" + b"<a>" * 100_000


def _deep_title() -> bytes:
    return _set(RECORD % (b"1", b"<i>" * 5_000 + b"x" + b"</i>" * 5_000))


def _huge_text() -> bytes:
    return _set(RECORD % (b"1", b"a" * 11_000_000))


def _packed() -> bytes:
    return gzip.compress(PADDING)


def refused(port: int) -> dict[str, Callable[[], bytes]]:
    """Documents that must raise HostileInput; `port` is a local listener that must stay unvisited."""
    return {
        "billion laughs": _laughs,
        "billion laughs in an attribute": _laughs_in_attribute,
        "quadratic blow-up": _quadratic,
        "file entity": _file_entity,
        "http entity": lambda: _http_entity(port),
        "http parameter entity": lambda: _parameter_entity(port),
        "file parameter entity": _file_parameter_entity,
        "depth 100,000": _deep,
        "depth inside a title": _deep_title,
        "text of 11 MB": _huge_text,
        "20 MB between records": lambda: PADDING,
        "gzip 1:1000": _packed,
    }
