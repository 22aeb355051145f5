"""BEIR-like folders: corpus, queries, judgements. Read as they are, never changed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, queries and judgements of one folder; only queries that are judged."""

    name: str
    documents: tuple[tuple[str, str, str], ...]
    """(id, title, text)"""
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]


def read_set(folder: Path, split: str = "dev") -> RetrievalSet:
    """The set of a folder; `split` is dev or train, the other is taken where it is missing.

    Raises:
        ValueError: a file is missing or a line lacks a field; the message names file and line.
    """
    for chosen in dict.fromkeys((split, "dev", "train")):
        judged_path = _first(folder / "qrels", chosen, ".tsv", ".tsv.gz")
        if judged_path is not None:
            break
    else:
        raise ValueError(f"{str(folder)!r} has no judgements qrels/{split}.tsv; give a BEIR folder")
    queries_path = _first(folder, f"queries.{chosen}", ".jsonl", ".jsonl.gz")
    corpus_path = _first(folder, "corpus", ".jsonl", ".jsonl.gz")
    if queries_path is None or corpus_path is None:
        raise ValueError(f"{str(folder)!r} lacks corpus.jsonl(.gz) or queries.{chosen}.jsonl(.gz); give a BEIR folder")
    judgements = read_judgements(judged_path)
    documents = tuple((str(d["_id"]), d.get("title") or "", d.get("text") or "") for d in _rows(corpus_path, "_id"))
    queries = {str(q["_id"]): q["text"] for q in _rows(queries_path, "_id", "text") if str(q["_id"]) in judgements}
    return RetrievalSet(folder.name, documents, queries, judgements)


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> grade, from a tab-separated file with a header line.

    Raises:
        ValueError: a line has not three fields, or its grade is no number.
    """
    judged: dict[str, dict[str, int]] = {}
    with _open(path) as stream:
        for number, line in enumerate(stream, 1):
            fields = line.rstrip("\n").split("\t")
            if number == 1 and not fields[-1].strip().lstrip("-").isdigit():
                continue
            if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
                raise ValueError(f"{path.name} line {number}: {line.strip()[:60]!r} is not query, document, grade")
            judged.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    return judged


def _first(folder: Path, stem: str, *endings: str) -> Path | None:
    return next((p for e in endings if (p := folder / f"{stem}{e}").is_file()), None)


def _rows(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    with _open(path) as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            row = json.loads(line)
            for name in needed:
                if name not in row:
                    raise ValueError(f"{path.name} line {number} has no {name!r}; add it")
            yield row


def _open(path: Path) -> Any:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
