"""Requests of the stand-in through the door, and the answers back by the API: everything but the server in between."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.alipay.api import Api, NotSent
from bot.channels.alipay.door import Door, Response
from bot.channels.alipay.outgoing import LIMIT, text_request
from bot.channels.alipay.rsa2 import Signer, Verifier
from bot.channels.alipay.sentences import WELCOME
from bot.channels.core import Veil
from bot.channels.replies import NO_ANSWER
from bot.channels.wechat.sentences import SENTENCES
from tests.platforms.alipay import AlipayPlatform, element, form, is_signed, joined, private_text, public_text

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

NOTIFY = "alipay.mobile.public.message.notify"
NOW = 1.8e9
BOTH = [("身份证丢了怎么办？", "请带户口簿。"), ("I lost my ID card", "Bring your household register. 😀")]


async def no_pause() -> None:
    pass


class Bot:
    """The door behind the stand-in, with answers from a table. asked: sender, text and language of each question."""

    def __init__(self, charset: str = "GBK", answers: dict[str, list[str]] | None = None) -> None:
        self.answers = answers if answers is not None else {said: [answer] for said, answer in BOTH}
        self.asked: list[tuple[str, str, str]] = []
        self.forgotten: list[str] = []
        self.platform = AlipayPlatform(self.deliver, charset)
        self.signer = Signer(private_text("bot"))
        self.api = Api(self.platform.appid, self.signer, self.platform.address, clock=lambda: NOW, pause=no_pause)
        self.door = self.make()

    def make(self, appid: str | None = None) -> Door:
        verifier = Verifier(public_text("alipay"), self.signer)
        return Door(
            self.platform.appid if appid is None else appid, self.signer, verifier, Veil(b"secret"),
            answer=self.answer, send=self.api.send, forget=self.forget, clock=lambda: NOW,
        )  # fmt: skip

    async def answer(self, sender: str, text: str, lang: str) -> list[str]:
        self.asked.append((sender, text, lang))
        return self.answers[text]

    async def forget(self, sender: str) -> None:
        self.forgotten.append(sender)

    def receive(self, raw: bytes) -> Response:
        async def run() -> Response:
            response = await self.door.receive(raw)
            await self.door.settle()
            return response

        return asyncio.run(run())

    def deliver(self, raw: bytes) -> tuple[int, str]:
        response = self.receive(raw)
        assert response.status != 200 or response.content_type == f"text/xml; charset={self.platform.charset}"
        return response.status, response.body

    def post(self, inner: str, signer: str = "alipay", **more: str) -> int:
        signed = self.platform.signed(NOTIFY, f"<XML>{inner}</XML>", signer, **more)
        return self.receive(form(signed, self.platform.charset)).status


@pytest.fixture(params=["GBK", "UTF-8"])
def bot(request):
    made = Bot(request.param)
    with made.platform:
        yield made


def message(bot: Bot, **fields: str) -> str:
    common = {"FromAlipayUserId": "2088", "AppId": bot.platform.appid, "MsgType": "text", "CreateTime": str(int(NOW * 1000)), "MsgId": "7"}
    return "<Text><Content>1</Content></Text>" + "".join(element(name, value) for name, value in {**common, **fields}.items())


def test_the_check_is_answered_with_our_key_and_says_whether_its_signature_was_right(bot):
    assert bot.platform.check() == "true"
    assert bot.platform.check(signer="somebody") == "VERIFY_FAILED"


@pytest.mark.parametrize("content", ["<XML/>", "<XML><EventType>follow</EventType></XML>", "verifygw"])
def test_a_check_of_something_else_fails_though_its_signature_is_right(bot, content):
    signed = bot.platform.signed("alipay.service.check", content)
    response = bot.receive(form(signed, bot.platform.charset))
    assert response.status == 200 and "<error_code>VERIFY_FAILED</error_code>" in response.body


@pytest.mark.parametrize(("said", "answer"), BOTH)
def test_a_question_is_answered_in_either_language(bot, said, answer):
    citizen = bot.platform.citizen("Li")
    assert citizen.says(said) == [200]
    assert citizen.screen == [answer]
    ((sender, text, lang),) = bot.asked
    assert (text, lang) == (said, "en" if said.isascii() else "zh")
    assert sender == Veil(b"secret").sender("alipay", citizen.user) and citizen.user not in sender


def test_what_is_sent_carries_the_published_parameters_in_chinas_time(bot):
    bot.platform.citizen("Li").says(BOTH[0][0])
    (sent,) = bot.platform.sent
    assert {name: sent[name] for name in sorted(sent.keys() - {"sign", "biz_content"})} == {
        "app_id": bot.platform.appid, "charset": "utf-8", "format": "JSON", "method": "alipay.open.public.message.custom.send",
        "sign_type": "RSA2", "timestamp": "2027-01-15 16:00:00", "version": "1.0",
    }  # fmt: skip


def test_alipays_further_tries_are_acknowledged_and_not_answered_again(bot):
    citizen = bot.platform.citizen("Li")
    assert citizen.says(BOTH[0][0], tries=3) == [200, 200, 200]
    assert len(citizen.screen) == len(bot.asked) == 1
    citizen.says(BOTH[0][0])
    assert len(citizen.screen) == len(bot.asked) == 2


def test_citizens_have_senders_of_their_own(bot):
    for name in ("Li", "Smith", "Li"):
        bot.platform.citizen(name).says(BOTH[0][0])
    senders = [sender for sender, _, _ in bot.asked]
    assert senders[0] == senders[2] != senders[1]


def test_a_number_is_in_the_language_of_what_was_said_before(bot):
    bot.answers["1"] = ["one"]
    for name, said in (("Li", BOTH[0][0]), ("Smith", BOTH[1][0])):
        citizen = bot.platform.citizen(name)
        citizen.says(said)
        citizen.says("1")
    assert [lang for _, text, lang in bot.asked if text == "1"] == ["zh", "en"]


def test_events_are_met_as_they_should_be(bot):
    bot.answers["怎么开发票"] = ["在电子税务局开。"]
    citizen = bot.platform.citizen("Li")
    for event, action in (("enter", ""), ("follow", ""), ("click", "怎么开发票"), ("click", ""), ("location", "x")):
        assert citizen.does(event, action) == [200]
    assert citizen.screen == [WELCOME, "在电子税务局开。"]
    assert bot.forgotten == []
    citizen.does("unfollow")
    assert bot.forgotten == [bot.asked[0][0]] and len(citizen.screen) == 2


@pytest.mark.parametrize(("said", "lang"), [(BOTH[0][0], "zh"), (BOTH[1][0], "en")])
def test_a_picture_gets_a_sentence_in_the_language_spoken(bot, said, lang):
    citizen = bot.platform.citizen("Li")
    citizen.says(said)
    citizen.sends("image", "<Image><MediaId>1</MediaId></Image>")
    citizen.sends("redpacket")
    assert citizen.screen[1:] == [SENTENCES["not_text"][lang]]


@pytest.mark.parametrize(("said", "lang"), [("出错了", "zh"), ("It is broken", "en")])
def test_an_answer_that_fails_becomes_a_sentence_and_the_log_does_not_hold_what_was_typed(bot, said, lang, caplog):
    citizen = bot.platform.citizen("Li")
    with caplog.at_level(logging.DEBUG):
        citizen.says(said)
    assert citizen.screen == [NO_ANSWER[lang]]
    assert "KeyError" in caplog.text and said not in caplog.text and citizen.user not in caplog.text


@pytest.mark.parametrize("part", ["请带户口簿。", "Bring your household register. "])
def test_a_long_answer_arrives_whole_in_texts_that_fit(bot, part):
    bot.answers["x"] = [part * 300, "", part]
    citizen = bot.platform.citizen("Li")
    citizen.says("x")
    assert "".join("".join(citizen.screen).split()) == "".join((part * 301).split())
    assert all(0 < len(text.encode()) <= LIMIT for text in citizen.screen) and len(citizen.screen) > 2


def test_what_alipay_did_not_sign_is_refused(bot, caplog):
    assert bot.post(message(bot), signer="somebody") == 403
    assert bot.post(message(bot), sign_type="RSA") == 403
    signed = bot.platform.signed(NOTIFY, f"<XML>{message(bot)}</XML>")
    for name in ("biz_content", "sign", "charset", "sign_type"):
        assert bot.receive(form({key: value for key, value in signed.items() if key != name}, bot.platform.charset)).status in (400, 403)
    assert bot.receive(form({**signed, "extra": "1"}, bot.platform.charset)).status == 403
    assert bot.asked == [] and bot.platform.sent == [] and "(signature)" in caplog.text
    bot.answers["1"] = ["one"]
    assert bot.receive(form(signed, bot.platform.charset)).status == 200
    assert len(bot.asked) == 1


@pytest.mark.parametrize(("fields", "status"), [({"AppId": "2021000000000002"}, 403), ({"CreateTime": "1799999000000"}, 403),
                                                ({"MsgType": ""}, 400), ({"FromAlipayUserId": "<>"}, 400)], ids=str)  # fmt: skip
def test_what_is_signed_but_wrong_is_refused_too(bot, fields, status):
    assert bot.post(message(bot, **fields)) == status
    assert bot.asked == []


@pytest.mark.parametrize(("raw", "status"), [(b"", 400), (b"a=" + b"x" * 70_000, 413), (b"\xff", 400), (b"service=x", 400)])
def test_what_is_no_request_of_alipays_gets_an_empty_answer(bot, raw, status):
    assert bot.receive(raw) == Response(status, "", "text/plain")


def test_a_text_is_sent_again_once_where_it_surely_did_not_arrive(bot, caplog):
    citizen = bot.platform.citizen("Li")
    bot.platform.faults += ["20000"]
    citizen.says(BOTH[0][0])
    assert citizen.screen == [BOTH[0][1]] and len(bot.platform.sent) == 2
    bot.platform.faults += ["20000", "20000"]
    citizen.says(BOTH[0][0])
    assert len(citizen.screen) == 1 and len(bot.platform.sent) == 4
    bot.platform.faults += ["40004"]
    citizen.says(BOTH[0][0])
    assert len(citizen.screen) == 1 and len(bot.platform.sent) == 5
    assert "40004 isp.unknow-error" in caplog.text and BOTH[0][1] not in caplog.text and citizen.user not in caplog.text


def test_an_api_that_is_not_there_is_an_error_without_the_text():
    api = Api("2021", Signer(private_text("bot")), "http://127.0.0.1:9/gateway.do", pause=no_pause)
    with pytest.raises(NotSent, match="ClientConnectorError") as failed:
        asyncio.run(api.send("2088", "请带户口簿"))
    assert failed.value.__cause__ is None and "户口簿" not in str(failed.value)


@pytest.mark.parametrize(("user", "name"), [("2088102125991030", "to_user_id"), ("074a1CcTG1LelxKe4xQC0zgNdId0nxi9", "open_id")])
def test_a_request_to_send_is_signed_and_names_the_citizen_by_the_kind_of_name(user, name):
    request = text_request(Signer(private_text("bot")), "2021", user, "好 OK\x00", "2026-11-23 08:30:00")
    assert is_signed("bot", joined(request, "utf-8"), request["sign"])
    assert request["biz_content"] == f'{{"{name}": "{user}", "msg_type": "text", "text": {{"content": "好 OK"}}}}'


@pytest.mark.parametrize("appid", ["", "wx12", "２０２１"])
def test_a_wrong_appid_is_an_error_at_start(bot, appid):
    with pytest.raises(match="FAQ_ALIPAY_APPID"):
        bot.make(appid)
