"""Alipay's gateway on a real server, with a stand-in for Alipay in front of it and a fake Rasa behind."""

from __future__ import annotations

import functools

import pytest

from bot.channels.alipay.sentences import WELCOME
from tests.channels.web_server import WebServer
from tests.channels.wechat.serving import TEXTS, Agent, Echo, wait_for
from tests.platforms.alipay import AlipayPlatform, private_text, public_text

pytestmark = pytest.mark.rasa


class Gateway:
    """A running channel, and Alipay in front of it."""

    def __init__(self, knowledge_dir, folder, charset="GBK", **more):
        from bot.channels.alipay.channel import AlipayInput
        from bot.settings import Settings

        self.alipay = AlipayPlatform(self.deliver, charset)
        keys = {"alipay_private_key": private_text("bot"), "alipay_public_key": public_text("alipay")}
        chosen = {"alipay_appid": self.alipay.appid, "alipay_api": self.alipay.address, **keys, **more}
        settings = Settings(knowledge_dir=knowledge_dir, state_dir=folder, build_dir=folder, **chosen)
        self.rasa, self.agent = Echo(), Agent()
        self.server = WebServer(AlipayInput(settings), self.rasa, self.agent)

    def deliver(self, body: bytes) -> tuple[int, str]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        found = self.server.request("POST", "/alipay", body, kind)
        return found.status, found.body.decode()


@pytest.fixture()
def gateway(knowledge_dir, tmp_path, monkeypatch):
    from bot.channels.alipay.door import Door

    # The stand-in's clock stands still, and it compares times.
    monkeypatch.setattr("bot.channels.alipay.channel.Door", functools.partial(Door, clock=lambda: 1.8e9))
    opened = []

    def make(**more):
        opened.append(Gateway(knowledge_dir, tmp_path, **more))
        return opened[-1]

    yield make
    for one in opened:
        one.server.stop()
        one.alipay.__exit__()


@pytest.mark.parametrize("charset", ["GBK", "UTF-8"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_address_is_confirmed_and_a_question_answered_once(gateway, charset, lang):
    it = gateway(charset=charset)
    assert it.alipay.check() == "true"
    citizen = it.alipay.citizen("Li")
    assert citizen.says(TEXTS[lang], tries=3) == [200, 200, 200]
    assert wait_for(lambda: citizen.screen == [f"<{TEXTS[lang]}>"])
    assert it.rasa.said == [TEXTS[lang]]
    message = it.rasa.messages[0]
    assert message.sender_id.startswith("alipay-") and citizen.user not in repr(vars(message))


def test_followers_are_greeted_and_those_who_leave_forgotten(gateway):
    it = gateway()
    citizen = it.alipay.citizen("Li")
    citizen.does("follow")
    assert wait_for(lambda: citizen.screen == [WELCOME])
    citizen.says("怎么开发票")
    assert wait_for(lambda: len(citizen.screen) == 2)
    citizen.does("unfollow")
    assert wait_for(lambda: it.agent.tracker_store.forgotten == [it.rasa.messages[0].sender_id])


@pytest.mark.parametrize(("lang", "words"), [("zh", "300"), ("en", "600")])
def test_what_is_too_long_gets_a_sentence(gateway, lang, words):
    it = gateway()
    citizen = it.alipay.citizen("Li")
    citizen.says({"zh": "长" * 301, "en": "long " * 130}[lang])
    assert wait_for(lambda: len(citizen.screen) == 1 and words in citizen.screen[0])
    assert it.rasa.said == []


def test_strangers_are_turned_away(gateway):
    it = gateway()
    assert [it.deliver(body)[0] for body in (b"", b"\xff" * 100, b"service=x&sign=y")] == [400, 400, 400]
    assert it.deliver(b"a=" + b"b" * 100_000)[0] == 413
    assert it.alipay.check(signer="Eve") != "true"
    assert it.rasa.said == []


def test_without_an_appid_there_is_nothing(gateway):
    assert gateway(alipay_appid="").deliver(b"service=x")[0] == 404
