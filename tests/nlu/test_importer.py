"""The knowledge as Rasa's training data."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT

from bot.errors import FaqError
from bot.nlu.importer import ANSWER, KnowledgeImporter
from bot.settings import ROOT, Settings, settings
from tests.small_knowledge import CATEGORIES, INVOICE, break_it


def test_intents_are_the_categories_and_nothing_else(small: Settings) -> None:
    domain = KnowledgeImporter().get_domain()
    assert set(CATEGORIES) <= set(domain.intents)
    assert not domain.user_actions and not domain.responses and "faq_entry" not in {slot.name for slot in domain.slots}


def test_questions_of_both_languages_are_examples_of_the_category(small: Settings) -> None:
    found = {(message.get(TEXT), message.get(INTENT)) for message in KnowledgeImporter().get_nlu_data("zh").intent_examples}
    assert {("怎么开发票？", "tax"), ("How do I issue an invoice?", "tax"), ("怎么开发票呀", "tax")} <= found


def test_each_category_has_one_rule_that_leads_to_the_answer(small: Settings) -> None:
    led = {}
    for step in KnowledgeImporter().get_stories().story_steps:
        (intent,) = [event.intent_name for event in step.events if isinstance(event, UserUttered)]
        led[intent] = [event.action_name for event in step.events if isinstance(event, ActionExecuted)]
    assert set(led) == set(CATEGORIES)
    assert all(ANSWER in actions for actions in led.values())


def test_broken_knowledge_stops_the_import_and_names_the_file(small: Settings) -> None:
    break_it(small.knowledge_dir)
    with pytest.raises(FaqError, match=INVOICE):
        KnowledgeImporter()


def test_beside_the_file_importer_every_intent_has_examples_and_one_rule() -> None:
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data" / "nlu"), str(ROOT / "data" / "rules")]
    )
    intents = {name for name in importer.get_domain().intents if name not in ("restart", "back", "session_start", "nlu_fallback")}
    taught = {message.get(INTENT) for message in importer.get_nlu_data().intent_examples}
    ruled = [event.intent_name for step in importer.get_stories().story_steps for event in step.events if isinstance(event, UserUttered)]
    assert taught == intents
    assert sorted(ruled) == sorted([*intents, "nlu_fallback"])
    assert len([path for path in settings().knowledge_dir.iterdir() if path.is_dir()]) == 22 and len(intents) >= 22 + 12


def test_every_action_of_a_rule_is_in_the_domain_once() -> None:
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data" / "rules")])
    domain, stories = importer.get_domain(), importer.get_stories()
    named = {event.action_name for step in stories.story_steps for event in step.events if isinstance(event, ActionExecuted)}
    assert {name for name in named if name and name.startswith("action_answer")} <= set(domain.user_actions)
    assert len(domain.user_actions) == len(set(domain.user_actions))
