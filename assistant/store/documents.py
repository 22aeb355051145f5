"""Claims files, drafts, sign-offs and safety reports."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, delete, desc, func, insert, or_, select, update

from assistant.domain import SafetyReport, SignOff
from assistant.reviewing import KeptDraft
from assistant.store.tables import CLAIM_FILES, DRAFTS, SAFETY_REPORTS, SIGN_OFFS
from assistant.store.turns import Turn, take_turn
from guardrails import Waiver

_KEPT: TypeAdapter[KeptDraft] = TypeAdapter(KeptDraft)
_WAIVER: TypeAdapter[Waiver] = TypeAdapter(Waiver)
_REPORT: TypeAdapter[SafetyReport] = TypeAdapter(SafetyReport)
_SIGN_OFF: TypeAdapter[SignOff] = TypeAdapter(SignOff)


_NAMED_AT_ONCE = 500
"""Ids in one query; of more, all rows are read."""


class MadeFor(NamedTuple):
    """For what a draft was made."""

    product_ids: tuple[str, ...]
    account_id: str | None
    request_id: str | None


class DocumentStore:
    """Whole texts and decisions, each written once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def put_claims_file(self, name: str, text: str, at: datetime) -> str:
        """Keep a claims file whole; the newest one is in use. Returns its SHA-256."""
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        with self._engine.begin() as connection:
            connection.execute(delete(CLAIM_FILES).where(CLAIM_FILES.c.sha256 == digest))
            connection.execute(insert(CLAIM_FILES).values(sha256=digest, name=name, text=text, loaded_at=at))
        return digest

    def claims_file(self) -> tuple[str, str] | None:
        """(name, text) of the claims file in use."""
        query = select(CLAIM_FILES.c.name, CLAIM_FILES.c.text).order_by(desc(CLAIM_FILES.c.loaded_at)).limit(1)
        with self._reading.begin() as connection:
            row = connection.execute(query).first()
        return (row.name, row.text) if row else None

    def put_draft(self, row: Mapping[str, Any]) -> None:
        """Keep one judged draft; the same draft id replaces its earlier row."""
        listed = {name: row["payload"].get(name) or "" for name in ("actor", "title")}
        with self._engine.begin() as connection:
            connection.execute(delete(DRAFTS).where(DRAFTS.c.draft_id == row["draft_id"]))
            connection.execute(insert(DRAFTS).values(**row, **listed))

    def decisions(self) -> dict[tuple[str, str], int]:
        """(artifact, decision) -> how many drafts are kept."""
        query = select(DRAFTS.c.artifact, DRAFTS.c.decision, func.count()).group_by(
            DRAFTS.c.artifact, DRAFTS.c.decision
        )
        with self._reading.begin() as connection:
            return {(artifact, decision): count for artifact, decision, count in connection.execute(query)}

    def drafts(self, actor: str | None = None) -> list[dict[str, Any]]:
        """Id, artifact, title, decision, hash, time and maker of every draft, or of one person's; newest first."""
        columns = [column for column in DRAFTS.c if column.name != "payload"]
        query = select(*columns).order_by(desc(DRAFTS.c.created_at), DRAFTS.c.draft_id)
        if actor is not None:
            query = query.where(DRAFTS.c.actor == actor)
        with self._reading.begin() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def newest_pack(self, actor: str, meeting_id: str) -> tuple[str, str] | None:
        """(draft id, decision) of the newest call pack that this person made for a meeting."""
        meeting = DRAFTS.c.payload["inputs"]["meeting"].as_string()
        query = select(DRAFTS.c.draft_id, DRAFTS.c.decision).order_by(desc(DRAFTS.c.created_at)).limit(1)
        query = query.where(DRAFTS.c.actor == actor, DRAFTS.c.artifact == "call_pack", meeting == meeting_id)
        with self._reading.begin() as connection:
            row = connection.execute(query).first()
        return (row.draft_id, row.decision) if row else None

    def draft_row(self, draft_id: str) -> dict[str, Any] | None:
        """One draft: its columns, and the payload with everything that was kept of it."""
        with self._reading.begin() as connection:
            row = connection.execute(select(DRAFTS).where(DRAFTS.c.draft_id == draft_id)).first()
        return dict(row._mapping) if row else None

    def draft(self, draft_id: str) -> tuple[str, KeptDraft | None] | None:
        """(decision when it was judged, the draft with its evidence where it was kept); None for an unknown id."""
        query = select(DRAFTS.c.decision, DRAFTS.c.payload).where(DRAFTS.c.draft_id == draft_id)
        with self._reading.begin() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        kept = row.payload.get("kept")
        return row.decision, _KEPT.validate_python(kept) if kept else None

    def drafts_judged_otherwise(self, ruleset: str) -> tuple[str, ...]:
        """Ids of drafts whose verdict is from another set of rules, sorted."""
        with self._reading.begin() as connection:
            rows = connection.execute(select(DRAFTS.c.draft_id, DRAFTS.c.payload))
            return tuple(sorted(r.draft_id for r in rows if r.payload.get("ruleset", ruleset) != ruleset))

    def put_waiver(self, waiver_id: str, waiver: Waiver) -> None:
        """Keep a signed waiver; it is bound to the hash of one text."""
        with self._engine.begin() as connection:
            connection.execute(delete(SIGN_OFFS).where(SIGN_OFFS.c.sign_off_id == waiver_id))
            row = {"sign_off_id": waiver_id, "scope": f"text:{waiver.draft_sha256}"}
            connection.execute(insert(SIGN_OFFS).values(payload=_WAIVER.dump_python(waiver, mode="json"), **row))

    def waivers(self, draft_sha256: str) -> tuple[Waiver, ...]:
        """Waivers for exactly this text, also those that have expired."""
        query = select(SIGN_OFFS.c.payload).where(SIGN_OFFS.c.scope == f"text:{draft_sha256}")
        with self._reading.begin() as connection:
            rows = connection.execute(query.order_by(SIGN_OFFS.c.sign_off_id))
            return tuple(_WAIVER.validate_python(row.payload) for row in rows)

    def made_for(self, draft_ids: Collection[str]) -> dict[str, MadeFor]:
        """Draft id -> for which products, account and request it was made."""
        payload = DRAFTS.c.payload
        inputs = (payload[("inputs", "account")].as_string(), payload[("inputs", "request")].as_string())
        query = select(DRAFTS.c.draft_id, payload[("kept", "context", "product_ids")], *inputs)
        if len(draft_ids) <= _NAMED_AT_ONCE:
            query = query.where(DRAFTS.c.draft_id.in_(sorted(draft_ids)))
        with self._reading.begin() as connection:
            rows = connection.execute(query)
            return {row[0]: MadeFor(tuple(row[1] or ()), row[2], row[3]) for row in rows if row[0] in draft_ids}

    def drafts_citing(self, article_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Record id -> ids of the stored drafts that cite it, sorted; records that none cites are left out."""
        found: dict[str, set[str]] = {}
        if not article_ids:
            return {}
        with self._reading.begin() as connection:
            for row in connection.execute(select(DRAFTS.c.draft_id, DRAFTS.c.payload)):
                for article_id in set(row.payload.get("evidence", ())) & set(article_ids):
                    found.setdefault(article_id, set()).add(row.draft_id)
        return {article_id: tuple(sorted(ids)) for article_id, ids in found.items()}

    def put_sign_off(self, sign_off: SignOff) -> None:
        """Keep a signed routing decision."""
        with self._engine.begin() as connection:
            connection.execute(delete(SIGN_OFFS).where(SIGN_OFFS.c.sign_off_id == sign_off.sign_off_id))
            connection.execute(
                insert(SIGN_OFFS).values(
                    sign_off_id=sign_off.sign_off_id,
                    scope=sign_off.request_id,
                    payload=_SIGN_OFF.dump_python(sign_off, mode="json"),
                )
            )

    def sign_offs(self, request_id: str) -> tuple[SignOff, ...]:
        """Routing decisions for one request."""
        query = select(SIGN_OFFS.c.payload).where(SIGN_OFFS.c.scope == request_id).order_by(SIGN_OFFS.c.sign_off_id)
        with self._reading.begin() as connection:
            return tuple(_SIGN_OFF.validate_python(row.payload) for row in connection.execute(query))

    def put_report(self, report: SafetyReport) -> SafetyReport | None:
        """Open a relay task, a further one where its source was told before with less; None where all of it was told.

        An id that belongs to another source already is replaced: no task is lost to a collision.
        """
        source = SAFETY_REPORTS.c.source
        with self._engine.begin() as connection:
            take_turn(connection, Turn.REPORTS)
            known, all_told = _told_before(connection, report)
            if all_told:
                return None
            if known:
                mark = _mark(report.text)
                report = replace(report, report_id=f"{report.report_id}-{mark}", source=f"{report.source}#{mark}")
            if connection.scalar(select(source).where(SAFETY_REPORTS.c.report_id == report.report_id)) is not None:
                report = replace(report, report_id=f"SR-{_mark(report.source, report.report_id)}")
            connection.execute(
                insert(SAFETY_REPORTS).values(
                    report_id=report.report_id,
                    source=report.source,
                    payload=_REPORT.dump_python(report, mode="json"),
                    opened_at=report.opened_at,
                )
            )
        return report

    def knows_report(self, report: SafetyReport) -> bool:
        """True where relay tasks of its source tell all of it already."""
        with self._reading.begin() as connection:
            return _told_before(connection, report)[1]

    def close_report(self, report: SafetyReport) -> bool:
        """Store a report that was closed; False where it is closed already or unknown."""
        here = SAFETY_REPORTS.c.report_id == report.report_id
        with self._engine.begin() as connection:
            stored = connection.execute(select(SAFETY_REPORTS.c.payload).where(here).with_for_update()).scalar()
            if stored is None or stored.get("closed_at"):
                return False
            payload = _REPORT.dump_python(report, mode="json")
            connection.execute(update(SAFETY_REPORTS).where(here).values(payload=payload))
        return True

    def reports(self) -> tuple[SafetyReport, ...]:
        """All relay tasks, by time."""
        query = select(SAFETY_REPORTS.c.payload).order_by(SAFETY_REPORTS.c.opened_at, SAFETY_REPORTS.c.report_id)
        with self._reading.begin() as connection:
            return tuple(_REPORT.validate_python(row.payload) for row in connection.execute(query))


def _told_before(connection: Connection, report: SafetyReport) -> tuple[bool, bool]:
    """Whether there is a relay task of its source, and whether those tell all of it."""
    source = SAFETY_REPORTS.c.source
    of_source = or_(source == report.source, source.startswith(f"{report.source}#", autoescape=True))
    known = connection.execute(select(SAFETY_REPORTS.c.payload).where(of_source)).scalars().all()
    told = {part for payload in known for part in payload["text"].split(" / ")}
    return bool(known), bool(known) and told.issuperset(report.text.split(" / "))


def _mark(*parts: str) -> str:
    """64 bits that stand for these words."""
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def load_kept(value: Any) -> KeptDraft:
    """A kept draft from its JSON values."""
    return _KEPT.validate_python(value)


def dump_kept(kept: KeptDraft) -> Any:
    """A kept draft as JSON values."""
    return _KEPT.dump_python(kept, mode="json")
