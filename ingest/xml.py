"""One hardened XML reader: elements one at a time, nothing fetched, nothing expanded, nothing without a bound.

The only module that touches lxml. What it refuses, and how:

* entity declarations in the document, whatever they would expand to (bombs, local files, network addresses);
* external DTDs are never loaded: the parser is told not to, the network is off, and a resolver answers everything
  that might still be asked for with nothing. `collect_ids=False` must stay out: it makes libxml2 load the DTD;
* depth beyond 256, text nodes beyond 10 MB, names beyond 50 kB (limits of libxml2, kept by `huge_tree=False`);
* one record beyond `max_record_bytes`, one file beyond `max_bytes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

from lxml import etree
from lxml.etree import _Element as Element

from ingest.errors import HostileInput, RecordError, TruncatedFile

__all__ = ["Element", "XmlLimits", "is_entity", "read_elements"]

_Parser: TypeAlias = Any  # etree.XMLPullParser; its published types lack what is used here
_CHUNK = 1 << 18
_RESOURCE_CODES = frozenset(
    getattr(etree.ErrorTypes, name)
    for name in ("ERR_ENTITY_LOOP", "ERR_NAME_TOO_LONG", "ERR_ENTITY_IS_EXTERNAL", "ERR_RESOURCE_LIMIT")
    if hasattr(etree.ErrorTypes, name)
) | {114}  # XML_ERR_RESOURCE_LIMIT, absent from older lxml tables
_UNDECLARED = frozenset({26, 27})  # XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """Bounds of one file. The largest PubMed records (15,000 named collaborators) have about 6 MB."""

    max_bytes: int = 4 << 30
    max_record_bytes: int = 16 << 20


class _Nothing(etree.Resolver):
    """Answers every external reference with an empty text, so that no file or address is opened."""

    def resolve(self, *asked: Any) -> Any:
        """An empty document, whatever was asked for."""
        empty: Any = self
        return empty.resolve_empty(asked[-1])


def is_entity(element: Element) -> bool:
    """True for an unexpanded entity reference, which lxml shows as a child node without a name."""
    return element.tag is etree.Entity


def _new_parser(tags: Sequence[str]) -> _Parser:
    parser: _Parser = etree.XMLPullParser(
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    parser.resolvers.add(_Nothing())
    return parser


def read_elements(
    stream: BinaryIO,
    source: str,
    *,
    tags: Sequence[str],
    roots: frozenset[str],
    limits: XmlLimits | None = None,
) -> Iterator[Element]:
    """Each outermost element named in `tags` once it is complete; it is freed soon after the next is asked for.

    The document is one unit: elements come out before its end is known, so the caller keeps them aside and discards
    them all if an error follows.

    Args:
        stream: Open binary stream, read once to its end.
        source: Name of the file or answer, for messages.
        tags: Element names to deliver; one directly inside another of them is part of that one.
        roots: Names the root element may have.
        limits: Bounds; defaults suit PubMed files.

    Raises:
        HostileInput: Entities, depth or size beyond the bounds.
        TruncatedFile: The text ends before its root element is closed.
        RecordError: Not well-formed, or another kind of document.
    """
    bounds = limits or XmlLimits()
    parser = _new_parser(tags)
    root: Element | None = None
    total = since_record = 0
    while chunk := stream.read(_CHUNK):
        chunk = chunk if total else chunk.lstrip(b"\xef\xbb\xbf \t\r\n")
        total += len(chunk)
        since_record += len(chunk)
        _feed(parser, chunk, source)
        for _, element in parser.read_events():
            if root is None:
                root = _checked_root(element, source, roots)
            parent = element.getparent()
            if parent is not None and parent.tag in tags:
                continue
            since_record = 0
            yield element
            _forget(element)
        _check_size(total, since_record, bounds, source)
    _finish(parser, source, root, roots, total)


def _feed(parser: _Parser, chunk: bytes, source: str) -> None:
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as exc:
        if getattr(exc, "code", None) in _RESOURCE_CODES:
            raise HostileInput(
                f"{source!r} was refused: {_first_line(exc)}; PubMed files have no such thing, do not use this file"
            ) from exc
        raise RecordError(
            f"{source!r} is not well-formed XML: {_first_line(exc)}; download it again from PubMed"
        ) from exc


def _finish(parser: _Parser, source: str, root: Element | None, roots: frozenset[str], total: int) -> None:
    if not total:
        raise TruncatedFile(f"{source!r} is empty; download it again from PubMed")
    try:
        end = parser.close()
    except etree.XMLSyntaxError as exc:
        if any(entry.type in _UNDECLARED for entry in parser.error_log):
            raise RecordError(f"{source!r} uses an undeclared entity: {_first_line(exc)}; download it again") from exc
        raise TruncatedFile(
            f"{source!r} ends before its last element is closed: {_first_line(exc)}; download it again"
        ) from exc
    if root is None:
        _checked_root(end, source, roots)


def _checked_root(element: Element, source: str, roots: frozenset[str]) -> Element:
    """The root above `element`, if it is one we know and its document declares no entities."""
    tree = element.getroottree()
    dtd: Any = tree.docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise HostileInput(f"{source!r} declares XML entities, which PubMed files never do; do not use this file")
    root: Element = tree.getroot()
    if root.tag not in roots:
        said = " ".join("".join(str(t) for t in root.itertext()).split())[:200]
        raise RecordError(
            f"{source!r} holds <{root.tag}>, not PubMed records (it says {said!r}); export from PubMed as XML or .nbib"
        )
    return root


def _check_size(total: int, since_record: int, limits: XmlLimits, source: str) -> None:
    if since_record > limits.max_record_bytes:
        raise HostileInput(
            f"{source!r} has {since_record} bytes without a complete record; the limit is {limits.max_record_bytes}, "
            "check where the file comes from"
        )
    if total > limits.max_bytes:
        raise HostileInput(f"{source!r} is larger than {limits.max_bytes} bytes; split it into smaller files")


def _forget(element: Element) -> None:
    """Free everything before the element, so that memory stays flat over a whole file; its turn comes with the next."""
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            parent.remove(before)


def _first_line(exc: Exception) -> str:
    return str(exc).split("\n", 1)[0]
