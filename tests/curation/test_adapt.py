"""What the adapter is taught with, and how the lesson is scored."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bot.curation import adapt_data
from bot.curation.adapt import Recipe, contrast, matrices
from bot.curation.adapt_data import batches, neighbours, pairs, slip
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("small"))


def test_every_similar_question_of_both_languages_is_taught_once_with_a_text_of_its_own_entry(
    small: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapt_data, "TYPOS", 0.0)
    for entry in small.entries.values():
        found = pairs(entry, random.Random(1))
        asked = sorted(pair.question.removeprefix("query: ") for pair in found)
        assert asked == sorted(q for lang in LANGUAGES for q in entry.similar[lang])
        own = [*entry.questions("zh"), *entry.questions("en"), *entry.answer.values()]
        own += [text for element in entry.guide for lang in LANGUAGES if (text := entry.guide_text(element, lang))]
        for pair in found:
            assert pair.entry == entry.id and pair.target != pair.question
            assert any(text in pair.target.removeprefix("query: ").removeprefix("passage: ") for text in own), pair


def test_one_seed_gives_one_lesson(small: Knowledge) -> None:
    entries = list(small.entries.values())
    one, again, other = (list(batches(entries, HashEncoder(), 3, random.Random(seed))) for seed in (7, 7, 8))
    assert one == again != other


def test_a_batch_is_full_and_has_each_entry_once(small: Knowledge) -> None:
    found = list(batches(list(small.entries.values()), HashEncoder(), 3, random.Random(1)))
    assert found
    assert all(len({pair.entry for pair in batch}) == len(batch) == 3 for batch in found)
    questions = [pair.question for batch in found for pair in batch]
    assert len(questions) >= 0.8 * sum(len(entry.similar[lang]) for entry in small.entries.values() for lang in LANGUAGES)


def test_the_neighbours_of_an_entry_are_those_with_near_questions(small: Knowledge) -> None:
    entries = list(small.entries.values())[:3]

    class Encoder:
        name = "fixed"

        def encode(self, texts: list[str], role: str) -> np.ndarray:
            angle = 0.1 if texts[0] in entries[1].questions("zh") else 0.0 if texts[0] in entries[0].questions("zh") else 3.0
            return np.array([[np.cos(angle), np.sin(angle)]] * len(texts), dtype=np.float32)

    near = neighbours(entries, Encoder())
    assert near[entries[0].id][0] == entries[1].id and near[entries[1].id][0] == entries[0].id
    assert all(id_ not in found for id_, found in near.items())


def test_a_slip_changes_letters_and_leaves_the_length_about_the_same() -> None:
    draw = random.Random(3)
    typed = [slip("How do I renew my residence permit?", draw) for _ in range(50)]
    assert all(text != "how do i renew my residence permit?" or text.islower() for text in typed)
    assert sum(text != "how do i renew my residence permit?" for text in typed) >= 45
    assert all(abs(len(text) - 35) <= 2 for text in typed)


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


def test_only_a_part_of_the_change_is_kept() -> None:
    assert Recipe(rank=16, alpha=32, kept=0.5).scale == 1.0
    assert Recipe(rank=8, alpha=32, kept=1.0).scale == 4.0
