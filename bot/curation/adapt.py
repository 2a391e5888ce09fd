"""Teach the encoder citizens' words: a low-rank adapter (LoRA, Hu et al. 2021) trained on the entries' own texts.

A similar question is drawn to its entry's title, answer, guide elements and other-language questions, and away from those of the other
entries in the batch (InfoNCE with in-batch negatives, van den Oord et al. 2018). Never reads data/calibration or tests/bench.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.knowledge.schema import Entry
from bot.language import LANGUAGES
from bot.retrieval.fields import lines

TARGETS = ("query", "key", "value", "dense")


@dataclass(frozen=True)
class Recipe:
    rank: int = 16
    alpha: int = 32
    rate: float = 5e-4
    temperature: float = 0.03
    batch: int = 32
    epochs: int = 1
    seed: int = 20261122
    max_tokens: int = 64


@dataclass(frozen=True)
class Pair:
    """A citizen's question, a text that it should be near to (with its role's prefix), and the entry of both."""

    question: str
    target: str
    entry: str


def pairs(entries: Sequence[Entry], draw: random.Random) -> list[Pair]:
    """One pair for each similar question; what it is paired with is drawn anew each time."""
    found = []
    for entry in entries:
        targets = [f"query: {entry.question[lang]}" for lang in LANGUAGES for _ in range(3)]
        targets += [f"passage: {line}" for lang in LANGUAGES for field in ("answer", "guide") for line in lines(entry, field, lang)]
        for lang in LANGUAGES:
            for similar in entry.similar[lang]:
                others = [f"query: {q}" for other in LANGUAGES for q in entry.similar[other] if q != similar]
                found.append(Pair(f"query: {similar}", draw.choice([*targets, *draw.sample(others, min(4, len(others)))]), entry.id))
    draw.shuffle(found)
    return found


def batches(found: Sequence[Pair], size: int) -> Iterator[list[Pair]]:
    for start in range(0, len(found) - size + 1, size):
        yield list(found[start : start + size])


def train(model: Any, entries: Sequence[Entry], recipe: Recipe, say: Any = print) -> dict[str, tuple[Any, Any]]:
    """Train an adapter on a sentence-transformers model; name of the weight -> (A, B), to be merged as W + alpha / rate B A."""
    import torch
    from peft import LoraConfig

    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    model.max_seq_length = recipe.max_tokens
    model.add_adapter(LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, target_modules=list(TARGETS), lora_dropout=0.0))
    weights = [weight for name, weight in model.named_parameters() if "lora_" in name]
    for name, weight in model.named_parameters():
        weight.requires_grad_("lora_" in name)
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=0.0)
    plan = [batch for _ in range(recipe.epochs) for batch in batches(pairs(entries, draw), recipe.batch)]
    warm = max(1, len(plan) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, 1 - step / len(plan)))
    model.train()
    for step, batch in enumerate(plan):
        loss = contrast(
            encode(model, [p.question for p in batch]),
            encode(model, [p.target for p in batch]),
            [p.entry for p in batch],
            recipe.temperature,
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        if step % 10 == 0:
            say(f"step {step + 1} of {len(plan)}, loss {loss.item():.3f}", flush=True)
    return matrices(model)


def encode(model: Any, texts: Sequence[str]) -> Any:
    features = model.tokenize(list(texts))
    return model(features)["sentence_embedding"]


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
