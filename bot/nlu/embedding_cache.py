"""The vectors of training examples on disk, by content, so that training again encodes only what is new. Pure: no rasa."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.nlu.encoder_onnx import QueryEncoder, Vectors

_KEY_BYTES = 16


class EmbeddingCache:
    """One file an encoder: `router-<encoder id>.npz` with the hashes of the texts and their vectors."""

    def __init__(self, encoder: QueryEncoder, folder: Path) -> None:
        self._encoder = encoder
        self._path = folder / f"router-{encoder.id}.npz"
        self._known = _read(self._path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts; those that were new are encoded in batches and kept."""
        new = list(dict.fromkeys(text for text in texts if _key(text) not in self._known))
        if new:
            self._known.update(zip(map(_key, new), self._encoder.encode(new)))
            self._write()
        if not texts:
            return np.empty((0, self._encoder.dimensions), dtype=np.float32)
        return np.stack([self._known[_key(text)] for text in texts])

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f".{self._path.stem}.{os.getpid()}.npz")
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        np.savez(temporary, keys=keys, vectors=np.stack(list(self._known.values())))
        temporary.replace(self._path)


def _read(path: Path) -> dict[bytes, Vectors]:
    if not path.exists():
        return {}
    try:
        with np.load(path) as file:
            return dict(zip((key.tobytes() for key in file["keys"]), file["vectors"]))
    except (BadZipFile, KeyError, ValueError, OSError):  # a damaged cache is an empty one: everything in it can be made again
        return {}


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest()
