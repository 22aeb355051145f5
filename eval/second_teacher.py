"""Tunes a larger model that teaches the second reader: `python -m eval.second_teacher MODEL STATE`. Offline, by hand.

Needs PyTorch and `transformers` besides the development packages, and in the folder MODEL all-mpnet-base-v2 (Apache-2.0; 110 million
parameters; `config.json`, `model.safetensors`, `tokenizer.json`), which no lock file holds and nothing ships. It learns the statements
that the second reader learns, so that the rounds left out stay unseen by both; it is ten times too slow to be asked for a verdict.
A pass takes half an hour on two processors with bf16 matrix units.
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
from eval.second_texts import mixed

WIDTH, DECAY, MOST_TOKENS, MIXED = 768, 0.9, 128, 4000
PACE = Pace(2, 6e-5, 80)
_BLANK = 1
"""The token that fills a batch."""


class Teacher(nn.Module):  # type: ignore[misc]
    """MPNet, of which the layers are tuned, and a head over the mean of the tokens: violation first, then the categories."""

    def __init__(self, model: Path, categories: int) -> None:
        from transformers import AutoModel

        super().__init__()
        self.encoder = AutoModel.from_pretrained(model, attn_implementation="eager", add_pooling_layer=False)
        self.encoder.requires_grad_(False)
        self.encoder.encoder.layer.requires_grad_(True)
        self.head = nn.Linear(WIDTH, 1 + categories)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Sequence[Sequence[int]]) -> Any:
        """Log-odds of each text, from the numbers of its tokens."""
        rows = nn.utils.rnn.pad_sequence([torch.tensor(row) for row in ids], batch_first=True, padding_value=_BLANK)
        kept = torch.arange(rows.shape[1])[None] < torch.tensor([len(row) for row in ids])[:, None]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=rows, attention_mask=kept.long()).last_hidden_state.float()
        mean = (states * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
        return self.head(functional.dropout(mean, 0.1, self.training))


def taught(model: Path, state: Path, texts: Sequence[str], categories: int) -> Any:
    """What the teacher says of each text: log-odds of a violation and of each category."""
    teacher = Teacher(model, categories)
    teacher.load_state_dict(torch.load(state, weights_only=True))
    teacher.eval()
    ids = _tokens(model, texts)
    found, order = torch.zeros(len(ids), 1 + categories), np.argsort([len(row) for row in ids])
    with torch.inference_mode():
        for start in range(0, len(order), PACE.batch):
            places = order[start : start + PACE.batch].tolist()
            found[places] = teacher([ids[place] for place in places])
    return found


def _tokens(model: Path, texts: Sequence[str]) -> list[list[int]]:
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return [encoded.ids for encoded in tokenizer.encode_batch(list(texts))]


def main() -> None:
    """Tune and keep the state."""
    torch.manual_seed(SEED)
    model, rows = Path(sys.argv[1]), read_rows()
    held, kinds = rounds_left_out(rows), kinds_of(rows)
    seen = [row for row in rows if row["round"] not in held]
    own = [*seen, *mixed(seen, MIXED, SEED)]
    teacher = Teacher(model, len(kinds))
    lesson = Lesson(_tokens(model, [row["text"] for row in own]), wanted_of(own, kinds), twins_of(own))
    fit(teacher, groups_of(teacher.head, list(teacher.encoder.encoder.layer), DECAY), lesson, PACE)
    torch.save(teacher.state_dict(), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
