"""Embeddings from an OpenAI-compatible endpoint; the only module of this package that knows the vendor's client."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ingest.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    from ingest.embedding import Vectors

_TOKEN = re.compile(r"\w{1,4}|[^\w\s]")
_NO_KEY = "not-needed"
"""Sent to local servers that want none: without a key the client would look for one in the environment."""


class OpenAIEmbedder:
    """Asks `base_url` for vectors. Address and key are always ours, never those of the environment.

    Args:
        base_url: Address of the endpoint, ending in `/v1` for most servers.
        api_key: Key, or "" for servers that want none.
        model: Model name as the server knows it.
        dimension: Length of its vectors; None asks the server once, with a probe.
        timeout_s: Seconds allowed for one request.
        batch_size: Texts sent in one request.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        *,
        dimension: int | None = None,
        timeout_s: float = 30.0,
        batch_size: int = 64,
    ) -> None:
        import openai

        if not base_url:
            raise EmbeddingUnavailable("embedding endpoint has no address; set CALLPREP_EMBEDDING_BASE_URL")
        self.name = f"openai:{model}"
        self._model = model
        self._base_url = base_url
        self._batch_size = batch_size
        self._errors: type[Exception] = openai.OpenAIError
        self._client = openai.OpenAI(
            base_url=base_url, api_key=api_key or _NO_KEY, timeout=timeout_s, max_retries=2, organization="", project=""
        )
        self.dimension = dimension or self._ask(["probe"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the order given.

        Raises:
            EmbeddingUnavailable: the endpoint is down, refuses, or answers in another shape.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), self._batch_size):
            batch = list(texts[start : start + self._batch_size])
            answer = self._ask(batch)
            if answer.shape[1] != self.dimension:
                raise self._broken(f"{answer.shape[1]} dimensions instead of {self.dimension}")
            vectors[start : start + len(batch)] = answer
        return vectors

    def count_tokens(self, text: str) -> int:
        """An estimate on the high side: the server's own tokenizer is not known here."""
        return len(_TOKEN.findall(text))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, batch: list[str]) -> Vectors:
        # Some servers refuse an empty string, and an empty passage must not stop a whole file.
        sent = [text or " " for text in batch]
        try:
            answer = self._client.embeddings.create(model=self._model, input=sent, encoding_format="float")
            rows = {item.index: item.embedding for item in answer.data}
        except self._errors as exc:
            raise EmbeddingUnavailable(
                f"embedding endpoint {self._base_url!r} did not answer for model {self._model!r} "
                f"({type(exc).__name__}); check that it runs and that the key is right"
            ) from exc
        except (TypeError, ValueError, AttributeError) as exc:
            raise self._broken(type(exc).__name__) from exc
        return self._checked(rows, len(batch))

    def _checked(self, rows: dict[int, list[float]], expected: int) -> Vectors:
        if sorted(rows) != list(range(expected)):
            raise self._broken(f"{len(rows)} vectors for {expected} texts")
        try:
            vectors = np.array([rows[index] for index in range(expected)], dtype=np.float32)
        except (TypeError, ValueError) as exc:
            raise self._broken("vectors of unequal length") from exc
        if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():
            raise self._broken("vectors that are empty or not finite")
        lengths = np.sqrt(np.sum(vectors * vectors, axis=1, keepdims=True))
        if not lengths.all():
            raise self._broken("a vector of zeros")
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _broken(self, what: str) -> EmbeddingUnavailable:
        return EmbeddingUnavailable(
            f"embedding endpoint {self._base_url!r} answered model {self._model!r} with {what}; "
            "check that the model is an embedding model"
        )
