"""Retrieval sets: BEIR folders, separate files, and pools of several corpora. Read as they are, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.datasets.lines import read_lines, read_objects
from eval.errors import DatasetInvalid


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


def read_folder(folder: Path, split: str = "dev") -> RetrievalSet:
    """The set of a BEIR folder; `split` is taken, or the one that is there.

    Raises:
        DatasetInvalid: A file is missing or a line is wrong; the message names file and line.
    """
    for chosen in dict.fromkeys((split, "dev", "train", "test")):
        judged = _first(folder / "qrels", chosen, ".tsv", ".tsv.gz")
        if judged is not None:
            break
    else:
        raise DatasetInvalid(f"{str(folder)!r} has no judgements qrels/{split}.tsv; give a BEIR folder")
    queries = _first(folder, f"queries.{chosen}", ".jsonl", ".jsonl.gz") or _first(
        folder, "queries", ".jsonl", ".jsonl.gz"
    )
    corpus = _first(folder, "corpus", ".jsonl", ".jsonl.gz")
    if queries is None or corpus is None:
        raise DatasetInvalid(
            f"{str(folder)!r} lacks corpus.jsonl(.gz) or queries.{chosen}.jsonl(.gz); give a BEIR folder"
        )
    return read_files(corpus, queries, judged, name=folder.name)


def read_files(corpus: Path, queries: Path, qrels: Path, *, name: str = "") -> RetrievalSet:
    """The set of three files. Judged queries only.

    Raises:
        DatasetInvalid: A line is wrong, an id is repeated, or judgements name no document or query of the files.
    """
    documents = tuple(_documents(corpus))
    judgements = read_judgements(qrels)
    asked = dict(_queries(queries))
    used = {q: asked[q] for q in sorted(judgements) if q in asked}
    if not used:
        raise DatasetInvalid(f"{qrels.name}: no judged query is in {queries.name}; check that the ids fit")
    held = {document[0] for document in documents}
    missing = {d for q in used for d in judgements[q] if d not in held}
    if not any(d in held for q in used for d in judgements[q]):
        raise DatasetInvalid(f"{qrels.name}: no judged document is in {corpus.name}; check that the ids fit")
    kept = {q: judgements[q] for q in used}
    return RetrievalSet(name or corpus.parent.name, documents, used, kept, (corpus, queries, qrels), len(missing))


def with_pool(data: RetrievalSet, folders: Sequence[Path]) -> RetrievalSet:
    """The set with the documents of other folders added, their ids prefixed so that none can be taken for another.

    A document with the same title as one of the set is left out: it may be the same paper.
    """
    titles = {title.strip().lower() for _, title, _ in data.documents if title.strip()}
    added = []
    for folder in folders:
        corpus = _first(folder, "corpus", ".jsonl", ".jsonl.gz")
        if corpus is None:
            raise DatasetInvalid(f"{str(folder)!r} has no corpus.jsonl(.gz); give a folder with a corpus to --pool")
        for doc_id, title, text in _documents(corpus):
            if not title.strip() or title.strip().lower() not in titles:
                added.append((f"{folder.name}/{doc_id}", title, text))
    return replace(data, documents=(*data.documents, *added), pooled=tuple(f.name for f in folders))


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> grade, from a tab-separated file with or without a header line.

    Raises:
        DatasetInvalid: A line has not three fields, its grade is no number, or a pair is judged twice differently.
    """
    judged: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        fields = [field.strip() for field in line.split("\t")]
        if not line.strip() or (number == 1 and not _is_grade(fields[-1])):
            continue
        if len(fields) != 3 or not _is_grade(fields[2]) or not fields[0] or not fields[1]:
            raise DatasetInvalid(f"{path.name} line {number}: {line.strip()[:60]!r} is not query, document, grade")
        grades = judged.setdefault(fields[0], {})
        if grades.setdefault(fields[1], int(fields[2])) != int(fields[2]):
            raise DatasetInvalid(f"{path.name} line {number}: {fields[0]!r} and {fields[1]!r} are judged twice")
    if not judged:
        raise DatasetInvalid(f"{path.name} line 1: no judgements; write query, document, grade parted by tabs")
    return judged


def _documents(path: Path) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for number, row in read_objects(path):
        doc_id = str(row.get("_id") or "")
        text = row.get("text")
        if not doc_id or not isinstance(text, str):
            raise DatasetInvalid(f"{path.name} line {number}: _id or text is missing; a document needs both")
        if doc_id in seen:
            raise DatasetInvalid(f"{path.name} line {number}: _id {doc_id!r} was used before; ids must be unique")
        seen.add(doc_id)
        yield doc_id, str(row.get("title") or ""), text
    if not seen:
        raise DatasetInvalid(f"{path.name} line 1: the corpus is empty; write one document a line")


def _queries(path: Path) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, row in read_objects(path):
        query_id = str(row.get("_id") or "")
        if not query_id or not isinstance(row.get("text"), str) or not row["text"].strip():
            raise DatasetInvalid(f"{path.name} line {number}: _id or text is missing; a query needs both")
        if query_id in seen:
            raise DatasetInvalid(f"{path.name} line {number}: _id {query_id!r} was used before; ids must be unique")
        seen.add(query_id)
        yield query_id, row["text"]


def _is_grade(text: str) -> bool:
    return text.lstrip("+-").isdigit()


def _first(folder: Path, stem: str, *endings: str) -> Path | None:
    return next((p for e in endings if (p := folder / f"{stem}{e}").is_file()), None)
