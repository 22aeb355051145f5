"""Small pieces that every document is put together from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.domain import StudyPoints
from assistant.material import SayUnit
from guardrails import (
    Block,
    Citation,
    Evidence,
    Line,
    Mode,
    QualifierPlacement,
    Section,
    Statement,
    StatementKind,
    Table,
)
from ingest import nfc, sha256_hex


def say(text: str, kind: StatementKind = StatementKind.LOGISTICS, style: str = "paragraph", lead: str = "") -> Line:
    """A line of one statement that needs no source."""
    return Line(statements=(Statement(text=text, kind=kind),), style=style, lead=lead)


def bullets(texts: Iterable[str], kind: StatementKind = StatementKind.LOGISTICS) -> tuple[Line, ...]:
    """One bullet a text."""
    return tuple(say(text, kind, "bullet") for text in texts)


def table(header: Sequence[str], rows: Iterable[Sequence[Line | str]]) -> Table:
    """A table; a plain string becomes a logistics cell, an empty one is said in words."""
    return Table(
        header=tuple(header),
        rows=tuple(tuple(c if isinstance(c, Line) else say(c or "not in the record") for c in row) for row in rows),
    )


_BRACKETS = re.compile(r"\s*\[[^\[\]]*\](?=[.?!]?$)")


def bare(statement: Statement) -> Statement:
    """The statement without the brackets at its end, for a table whose row names its source once. It stays cited."""
    return replace(statement, text=_BRACKETS.sub("", statement.text))


def in_rows(lines: Iterable[Line], told: Sequence[Citation]) -> list[Line]:
    """The lines that a table tells in full, in the order of its rows: `told` are the citations of the rows from the top."""
    place = {citation: at for at, citation in reversed(list(enumerate(told)))}
    cited = [(line, [c for s in line.statements for c in s.citations]) for line in lines]
    full = [(min(place[c] for c in own), line) for line, own in cited if own and place.keys() >= set(own)]
    return [line for _, line in sorted(full, key=lambda pair: pair[0])]


def numbered(parts: Iterable[tuple[str, str, Iterable[Block]]], mode: Mode | None = None) -> tuple[Section, ...]:
    """Sections of (id, title, blocks) whose titles carry their number."""
    return tuple(
        Section(key, f"{number}. {title}", tuple(blocks), mode=mode)
        for number, (key, title, blocks) in enumerate(parts, 1)
    )


def day_words(day: date) -> str:
    """`October 28, 2026`: a day in a sentence or title. Columns of dates and stamps of claims have ISO days, which line up."""
    return f"{day:%B} {day.day}, {day.year}"


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def spoken_name(name: str) -> str:
    """A physician or doctor as spoken to (`Dr. Ellingsworth`); other people by full name."""
    bare_name, _, degree = name.partition(", ")
    return f"Dr. {bare_name.split()[-1]}" if degree in ("MD", "DO", "PharmD", "PhD") else bare_name


def guideline_line(point: StudyPoints, *more: Statement) -> Line:
    """What a guideline says, as a bullet; its name stands in front only where the sentence does not begin with it."""
    lead = "" if point.main.text.startswith(point.name.split()[0]) else f"{point.name}:"
    return Line((point.main, *more), "bullet", lead)


def footer_of(units: Iterable[SayUnit]) -> str:
    """What the claims of these units demand at the foot of their document, each text once."""
    needed = (q for unit in units for c in unit.claims for q in c.qualifiers)
    return " ".join(dict.fromkeys(q.text for q in needed if q.placement is QualifierPlacement.FOOTER))


class FactBook:
    """Facts of accounts, requests and the library, as evidence that statements can cite."""

    def __init__(self, fact_id: str, title: str) -> None:
        self._evidence_id = f"fact:{fact_id}"
        self._title = title
        self._lines: list[str] = []
        self._length = 0

    def line(self, text: str, style: str = "paragraph", lead: str = "") -> Line:
        """A line that states a recorded fact, cited to this book."""
        return Line(statements=(self.statement(text),), style=style, lead=lead)

    def statement(self, text: str) -> Statement:
        """A statement of a recorded fact, cited to this book."""
        return self._cited(text, StatementKind.FACT)

    def asked(self, text: str, style: str = "paragraph", lead: str = "") -> Line:
        """A requester's own words, in quotation marks or with their origin, cited to this book."""
        return Line(statements=(self._cited(text, StatementKind.ASKED),), style=style, lead=lead)

    def _cited(self, text: str, kind: StatementKind) -> Statement:
        # Citations count characters of the stored text, which is NFC; another form would shift every later span.
        clean = nfc(text)
        start = self._length
        self._lines.append(clean)
        self._length += len(clean) + 1  # the line break that `evidence` puts between facts
        citation = Citation(self._evidence_id, start, start + len(clean), clean)
        return Statement(text=clean, kind=kind, citations=(citation,))

    def evidence(self) -> Evidence:
        """All facts stated so far, as one source. Call it last."""
        text = "\n".join(self._lines)
        return Evidence(
            evidence_id=self._evidence_id, text=text, version_hash=sha256_hex(text), origin="fact", title=self._title
        )
