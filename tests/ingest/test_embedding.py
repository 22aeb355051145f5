from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import MAX_TOKENS, HashingEmbedder, MiniLMEmbedder, load_minilm
from ingest.errors import EmbeddingUnavailable
from ingest.model_files import TOKENIZER_SHA256, find_weights_folder, prepare_model

needs_model = pytest.mark.skipif(find_weights_folder() is None, reason="embedding model not installed")

TEXTS = [
    "This is an example sentence",
    "Nausea",
    "",
    "Cannabidiol did not reduce pain in this trial of 143 patients.",
    "Does dronabinol prevent vomiting after chemotherapy?",
    "word " * 400,
    "Neuropathy improved in 12 of 40 patients (p = 0.04).",
    "Nausea",
    "β-caryophyllene and Δ9-THC, 10⁵ cells",
]


@pytest.fixture(scope="module")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> MiniLMEmbedder:
    return load_minilm(tmp_path_factory.mktemp("model"))


@needs_model
def test_first_values_are_those_of_the_published_model(minilm: MiniLMEmbedder) -> None:
    first = minilm.embed(["This is an example sentence"])[0]
    assert first[:4] == pytest.approx([0.0677, 0.0635, 0.0487, 0.0793], abs=6e-5)


@needs_model
def test_rows_are_unit_vectors_in_the_order_given(minilm: MiniLMEmbedder) -> None:
    rows = minilm.embed(TEXTS)
    assert rows.shape == (len(TEXTS), 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(rows[1], rows[7])
    assert float(rows[4] @ minilm.embed(["antiemetic effect of THC"])[0]) > float(rows[4] @ rows[0])


@needs_model
def test_a_vector_depends_on_its_text_alone(minilm: MiniLMEmbedder, tmp_path: Path) -> None:
    together = minilm.embed(TEXTS * 3)
    one_thread = load_minilm(tmp_path, threads=1)
    for place, text in enumerate(TEXTS):
        alone = minilm.embed([text])[0]
        # Identical bits where this was measured; the bound leaves room for other processors.
        assert np.abs(together[place] - alone).max() <= 1e-6
        assert float(together[place] @ alone) >= 0.999999
        assert np.abs(one_thread.embed([text])[0] - alone).max() <= 1e-6


@needs_model
def test_no_text_gives_no_row(minilm: MiniLMEmbedder) -> None:
    assert minilm.embed([]).shape == (0, 384)


@needs_model
def test_text_beyond_the_limit_is_cut(minilm: MiniLMEmbedder) -> None:
    assert minilm.count_tokens("word " * 400) == 400
    cut = "word " * (MAX_TOKENS - 2)
    assert np.array_equal(minilm.embed(["word " * 400])[0], minilm.embed([cut])[0])
    assert not np.array_equal(minilm.embed(["word " * (MAX_TOKENS - 3)])[0], minilm.embed([cut])[0])


@needs_model
def test_a_damaged_graph_is_built_again(tmp_path: Path) -> None:
    graph = prepare_model(tmp_path).graph
    sound = graph.read_bytes()
    graph.write_bytes(sound[:-10] + b"0123456789")
    assert prepare_model(tmp_path).graph.read_bytes() == sound
    assert sorted(path.name for path in tmp_path.iterdir()) == ["minilm.json", "minilm.onnx"]


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    wrong = hashlib.sha256(b"not the weights").hexdigest()[:16]
    with pytest.raises(EmbeddingUnavailable, match=f"{wrong}.*make setup"):
        prepare_model(tmp_path / "out", weights_folder=tmp_path)
    assert not (tmp_path / "out").exists()


@needs_model
def test_another_tokenizer_is_refused(tmp_path: Path) -> None:
    folder = find_weights_folder()
    assert folder is not None
    (tmp_path / "model.safetensors").symlink_to(folder / "model.safetensors")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(EmbeddingUnavailable, match=TOKENIZER_SHA256[:16]):
        prepare_model(tmp_path / "out", weights_folder=tmp_path)


def test_missing_weights_name_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingUnavailable, match="make setup"):
        prepare_model(tmp_path / "out", weights_folder=tmp_path)


def test_hashing_embedder_is_deterministic_and_unit() -> None:
    embedder = HashingEmbedder(32)
    rows = embedder.embed(["Nausea after cisplatin", "nausea AFTER cisplatin", "", "pain"])
    assert np.array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[3])
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert embedder.embed([]).shape == (0, 32)
    assert embedder.count_tokens("Nausea after cisplatin") == 3
