"""A new router takes the place of the old one in a running agent: conversations, stores and turns in flight do not notice."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rasa.core.run
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.utils.endpoints import EndpointConfig

from bot.language import LANGUAGES, Lang
from bot.nlu import examples, featurizer, reading, swap, taught, train
from bot.nlu.swap import NAME, RouterSwap, watch
from bot.nlu.tracker_store import CachedSQLTrackerStore
from bot.records.router_status import Problem, read_router_status
from bot.settings import Settings, settings
from tests import small_knowledge
from tests.nlu.conftest import HashEncoder
from tests.small_knowledge import INVOICE, TODAY, entry

QUESTION = {"zh": "怎么开发票？", "en": "How do I issue an invoice?"}
NEW = "tax/vehicle"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Path, Path]]:
    """Settings with two real routers, trained on a little knowledge before and after an entry was added to it."""
    folder = tmp_path_factory.mktemp("swap")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("knowledge", "build", "state"):
            patch.setenv(f"FAQ_{name.upper()}_DIR", str(folder / name))
        settings.cache_clear()
        encoder = HashEncoder()
        patch.setattr(featurizer, "shared_encoder", lambda path: encoder)
        for module in (featurizer, train, taught):
            patch.setattr(module, "encoder_id", lambda path: encoder.id)
        models = []
        for more in ({}, {NEW: entry("车船税怎么交？", "How do I pay vehicle tax?")}):
            small_knowledge.write(folder / "knowledge", {**small_knowledge.ENTRIES, **more})
            examples.knowledge.cache_clear()
            models.append(train.train(settings(), TODAY))
        yield settings(), *models
    settings.cache_clear()
    examples.knowledge.cache_clear()


class Running:
    """An agent with the first model, and a folder in which `current` can be moved."""

    def __init__(self, shelf: tuple[Settings, Path, Path], folder: Path) -> None:
        trained, *models = shelf
        self.settings = Settings(knowledge_dir=trained.knowledge_dir, build_dir=folder / "build", state_dir=folder / "state")
        self.rasa = self.settings.build_dir / "rasa"
        shutil.copytree(models[0].parent, self.rasa)
        self.first, self.second = (self.rasa / model.name for model in models)
        self.point_to(self.first)
        self.settings.state_dir.mkdir()
        self.store = CachedSQLTrackerStore(host=f"sqlite:///{self.settings.state_dir / 'conversations.db'}", behind=0.05)
        self.agent = Agent(tracker_store=self.store, action_endpoint=EndpointConfig("http://127.0.0.1:9"))
        self.agent.load_model(self.first)
        self.swap = RouterSwap(self.agent, self.settings)

    def point_to(self, model: Path) -> None:
        (self.rasa / train.CURRENT).write_text(model.name + "\n")

    def status(self) -> Any:
        return read_router_status(self.settings.state_dir).served

    async def say(self, text: str, sender: str = "me") -> None:
        await self.agent.handle_message(UserMessage(text, sender_id=sender))

    async def slots(self, sender: str = "me") -> dict[str, Any]:
        tracker = await self.store.retrieve(sender)
        assert tracker is not None
        await self.store.save(tracker)  # lent and given back
        return dict(tracker.current_slot_values())


@pytest.fixture
def running(house: tuple[Settings, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(reading, "_in_use", [])
    made = Running(house, tmp_path)
    yield made
    made.swap.close()
    made.store.close()


class Actions:
    """In the place of the action server: it offers choices, and waits at the gate before it answers."""

    def __init__(self) -> None:
        self.gate: asyncio.Event | None = None
        self.begun = 0

    async def run(self, *args: Any, **kwargs: Any) -> list[Event]:
        self.begun += 1
        if self.gate:
            await self.gate.wait()
        return [SlotSet("faq_choices", [INVOICE, NEW]), BotUttered("好")]


@pytest.fixture
def actions(monkeypatch: pytest.MonkeyPatch) -> Actions:
    made = Actions()
    monkeypatch.setattr(RemoteAction, "run", made.run)
    return made


def test_nothing_is_done_while_current_names_the_model_in_use(running: Running) -> None:
    before = running.agent.processor
    assert not asyncio.run(running.swap.look())
    assert running.agent.processor is before and running.status().model == running.first.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_model_is_taken_and_the_conversation_goes_on(running: Running, actions: Actions, lang: Lang) -> None:
    agent = running.agent
    stores = agent.tracker_store, running.store, agent.lock_store

    async def talk() -> None:
        await running.say(QUESTION[lang])
        running.point_to(running.second)
        assert await running.swap.look()
        assert (await running.slots())["faq_choices"] == [INVOICE, NEW], "offered before"
        await running.say("1")

    asyncio.run(talk())
    assert agent.model_name == running.second.name == running.status().model
    assert agent.tracker_store is stores[0] is agent.processor.tracker_store and agent.lock_store is stores[2] is agent.processor.lock_store
    assert agent.tracker_store._tracker_store is stores[1]
    assert agent.domain is agent.processor.domain is stores[1].domain
    tracker = asyncio.run(running.store.retrieve("me"))
    assert tracker is not None
    assert [event.text for event in tracker.events if event.type_name == "user"] == [QUESTION[lang], "1"]
    assert running.status().problem is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_turn_in_flight_ends_on_the_old_model_and_the_next_begins_on_the_new(running: Running, actions: Actions, lang: Lang) -> None:
    old = weakref.ref(running.agent.processor)

    async def talk() -> None:
        actions.gate = asyncio.Event()
        turn = asyncio.ensure_future(running.say(QUESTION[lang]))
        while not actions.begun:
            await asyncio.sleep(0.01)
        running.point_to(running.second)
        assert await running.swap.look()
        assert old() is not None and not turn.done(), "the turn still has it"
        actions.gate.set()
        await turn
        assert (await running.slots())["faq_choices"] == [INVOICE, NEW]
        await running.say(QUESTION[lang], "you")

    asyncio.run(talk())
    gc.collect()
    assert old() is None, "the memory of the old model is free"


def test_the_old_model_is_freed_without_waiting_for_the_collector(running: Running) -> None:
    old = weakref.ref(running.agent.processor.graph_runner)
    running.point_to(running.second)
    gc.disable()
    try:
        assert asyncio.run(running.swap.look())
        assert old() is None
    finally:
        gc.enable()


def damage(model: Path, how: str) -> None:
    whole = model.read_bytes()
    model.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "no archive": b"x" * 5000}[how])


@pytest.mark.parametrize("how", ["empty", "half", "no archive"])
def test_a_broken_file_changes_nothing_and_is_logged_once(
    running: Running, actions: Actions, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    before, readers = running.agent.processor, list(reading._in_use)
    damage(running.second, how)
    running.point_to(running.second)
    with caplog.at_level(logging.WARNING, logger=swap.__name__):
        for _ in range(3):
            assert not asyncio.run(running.swap.look())
    assert len([record for record in caplog.records if record.name == swap.__name__]) == 1
    assert running.agent.processor is before and reading._in_use == readers
    status = running.status()
    assert status.model == running.first.name and status.problem.code == "unreadable"
    assert running.second.name in status.problem.text("zh") and running.second.name in status.problem.text("en")
    asyncio.run(running.say(QUESTION["zh"]))
    assert actions.begun == 1


def test_a_file_mended_under_the_same_name_is_taken(running: Running) -> None:
    whole = running.second.read_bytes()
    damage(running.second, "half")
    running.point_to(running.second)
    assert not asyncio.run(running.swap.look())
    running.second.write_bytes(whole)
    os.utime(running.second, ns=(1, 1))
    assert asyncio.run(running.swap.look())
    assert running.status().problem is None


def test_an_agent_whose_first_model_was_broken_is_healed_by_a_good_one(running: Running, actions: Actions) -> None:
    agent = Agent(tracker_store=running.store, action_endpoint=running.agent.action_endpoint)
    assert not agent.is_ready()
    assert asyncio.run(RouterSwap(agent, running.settings).look())
    assert agent.is_ready() and agent.model_name == running.first.name
    asyncio.run(agent.handle_message(UserMessage(QUESTION["en"], sender_id="me")))
    assert actions.begun == 1


def test_going_back_to_the_model_in_use_ends_the_problem(running: Running) -> None:
    damage(running.second, "half")
    running.point_to(running.second)
    asyncio.run(running.swap.look())
    running.point_to(running.first)
    assert not asyncio.run(running.swap.look())
    assert running.status().problem is None


def test_a_model_of_another_program_is_not_taken(running: Running) -> None:
    known = taught.kept(running.second)
    assert known
    taught.keep(running.second, taught.Taught("another", known.entries))
    running.point_to(running.second)
    assert not asyncio.run(running.swap.look())
    assert running.status().problem == Problem("other_program")


def test_a_model_that_gives_an_intent_no_probability_is_not_taken(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.core.processor import MessageProcessor

    def half(self: Any, message: UserMessage, tracker: Any) -> dict[str, Any]:
        return {"intent_ranking": [{"name": "tax", "confidence": 1.0}]}

    monkeypatch.setattr(MessageProcessor, "_parse_message_with_graph", half)
    running.point_to(running.second)
    assert not asyncio.run(running.swap.look())
    assert running.status().problem.code == "wrong_answers" and "id-residence" in running.status().problem.detail


def test_a_pointer_to_nothing_changes_nothing(running: Running) -> None:
    running.second.unlink()
    running.point_to(running.second)
    assert not asyncio.run(running.swap.look())
    assert running.status().model == running.first.name


def test_the_server_looks_from_its_start_to_its_end(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []

    async def load(*args: Any) -> Agent:
        return running.agent

    async def close(app: Any, loop: Any) -> None:
        closed.append(True)

    monkeypatch.setattr(rasa.core.run, "load_agent_on_start", load)
    monkeypatch.setattr(rasa.core.run, "close_resources", close)
    monkeypatch.setattr(swap, "EVERY", 0.01)
    watch(running.settings)

    async def serve() -> None:
        assert await rasa.core.run.load_agent_on_start(None, None, None, None, None) is running.agent
        running.point_to(running.second)
        while running.agent.model_name != running.second.name:
            await asyncio.sleep(0.01)
        assert NAME in [task.get_name() for task in asyncio.all_tasks()]
        await rasa.core.run.close_resources(None, None)
        while NAME in [task.get_name() for task in asyncio.all_tasks()]:
            await asyncio.sleep(0.01)

    try:
        asyncio.run(asyncio.wait_for(serve(), 60))
    finally:
        gc.unfreeze()
    assert closed == [True]
