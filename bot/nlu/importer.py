"""Rasa's view of the knowledge: a category is an intent, its entries' questions are the examples, and its rule leads to the answer."""

from __future__ import annotations

from datetime import date
from typing import Any, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import examples, knowledge
from bot.settings import settings

ANSWER = "action_answer_faq"


class KnowledgeImporter(TrainingDataImporter):
    """Stands beside RasaFileImporter in config.yml; gives nothing that the files under data/ and domain.yml give."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Union[list[str], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self._knowledge = knowledge(settings().knowledge_dir)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples: both languages are one model, whatever `language` says."""
        found = examples(self._knowledge, date.today())
        return TrainingData([Message(data={TEXT: example.text, INTENT: example.category}) for example in found])

    def get_domain(self) -> Domain:
        # Actions are named in domain.yml alone: named twice, Rasa warns of duplicates.
        return Domain.from_dict({"intents": list(self._knowledge.categories)})

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        rules = [_rule(category) for category in self._knowledge.categories]
        return StoryGraph(YAMLStoryReader().read_from_parsed_yaml({"rules": rules}))

    def get_conversation_tests(self) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        return None


def _rule(category: str) -> dict[str, Any]:
    return {"rule": f"answer {category}", "steps": [{"intent": category}, {"action": ANSWER}]}
