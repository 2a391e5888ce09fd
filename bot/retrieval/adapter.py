"""A low-rank adapter that teaches the encoder citizens' words: its file, and adding it to the weights (docs/adr/0012).

For a weight matrix W (out x in) the file holds A (rank x in) and B (out x rank) in half precision, and one scale; the
adapted matrix is W + scale * B A (Hu et al. 2021, LoRA).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bot.retrieval.e5s1 import Floats

FILE = Path(__file__).with_name("adapter.npz")


def save(path: Path, pairs: Mapping[str, tuple[Floats, Floats]], scale: float, made: Mapping[str, Any]) -> None:
    """Write the adapter. pairs: name of the weight -> (A, B); made: how, from what, with which seed."""
    arrays = {f"{name}|{part}": matrix.astype(np.float16) for name, both in pairs.items() for part, matrix in zip("AB", both)}
    np.savez_compressed(path, scale=np.float32(scale), made=json.dumps(made), **arrays)  # type: ignore[arg-type]


def merge(state: Mapping[str, Floats], path: Path) -> dict[str, Floats]:
    """A copy of the weights with the adapter of the file added. state: name of the weight -> matrix."""
    merged = dict(state)
    with np.load(path) as file:
        scale = float(file["scale"])
        for name in sorted({key.split("|")[0] for key in file.files} - {"scale", "made"}):
            low, high = file[f"{name}|A"].astype(np.float32), file[f"{name}|B"].astype(np.float32)
            merged[name] = merged[name] + scale * (high @ low)
    return merged


def made(path: Path = FILE) -> dict[str, Any]:
    """How the shipped adapter was made."""
    with np.load(path) as file:
        return dict(json.loads(str(file["made"])))
