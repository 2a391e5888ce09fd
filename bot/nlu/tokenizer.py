"""Rasa's view of our words: one tokenizer for Chinese and English."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import reading
from bot.nlu.examples import knowledge
from bot.nlu.sources import source_hash
from bot.nlu.words import WordSplitter
from bot.settings import settings

WORDS_FILE = "words.json"
READING = "reading"  # of a message: the text that the featurizer encodes


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class BilingualTokenizer(Tokenizer):
    """Splits with jieba and the knowledge's own words, and reads what was typed wrongly as it was meant.

    The words go into the model, so that serving needs no knowledge file.
    """

    @staticmethod
    def supported_languages() -> list[str] | None:
        return None

    @staticmethod
    def required_packages() -> list[str]:
        return ["jieba", "symspellpy", "pypinyin"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return f"{source_hash()} {json.dumps(_words_now(), ensure_ascii=False)}"

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, words: reading.Words) -> None:
        super().__init__(config)
        self._model_storage, self._resource = model_storage, resource
        self._words = words
        self._splitter = WordSplitter(words["names"])
        self._reader = reading.Reader(words, self._splitter.segmenter)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> BilingualTokenizer:
        return cls(config, model_storage, resource, _words_now())

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> BilingualTokenizer:
        with model_storage.read_from(resource) as folder:
            words = json.loads(Path(folder, WORDS_FILE).read_text(encoding="utf-8"))
        loaded = cls(config, model_storage, resource, words)
        reading.use(loaded._reader)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        with self._model_storage.write_to(self._resource) as folder:
            Path(folder, WORDS_FILE).write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Asked messages are read as they were meant; training examples stay as they were written."""
        for message in super().process(messages):
            if message.get(TEXT) is not None:
                message.set(READING, self._reader.text(message.get(TEXT)))
        return messages

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return [Token(word.text, word.start, word.start + len(word.text)) for word in self._splitter.words(message.get(attribute))]


def _words_now() -> reading.Words:
    return reading.reading_words(knowledge(settings().knowledge_dir))
