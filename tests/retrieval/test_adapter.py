"""The low-rank adapter: saved, read, added."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.retrieval import adapter

LOW = np.array([[1, 2]], dtype=np.float32)  # A: rank 1 x in 2
HIGH = np.array([[3], [4]], dtype=np.float32)  # B: out 2 x rank 1


def test_scale_times_b_a_is_added_to_the_weight(tmp_path: Path) -> None:
    adapter.save(tmp_path / "a.npz", {"layer.q": (LOW, HIGH)}, scale=0.5, made={})
    merged = adapter.merge({"layer.q": np.ones((2, 2), dtype=np.float32)}, tmp_path / "a.npz")
    # B A = [[3, 6], [4, 8]]
    assert merged["layer.q"].tolist() == [[2.5, 4], [3, 5]]


def test_other_weights_and_the_given_ones_stay_as_they_are(tmp_path: Path) -> None:
    adapter.save(tmp_path / "a.npz", {"q": (LOW, HIGH)}, scale=1, made={})
    state = {"q": np.zeros((2, 2), dtype=np.float32), "k": np.full((1, 1), 7, dtype=np.float32)}
    merged = adapter.merge(state, tmp_path / "a.npz")
    assert merged["k"] is state["k"]
    assert state["q"].tolist() == [[0, 0], [0, 0]]
    assert sorted(merged) == ["k", "q"]


def test_an_adapter_for_a_weight_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    adapter.save(tmp_path / "a.npz", {"elsewhere": (LOW, HIGH)}, scale=1, made={})
    with pytest.raises(KeyError, match="elsewhere"):
        adapter.merge({"q": np.zeros((2, 2), dtype=np.float32)}, tmp_path / "a.npz")


def test_several_weights_are_kept_apart_by_name(tmp_path: Path) -> None:
    adapter.save(tmp_path / "a.npz", {"one": (LOW, HIGH), "two": (-LOW, HIGH)}, scale=1, made={})
    zero = np.zeros((2, 2), dtype=np.float32)
    merged = adapter.merge({"one": zero, "two": zero}, tmp_path / "a.npz")
    assert merged["one"].tolist() == [[3, 6], [4, 8]]
    assert merged["two"].tolist() == [[-3, -6], [-4, -8]]


def test_how_it_was_made_is_kept_with_it(tmp_path: Path) -> None:
    adapter.save(tmp_path / "a.npz", {"q": (LOW, HIGH)}, scale=1, made={"seed": 7, "without": ["税费", "tax"]})
    assert adapter.made(tmp_path / "a.npz") == {"seed": 7, "without": ["税费", "tax"]}


def test_the_shipped_adapter_is_small_and_says_how_it_was_made() -> None:
    assert adapter.FILE.stat().st_size <= 3_000_000
    assert {"command", "knowledge", "seed", "rank", "kept"} <= set(adapter.made())
    assert adapter.made()["without"] == []
