"""Rasa's view of our words: one tokenizer for Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import domain_words
from bot.nlu.sources import source_hash
from bot.nlu.words import WordSplitter
from bot.settings import settings

WORDS_FILE = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class BilingualTokenizer(Tokenizer):
    """Splits with jieba and the knowledge's own words. The words go into the model, so that serving needs no knowledge file."""

    @staticmethod
    def supported_languages() -> list[str] | None:
        return None

    @staticmethod
    def required_packages() -> list[str]:
        return ["jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return f"{source_hash()} {'|'.join(domain_words(settings().knowledge_dir))}"

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, words: Iterable[str]) -> None:
        super().__init__(config)
        self._model_storage, self._resource = model_storage, resource
        self._words = tuple(words)
        self._splitter = WordSplitter(self._words)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> BilingualTokenizer:
        return cls(config, model_storage, resource, domain_words(settings().knowledge_dir))

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> BilingualTokenizer:
        with model_storage.read_from(resource) as folder:
            words = json.loads(Path(folder, WORDS_FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words)

    def train(self, training_data: TrainingData) -> Resource:
        with self._model_storage.write_to(self._resource) as folder:
            Path(folder, WORDS_FILE).write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return [Token(word.text, word.start, word.start + len(word.text)) for word in self._splitter.words(message.get(attribute))]
