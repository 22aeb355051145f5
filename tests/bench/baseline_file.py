"""How fast, and in how much memory, a file of PubMed's yearly baseline is read: `python tests/bench/baseline_file.py FOLDER [RECORDS]`.

The file is made of the records of a folder of PubMed XML, repeated under new PMIDs (30,000 as in the baseline). Prints processor time:
for lxml alone delivering elements, for all fields, and for a worker that makes the records ready to store, with its memory.
"""

from __future__ import annotations

import gzip
import re
import resource
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from guardrails import split_sentences
from ingest import read_file
from ingest.library import estimate_tokens
from ingest.parallel import _prepare_file
from ingest.preparation import standard_rules

_RECORD = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
_PMID = re.compile(rb'(<PMID Version="\d+">)\d+')
_TIMES = 3


def write_baseline(folder: Path, target: Path, count: int) -> None:
    """A gzipped set of `count` records."""
    found = []
    for path in sorted(folder.glob("*.xml*")):
        data = path.read_bytes()
        found += _RECORD.findall(gzip.decompress(data) if path.suffix == ".gz" else data)
    with gzip.open(target, "wb", compresslevel=1) as stream:
        stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>')
        for number, record in enumerate(islice(cycle(found), count), start=30_000_000):
            stream.write(_PMID.sub(rb"\g<1>%d" % number, record, count=1))
        stream.write(b"</PubmedArticleSet>")


def lxml_alone(path: Path) -> None:
    """Elements delivered and freed, nothing read."""
    with gzip.open(path) as stream:
        for _, element in etree.iterparse(stream, tag="PubmedArticle"):
            element.clear()


def all_fields(path: Path) -> None:
    """Every article, let go at once."""
    for _ in read_file(path):
        pass


def main() -> None:
    """Make the file, read it, print."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 30_000
    with TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.xml.gz"
        write_baseline(Path(sys.argv[1]), path, count)
        print(f"{count} records, {path.stat().st_size / 1e6:.0f} MB gzipped")
        for name, read in (("lxml alone", lxml_alone), ("all fields", all_fields)):
            best = min(_seconds(read, path) for _ in range(_TIMES))
            print(f"{name}: {count / best:.0f} records a second of processor time", flush=True)
        rules = standard_rules(split_sentences, estimate_tokens)
        seconds = _seconds(lambda p: _prepare_file(p, Path(folder) / "ready", rules, read_file), path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"made ready to store: {count / seconds:.0f} records a second, memory of the worker at most {peak:.0f} MB"
        )


def _seconds(read, path: Path) -> float:  # type: ignore[no-untyped-def]
    began = time.process_time()
    read(path)
    return time.process_time() - began


if __name__ == "__main__":
    main()
