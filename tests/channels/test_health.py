"""Health is green only when a question can really be answered."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.health import ProbeFailed, examine
from bot.channels.probe import ActionProbe, action_call, read_answer

READY = {"responses": [{"custom": {"ready": True, "knowledge": "abc"}}], "events": []}


class FakeDomain:
    def __init__(self, intents):
        self.intents = intents


class FakeAgent:
    model_name = "model.tar.gz"

    def __init__(self, intents=("tax", "traffic", "greeting"), ready=True):
        self.domain, self._ready = FakeDomain(list(intents)), ready

    def is_ready(self):
        return self._ready


async def green():
    return {"ready": True, "knowledge": "abc"}


async def red():
    raise ProbeFailed("no answer in time")


def health(agent=None, categories=("tax", "traffic"), probe=green):
    return asyncio.run(examine(agent, categories, "zzz", probe))


def test_all_well_is_green_with_model_and_the_knowledge_that_answers():
    found = health(FakeAgent())
    assert (found.status, found.body) == (200, {"status": "ok", "model": "model.tar.gz", "knowledge": "abc"})


def test_files_that_are_not_served_are_told_and_no_ill_health():
    refused = {"knowledge": "def", "problems": [{"zh": "缺少英文", "en": "no English"}], "more": 0}

    async def behind():
        return {**await green(), "refused": refused}

    found = health(FakeAgent(), probe=behind)
    assert found.status == 200
    assert found.body == {"status": "ok", "model": "model.tar.gz", "knowledge": "abc", "refused": refused}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (lambda: health(None), "no Rasa model"),
        (lambda: health(FakeAgent(ready=False)), "no Rasa model"),
        (lambda: health(FakeAgent(intents=["tax"])), "traffic"),
        (lambda: health(FakeAgent(), categories=()), "catalogue"),
        (lambda: health(FakeAgent(), probe=red), "action server"),
    ],
)
def test_each_missing_part_makes_it_red_and_is_named(found, words):
    body = found().body
    assert found().status == 503
    assert body["status"] == "unavailable"
    assert len(body["missing"]) == 1
    assert words in body["missing"][0]
    assert body["error"]["code"] == "not_ready"


def test_all_missing_parts_are_named_at_once():
    assert len(health(None, probe=red).missing) == 2


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"responses": []},
        {"responses": [{"text": "hello"}]},
        {"responses": [{"custom": {"ready": False}}]},
        {"responses": [{"custom": {"ready": "yes"}}]},
    ],
)
def test_only_an_action_that_says_that_it_is_ready_is(answer):
    with pytest.raises(ProbeFailed):
        read_answer(answer)


def test_the_probe_is_asked_once_in_two_seconds(clock):
    calls = []

    async def call(message):
        calls.append(message)
        return READY

    probe = ActionProbe(call, "3.6.21", clock)

    async def scene():
        await asyncio.gather(*(probe() for _ in range(10)))
        clock.wait(1.9)
        await probe()
        clock.wait(0.2)
        return await probe()

    assert asyncio.run(scene())["ready"] is True
    assert len(calls) == 2
    assert calls[0] == action_call("3.6.21")
    assert calls[0]["next_action"] == "action_health"
    assert calls[0]["tracker"]["sender_id"] == "health"


def test_a_failed_probe_is_remembered_as_long(clock):
    calls = []

    async def call(message):
        calls.append(1)
        raise ProbeFailed("down")

    probe = ActionProbe(call, "3.6.21", clock)

    async def scene():
        for _ in range(3):
            with pytest.raises(ProbeFailed, match="down"):
                await probe()

    asyncio.run(scene())
    assert len(calls) == 1
