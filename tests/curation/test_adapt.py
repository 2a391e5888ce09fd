"""What the adapter is taught with, and how the lesson is scored."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bot.curation.adapt import batches, contrast, matrices, pairs
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from tests import small_knowledge


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("small"))


def test_every_similar_question_of_both_languages_is_taught_once_with_a_text_of_its_own_entry(small: Knowledge) -> None:
    found = pairs(list(small.entries.values()), random.Random(1))
    asked = sorted(pair.question.removeprefix("query: ") for pair in found)
    assert asked == sorted(q for entry in small.entries.values() for lang in LANGUAGES for q in entry.similar[lang])
    for pair in found:
        entry = small.entries[pair.entry]
        own = [*entry.questions("zh"), *entry.questions("en"), *entry.answer.values()]
        own += [text for element in entry.guide for lang in LANGUAGES if (text := entry.guide_text(element, lang))]
        target = pair.target.removeprefix("query: ").removeprefix("passage: ")
        assert any(text in target for text in own), pair
        assert pair.target != pair.question


def test_one_seed_gives_one_lesson(small: Knowledge) -> None:
    entries = list(small.entries.values())
    assert pairs(entries, random.Random(7)) == pairs(entries, random.Random(7)) != pairs(entries, random.Random(8))


def test_a_batch_is_full_or_left_out(small: Knowledge) -> None:
    found = pairs(list(small.entries.values()), random.Random(1))
    assert [len(batch) for batch in batches(found, 5)] == [5] * (len(found) // 5)


def test_another_text_of_the_same_entry_is_no_wrong_answer() -> None:
    import torch

    same = torch.eye(3)
    twins = torch.tensor([[1.0, 0, 0], [1.0, 0, 0], [0, 0, 1.0]])
    apart = contrast(same, same, ["a", "b", "c"], 0.1)
    assert apart.item() == pytest.approx(2 * np.exp(-10), rel=0.01)
    confused = contrast(twins, twins, ["a", "b", "c"], 0.1)
    masked = contrast(twins, twins, ["a", "a", "c"], 0.1)
    assert confused.item() > 0.4 and masked.item() < 0.001


def test_the_matrices_are_named_as_the_weights_that_they_are_added_to() -> None:
    import torch

    class Model:
        def named_parameters(self):  # type: ignore[no-untyped-def]
            layer = "0.model.encoder.layer.3.attention.self.query"
            yield f"{layer}.base_layer.weight", torch.zeros(4, 4)
            yield f"{layer}.lora_A.default.weight", torch.ones(2, 4)
            yield f"{layer}.lora_B.default.weight", torch.zeros(4, 2)
            yield "0.model.pooler.dense.lora_A.default.weight", torch.ones(2, 4)

    found = matrices(Model())
    assert list(found) == ["encoder.layer.3.attention.self.query.weight"]
    low, high = found["encoder.layer.3.attention.self.query.weight"]
    assert (low.shape, high.shape) == ((2, 4), (4, 2))
