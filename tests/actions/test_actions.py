"""The actions: their names, and what each adds to a turn."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import subprocess
import sys

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

import actions
from actions.answer_faq import AnswerFaq
from actions.hand_over import HandOver
from actions.health import Health
from actions.not_asked import NotAsked
from actions.small_talk import SmallTalk
from actions.start_over import StartOver
from bot.answering.live_status import LiveStatus, Trouble
from bot.settings import ROOT
from tests.actions.conftest import tracker
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST

NOT_IN_A_RULE = {"action_health"}  # called by the health route alone


def names() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(actions.__path__):
        for value in vars(importlib.import_module(f"actions.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Action) and value is not Action:
                found.add(value().name())
    return found


def test_the_actions_names_are_those_of_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert names() - NOT_IN_A_RULE == set(domain["actions"])
    assert names() >= NOT_IN_A_RULE


def test_the_rules_lead_to_these_actions_only() -> None:
    rules = yaml.safe_load((ROOT / "data" / "rules" / "control.yml").read_text(encoding="utf-8"))["rules"]
    assert {step["action"] for rule in rules for step in rule["steps"] if "action" in step} <= names()


def run(action: Action, name: str) -> tuple[dict, list]:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker(name), {}))
    (message,) = dispatcher.messages
    return message["custom"], events


@pytest.mark.parametrize("action", [AnswerFaq(), SmallTalk(), HandOver(), StartOver(), NotAsked()], ids=lambda action: action.name())
@pytest.mark.parametrize(("name", "lang"), [("question_zh", "zh"), ("question_en", "en")])
def test_no_rule_hides_an_answer(wired: FakeRetriever, action: Action, name: str, lang: str) -> None:
    reply, events = run(action, name)
    assert (reply["outcome"], reply["entry"]["id"], reply["lang"]) == ("answered", ID_LOST, lang)
    assert {"faq_entry": ID_LOST}.items() <= {event["name"]: event["value"] for event in events}.items()


def test_starting_over_forgets_what_was_talked_about(wired: FakeRetriever) -> None:
    wired.confidence = wired.offer = 0.0
    reply, events = run(StartOver(), "start_over_en")
    assert (reply["outcome"], reply["lang"]) == ("smalltalk", "en")
    assert {event["name"]: event["value"] for event in events} == {"faq_choices": None, "faq_entry": None, "faq_earlier": None}


def test_starting_over_with_a_question_keeps_what_the_answer_is_about(wired: FakeRetriever) -> None:
    reply, events = run(StartOver(), "start_over_en")
    assert reply["outcome"] == "answered"
    found = {event["name"]: event["value"] for event in events}
    assert set(found) == {"faq_choices", "faq_earlier"} and found["faq_choices"] is None  # the entry is the same as before


def test_health_answers_a_real_question(wired: FakeRetriever, room) -> None:
    reply, events = run(Health(), "question_zh")
    assert reply == {"ready": True, "knowledge": room.knowledge.version, "entries": 4}
    assert events == []


@pytest.mark.parametrize(("lang", "said"), [("zh", "少了英文"), ("en", "no English")])
def test_health_says_what_is_not_served(wired: FakeRetriever, room, monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    problem = Trouble("tax/invoice.yml", 3, "K101", {"zh": "少了英文", "en": "no English"})
    monkeypatch.setattr("actions.health.read_status", lambda chosen: LiveStatus("a", seen="b").with_problems([problem] * 25))
    reply, _ = run(Health(), "question_zh")
    assert reply["ready"] is True and reply["knowledge"] == room.knowledge.version
    assert (reply["refused"]["knowledge"], reply["refused"]["more"], len(reply["refused"]["problems"])) == ("b", 5, 20)
    assert reply["refused"]["problems"][0][lang] == f"tax/invoice.yml:3: K101 {said}"


def test_health_is_not_ready_when_nothing_is_found(wired: FakeRetriever) -> None:
    wired.confidence = wired.offer = 0.0
    assert run(Health(), "question_zh")[0]["ready"] is False


@pytest.mark.parametrize("module", ["actions.answer_faq", "actions.health", "actions.turn", "bot.answering.pipeline", "bot.answering.room"])
def test_importing_an_action_loads_no_model_library(module: str) -> None:
    heavy = "{'torch', 'sentence_transformers', 'transformers', 'faiss', 'onnxruntime', 'jieba', 'opencc', 'sklearn', 'scipy'}"
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
