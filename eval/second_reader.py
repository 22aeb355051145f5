"""Tunes the reader's second opinion: `python -m eval.second_reader STATE [MODEL TEACHER]`. Offline, by hand.

Needs PyTorch besides the development packages (`pip install torch`; the CPU build is enough), which no lock file holds.
All layers of MiniLM are tuned on the reader's statements, those of every fifth round left out; the word vectors stay as they are.
A second head learns the categories. Then they learn from a larger model (MODEL with the state TEACHER, `eval.second_teacher`) what that
says of texts made of the statements. On the rounds left out, which no reader has seen, the n-grams and it are joined and the point is
set (`eval.second_card`). STATE keeps what was tuned on the labels; where the file is there already, only what comes after is done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from eval.scorer_training import FOLDER
from eval.second_card import write_card
from eval.second_fit import (
    SEED,
    Lesson,
    Pace,
    fit,
    groups_of,
    kinds_of,
    read_rows,
    rounds_left_out,
    twins_of,
    wanted_of,
)
from eval.second_graph import write_graph
from eval.second_texts import Row, exchanged, mixed, near_words, taken_apart
from guardrails.scorer.second import MOST_TOKENS, TABLE
from ingest.model_files import find_weights_folder, read_tensors

LAYERS, WIDTH, DECAY, DROPOUT = 6, 384, 0.9, 0.1
ALONE, TOGETHER, TAUGHT = Pace(3, 1e-4, 32), Pace(1, 5e-5, 32), Pace(1, 1e-4, 48, 5)
"""On the statements; on some of them again and as many put together; on the last of them and on texts that the teacher tells."""
MIXED = 12_000
"""Texts put together from several."""
MADE, MADE_SEED = (8_000, 6_000, 30_000), 7
"""Texts put together, taken apart, and with words exchanged, which only the teacher has a say on."""
LAST = 24_000
"""So many of the statements, the last ones, are learned once more beside them."""
_PARTS = (
    *("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
    *("attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"),
)
Tensors = dict[str, Any]


class Layer(nn.Module):  # type: ignore[misc]
    """One BERT layer, begun with the tensors of the published model."""

    def __init__(self, tensors: Tensors, number: int) -> None:
        super().__init__()
        self.parts = nn.ModuleList()
        for part in _PARTS:
            weight, bias = (tensors[f"encoder.layer.{number}.{part}.{kind}"] for kind in ("weight", "bias"))
            made = nn.Linear(*reversed(weight.shape)) if weight.dim() == 2 else nn.LayerNorm(WIDTH, eps=1e-12)
            made.weight.data, made.bias.data = weight.clone(), bias.clone()
            self.parts.append(made)

    def forward(self, x: Any, mask: Any) -> Any:
        """States of the tokens after the layer."""
        query, key, value, attended, first, wide, narrow, second = self.parts
        dropped = DROPOUT if self.training else 0.0
        heads = (part(x).unflatten(-1, (12, 32)).transpose(1, 2) for part in (query, key, value))
        context = functional.scaled_dot_product_attention(*heads, attn_mask=mask, dropout_p=dropped)
        x = first(x + functional.dropout(attended(context.transpose(1, 2).flatten(2)), DROPOUT, self.training))
        return second(x + functional.dropout(narrow(functional.gelu(wide(x))), DROPOUT, self.training))


class Net(nn.Module):  # type: ignore[misc]
    """Six layers and a head over the mean of the tokens: violation first, then the categories."""

    def __init__(self, tensors: Tensors, categories: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(tensors, number) for number in range(LAYERS))
        self.head = nn.Linear(WIDTH, 1 + categories)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, texts: list[Any]) -> Any:
        """Log-odds of each text, from its embedded words."""
        lengths = torch.tensor([len(text) for text in texts])
        words = nn.utils.rnn.pad_sequence(texts, batch_first=True).float()
        kept = torch.arange(lengths.max())[None] < lengths[:, None]
        mask = torch.zeros(len(kept), 1, 1, kept.shape[1]).masked_fill(~kept[:, None, None], -1e9)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = functional.dropout(words, DROPOUT, self.training)
            for layer in self.layers:
                states = layer(states, mask)
            mean = (states.float() * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
            return self.head(functional.dropout(mean, DROPOUT, self.training)).float()


class Reader:
    """The net with what it reads by."""

    def __init__(self, folder: Path, categories: int) -> None:
        self.arrays = read_tensors(folder / "model.safetensors")
        self.tensors = {name: torch.from_numpy(np.array(array)) for name, array in self.arrays.items()}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.net = Net(self.tensors, categories)

    def embedded(self, texts: Sequence[str]) -> list[Any]:
        """The words of each text with their places, in half precision."""
        return [self._embedded(encoded.ids) for encoded in self.tokenizer.encode_batch(list(texts))]

    def _embedded(self, ids: Sequence[int]) -> Any:
        x = self.tensors[TABLE][list(ids)] + self.tensors["embeddings.token_type_embeddings.weight"][0]
        x = x + self.tensors["embeddings.position_embeddings.weight"][: len(ids)]
        norm = (self.tensors[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias"))
        return functional.layer_norm(x, (WIDTH,), *norm, 1e-12).half()

    def learn(self, lesson: Lesson, pace: Pace) -> None:
        """Fit layers and heads."""
        fit(self.net, groups_of(self.net.head, list(self.net.layers), DECAY), lesson, pace)

    def export(self) -> None:
        """Write the tuned layers and the head of the violation."""
        tuned = {
            f"encoder.layer.{n}.{part}.{kind}": getattr(self.net.layers[n].parts[place], kind).detach().numpy()
            for n in range(LAYERS)
            for place, part in enumerate(_PARTS)
            for kind in ("weight", "bias")
        }
        head = (self.net.head.weight[0].detach().numpy(), self.net.head.bias[0].item())
        write_graph({**self.arrays, **tuned}, head, FOLDER / "second.onnx")


def _by_labels(reader: Reader, rows: Sequence[Row], kinds: Sequence[str]) -> None:
    again = np.random.default_rng(SEED).choice(len(rows), MIXED, replace=False)
    together = [*mixed(rows, MIXED, SEED), *(rows[place] for place in sorted(again))]
    for own, pace in ((rows, ALONE), (together, TOGETHER)):
        reader.learn(Lesson(reader.embedded([row["text"] for row in own]), wanted_of(own, kinds), twins_of(own)), pace)


def _by_teacher(reader: Reader, rows: Sequence[Row], kinds: Sequence[str], model: Path, state: Path) -> int:
    """How many texts the teacher told of."""
    from eval.second_teacher import taught

    put_together, apart, changed = MADE
    near = near_words(rows, reader.tokenizer.get_vocab(), reader.arrays[TABLE])
    made = [row["text"] for row in mixed(rows, put_together, MADE_SEED)]
    made += [*taken_apart(rows, apart, MADE_SEED), *exchanged(rows, near, changed, MADE_SEED)]
    logits = taught(model, state, made, len(kinds))
    last = rows[-LAST:]
    wanted = torch.cat([wanted_of(last, kinds), torch.sigmoid(logits)])
    own = torch.cat([torch.full((len(last),), torch.nan), logits[:, 0]])
    texts = reader.embedded([*(row["text"] for row in last), *made])
    reader.learn(Lesson(texts, wanted, [*twins_of(last), *[-1] * len(made)], own), TAUGHT)
    return len(made)


def main() -> None:
    """Tune or read the state, learn from the teacher, export, join, write."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    state, *taught_by = (Path(told) for told in sys.argv[1:])
    assert len(taught_by) in {0, 2}, "MODEL and TEACHER are told together, or neither"
    assert not (lost := [str(path) for path in taught_by if not path.exists()]), f"not found: {lost}"
    folder = find_weights_folder()
    assert folder, "the package of the sentence model is not installed"
    rows = read_rows()
    held, kinds = rounds_left_out(rows), kinds_of(rows)
    seen = [row for row in rows if row["round"] not in held]
    reader = Reader(folder, len(kinds))
    if state.exists():
        kept = torch.load(state, weights_only=True)
        assert kept["left_out"] == sorted(held), f"{state} was tuned with other rounds left out: tune anew"
        reader.net.load_state_dict(kept["net"])
    else:
        _by_labels(reader, seen, kinds)
        torch.save({"net": reader.net.state_dict(), "left_out": sorted(held)}, state)
    made = _by_teacher(reader, seen, kinds, *taught_by) if taught_by else 0
    reader.export()
    write_card(folder, held, made)


if __name__ == "__main__":
    main()
