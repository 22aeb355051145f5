"""Texts to vectors: the protocol, MiniLM on ONNX Runtime, and a hashing stand-in for tests."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ingest.errors import EmbeddingUnavailable
from ingest.model_files import WEIGHTS_SHA256, ModelFiles, is_external, prepare_model, read_tensors

Vectors = np.ndarray[Any, np.dtype[np.float32]]

MAX_TOKENS = 256
"""Word pieces the model was trained to read, the two marks around a text included; the rest of a text is cut."""
_TOKENS_PER_RUN = 2048
_CLOSING_MARK = 102


class Embedder(Protocol):
    """Turns texts into unit vectors. The same text always gives the same vector."""

    @property
    def name(self) -> str:
        """Identifies model and weights; vectors of different names never meet."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, L2-normalised float32; shape (0, dimension) without texts.

        Raises:
            EmbeddingUnavailable: the model or its endpoint does not answer.
        """

    def count_tokens(self, text: str) -> int:
        """Model tokens of a text, without the marks put around it."""


class TokenCounter:
    """Counts the word pieces of a text. Picklable, so that other processes can cut passages as this one does."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self._path = path
        self.tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def __call__(self, text: str) -> int:
        """Word pieces of a text, without the marks put around it."""
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def __reduce__(self) -> tuple[type[TokenCounter], tuple[Path]]:
        """Pickled as the path of its file."""
        return TokenCounter, (self._path,)


class MiniLMEmbedder:
    """all-MiniLM-L6-v2, 384 dimensions, in full precision.

    Texts are run together with others of exactly their own token count, which needs no padding. A vector therefore
    depends on its text alone: batches of 1 to 16 and one or two threads gave identical bits on one machine; across
    processors the last bits may differ (cosine to the reference model at least 0.9999998).
    """

    name = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:12]}"
    dimension = 384

    def __init__(self, files: ModelFiles, *, threads: int | None = None) -> None:
        self.count_tokens = TokenCounter(files.tokenizer)
        self._tokenizer = self.count_tokens.tokenizer
        # The runtime keeps pointers into the mapped weights, so they must live as long as the session.
        self._weights = read_tensors(files.weights)
        self._session = _open_session(files.graph, self._weights, threads or _available_cores())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the order given."""
        rows = [_cut(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        for places in _batches([len(row) for row in rows]):
            ids = np.array([rows[place] for place in places], dtype=np.int64)
            vectors[places] = self._run(ids)
        return vectors

    def _run(self, ids: np.ndarray[Any, np.dtype[np.int64]]) -> Vectors:
        try:
            (states,) = self._session.run(None, {"input_ids": ids})
        except Exception as exc:  # the runtime has a dozen error types without a common root
            raise EmbeddingUnavailable(f"embedding {ids.shape[0]} texts failed ({exc}); run `callprep doctor`") from exc
        return _unit(states.mean(axis=1))


class HashingEmbedder:
    """Deterministic vectors from word hashes, for tests and for machines without a model; knows no meaning."""

    def __init__(self, dimension: int = 64, name: str | None = None) -> None:
        self.dimension = dimension
        self.name = name or f"hashing-{dimension}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text: each word adds or subtracts one at a place its hash names."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            # The constant keeps an empty text off the zero vector, which has no direction.
            vectors[row, 0] = 0.5
            for word in self._words(text):
                digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
                place = int.from_bytes(digest[:4], "big") % self.dimension
                vectors[row, place] += 1.0 if digest[4] & 1 else -1.0
            if not vectors[row].any():
                vectors[row, 0] = 0.5
        return _unit(vectors)

    def count_tokens(self, text: str) -> int:
        """Words of a text."""
        return len(self._words(text))

    @staticmethod
    def _words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())


def load_minilm(model_dir: Path, *, threads: int | None = None) -> MiniLMEmbedder:
    """The embedding model, its files verified, its graph built in `model_dir` on first use (0.3 s).

    Raises:
        EmbeddingUnavailable: weights are not installed or are not the published ones.
        StorageFull: the graph cannot be written.
    """
    return MiniLMEmbedder(prepare_model(model_dir), threads=threads)


def _open_session(graph: Path, weights: dict[str, Vectors], threads: int) -> Any:
    import onnxruntime

    handed_in = {name: array for name, array in weights.items() if is_external(name, array)}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that wait busily slow down everything else on a small machine, and themselves with it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in handed_in.values()]
    options.add_external_initializers(list(handed_in), values)
    try:
        return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # no common root either
        raise EmbeddingUnavailable(f"model graph {str(graph)!r} cannot be loaded ({exc}); delete it and retry") from exc


def _cut(ids: list[int]) -> list[int]:
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], _CLOSING_MARK]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts that run together: equal lengths, longest first so that memory peaks at the start."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, length in enumerate(lengths):
        by_length[length].append(place)
    for length, places in sorted(by_length.items(), reverse=True):
        size = max(1, _TOKENS_PER_RUN // length)
        for start in range(0, len(places), size):
            yield places[start : start + size]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.sqrt(np.sum(vectors * vectors, axis=1, keepdims=True))
    return np.asarray(vectors / lengths, dtype=np.float32)


def _available_cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
