"""Retrieval judgements for the demo library: its own digests as documents, shipped queries and grades."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.lines import read_objects
from eval.datasets.retrieval import RetrievalSet, read_judgements
from eval.errors import DatasetInvalid

DATA = Path(__file__).parent / "data" / "demo_retrieval"


def demo_set() -> RetrievalSet:
    """The judged queries over the demo's digests. A document is its digest's text as the library stores it.

    Raises:
        DatasetInvalid: A judged record is not in the demo library.
    """
    from assistant import load_digests

    queries_path, qrels_path = DATA / "queries.jsonl", DATA / "qrels.tsv"
    queries = {str(row["_id"]): str(row["text"]) for _, row in read_objects(queries_path)}
    documents = tuple((a.article_id, a.title, a.text) for a in load_digests())
    judged = read_judgements(qrels_path)
    held = {d[0] for d in documents}
    for query, grades in judged.items():
        if absent := sorted(set(grades) - held):
            raise DatasetInvalid(f"{qrels_path.name}: {absent[0]!r} of query {query!r} is not in the demo library")
    kept = {q: judged[q] for q in sorted(judged) if q in queries}
    return RetrievalSet("demo", documents, {q: queries[q] for q in kept}, kept, (queries_path, qrels_path))
