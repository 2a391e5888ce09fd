"""The nearest examples of each intent: arithmetic by hand, saving, and what the router makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import RouterClassifier
from bot.nlu.near import AT_ONCE, NearExamples

CONTEXT = ExecutionContext(GraphSchema({}), node_name="node")
RESOURCE = Resource("router")
EAST, NORTH, WEST = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)
# Cosines with the question EAST: tax 1, .6, 0, -1; id-residence .8; greeting 0, -1.
TAUGHT: list[tuple[str, tuple[float, float], str]] = [
    ("怎么开发票", EAST, "tax"),
    ("你好", NORTH, "greeting"),
    ("lost my ID card", (0.8, 0.6), "id-residence"),
    ("issue an invoice", (0.6, 0.8), "tax"),
    ("发票丢了", NORTH, "tax"),
    ("refund of tax", WEST, "tax"),
    ("hello", WEST, "greeting"),
]
VECTORS = np.array([vector for _, vector, _ in TAUGHT], dtype=np.float32)
INTENTS = [intent for *_, intent in TAUGHT]


def question(text: str, vector: tuple[float, float], **more: str) -> Message:
    sentence = np.array([vector], dtype=np.float32)
    return Message({TEXT: text, **more}, features=[Features(sentence, FEATURE_TYPE_SENTENCE, TEXT, "test")])


def router(storage: LocalModelStorage, **config: Any) -> RouterClassifier:
    return RouterClassifier.create({**RouterClassifier.get_default_config(), "ranking_length": 0, **config}, storage, RESOURCE, CONTEXT)


def taught(storage: LocalModelStorage, **config: Any) -> RouterClassifier:
    made = router(storage, **config)
    made.train(TrainingData([question(text, vector, intent=intent) for text, vector, intent in TAUGHT]))
    return made


def ranking(classifier: RouterClassifier, text: str, vector: tuple[float, float]) -> dict[str, float]:
    (message,) = classifier.process([question(text, vector)])
    found = {intent["name"]: intent["confidence"] for intent in message.get(INTENT_RANKING_KEY)}
    assert message.get(INTENT)["name"] == next(iter(found))
    return found


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    (tmp_path / "model").mkdir()
    return LocalModelStorage(tmp_path / "model")


def test_it_is_the_mean_of_the_three_nearest_and_of_all_where_there_are_fewer() -> None:
    near = NearExamples.of(VECTORS, INTENTS)
    assert near.names == ["greeting", "id-residence", "tax"]
    assert near.nearness(np.array([EAST], dtype=np.float32), 3) == pytest.approx(np.array([[-0.5, 0.8, 1.6 / 3]]), abs=1e-3)
    assert near.nearness(np.array([EAST], dtype=np.float32), 1) == pytest.approx(np.array([[0.0, 0.8, 1.0]]), abs=1e-3)
    assert near.nearness(np.array([EAST], dtype=np.float32), 9) == pytest.approx(np.array([[-0.5, 0.8, 0.15]]), abs=1e-3)


def test_the_length_of_a_vector_does_not_count_and_one_without_length_is_near_to_nothing() -> None:
    near, longer = NearExamples.of(VECTORS, INTENTS), NearExamples.of(VECTORS * 4, INTENTS)
    asked = np.array([(0.3, 0.1), (0.0, 0.0)], dtype=np.float32)
    assert longer.nearness(asked * 4, 3) == pytest.approx(near.nearness(asked, 3), abs=1e-3)
    assert near.nearness(asked, 3)[1] == pytest.approx(np.zeros(3))


def test_many_questions_at_once_are_as_near_as_one_by_one() -> None:
    near = NearExamples.of(VECTORS, INTENTS)
    turns = np.linspace(0, 6, AT_ONCE + 3)
    asked = np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)
    assert near.nearness(asked, 3) == pytest.approx(np.concatenate([near.nearness(row[None], 3) for row in asked]), abs=1e-6)


def test_a_saved_table_is_the_same(tmp_path: Path) -> None:
    near = NearExamples.of(VECTORS * np.float32(0.37), INTENTS)
    near.save(tmp_path / "near.npz")
    loaded = NearExamples.load(tmp_path / "near.npz")
    asked = np.array([(0.31, 0.72), (-0.5, 0.1)], dtype=np.float32)
    assert loaded.names == near.names
    assert np.array_equal(loaded.nearness(asked, 3), near.nearness(asked, 3))


@pytest.mark.parametrize("text", ["发票怎么开", "How do I get an invoice?"])
def test_a_confidence_is_the_softmax_of_both_parts(storage: LocalModelStorage, text: str) -> None:
    classifier = taught(storage, regression=0.5, nearness=2.0)
    alone = classifier.clf.predict_proba(np.array([EAST], dtype=np.float32))[0]
    weights = np.sqrt(alone) * np.exp(2.0 * np.array([-0.5, 0.8, 1.6 / 3]))
    expected = dict(zip(["greeting", "id-residence", "tax"], weights / weights.sum()))
    assert ranking(classifier, text, EAST) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "vector", "intent"), [("身份证不见了", (0.8, 0.6), "id-residence"), ("hi there", (-0.8, 0.6), "greeting")]
)
def test_the_nearest_example_decides_where_it_weighs_most(
    storage: LocalModelStorage, text: str, vector: tuple[float, float], intent: str
) -> None:
    assert next(iter(ranking(taught(storage, nearest=1), text, vector))) == intent


def test_a_loaded_router_ranks_as_the_trained_one(storage: LocalModelStorage) -> None:
    trained = taught(storage)
    loaded = RouterClassifier.load(trained.config, storage, RESOURCE, CONTEXT)
    for text, vector in (("发票", (0.9, 0.2)), ("invoice", (-0.4, 0.7)), ("", (0.0, 0.0))):
        assert ranking(loaded, text, vector) == ranking(trained, text, vector)


@pytest.mark.parametrize("text", ["随便", "whatever"])
def test_equal_confidences_are_ranked_by_name(storage: LocalModelStorage, text: str) -> None:
    assert list(ranking(taught(storage, regression=0, nearness=0), text, EAST)) == ["greeting", "id-residence", "tax"]


@pytest.mark.parametrize(("key", "value"), [("nearest", 0), ("nearest", 1.5), ("regression", -1), ("nearness", -60.0)])
def test_a_setting_that_cannot_be_is_refused(key: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"{key}.*config\.yml"):
        RouterClassifier.validate_config({key: value})
