"""The router: Rasa's logistic regression together with the nearest examples of each intent (docs/adr/0013)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.near import NearExamples
from bot.nlu.sources import source_hash

DIGITS = 4  # of a confidence; the ranking is stored with every message
LEAST = 1e-30  # of a probability, before its logarithm is taken


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RouterClassifier(LogisticRegressionClassifier):
    """Scores of an intent: `regression` x its log-probability + `nearness` x the mean cosine of its `nearest` examples; their softmax.

    With sparse features in the pipeline it is the regression alone. The ranking is plain short numbers.
    """

    near: NearExamples | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # Measured on data/calibration: docs/adr/0013.
        return {**LogisticRegressionClassifier.get_default_config(), "regression": 0.5, "nearness": 60.0, "nearest": 3}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        wanted = {**cls.get_default_config(), **config}
        if not (isinstance(wanted["nearest"], int) and wanted["nearest"] > 0):
            raise ValueError(f"'nearest' of {cls.__name__} is {wanted['nearest']!r}; write a whole number above 0 in config.yml.")
        for key in ("regression", "nearness"):
            if not float(wanted[key]) >= 0:
                raise ValueError(f"'{key}' of {cls.__name__} is {wanted[key]!r}; write 0 or a number above it in config.yml.")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return source_hash()

    def train(self, training_data: TrainingData) -> Resource:
        vectors, intents = self._create_training_matrix(training_data)
        if isinstance(vectors, np.ndarray):
            self.near = NearExamples.of(vectors, intents)
        return super().train(training_data)

    def persist(self) -> None:
        super().persist()
        if self.near:
            with self._model_storage.write_to(self._resource) as folder:
                self.near.save(_file(folder, self._resource))

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> RouterClassifier:
        found = super().load(config, model_storage, resource, execution_context, **kwargs)
        with model_storage.read_from(resource) as folder:
            file = _file(folder, resource)
            found.near = NearExamples.load(file) if file.exists() else None
        return found

    def _create_X(self, messages: list[Message]) -> Any:
        """Dense features alone go without Rasa's detour over sparse ones, which takes three times as long."""
        rows = [_dense(message) for message in messages]
        if not rows or any(row is None for row in rows):
            return super()._create_X(messages)
        return np.concatenate(rows)

    def process(self, messages: list[Message]) -> list[Message]:
        if not messages:
            return messages
        names = [str(name) for name in self.clf.classes_]
        length = self.config["ranking_length"] or len(names)
        for message, confidences in zip(messages, self._confidences(self._create_X(messages)).tolist()):
            # Ties by name: equal confidences must not depend on anything else.
            order = sorted(range(len(names)), key=lambda place: (-confidences[place], names[place]))
            ranking = [{"name": names[place], "confidence": round(confidences[place], DIGITS)} for place in order]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:length], add_to_output=True)
        return messages

    def _confidences(self, questions: Any) -> Any:
        """(questions, dimensions) -> (questions, intents); the intents in the order of their names."""
        probabilities = self.clf.predict_proba(questions)
        if not self.near or not isinstance(questions, np.ndarray):
            return probabilities
        scores = self.config["regression"] * np.log(np.maximum(probabilities, LEAST))
        scores = scores + self.config["nearness"] * self.near.nearness(questions, self.config["nearest"])
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)


def _file(folder: Path, resource: Resource) -> Path:
    return folder / f"{resource.name}.near.npz"


def _dense(message: Message) -> Any:
    """The dense sentence features of a message, (1, dimensions); None if it has sparse ones too. Taken without Rasa's deep copy."""
    found = [features for features in message.features if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE]
    if not found or any(features.is_sparse() for features in found):
        return None
    return np.concatenate([features.features for features in found], axis=1)
