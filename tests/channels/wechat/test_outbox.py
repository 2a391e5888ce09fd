"""Late answers: as few messages as the platform allows, in order, once; what cannot be sent waits for the citizen's next message."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.wechat.api import Verdict
from bot.channels.wechat.outbox import MOST_BYTES, MOST_KEPT, Delivery, Outbox, halves, merge
from bot.channels.wechat.quota import ALLOWED, STOPS, Ledger
from bot.channels.wechat.shelf import MemoryShelf, RedisShelf
from tests.channels.wechat.sending import TEXTS, OurSide, play
from tests.platforms.redis import RedisStandIn
from tests.platforms.wechat import QUOTAS, Fault, WeChatPlatform
from tests.platforms.wechat_api import SEND, TYPING

pytestmark = pytest.mark.rasa

SENDER, OTHER = "5e" * 16, "07" * 16
LONG = {"zh": "长" * 600, "en": "long " * 360}  # no two fit into one message
SHORT = {"zh": ["第一句。", "第二句。", "第三句。"], "en": ["First.", "Second.", "Third."]}


@pytest.fixture()
def wechat(clock):
    with WeChatPlatform(clock=clock) as platform:
        yield platform


@pytest.fixture()
def citizen(wechat):
    return wechat.citizen("Li")


def long_texts(lang, number):
    return [f"{index} {LONG[lang]}".strip() for index in range(number)]


def heard(ours, citizen, action="message", sender=SENDER):
    """On both sides: the citizen has done something."""
    citizen._allow(action)
    ours.outbox.heard(sender, action)


def deliver(wechat, citizen, texts, action="message"):
    """The delivery, and what waits after it."""

    async def scene(ours):
        heard(ours, citizen, action)
        return await ours.outbox.deliver(citizen.openid, SENDER, texts), await ours.outbox.take(SENDER)

    return play(OurSide(wechat), scene)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_short_texts_go_into_one_message(wechat, citizen, lang):
    assert deliver(wechat, citizen, SHORT[lang]) == (Delivery(1, 0, Verdict.DONE), [])
    assert citizen.texts == ["\n\n".join(SHORT[lang])]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("action", ALLOWED)
def test_no_more_are_sent_than_the_action_allows_and_the_rest_waits(wechat, citizen, action, lang):
    texts, most = long_texts(lang, 7), QUOTAS[action][0]
    delivery, waiting = deliver(wechat, citizen, texts, action)
    assert citizen.texts == texts[:most]
    assert waiting == texts[most:]
    assert delivery == Delivery(most, 7 - most, Verdict.DONE)
    assert wechat.api.counts[SEND] == most


@pytest.mark.parametrize("action", ALLOWED)
def test_after_the_time_of_the_action_nothing_is_sent(wechat, citizen, clock, action):
    async def scene(ours):
        heard(ours, citizen, action)
        clock.wait(QUOTAS[action][1])
        return await ours.outbox.deliver(citizen.openid, SENDER, [TEXTS["zh"]]), await ours.outbox.take(SENDER)

    assert play(OurSide(wechat), scene) == (Delivery(0, 1), [TEXTS["zh"]])
    assert wechat.api.counts[SEND] == 0


def test_a_new_message_renews_what_is_left_and_does_not_add_to_it(wechat, citizen):
    async def scene(ours):
        heard(ours, citizen)
        await ours.outbox.deliver(citizen.openid, SENDER, long_texts("zh", 3))
        heard(ours, citizen)
        return await ours.outbox.deliver(citizen.openid, SENDER, long_texts("en", 7))

    assert play(OurSide(wechat), scene) == Delivery(5, 2, Verdict.DONE)
    assert len(citizen.texts) == 8


def test_two_answers_to_one_citizen_do_not_mix(wechat, citizen):
    async def scene(ours):
        heard(ours, citizen)
        answers = [long_texts("zh", 2), long_texts("en", 3)]
        await asyncio.gather(*(ours.outbox.deliver(citizen.openid, SENDER, texts) for texts in answers))
        return [*answers[0], *answers[1]], ours.outbox._rooms

    texts, rooms = play(OurSide(wechat), scene)
    assert citizen.texts == texts
    assert rooms == {}


@pytest.mark.parametrize("code", [40003, 43004, 45015, 48002, 50002])
def test_for_a_citizen_who_cannot_be_reached_one_call_is_made_and_nothing_kept(wechat, citizen, code):
    wechat.api.fail(SEND, code)
    delivery, waiting = deliver(wechat, citizen, long_texts("zh", 3))
    assert (delivery.sent, delivery.kept, waiting) == (0, 0, [])
    assert wechat.api.counts[SEND] == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", [-1, 40001, 40033, 48001, 45009, 45011, 45047, 99999])
def test_after_any_other_fault_the_first_is_not_shown_again_and_the_rest_waits_in_order(wechat, citizen, code, lang):
    texts = long_texts(lang, 3)

    async def scene(ours):
        heard(ours, citizen)
        first = await ours.outbox.deliver(citizen.openid, SENDER, texts[:1])
        wechat.api.fail(SEND, code, times=None)
        return first, await ours.outbox.deliver(citizen.openid, SENDER, texts[1:]), await ours.outbox.take(SENDER)

    first, second, waiting = play(OurSide(wechat), scene)
    assert (first.sent, second.sent, second.kept) == (1, 0, 2)
    assert citizen.texts == texts[:1]
    assert waiting == texts[1:]


def test_when_the_platform_says_that_the_replies_are_used_up_the_citizen_is_left_in_peace(wechat, citizen):
    async def scene(ours):
        heard(ours, citizen)
        wechat.api.fail(SEND, 45047)
        await ours.outbox.deliver(citizen.openid, SENDER, [TEXTS["zh"]])
        silent = await ours.outbox.deliver(citizen.openid, SENDER, [TEXTS["en"]])
        heard(ours, citizen)
        return silent, await ours.outbox.deliver(citizen.openid, SENDER, ["again"]), ours.outbox.counts

    silent, again, counts = play(OurSide(wechat), scene)
    assert (silent, again) == (Delivery(0, 1), Delivery(1, 0, Verdict.DONE))
    assert wechat.api.counts[SEND] == 2
    assert counts == {Verdict.USED_UP: 1, Verdict.DONE: 1}


@pytest.mark.parametrize(
    ("code", "words"),
    [(45009, "calls of today"), (45011, "calls in one minute"), (48001, "no right"), (40200, "no right"), (40001, "no access token")],
)
def test_what_concerns_the_account_stops_all_sending_for_a_while_and_tells_staff_once(wechat, clock, caplog, code, words):
    citizens = {SENDER: wechat.citizen("Li"), OTHER: wechat.citizen("Smith")}

    async def scene(ours):
        for sender, citizen in citizens.items():
            heard(ours, citizen, sender=sender)
        wechat.api.fail(SEND, code, times=None)
        stopped = [(await ours.outbox.deliver(c.openid, s, [TEXTS["zh"]])).sent for s, c in citizens.items()]
        await ours.outbox.typing(citizens[SENDER].openid)
        calls, passive = wechat.api.counts[SEND], ours.outbox.passive_only
        wechat.api.heal()
        clock.wait(3600)
        return stopped, calls, passive, await ours.outbox.deliver(citizens[OTHER].openid, OTHER, [TEXTS["en"]])

    stopped, calls, passive, after = play(OurSide(wechat), scene)
    assert (stopped, passive) == ([0, 0], True)
    assert calls == (2 if code == 40001 else 1)
    assert wechat.api.counts[TYPING] == 0
    assert after.sent == 1
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1
    assert words in told[0] and str(code) in told[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_calls_that_were_on_their_way_tell_staff_nothing_new(wechat, caplog, lang):
    citizens = {f"{number:032x}": wechat.citizen(str(number)) for number in range(10)}
    wechat.api.fail(SEND, 45009, times=None)

    async def scene(ours):
        for sender, citizen in citizens.items():
            heard(ours, citizen, sender=sender)
        await asyncio.gather(*(ours.outbox.deliver(citizen.openid, sender, [TEXTS[lang]]) for sender, citizen in citizens.items()))
        return [await ours.outbox.take(sender) for sender in citizens]

    assert play(OurSide(wechat), scene) == [[TEXTS[lang]]] * 10
    assert wechat.api.counts[SEND] > 1
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1


def test_every_stop_says_what_happened_and_what_to_do():
    assert set(STOPS) == {Verdict.DAY_QUOTA, Verdict.MINUTE_QUOTA, Verdict.NO_RIGHT, Verdict.NO_TOKEN}
    assert all(len(cure) > 30 and cure.endswith(".") for _, _, cure in STOPS.values())


@pytest.mark.parametrize("text", ["一二三四五六七八。" * 200, "One sentence after another. " * 180, "字" * 1500, "x" * 5000], ids=len)
def test_a_text_that_is_too_long_is_split_and_loses_nothing(wechat, citizen, text):
    delivery, waiting = deliver(wechat, citizen, [text])
    assert delivery.kept == len(waiting) == 0
    assert 1 < len(citizen.texts) == delivery.sent <= 5
    assert "".join(citizen.texts).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["先到窗口取号。再等叫号，最后交材料", "Take a number first. Then wait, and hand in the papers."])
def test_a_split_is_at_the_end_of_a_sentence_where_there_is_one(text):
    first, second = halves(text)
    assert first.endswith(("。", "."))
    assert (first + second).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["ab", "a b", "。。", "ab。", "一 二", "a\n\nb", "😀😀"])
def test_even_the_shortest_text_has_two_halves(text):
    assert "".join(halves(text)) == "".join(text.split())
    assert len(halves(text)) == 2


@pytest.mark.parametrize("half", ["字" * 341, "x" * 1023], ids=["zh", "en"])
def test_merging_fills_messages_up_and_not_beyond(half):
    assert 2 * len(half.encode()) + 2 == MOST_BYTES
    assert merge([half, half, half]) == [f"{half}\n\n{half}", half]
    assert merge([f"{half}.", half, "  ", ""]) == [f"{half}.", half]
    assert merge([]) == merge([" \n"]) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_account_without_the_right_keeps_late_answers_for_the_next_message(wechat, citizen, lang):
    async def scene():
        outbox = Outbox(None)
        outbox.heard(SENDER, "message")
        delivery = await outbox.deliver(citizen.openid, SENDER, [TEXTS[lang]])
        await outbox.typing(citizen.openid)
        return outbox.passive_only, delivery, await outbox.take(OTHER), await outbox.take(SENDER), await outbox.take(SENDER)

    assert asyncio.run(scene()) == (True, Delivery(0, 1), [], [TEXTS[lang]], [])
    assert wechat.api.counts == {}


class Stores:
    """What each of several processes has: the same store, by a connection of its own."""

    def __init__(self, make):
        self._make = make
        self._made = []

    def __call__(self):
        self._made.append(self._make())
        return self._made[-1]

    def play(self, scene):
        async def run():
            try:
                return await scene
            finally:
                for shelf in self._made:
                    if isinstance(shelf, RedisShelf):
                        await shelf.close()

        return asyncio.run(run())


@pytest.fixture(params=["memory", "redis"])
def stores(request, clock):
    if request.param == "memory":
        shelf = MemoryShelf(clock)
        yield Stores(lambda: shelf)
    else:
        with RedisStandIn(clock) as redis:
            yield Stores(lambda: RedisShelf(redis.url))


def test_the_newest_few_are_kept_for_two_days(stores, clock):
    async def scene():
        here, there = Outbox(None, stores(), clock), Outbox(None, stores(), clock)
        for number in range(MOST_KEPT + 2):
            await here.keep(SENDER, [f"答{number}", f"answer {number}"])
        newest = await there.take(SENDER)
        await here.keep(SENDER, ["明天", "tomorrow"])
        clock.wait(48 * 3600 - 1)
        await there.keep(OTHER, ["x"])
        kept = await there.take(SENDER)
        await here.keep(SENDER, ["一", "one"])
        clock.wait(48 * 3600)
        return newest, kept, await here.take(SENDER), await there.take(OTHER)

    newest, kept, too_old, also_too_old = stores.play(scene())
    assert newest == [f"{word}{number}" for number in range(MOST_KEPT + 2) for word in ("答", "answer ")][-MOST_KEPT:]
    assert kept == ["明天", "tomorrow"]
    assert too_old == also_too_old == []


def test_of_several_who_take_one_gets_it(stores, clock):
    async def scene():
        outboxes = [Outbox(None, stores(), clock) for _ in range(4)]
        await outboxes[0].keep(SENDER, list(TEXTS.values()))
        return await asyncio.gather(*(outbox.take(SENDER) for outbox in outboxes))

    assert sorted(stores.play(scene())) == [[], [], [], list(TEXTS.values())]


def test_who_leaves_the_account_is_forgotten(stores, clock, wechat, citizen):
    ours = OurSide(wechat)

    async def scene():
        outbox = Outbox(ours.api, stores(), clock)
        outbox.heard(SENDER, "message")
        await outbox.keep(SENDER, list(TEXTS.values()))
        await outbox.forget(SENDER)
        return await outbox.take(SENDER), await outbox.deliver(citizen.openid, SENDER, ["迟了", "late"])

    assert stores.play(scene()) == ([], Delivery(0, 1))
    assert wechat.api.counts[SEND] == 0


def test_while_redis_is_down_answers_wait_in_memory(clock, caplog):
    with RedisStandIn(clock) as redis:
        stores = Stores(lambda: RedisShelf(redis.url))

        async def scene():
            outbox = Outbox(None, stores(), clock)
            await outbox.keep(SENDER, ["之前", "before"])
            redis.down = True
            await outbox.keep(SENDER, ["之后", "after"])
            first = await outbox.take(SENDER)
            redis.down = False
            return first, await outbox.take(SENDER)

        assert stores.play(scene()) == (["之后", "after"], ["之前", "before"])
    assert "Redis fails" in caplog.text
    assert "password" not in caplog.text and SENDER not in caplog.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_hundreds_of_late_answers_each_arrives_once(wechat, lang):
    citizens = {f"{number:032x}": wechat.citizen(str(number)) for number in range(200)}
    for number in range(60):
        wechat.api.fail(SEND, (-1, 40001, 0)[number % 3] or Fault())

    async def scene(ours):
        for sender, citizen in citizens.items():
            heard(ours, citizen, sender=sender)
        answers = [(citizen.openid, sender, [f"{LONG[lang]} {part}"]) for sender, citizen in citizens.items() for part in range(2)]
        await asyncio.gather(*(ours.outbox.deliver(*answer) for answer in answers))
        return {sender: await ours.outbox.take(sender) for sender in citizens}

    waiting = play(OurSide(wechat), scene)
    seen = [[*citizen.texts, *waiting[sender]] for sender, citizen in citizens.items()]
    assert seen == [[f"{LONG[lang]} 0", f"{LONG[lang]} 1"]] * len(citizens)


def test_memory_is_bounded(clock):
    async def scene():
        shelf = MemoryShelf(clock, most_keys=3)
        for number in range(5):
            await shelf.push(str(number), ["文", "text"], 5, 60)
        return [await shelf.take(str(number)) for number in range(5)]

    assert [bool(found) for found in asyncio.run(scene())] == [False, False, True, True, True]
    ledger = Ledger(clock, most_senders=3)
    for number in range(5):
        ledger.heard(str(number), "message")
    assert [ledger.left(str(number)) for number in range(5)] == [0, 0, 5, 5, 5]


@pytest.mark.parametrize("code", [45009, 45047, 40003, 99999])
def test_neither_the_citizen_nor_the_answer_is_in_a_log(wechat, citizen, caplog, code):
    caplog.set_level(logging.DEBUG)
    wechat.api.fail(SEND, code)
    delivery, _ = deliver(wechat, citizen, list(TEXTS.values()))
    told = caplog.text + repr(delivery)
    assert "Delivery" in told
    assert not [secret for secret in (citizen.openid, *TEXTS.values(), *wechat.api.tokens) if secret in told]
