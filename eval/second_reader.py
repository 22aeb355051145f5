"""Tunes the reader's second opinion: `python -m eval.second_reader [STATE]`. Offline, by hand.

Needs PyTorch besides the development packages (`pip install torch`; the CPU build is enough), which no lock file holds.
All layers of MiniLM are tuned on the reader's statements, those of every fifth round left out; the word vectors stay as they are.
A second head learns the categories. On the rounds left out, seen by neither reader, both are joined and
the point is set (`eval.second_card`). STATE keeps what was tuned; where the file is there already, only the export is done again.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from eval.scorer_training import FOLDER, PAIRS, PLAIN
from eval.second_card import write_card
from eval.second_graph import write_graph
from guardrails.scorer.second import MOST_TOKENS, TABLE
from ingest.model_files import find_weights_folder, read_tensors

SEED, LAYERS, WIDTH = 0, 6, 384
BATCH, DECAY, WARM_UP, DROPOUT = 32, 0.9, 0.06, 0.1
"""`DECAY`: each layer learns so much more slowly than the one above it."""
ALONE, TOGETHER = (3, 1e-4), (1, 5e-5)
"""Passes and rate on the statements, and then on as many of them as of texts put together from several."""
MIXED, MOST_WORDS, MOST_BESIDE = 12_000, 75, 3
"""Texts put together: how many, how long, and of how many statements besides the first."""
OF_CATEGORIES = 1.5
"""Weight of the second head's loss."""
OF_PAIRS = 1.0
"""Weight of the loss that tells the two of a pair apart."""
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

    def forward(self, words: Any, kept: Any) -> Any:
        """Log-odds of each text, from its embedded words."""
        states = functional.dropout(words, DROPOUT, self.training)
        mask = torch.zeros(len(kept), 1, 1, kept.shape[1]).masked_fill(~kept[:, None, None], -1e9)
        for layer in self.layers:
            states = layer(states, mask)
        mean = (states.float() * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
        return self.head(functional.dropout(mean, DROPOUT, self.training))


def _padded(rows: Sequence[Any]) -> tuple[Any, Any]:
    lengths = torch.tensor([len(row) for row in rows])
    return nn.utils.rnn.pad_sequence(list(rows), batch_first=True), torch.arange(lengths.max())[None] < lengths[:, None]


def _embedded(tensors: Tensors, ids: Sequence[int]) -> Any:
    """The words of one text with their places, in half precision."""
    x = tensors[TABLE][list(ids)] + tensors["embeddings.token_type_embeddings.weight"][0]
    x = x + tensors["embeddings.position_embeddings.weight"][: len(ids)]
    norm = (tensors[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias"))
    return functional.layer_norm(x, (WIDTH,), *norm, 1e-12).half()


def _groups(net: Net, top: float) -> list[dict[str, Any]]:
    groups = [{"params": list(net.head.parameters()), "lr": 5 * top, "weight_decay": 0.0}]
    for number in range(LAYERS):
        own, rate = list(net.layers[number].parameters()), top * DECAY ** (LAYERS - 1 - number)
        groups.append({"params": [p for p in own if p.dim() > 1], "lr": rate, "weight_decay": 0.01})
        groups.append({"params": [p for p in own if p.dim() == 1], "lr": rate, "weight_decay": 0.0})
    return groups


def _batches(texts: Sequence[Any], twins: Sequence[int], chance: np.random.Generator) -> list[list[int]]:
    """Texts of like length together, the two of a pair always in one batch."""
    units = [
        [place] if twins[place] < 0 else [place, twins[place]]
        for place in range(len(texts))
        if not -1 < twins[place] < place
    ]
    order, found = chance.permutation(len(units)), []
    for start in range(0, len(order), 40 * BATCH):
        some = (units[number] for number in order[start : start + 40 * BATCH])
        near = sorted(some, key=lambda unit: max(len(texts[place]) for place in unit))
        own: list[int] = []
        for unit in near:
            own += unit
            if len(own) >= BATCH:
                found.append(own)
                own = []
        if own:
            found.append(own)
    random.shuffle(found)
    return found


def _twins(rows: Sequence[dict[str, Any]]) -> list[int]:
    """For each statement the place of the other of its pair, -1 where it has none: a pair is two lines of a row, the violation first."""
    twins = [-1] * len(rows)
    for place, (one, other) in enumerate(pairwise(rows)):
        labels = (one["label"], other["label"])
        if one["round"] in PAIRS and labels == ("violation", "ok") and _number(other) == _number(one) + 1:
            twins[place], twins[place + 1] = place + 1, place
    return twins


def _number(row: dict[str, Any]) -> int:
    return int(row["id"].rpartition("-")[2])


def tune(net: Net, texts: Sequence[Any], twins: Sequence[int], wanted: Any, passes: int, rate: float) -> None:
    """Fit the layers and the heads; of a pair the violation is to score above the honest text."""
    torch.manual_seed(SEED)
    random.seed(SEED)
    solver = torch.optim.AdamW(_groups(net, rate))
    rates = [group["lr"] for group in solver.param_groups]
    chance, done = np.random.default_rng(SEED), 0
    steps = passes * len(_batches(texts, twins, np.random.default_rng(SEED)))
    net.train()
    for _ in range(passes):
        for places in _batches(texts, twins, chance):
            share = min(1.0, (done + 1) / (WARM_UP * steps)) * (steps - done) / steps
            for group, highest in zip(solver.param_groups, rates, strict=True):
                group["lr"] = highest * share
            rows, kept = _padded([texts[place] for place in places])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = net(rows.float(), kept).float()
            of_class = functional.binary_cross_entropy_with_logits(found[:, 0], wanted[places, 0])
            of_kind = functional.binary_cross_entropy_with_logits(found[:, 1:], wanted[places, 1:])
            where = {place: n for n, place in enumerate(places)}
            apart = [(n, where[twins[place]]) for place, n in where.items() if twins[place] > place]
            of_pairs = found.new_zeros(())
            if apart:
                worse, better = (torch.tensor(side) for side in zip(*apart, strict=True))
                of_pairs = functional.softplus(found[better, 0] - found[worse, 0]).sum() / len(places)
            solver.zero_grad(set_to_none=True)
            (of_class + OF_CATEGORIES * of_kind + OF_PAIRS * of_pairs).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            solver.step()
            done += 1


def mixed(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Statements, every second of them in breach, among one to three honest ones of their mode: in breach where one part is.

    They teach that a claim stays one among other sentences; pairs teach that a sentence may not be one where the next takes it back.
    """
    chance = random.Random(SEED)  # noqa: S311 - nothing secret hangs on it
    honest: dict[str, list[str]] = {}
    for row in rows:
        if row["label"] == "ok":
            honest.setdefault(row["mode"], []).append(row["text"])
    by_label = [[row for row in rows if row["label"] == label] for label in ("ok", "violation")]
    made: list[dict[str, Any]] = []
    while len(made) < MIXED:
        first = chance.choice(by_label[len(made) % 2])
        parts = chance.sample(honest[first["mode"]], chance.randint(1, MOST_BESIDE))
        parts.insert(chance.randint(0, len(parts)), first["text"])
        text = chance.choice((" ", " ", "\n")).join(p if p.rstrip()[-1:] in ".!?" else f"{p.rstrip()}." for p in parts)
        if len(text.split()) <= MOST_WORDS:
            made.append({**first, "text": text, "round": ""})
    return made


def main() -> None:
    """Tune or read the state, export, join, write."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    folder = find_weights_folder()
    assert folder, "the package of the sentence model is not installed"
    arrays = read_tensors(folder / "model.safetensors")
    tensors = {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}
    rows = [json.loads(line) for line in (FOLDER / "statements.jsonl").read_text(encoding="utf-8").splitlines()]
    # Pairs are told apart, not sent, and plain lines are easy: they teach, and the point is set on other rounds.
    held = set(sorted({row["round"] for row in rows} - PAIRS - PLAIN)[::5])
    seen = [row for row in rows if row["round"] not in held]
    kinds = sorted({kind for row in rows for kind in row["categories"]})
    net = Net(tensors, len(kinds))
    state = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if state and state.exists():
        net.load_state_dict(torch.load(state, weights_only=True))
    else:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_TOKENS)
        again = np.random.default_rng(SEED).choice(len(seen), MIXED, replace=False)
        together = [*mixed(seen), *(seen[place] for place in sorted(again))]
        for own, (passes, rate) in ((seen, ALONE), (together, TOGETHER)):
            texts = [_embedded(tensors, e.ids) for e in tokenizer.encode_batch([row["text"] for row in own])]
            told = [[row["label"] == "violation", *(kind in row["categories"] for kind in kinds)] for row in own]
            tune(net, texts, _twins(own), torch.tensor(told, dtype=torch.float32), passes, rate)
        if state:
            torch.save(net.state_dict(), state)
    tuned = {
        f"encoder.layer.{n}.{part}.{kind}": getattr(net.layers[n].parts[place], kind).detach().numpy()
        for n in range(LAYERS)
        for place, part in enumerate(_PARTS)
        for kind in ("weight", "bias")
    }
    head = (net.head.weight[0].detach().numpy(), net.head.bias[0].item())
    write_graph({**arrays, **tuned}, head, FOLDER / "second.onnx")
    write_card(folder, held)


if __name__ == "__main__":
    main()
