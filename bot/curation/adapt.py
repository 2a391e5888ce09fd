"""Teach the encoder citizens' words: a low-rank adapter (LoRA, Hu et al. 2021) trained on the entries' own texts.

A similar question is drawn to its entry's title, answer, guide elements and other questions of both languages, and away from those of
the other entries in the batch (InfoNCE, van den Oord et al. 2018). Entries that are hard to tell apart come in one batch, so the wrong
answers are hard ones. Only a part of the change is kept, which costs little of what is learnt and saves general quality (Wortsman et
al. 2022, WiSE-FT). Never reads data/calibration or tests/bench.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.curation.adapt_data import Pair, batches
from bot.knowledge.schema import Entry
from bot.retrieval.encoder import Encoder

TARGETS = ("query", "key", "value", "dense")


@dataclass(frozen=True)
class Recipe:
    """kept: which part of the change is kept, 0..1; chosen among .3, .5, .75 and 1 (docs/adr)."""

    rank: int = 16
    alpha: int = 32
    rate: float = 5e-4
    temperature: float = 0.03
    batch: int = 32
    epochs: int = 1
    seed: int = 20261122
    max_tokens: int = 64
    kept: float = 0.5

    @property
    def scale(self) -> float:
        """What B A is multiplied with when it is added to the weights."""
        return self.kept * self.alpha / self.rank


def train(model: Any, entries: Sequence[Entry], encoder: Encoder, recipe: Recipe, say: Any = print) -> dict[str, tuple[Any, Any]]:
    """Train an adapter on a sentence-transformers model; name of the weight -> (A, B). encoder: tells which entries are near."""
    import torch

    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    weights = _prepare(model, recipe)
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=0.0)
    plan = [batch for _ in range(recipe.epochs) for batch in batches(entries, encoder, recipe.batch, draw)]
    warm = max(1, len(plan) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, 1 - step / len(plan)))
    model.train()
    for step, batch in enumerate(plan):
        loss = _loss(model, batch, recipe.temperature)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        if step % 10 == 0:
            say(f"step {step + 1} of {len(plan)}, loss {loss.item():.3f}", flush=True)
    return matrices(model)


def _prepare(model: Any, recipe: Recipe) -> list[Any]:
    """Add the adapter's weights and return them; all others stay as they are."""
    from peft import LoraConfig

    model.max_seq_length = recipe.max_tokens
    model.add_adapter(LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, target_modules=list(TARGETS), lora_dropout=0.0))
    for name, weight in model.named_parameters():
        weight.requires_grad_("lora_" in name)
    return [weight for name, weight in model.named_parameters() if "lora_" in name]


def _loss(model: Any, batch: Sequence[Pair], temperature: float) -> Any:
    questions, targets = encode(model, [pair.question for pair in batch]), encode(model, [pair.target for pair in batch])
    return contrast(questions, targets, [pair.entry for pair in batch], temperature)


def encode(model: Any, texts: Sequence[str]) -> Any:
    return model(model.preprocess(list(texts)))["sentence_embedding"]


def contrast(questions: Any, targets: Any, entries: Sequence[str], temperature: float) -> Any:
    """Cross entropy both ways; a target of the same entry elsewhere in the batch is neither right nor wrong, and left out."""
    import torch

    scores = questions @ targets.T / temperature
    same = torch.tensor([[a == b for b in entries] for a in entries]) & ~torch.eye(len(entries), dtype=torch.bool)
    scores = scores.masked_fill(same, -math.inf)
    right = torch.arange(len(entries))
    return (torch.nn.functional.cross_entropy(scores, right) + torch.nn.functional.cross_entropy(scores.T, right)) / 2


def matrices(model: Any) -> dict[str, tuple[Any, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, weight in model.named_parameters():
        if "lora_" not in name or "encoder.layer" not in name:  # the pooler is not used
            continue
        base, part = name.split(".lora_")
        base = base[base.index("encoder.layer") :] + ".weight"
        found.setdefault(base, {})[part[0]] = weight.detach().numpy().astype(np.float32)
    return {base: (parts["A"], parts["B"]) for base, parts in found.items()}
