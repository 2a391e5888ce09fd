"""What an encoder is, and keeping its vectors so that unchanged texts are never encoded again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]  # (texts, dimensions), each row of length 1
Role = Literal["query", "passage"]


class Encoder(Protocol):
    """Turns texts into unit vectors of one fixed width."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors would; vectors are kept under it."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """(len(texts), dimensions). role: a citizen's or an entry's question, or a passage that answers."""


class CachedEncoder:
    """An encoder with the vectors of known texts on disk, one file an encoder, by content hash.

    portion: how many new texts go to it at once; None for all.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self._path = folder / f"{encoder.name}.npz"
        self._known: dict[bytes, Vectors] = {}
        self.portion: int | None = None
        self.encoded = 0  # how many texts had to be encoded since the start
        if self._path.exists():
            with np.load(self._path) as file:
                self._known = dict(zip(map(bytes, file["keys"]), file["vectors"]))

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        keys = [_key(text, role) for text in texts]
        new = [place for place, key in enumerate(keys) if key not in self._known]
        if new:
            portion = self.portion or len(new)
            for start in range(0, len(new), portion):
                some = new[start : start + portion]
                vectors = self.encoder.encode([texts[place] for place in some], role)
                self._known.update({keys[place]: vector for place, vector in zip(some, vectors)})
            self.encoded += len(new)
        return np.stack([self._known[key] for key in keys])

    def save(self) -> None:
        """Write the vectors if any are new, to a temporary name that is then renamed."""
        if not self.encoded:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f".{self._path.stem}.{os.getpid()}.npz")
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(len(self._known), -1)
        np.savez(temporary, keys=keys, vectors=np.stack(list(self._known.values())))
        temporary.replace(self._path)
        self.encoded = 0


def _key(text: str, role: Role) -> bytes:
    return hashlib.blake2b(f"{role}\0{text}".encode(), digest_size=16).digest()
