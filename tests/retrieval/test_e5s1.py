"""Reading the packaged weights."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.retrieval import e5s1
from bot.retrieval.encoder_build import WEIGHTS, bert_name
from bot.settings import settings


def block(scale: float, halves: list[int]) -> bytes:
    """One block: a half-precision scale and 16 bytes."""
    return struct.pack("<e", scale) + bytes(halves)


def test_a_byte_holds_value_j_low_and_value_j_plus_16_high() -> None:
    # 0xF8: low half 8 -> 0, high half 15 -> 7; scale 0.5.
    values = e5s1.unpack(np.frombuffer(block(0.5, [0xF8] + [0x88] * 15), dtype=np.uint8), 32)
    expected = [0.0] * 32
    expected[16] = 3.5
    assert values.tolist() == expected


def test_halves_run_from_minus_eight_to_seven() -> None:
    # Low halves 0..15 -> -8..7, high halves 15..0 -> 7..-8; scale 2.
    values = e5s1.unpack(np.frombuffer(block(2, [low | (15 - low) << 4 for low in range(16)]), dtype=np.uint8), 32)
    assert values.tolist() == [*range(-16, 16, 2), *range(14, -18, -2)]


def test_each_block_has_its_own_scale() -> None:
    raw = block(1, [0x99] * 16) + block(0.25, [0x77] * 16)
    values = e5s1.unpack(np.frombuffer(raw, dtype=np.uint8), 64)
    assert values.tolist() == [1.0] * 32 + [-0.25] * 32
    assert values.dtype == np.float32


def small_file(path: Path, magic: bytes = b"E5S1", block_size: int = 32) -> Path:
    """A whole file with one float tensor `a.b` and one 4-bit tensor `emb.word`."""
    sizes = struct.pack("<7ifi", 4, 1, 2, 8, 16, 10, 1, 1e-12, block_size)
    tokenizer = (
        struct.pack("<5iQ", 2, 0, 2, 1, 3, 3) + struct.pack("<3I2f", 0, 1, 3, -1.0, -2.0) + b"abc" + struct.pack("<iI", 1, 2) + b"xy"
    )
    head = magic + struct.pack("<I", 1) + sizes + tokenizer + struct.pack("<i", 2)
    rows = [(b"a.b", 0, 3, 12), (b"emb.word", 1, 32, 18)]
    start = len(head) + sum(2 + len(name) + 5 + 16 for name, *_ in rows)
    for name, kind, numbers, size in rows:
        head += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, numbers, start, size)
        start += size
    path.write_bytes(head + struct.pack("<3f", 1, 2, 3) + block(1, [0x9A] * 16))
    return path


def test_a_file_made_by_hand_is_read_back(tmp_path: Path) -> None:
    shape, tensors = e5s1.read(small_file(tmp_path / "w.bin"))
    assert (shape.hidden, shape.layers, shape.heads, shape.intermediate) == (4, 1, 2, 8)
    assert (shape.vocabulary, shape.positions, shape.types) == (16, 10, 1)
    assert shape.epsilon == pytest.approx(1e-12)
    assert tensors["a.b"].tolist() == [1, 2, 3]
    assert tensors["emb.word"].tolist() == [2.0] * 16 + [1.0] * 16


@pytest.mark.parametrize(("magic", "block_size", "why"), [(b"GGUF", 32, "does not begin with E5S1"), (b"E5S1", 64, "blocks of 64, not 32")])
def test_another_file_is_an_error_that_says_why_and_what_to_run(tmp_path: Path, magic: bytes, block_size: int, why: str) -> None:
    with pytest.raises(e5s1.BadWeights, match=why) as caught:
        e5s1.read(small_file(tmp_path / "w.bin", magic, block_size))
    assert "make setup" in str(caught.value)


def test_the_packaged_file_has_the_shape_of_multilingual_e5_small() -> None:
    shape, tensors = e5s1.read(settings().build_dir / "packages" / WEIGHTS)
    assert (shape.hidden, shape.layers, shape.heads, shape.intermediate, shape.vocabulary) == (384, 12, 12, 1536, 250037)
    assert tensors["emb.word"].shape == (250037 * 384,)
    assert tensors["l11.q.w"].shape == (384 * 384,)
    assert all(np.isfinite(tensor[:1000]).all() for tensor in tensors.values())


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l3.q.w", "encoder.layer.3.attention.self.query.weight"),
        ("l11.oln.b", "encoder.layer.11.output.LayerNorm.bias"),
        ("l0.fi.w", "encoder.layer.0.intermediate.dense.weight"),
    ],
)
def test_a_tensor_gets_its_name_in_bert(short: str, long: str) -> None:
    assert bert_name(short) == long
