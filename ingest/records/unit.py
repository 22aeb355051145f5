"""One unit of ingest: what its records change, worked out in memory and written in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, update

from ingest.domain import Deletion, Integrity, TextOrigin
from ingest.preparation import Prepared
from ingest.records.chunks import chunked
from ingest.records.queue import WORDS, enqueue
from ingest.records.tables import ARTICLES, EVENTS, NOTICES, PASSAGES, TOMBSTONES, VERSIONS, Connection
from ingest.records.tally import UnitChanges
from ingest.reports import AddReport
from ingest.revisions import Reading, gravest, lifts_tombstone, supersedes

_SHOWN = ("version_hash", "integrity", "classification")


@dataclass(slots=True)
class _State:
    """A record as stored, or as it will be. `row` has the columns of ARTICLES."""

    row: dict[str, Any]

    @property
    def reading(self) -> Reading:
        row = self.row
        return Reading(TextOrigin(row["text_origin"]), row["pmid_version"], row["revised"], row["identified"])

    @property
    def indexed_version(self) -> str | None:
        return None if self.row["deleted"] else self.row["version_hash"]


class Unit:
    """Applies prepared records in their order. Use once, inside one transaction.

    Args:
        connection: Open transaction that may write.
        source: Where the records come from, for history.
        now: The moment everything of this unit is dated.
    """

    def __init__(self, connection: Connection, source: str, now: datetime) -> None:
        self._connection = connection
        self._source = source
        self._now = now
        self._before: dict[str, dict[str, Any]] = {}
        self._states: dict[str, _State] = {}
        self._tombstones: dict[str, datetime] = {}
        self._buried: set[str] = set()
        self._raised: set[str] = set()
        self._said: dict[str, dict[str, Integrity]] = {}
        self._versions: dict[tuple[str, str], Prepared] = {}
        self._seen: set[str] = set()
        self._reasons: dict[str, str] = {}
        self.changes = UnitChanges()
        """What was written, once it is."""

    def apply(self, records: Sequence[Prepared | Deletion]) -> AddReport:
        """Write all that `records` change; returns what became of each."""
        self._load({_id_of(record) for record in records})
        for record in records:
            if isinstance(record, Deletion):
                self._bury(record.pmid)
            else:
                self._read(record)
        self._load_targets()
        self._judge()
        self._write()
        return self._report()

    def _load(self, ids: Iterable[str]) -> None:
        missing = sorted(set(ids) - set(self._states))
        for chunk in chunked(missing):
            for row in self._connection.execute(select(ARTICLES).where(ARTICLES.c.article_id.in_(chunk))).mappings():
                self._before[row["article_id"]] = dict(row)
                self._states[row["article_id"]] = _State(dict(row))
            stones = select(TOMBSTONES.c.article_id, TOMBSTONES.c.deleted_at)
            for article_id, deleted_at in self._connection.execute(stones.where(TOMBSTONES.c.article_id.in_(chunk))):
                self._tombstones[article_id] = deleted_at

    def _bury(self, article_id: str) -> None:
        self._seen.add(article_id)
        if article_id not in self._tombstones:
            self._tombstones[article_id] = self._now
            self._buried.add(article_id)
        if article_id in self._states:
            self._states[article_id].row["deleted"] = True

    def _read(self, record: Prepared) -> None:
        self._seen.add(record.article_id)
        stored = self._states.get(record.article_id)
        if stored is not None and not supersedes(record.reading, stored.reading):
            return
        self._lift_tombstone(record)
        if stored is not None and stored.row["record_hash"] == record.record_hash:
            stored.row["deleted"] = record.article_id in self._tombstones
            self._refresh(stored, record)
            return
        self._versions[record.article_id, record.record_hash] = record
        self._said[record.article_id] = record.notices
        if stored is None:
            stored = self._states[record.article_id] = _State(self._new_row(record.article_id))
        stored.row.update(_columns_of(record), deleted=record.article_id in self._tombstones)

    def _refresh(self, stored: _State, record: Prepared) -> None:
        """Same record, perhaps better rules: its judgement follows them, its text stays."""
        self._said[record.article_id] = record.notices
        judged = _columns_of(record)
        for name in ("species", "design", "own_integrity", "classification"):
            stored.row[name] = judged[name]

    def _lift_tombstone(self, record: Prepared) -> None:
        deleted_at = self._tombstones.get(record.article_id)
        if deleted_at is not None and lifts_tombstone(record.reading, deleted_at):
            del self._tombstones[record.article_id]
            self._buried.discard(record.article_id)
            self._raised.add(record.article_id)

    def _new_row(self, article_id: str) -> dict[str, Any]:
        return {"article_id": article_id, "integrity": None, "first_seen": self._now, "changed_at": self._now}

    def _load_targets(self) -> None:
        """Records that a notice of this unit speaks of, now or in the reading it replaces."""
        speakers = sorted(self._said)
        targets = {target for said in self._said.values() for target in said}
        for chunk in chunked(speakers):
            rows = self._connection.execute(select(NOTICES.c.target_id).where(NOTICES.c.notice_id.in_(chunk)))
            targets.update(rows.scalars())
        self._load(targets)

    def _judge(self) -> None:
        """Integrity of every record touched: its own, what notices say of it, and its tombstone."""
        said_of: dict[str, list[tuple[str, Integrity]]] = {}
        for chunk in chunked(sorted(self._states)):
            rows = self._connection.execute(select(NOTICES).where(NOTICES.c.target_id.in_(chunk)))
            for target, notice, integrity in rows:
                if notice not in self._said:
                    said_of.setdefault(target, []).append((notice, Integrity(integrity)))
        for notice, said in self._said.items():
            for target, integrity in said.items():
                said_of.setdefault(target, []).append((notice, integrity))
        for article_id, state in self._states.items():
            own = Integrity(state.row["own_integrity"])
            states = [own, *(integrity for _, integrity in said_of.get(article_id, ()))]
            if article_id in self._tombstones:
                states.append(Integrity.WITHDRAWN)
            state.row["integrity"] = str(gravest(states))
            self._reasons[article_id] = self._why(article_id, own, said_of.get(article_id, []))

    def _why(self, article_id: str, own: Integrity, said: list[tuple[str, Integrity]]) -> str:
        reasons = [] if own is Integrity.OK else [f"its own record says {own}"]
        reasons += [f"PMID {notice} says {integrity}" for notice, integrity in sorted(said)]
        if article_id in self._tombstones:
            reasons.append("deleted from PubMed (DeleteCitation)")
        return "; ".join(reasons) or "nothing speaks against it"

    def _write(self) -> None:
        changed = {i: s for i, s in self._states.items() if s.row != self._before.get(i)}
        for article_id, state in changed.items():
            if self._differs(article_id, state):
                state.row["changed_at"] = self._now
        self._write_articles(changed)
        self._write_versions()
        self._write_notices()
        self._write_tombstones()
        self._write_events(changed)
        passages = self._write_queue(changed)
        rows = tuple((self._before.get(article_id), state.row) for article_id, state in changed.items())
        self.changes = UnitChanges(rows, passages)

    def _differs(self, article_id: str, state: _State) -> bool:
        before = self._before.get(article_id)
        return before is None or any(state.row[name] != before[name] for name in _SHOWN)

    def _write_articles(self, changed: dict[str, _State]) -> None:
        fresh = [state.row for article_id, state in changed.items() if article_id not in self._before]
        if fresh:
            self._connection.execute(insert(ARTICLES), fresh)
        for article_id, state in changed.items():
            if article_id in self._before:
                where = update(ARTICLES).where(ARTICLES.c.article_id == article_id)
                self._connection.execute(where.values({k: v for k, v in state.row.items() if k != "article_id"}))

    def _write_versions(self) -> None:
        known: set[tuple[str, str]] = set()
        split: set[tuple[str, str]] = set()
        for chunk in chunked(sorted({article_id for article_id, _ in self._versions})):
            columns = select(VERSIONS.c.article_id, VERSIONS.c.record_hash, VERSIONS.c.version_hash)
            for row in self._connection.execute(columns.where(VERSIONS.c.article_id.in_(chunk))):
                known.add((row.article_id, row.record_hash))
                split.add((row.article_id, row.version_hash))
        rows, passages = [], []
        for key, record in self._versions.items():
            if key not in known:
                rows.append(self._version_row(record))
            if (record.article_id, record.version_hash) not in split:
                split.add((record.article_id, record.version_hash))
                passages += [_passage_row(passage) for passage in record.passages]
        if rows:
            self._connection.execute(insert(VERSIONS), rows)
        if passages:
            self._connection.execute(insert(PASSAGES), passages)

    def _version_row(self, record: Prepared) -> dict[str, Any]:
        return {
            "article_id": record.article_id,
            "record_hash": record.record_hash,
            "version_hash": record.version_hash,
            "record": record.record,
            "source": self._source,
            "seen_at": self._now,
        }

    def _write_notices(self) -> None:
        for chunk in chunked(sorted(self._said)):
            self._connection.execute(delete(NOTICES).where(NOTICES.c.notice_id.in_(chunk)))
        rows = [
            {"target_id": target, "notice_id": notice, "integrity": str(integrity)}
            for notice, said in self._said.items()
            for target, integrity in said.items()
        ]
        if rows:
            self._connection.execute(insert(NOTICES), rows)

    def _write_tombstones(self) -> None:
        for chunk in chunked(sorted(self._raised)):
            self._connection.execute(delete(TOMBSTONES).where(TOMBSTONES.c.article_id.in_(chunk)))
        rows = [{"article_id": i, "deleted_at": self._now, "source": self._source} for i in sorted(self._buried)]
        if rows:
            self._connection.execute(insert(TOMBSTONES), rows)

    def _write_events(self, changed: dict[str, _State]) -> None:
        rows = []
        for article_id, state in sorted(changed.items()):
            before = self._before.get(article_id, {"integrity": str(Integrity.OK)})
            if state.row["integrity"] != before["integrity"]:
                row = {
                    "article_id": article_id,
                    "integrity": state.row["integrity"],
                    "reason": self._reasons[article_id],
                }
                rows.append(row | {"source": self._source, "recorded_at": self._now})
        if rows:
            self._connection.execute(insert(EVENTS), rows)

    def _write_queue(self, changed: dict[str, _State]) -> int:
        """Returns how many more passages are to be searched, or fewer."""
        stale, fresh, same = [], [], []
        for article_id, state in changed.items():
            before = _State(self._before[article_id]).indexed_version if article_id in self._before else None
            after = state.indexed_version
            if before != after:
                stale += [(article_id, before)] if before else []
                fresh += [(article_id, after)] if after else []
            elif after and state.row["record_hash"] != self._before[article_id]["record_hash"]:
                same.append((article_id, after))
        gone, come = self._passage_ids(stale), self._passage_ids(fresh)
        for passages in (gone, come):
            enqueue(self._connection, passages)
        # The text is the same, its headings may not be.
        enqueue(self._connection, self._passage_ids(same), (WORDS,))
        return len(come) - len(gone)

    def _passage_ids(self, versions: list[tuple[str, str]]) -> list[str]:
        ids: list[str] = []
        key = tuple_(PASSAGES.c.article_id, PASSAGES.c.version_hash)
        for chunk in chunked(sorted(versions), 200):
            ids += self._connection.execute(select(PASSAGES.c.passage_id).where(key.in_(chunk))).scalars()
        return sorted(ids)

    def _report(self) -> AddReport:
        new, changed, unchanged, removed, retracted = set(), set(), set(), set(), set()
        for article_id in self._seen | set(self._states):
            state, before = self._states.get(article_id), self._before.get(article_id)
            gone = article_id in self._buried or (before is None and article_id in self._tombstones)
            if gone:
                removed.add(article_id)
            elif state is None:
                unchanged.add(article_id)
            elif before is None:
                new.add(article_id)
            elif self._differs(article_id, state):
                changed.add(article_id)
            elif article_id in self._seen:
                unchanged.add(article_id)
            if state is not None and not gone and _fell(state.row["integrity"], before):
                retracted.add(article_id)
        return AddReport(*(tuple(sorted(ids)) for ids in (new, changed, unchanged, removed, retracted)))


def _id_of(record: Prepared | Deletion) -> str:
    return record.pmid if isinstance(record, Deletion) else record.article_id


def _fell(integrity: str, before: dict[str, Any] | None) -> bool:
    """True where a record lost its standing in this unit. Notices never had one."""
    unsound = not Integrity(integrity).citable and integrity != Integrity.NOTICE
    return unsound and (before is None or Integrity(before["integrity"]).citable)


def _columns_of(record: Prepared) -> dict[str, Any]:
    reading = record.reading
    revised: date | None = reading.revised
    return {
        "version_hash": record.version_hash,
        "record_hash": record.record_hash,
        "title": record.title,
        "text_origin": str(reading.text_origin),
        "pmid_version": reading.pmid_version,
        "revised": revised,
        "identified": reading.identified,
        "year": record.year,
        "species": str(record.classification.species),
        "design": str(record.classification.design),
        "own_integrity": str(record.own_integrity),
        "classification": record.classification_json,
    }


def _passage_row(passage: Any) -> dict[str, Any]:
    return {
        "passage_id": passage.passage_id,
        "article_id": passage.article_id,
        "version_hash": passage.version_hash,
        "ordinal": passage.ordinal,
        "label": passage.label,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }
