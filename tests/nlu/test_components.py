"""The graph components: what Rasa gets from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import tokenizer as tokenizer_module
from bot.nlu.classifier import RouterClassifier
from bot.nlu.featurizer import SentenceEmbeddingFeaturizer
from bot.nlu.tokenizer import BilingualTokenizer
from bot.settings import Settings
from tests.nlu.conftest import HashEncoder

CONTEXT = ExecutionContext(GraphSchema({}), node_name="node")
QUESTIONS = [("身份证丢了", "id-residence"), ("lost my ID card", "id-residence"), ("怎么开发票", "tax"), ("issue an invoice", "tax")]


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    (tmp_path / "model").mkdir()
    return LocalModelStorage(tmp_path / "model")


@pytest.fixture
def tokenizer(small: Settings, storage: LocalModelStorage) -> BilingualTokenizer:
    return BilingualTokenizer.create(BilingualTokenizer.get_default_config(), storage, Resource("tokenizer"), CONTEXT)


def featurizer(storage: LocalModelStorage, **config: Any) -> SentenceEmbeddingFeaturizer:
    return SentenceEmbeddingFeaturizer.create(
        {**SentenceEmbeddingFeaturizer.get_default_config(), **config}, storage, Resource("featurizer"), CONTEXT
    )


def training_data() -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in QUESTIONS])


def test_the_tokenizer_takes_both_languages(tokenizer: BilingualTokenizer) -> None:
    assert BilingualTokenizer.supported_languages() is None
    zh, en = tokenizer.process([Message({TEXT: "居民身份证丢了"}), Message({TEXT: "My ID card is LOST"})])
    assert zh.get(TOKENS_NAMES[TEXT])[0].text == "居民身份证"
    assert [token.text for token in en.get(TOKENS_NAMES[TEXT])] == ["my", "id", "card", "is", "lost"]


@pytest.mark.parametrize("text", ["", "   ", "？？", "我的 ID card 丢了"])
def test_every_message_has_tokens_and_none_is_blank(tokenizer: BilingualTokenizer, text: str) -> None:
    (message,) = tokenizer.process([Message({TEXT: text})])
    tokens = message.get(TOKENS_NAMES[TEXT])
    assert tokens and all(token.text.strip() for token in tokens)


def test_a_trained_tokenizer_serves_while_the_knowledge_is_broken(
    tokenizer: BilingualTokenizer, storage: LocalModelStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer.train(training_data())
    monkeypatch.setattr(tokenizer_module, "knowledge", lambda folder: pytest.fail("the knowledge was read"))
    loaded = BilingualTokenizer.load(BilingualTokenizer.get_default_config(), storage, Resource("tokenizer"), CONTEXT)
    (message,) = loaded.process([Message({TEXT: "居民身份证丢了"})])
    assert message.get(TOKENS_NAMES[TEXT])[0].text == "居民身份证"


def test_new_words_or_code_make_the_tokenizer_train_again(small: Settings) -> None:
    addon = BilingualTokenizer.fingerprint_addon({})
    assert addon and "居民身份证" in addon


@pytest.mark.parametrize(("typed", "meant"), [("sfz丢了", "居民身份证丢了"), ("my resident identty card", "my resident identity card")])
def test_a_mistyped_question_is_encoded_as_it_was_meant_and_its_tokens_are_as_typed(
    tokenizer: BilingualTokenizer, storage: LocalModelStorage, encoder: HashEncoder, typed: str, meant: str
) -> None:
    messages = tokenizer.process([Message({TEXT: typed}), Message({TEXT: meant})])
    vectors = [message.get_dense_features(TEXT)[1].features for message in featurizer(storage).process(messages)]
    assert np.array_equal(*vectors)
    assert messages[0].get(TOKENS_NAMES[TEXT])[0].text == typed[: len("sfz" if typed.startswith("sfz") else "my")]


def test_a_training_example_is_encoded_as_it_was_written(
    tokenizer: BilingualTokenizer, storage: LocalModelStorage, encoder: HashEncoder, small: Settings
) -> None:
    data = tokenizer.process_training_data(
        TrainingData([Message({TEXT: "sfz丢了", INTENT: "tax"}), Message({TEXT: "identty card", INTENT: "tax"})])
    )
    featurizer(storage).process_training_data(data)
    assert sorted(encoder.asked) == ["identty card", "sfz丢了"]


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_a_question_gets_one_sentence_vector_of_the_configured_length(
    tokenizer: BilingualTokenizer, storage: LocalModelStorage, encoder: HashEncoder, scale: float
) -> None:
    messages = tokenizer.process([Message({TEXT: "居民身份证丢了怎么补"})])
    (message,) = featurizer(storage, scale=scale).process(messages)
    sequence, sentence = message.get_dense_features(TEXT)
    assert sentence.features.shape == (1, encoder.dimensions)
    assert np.linalg.norm(sentence.features) == pytest.approx(scale, rel=1e-5)
    assert sequence.features.shape == (len(message.get(TOKENS_NAMES[TEXT])), encoder.dimensions)


def test_training_and_asking_give_the_same_vector(small: Settings, storage: LocalModelStorage, encoder: HashEncoder) -> None:
    trained = featurizer(storage).process_training_data(training_data()).training_examples[1]
    (asked,) = featurizer(storage).process([Message({TEXT: "LOST my ID card?"})])
    assert np.allclose(trained.get_dense_features(TEXT)[1].features, asked.get_dense_features(TEXT)[1].features)


def test_training_again_encodes_nothing(small: Settings, storage: LocalModelStorage, encoder: HashEncoder) -> None:
    featurizer(storage).process_training_data(training_data())
    encoder.asked.clear()
    featurizer(storage).process_training_data(training_data())
    assert encoder.asked == []


def test_a_scale_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"scale.*config\.yml"):
        SentenceEmbeddingFeaturizer.validate_config({"scale": 0})


def test_another_encoder_makes_the_featurizer_train_again(encoder: HashEncoder) -> None:
    before = SentenceEmbeddingFeaturizer.fingerprint_addon({})
    encoder.id = "another"
    assert SentenceEmbeddingFeaturizer.fingerprint_addon({}) != before


def ranking_of(kind: type[LogisticRegressionClassifier], storage: LocalModelStorage, text: str, **config: Any) -> list[dict[str, Any]]:
    data = featurizer(storage).process_training_data(training_data())
    classifier = kind({**kind.get_default_config(), "ranking_length": 0, **config}, "node", storage, Resource(kind.__name__))
    classifier.train(data)
    (message,) = classifier.process(featurizer(storage).process([Message({TEXT: text})]))
    assert message.get(INTENT)["name"] == message.get(INTENT_RANKING_KEY)[0]["name"]
    ranking: list[dict[str, Any]] = message.get(INTENT_RANKING_KEY)
    return ranking


@pytest.mark.parametrize("text", ["怎么开发票", "lost my ID card", "", "别的"])
def test_the_regression_alone_ranks_as_rasas_own_does(small: Settings, storage: LocalModelStorage, encoder: HashEncoder, text: str) -> None:
    ours = ranking_of(RouterClassifier, storage, text, regression=1, nearness=0)
    theirs = ranking_of(LogisticRegressionClassifier, storage, text)
    assert [intent["name"] for intent in ours] == [intent["name"] for intent in theirs]
    assert [intent["confidence"] for intent in ours] == pytest.approx([intent["confidence"] for intent in theirs], abs=1e-3)


def test_the_ranking_is_plain_numbers_and_names(small: Settings, storage: LocalModelStorage, encoder: HashEncoder) -> None:
    for intent in ranking_of(RouterClassifier, storage, "怎么开发票"):
        assert type(intent["name"]) is str and type(intent["confidence"]) is float
