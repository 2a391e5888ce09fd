"""Rasa's view of the sentence encoder: one dense vector a question."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embedding_cache import EmbeddingCache
from bot.nlu.encoder_onnx import Vectors, encoder_id, shared_encoder
from bot.nlu.sources import source_hash
from bot.nlu.tokenizer import READING
from bot.nlu.words import question_text
from bot.settings import settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(DenseFeaturizer, GraphComponent):
    """The unit vector of the whole question, times `scale`, as sentence feature; the same for each token, for who wants a sequence."""

    @classmethod
    def required_components(cls) -> list[type]:  # as Rasa declares it
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **DenseFeaturizer.get_default_config(),
            # Rasa's LogisticRegressionClassifier has no C. Features s times as long are the same as C = s squared.
            "scale": 1.0,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if not float(config.get("scale", 1.0)) > 0:
            raise ValueError(f"'scale' of {cls.__name__} is {config['scale']!r}; write a number above 0 in config.yml.")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return f"{source_hash()} {encoder_id(settings().encoder_dir)}"

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceEmbeddingFeaturizer:
        return cls(config, execution_context.node_name)

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._scale = np.float32(config["scale"])
        self._encoder = shared_encoder(settings().encoder_dir)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) is not None:
                self._add(message, self._encoder.vector(message.get(READING) or question_text(message.get(TEXT))))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        asked = [message for message in training_data.training_examples if message.get(TEXT)]
        cache = EmbeddingCache(self._encoder, settings().build_dir / "embeddings")
        vectors = cache.encode([question_text(message.get(TEXT)) for message in asked])
        for message, vector in zip(asked, vectors):
            self._add(message, vector[None, :])
        return training_data

    def _add(self, message: Message, vector: Vectors) -> None:
        sentence = vector * self._scale
        tokens = len(message.get(TOKENS_NAMES[TEXT]) or ()) or 1
        sequence = np.broadcast_to(sentence, (tokens, sentence.shape[1]))  # a view: no copy for a feature that few read
        self.add_features_to_message(sequence, sentence, TEXT, message)
