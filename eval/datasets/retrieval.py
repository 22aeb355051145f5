"""Retrieval sets: BEIR folders, separate files, and pools of several corpora. Read as they are, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from eval.datasets.lines import objects_or_faults, read_lines
from eval.errors import DatasetInvalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, judged queries and judgements."""

    name: str
    documents: tuple[tuple[str, str, str], ...]
    """(id, title, text)"""
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]
    files: tuple[Path, ...] = ()
    missing: int = 0
    """Judged documents that the corpus does not hold."""
    pooled: tuple[str, ...] = ()
    """Folders whose documents were added as distractors."""
    pmids: Mapping[str, str] = field(default_factory=dict)
    """Document id -> its PMID, where the corpus says so."""


def read_folder(folder: Path, split: str = "dev") -> RetrievalSet:
    """The set of a BEIR folder; `split` is taken, or the one that is there.

    Raises:
        DatasetInvalid: A file is missing or a line is wrong; the message names file and line.
    """
    return read_files(*_files_of(folder, split), name=folder.resolve().name)


def faults_of_folder(folder: Path, split: str = "dev") -> list[str]:
    """Everything that is wrong with a BEIR folder, each with its file and line; empty for a good one."""
    try:
        corpus, queries, qrels = _files_of(folder, split)
    except DatasetInvalid as exc:
        return [str(exc)]
    documents, asked, judged = list(_documents(corpus, {})), list(_queries(queries)), list(_judged(qrels))
    faults = [str(row) for row in (*documents, *asked, *judged) if isinstance(row, DatasetInvalid)]
    held = {row[0] for row in documents if not isinstance(row, DatasetInvalid)}
    known = {row[0] for row in asked if not isinstance(row, DatasetInvalid)}
    for row in judged:
        if not isinstance(row, DatasetInvalid):
            number, query, document, _ = row
            unheld = [(query, queries)] if query not in known else []
            unheld += [(document, corpus)] if document not in held else []
            faults += [f"{qrels.name} line {number}: {name!r} is not in {file.name}" for name, file in unheld]
    return faults


def _files_of(folder: Path, split: str) -> tuple[Path, Path, Path]:
    """Corpus, queries and judgements."""
    for chosen in dict.fromkeys((split, "dev", "train", "test")):
        judged = _first(folder / "qrels", chosen, ".tsv", ".tsv.gz")
        if judged is not None:
            break
    else:
        judged = _first(folder, "qrels", ".tsv", ".tsv.gz")
    if judged is None:
        raise DatasetInvalid(f"{str(folder)!r} has no judgements qrels/{split}.tsv; give a BEIR folder")
    queries = _first(folder, f"queries.{chosen}", ".jsonl", ".jsonl.gz") or _first(
        folder, "queries", ".jsonl", ".jsonl.gz"
    )
    corpus = _first(folder, "corpus", ".jsonl", ".jsonl.gz")
    if queries is None or corpus is None:
        raise DatasetInvalid(
            f"{str(folder)!r} lacks corpus.jsonl(.gz) or queries.{chosen}.jsonl(.gz); give a BEIR folder"
        )
    return corpus, queries, judged


def read_files(corpus: Path, queries: Path, qrels: Path, *, name: str = "") -> RetrievalSet:
    """The set of three files. Judged queries only.

    Raises:
        DatasetInvalid: A line is wrong, an id is repeated, or judgements name no document or query of the files.
    """
    pmids: dict[str, str] = {}
    documents = tuple(_sound(_documents(corpus, pmids)))
    judgements = read_judgements(qrels)
    asked = dict(_sound(_queries(queries)))
    used = {q: asked[q] for q in sorted(judgements) if q in asked}
    if not used:
        raise DatasetInvalid(f"{_foremost(qrels)}: no judged query is in {queries.name}; check that the ids fit")
    held = {document[0] for document in documents}
    missing = {d for q in used for d in judgements[q] if d not in held}
    if not any(d in held for q in used for d in judgements[q]):
        raise DatasetInvalid(f"{_foremost(qrels)}: no judged document is in {corpus.name}; check that the ids fit")
    kept = {q: judgements[q] for q in used}
    return RetrievalSet(
        name or corpus.resolve().parent.name, documents, used, kept, (corpus, queries, qrels), len(missing), pmids=pmids
    )


def with_pool(data: RetrievalSet, places: Sequence[Path]) -> RetrievalSet:
    """The set with the documents of other folders or corpus files added, their ids prefixed so that none is taken for another.

    What may be the same paper is left out: a document of the same PMID, title or text as one of the set or of the pool so far.
    """
    seen = {mark for document in data.documents for mark in _marks(document, data.pmids.get(document[0]))}
    added, names = [], []
    for place in places:
        corpus = place if place.is_file() else _first(place, "corpus", ".jsonl", ".jsonl.gz")
        if corpus is None:
            raise DatasetInvalid(f"{str(place)!r} has no corpus.jsonl(.gz); give a folder with a corpus to --pool")
        names.append(place.name)
        pmids: dict[str, str] = {}
        for document in _sound(_documents(corpus, pmids)):
            marks = _marks(document, pmids.get(document[0]))
            if marks and not marks & seen:
                added.append((f"{place.name}/{document[0]}", *document[1:]))
                seen |= marks
    return replace(data, documents=(*data.documents, *added), pooled=tuple(names))


def _marks(document: tuple[str, str, str], pmid: str | None) -> set[tuple[str, str]]:
    """What tells that two documents are one paper."""
    _, title, text = document
    marks = {("title", title), ("text", text), ("pmid", pmid or "")}
    return {(kind, mark) for kind, value in marks if (mark := " ".join(value.lower().split()))}


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> grade, from a tab-separated file with or without a header line, or one as TREC writes it.

    Raises:
        DatasetInvalid: A line has not three fields, its grade is no number, or a pair is judged twice differently.
    """
    judged: dict[str, dict[str, int]] = {}
    for _, query, document, grade in _sound(_judged(path)):
        judged.setdefault(query, {})[document] = grade
    return judged


def _judged(path: Path) -> Iterator[tuple[int, str, str, int] | DatasetInvalid]:
    """Line number, query, document and grade; a fault in its place."""
    seen: dict[tuple[str, str], int] = {}
    try:
        for number, line in read_lines(path):
            fields = _fields(line)
            if not line.strip() or (number == 1 and not _is_grade(fields[-1])):
                continue
            if len(fields) != 3 or not _is_grade(fields[2]) or not fields[0] or not fields[1]:
                yield DatasetInvalid(f"{path.name} line {number}: {line.strip()[:60]!r} is not query, document, grade")
                continue
            query, document, grade = fields[0], fields[1], int(float(fields[2]))
            if seen.setdefault((query, document), grade) != grade:
                yield DatasetInvalid(f"{path.name} line {number}: {query!r} and {document!r} are judged twice")
            else:
                yield number, query, document, grade
    except DatasetInvalid as exc:
        yield exc
        return
    if not seen:
        yield DatasetInvalid(f"{path.name} line 1: no judgements; write query, document, grade parted by tabs")


def _foremost(qrels: Path) -> str:
    """File and line of the first judgement, for a fault that all of them share."""
    return f"{qrels.name} line {next(_sound(_judged(qrels)))[0]}"


def _sound(rows: Iterator[T | DatasetInvalid]) -> Iterator[T]:
    for row in rows:
        if isinstance(row, DatasetInvalid):
            raise row
        yield row


def _documents(path: Path, pmids: dict[str, str]) -> Iterator[tuple[str, str, str] | DatasetInvalid]:
    """Documents of a corpus, a fault in its place; their PMIDs, where the metadata gives one, are noted in `pmids`."""
    seen: set[str] = set()
    for found in objects_or_faults(path):
        if isinstance(found, DatasetInvalid):
            yield found
            continue
        number, row = found
        doc_id, text = _id_of(row), row.get("text", row)
        if not doc_id or not isinstance(text, str | None):
            yield DatasetInvalid(f"{path.name} line {number}: _id or text is missing; a document needs both")
            continue
        if doc_id in seen:
            yield DatasetInvalid(f"{path.name} line {number}: _id {doc_id!r} was used before; ids must be unique")
            continue
        seen.add(doc_id)
        metadata = row.get("metadata")
        if isinstance(metadata, dict) and metadata.get("pmid"):
            pmids[doc_id] = str(metadata["pmid"])
        yield doc_id, str(row.get("title") or ""), text or ""
    if not seen:
        yield DatasetInvalid(f"{path.name} line 1: the corpus is empty; write one document a line")


def _queries(path: Path) -> Iterator[tuple[str, str] | DatasetInvalid]:
    seen: set[str] = set()
    for found in objects_or_faults(path):
        if isinstance(found, DatasetInvalid):
            yield found
            continue
        number, row = found
        query_id = _id_of(row)
        if not query_id or not isinstance(row.get("text"), str) or not row["text"].strip():
            yield DatasetInvalid(f"{path.name} line {number}: _id or text is missing; a query needs both")
            continue
        if query_id in seen:
            yield DatasetInvalid(f"{path.name} line {number}: _id {query_id!r} was used before; ids must be unique")
            continue
        seen.add(query_id)
        yield query_id, row["text"]


def _fields(line: str) -> list[str]:
    """Query, document and grade; TREC writes a fourth, unused field in second place and may part them by spaces."""
    fields = [field.strip() for field in line.split("\t")]
    if len(fields) == 1 and len(line.split()) == 4:
        fields = line.split()
    return [fields[0], *fields[2:]] if len(fields) == 4 else fields


def _id_of(row: Mapping[str, Any]) -> str:
    value = row.get("_id")
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def _is_grade(text: str) -> bool:
    whole, _, part = text.lstrip("+-").partition(".")
    return whole.isascii() and whole.isdigit() and not part.strip("0")


def _first(folder: Path, stem: str, *endings: str) -> Path | None:
    return next((p for e in endings if (p := folder / f"{stem}{e}").is_file()), None)
