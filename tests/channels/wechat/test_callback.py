"""WeChat's messages on our address: answered once, in time, by the way that the account has; whoever else calls is turned away."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from bot.channels.wechat.sentences import SENTENCES, WELCOME
from tests.channels.wechat.serving import FACTOR, TEXTS, scene, wait_for
from tests.platforms.wechat import Account

pytestmark = pytest.mark.rasa

SLOW = 1.0  # seconds; twice what WeChat waits in these tests
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("bot.channels.wechat.door.PATIENCE", 4.2 * FACTOR)


@pytest.fixture()
def play(tmp_path, knowledge_dir, write_entry):
    """Opens a scene; all are closed in the end."""
    write_entry("invoice", "怎么开发票", "How do I issue an invoice")
    write_entry("refund", "多交的税怎么退", "How do I get a refund of tax")
    opened = []

    def begin(account=None, **more):
        manager = scene(account or Account(mode="secure"), tmp_path, knowledge_dir, **more)
        opened.append(manager)
        return manager.__enter__()

    yield begin
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("mode", ["plaintext", "compatible", "secure"])
@BOTH
def test_the_address_is_confirmed_and_a_question_answered_in_every_mode(play, mode, form, lang):
    it = play(Account(mode=mode, form=form))
    assert it.wechat.verify()
    citizen = it.citizen()
    tries = citizen.says(TEXTS[lang])
    assert (len(tries), citizen.screen[0].how, citizen.texts) == (1, "passive", [f"<{TEXTS[lang]}>"])


def test_only_the_sender_hash_reaches_rasa(play):
    it = play()
    citizen = it.citizen()
    citizen.says("身份证 330784199001011234 丢了")
    message = it.rasa.messages[0]
    assert message.sender_id.startswith("wechat-") and citizen.openid not in repr(vars(message))
    assert "330784199001011234" not in message.text
    it.citizen("Wang").says("再问一句")
    assert it.rasa.messages[1].sender_id != message.sender_id


@BOTH
def test_a_slow_answer_comes_once_by_the_customer_service_api(play, lang):
    it = play()
    it.rasa.seconds = SLOW
    citizen = it.citizen()
    tries = citizen.says(TEXTS[lang])
    assert [one.body for one in tries] == [b"success"]
    assert wait_for(lambda: bool(citizen.screen))
    time.sleep(0.3)
    assert [(seen.how, seen.text) for seen in citizen.screen] == [("api", f"<{TEXTS[lang]}>")]
    assert it.rasa.said == [TEXTS[lang]]


@pytest.mark.parametrize(("lang", "later"), [("zh", "0"), ("en", "０")])
def test_without_the_right_to_send_the_citizen_fetches_a_slow_answer(play, lang, later):
    it = play(Account(mode="secure", verified=False))
    citizen = it.citizen()
    it.rasa.seconds = SLOW
    citizen.says(TEXTS[lang])
    assert citizen.texts == [SENTENCES["still_looking"][lang]]
    assert wait_for(lambda: it.rasa.now == 0 and bool(it.rasa.said))
    time.sleep(0.1)
    citizen.says(later)
    assert citizen.texts[1:] == [f"<{TEXTS[lang]}>"]
    assert it.rasa.said == [TEXTS[lang]]


@BOTH
def test_without_the_right_to_send_a_slow_answer_comes_before_the_next(play, lang):
    it = play(Account(mode="secure", verified=False))
    citizen = it.citizen()
    it.rasa.seconds = SLOW
    citizen.says(TEXTS[lang])
    assert wait_for(lambda: it.rasa.now == 0 and bool(it.rasa.said))
    it.rasa.seconds = 0
    time.sleep(0.1)
    citizen.says("fees?")
    assert citizen.texts[1:] == [f"<{TEXTS[lang]}>\n\n<fees?>"]


def test_tries_with_one_message_join_the_same_work(play):
    it = play()
    it.rasa.seconds = 0.2
    citizen = it.citizen()
    query, body = it.wechat.request(citizen.openid, fields_of(it, citizen, "怎么开发票"))
    found = []
    calls = [threading.Thread(target=lambda: found.append(it.wechat.call("POST", query, body))) for _ in range(3)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert it.rasa.said == ["怎么开发票"]
    assert {one.status for one in found} == {200} and len({one.body for one in found}) == 1


def test_a_replayed_message_is_not_answered_anew(play):
    it = play()
    citizen = it.citizen()
    query, body = it.wechat.request(citizen.openid, fields_of(it, citizen, "怎么开发票"))
    first, second = it.wechat.call("POST", query, body), it.wechat.call("POST", query, body)
    assert first.body == second.body and it.rasa.said == ["怎么开发票"]


@BOTH
def test_a_long_answer_comes_whole_in_several_messages(play, lang):
    it = play()
    line = {"zh": "请带上户口簿和照片。", "en": "Please bring the hukou booklet and a photo. "}[lang]
    it.rasa.reply = {"text": line * 150}
    citizen = it.citizen()
    citizen.says(TEXTS[lang])
    parts = -(-len((line * 150).encode()) // 2048)
    assert wait_for(lambda: "".join(citizen.texts).replace(" ", "") == (line * 150).replace(" ", ""))
    assert citizen.screen[0].how == "passive" and len(citizen.screen) <= parts + 1
    assert all(len(text.encode()) <= 2048 for text in citizen.texts)


def test_whoever_subscribes_or_scans_is_greeted(play):
    it = play()
    citizen = it.citizen()
    citizen.subscribes()
    citizen.subscribes("hall")
    citizen.scans("hall")
    assert citizen.texts == [WELCOME] * 3
    assert it.rasa.said == []


@pytest.mark.parametrize(
    ("word", "head", "name", "title"),
    [("菜单", "categories", "税费", "怎么开发票"), ("menu", "categories", "Tax", "How do I issue an invoice")],
)
def test_categories_and_their_questions_are_picked_by_number(play, word, head, name, title):
    it = play()
    lang = "zh" if word == "菜单" else "en"
    citizen = it.citizen()
    citizen.says(word)
    assert citizen.texts[-1].startswith(SENTENCES[head][lang]) and f"1. {name}" in citizen.texts[-1]
    citizen.says("1")
    assert f"1. {title}" in citizen.texts[-1]
    citizen.says("9")
    assert citizen.texts[-1] == SENTENCES["no_such_number"][lang].format(last=2)
    assert it.rasa.said == []
    citizen.says("1")
    assert it.rasa.said == [title] and it.rasa.messages[-1].metadata["choice"] == "tax/invoice"
    citizen.says("社保怎么交")
    citizen.says("1")  # from now on numbers are for the conversation
    assert it.rasa.said[1:] == ["社保怎么交", "1"]


def test_keys_of_the_accounts_menu_are_lists_entries_or_questions(play):
    it = play()
    citizen = it.citizen()
    citizen.clicks("menu")
    assert "1. 税费" in citizen.texts[-1]
    citizen.clicks("tax")
    assert "1. 怎么开发票" in citizen.texts[-1]
    citizen.clicks("tax/invoice")
    assert it.rasa.messages[-1].metadata["choice"] == "tax/invoice"
    citizen.clicks("怎么交社保")
    assert it.rasa.said[-1] == "怎么交社保"
    citizen.clicks("tax/gone")
    assert "选项" in citizen.texts[-1]


def test_a_tapped_title_is_that_entry(play):
    it = play(wechat_menu_links=True)
    citizen = it.citizen()
    it.rasa.reply = {"outcome": "clarification", "choices": [{"id": "tax/invoice", "title": "怎么开发票"}]}
    citizen.says("发票")
    assert "weixin://bizmsgmenu?msgmenucontent=" in citizen.texts[-1]
    citizen.says("怎么开发票", bizmsgmenuid="tax/invoice")
    assert it.rasa.messages[-1].metadata["choice"] == "tax/invoice"


@pytest.mark.parametrize("kind", ["voice", "image", "video", "shortvideo", "location", "link"])
def test_what_is_no_text_gets_a_kind_sentence_in_the_citizens_language(play, kind):
    it = play()
    chinese, english = it.citizen("Li"), it.citizen("Ann")
    english.says(TEXTS["en"])
    for citizen in (chinese, english):
        citizen.sends(kind, MediaId="x")
    assert (chinese.texts[-1], english.texts[-1]) == (SENTENCES["not_text"]["zh"], SENTENCES["not_text"]["en"])
    assert len(it.rasa.said) == 1


def test_unknown_kinds_are_met_with_silence(play):
    it = play()
    citizen = it.citizen()
    assert [one.body for one in citizen.sends("hologram")] == [b"success"]
    assert (citizen.screen, it.rasa.said) == ([], [])


def test_whoever_unsubscribes_is_forgotten(play):
    it = play()
    citizen = it.citizen()
    citizen.says("怎么开发票")
    assert [one.body for one in citizen.unsubscribes()] == [b"success"]
    assert it.agent.tracker_store.forgotten == [it.rasa.messages[0].sender_id]


@BOTH
def test_too_many_and_too_long_messages_get_a_sentence(play, lang):
    it = play(web_rate_session_per_minute=3)
    citizen = it.citizen()
    citizen.says(TEXTS[lang])
    citizen.says({"zh": "长" * 301, "en": "long " * 121}[lang])
    assert {"zh": "300", "en": "600"}[lang] in citizen.texts[-1]
    citizen.says(TEXTS[lang])
    citizen.says(TEXTS[lang])
    assert {"zh": "有点快", "en": "a little fast"}[lang] in citizen.texts[-1]
    assert it.rasa.said == [TEXTS[lang]] * 2


@BOTH
def test_when_rasa_breaks_the_citizen_is_told_kindly(play, lang, caplog):
    it = play()
    it.rasa.behave = it.rasa.fail
    citizen = it.citizen()
    citizen.says(TEXTS[lang])
    assert "12345" in citizen.texts[0]
    assert TEXTS[lang] not in caplog.text


@BOTH
def test_a_mini_program_is_answered_by_the_api_alone(play, lang):
    it = play(Account(mode="secure", form="json", mini_program=True))
    citizen = it.citizen()
    assert [one.body for one in citizen.enters("help")] == [b"success"]
    assert wait_for(lambda: citizen.texts == [WELCOME])
    assert [one.body for one in citizen.says(TEXTS[lang])] == [b"success"]
    assert wait_for(lambda: citizen.texts == [WELCOME, f"<{TEXTS[lang]}>"])
    assert {seen.how for seen in citizen.screen} == {"api"}


def test_a_command_of_rasa_is_only_text(play):
    it = play()
    it.citizen().says("/restart")
    assert it.rasa.said == ["／restart"]


def hostile(it, citizen):
    """Requests that WeChat would not send, with the status that each gets."""
    fields = fields_of(it, citizen, "怎么开发票")
    query, body = it.wechat.request(citizen.openid, fields)
    platform, other = it.wechat, replace(it.wechat.account, appid="wxother0123456789")
    true_account, platform.account = platform.account, other
    foreign = platform.request(citizen.openid, fields)
    platform.account = replace(true_account, mode="plaintext")
    plain = platform.request(citizen.openid, fields)
    platform.account = true_account
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
    old_clock, platform.clock = platform.clock, lambda: time.time() - 3600
    old = platform.request(citizen.openid, fields)
    platform.clock = old_clock
    return [
        ("wrong signature", {**query, "msg_signature": "0" * 40}, body, 403),
        ("no signature", {"nonce": "1"}, body, 403),
        ("another appid", *foreign, 403),
        ("not encrypted", *plain, 403),
        ("an hour old", *old, 403),
        ("cut off", query, body[: len(body) // 2], 400),
        ("entities", query, bomb, 400),
        ("nothing", query, b"", 400),
        ("binary", query, bytes(range(256)) * 16, 400),
        ("too large", query, b"<xml>" + b"a" * 100_000 + b"</xml>", 413),
    ]


def test_hostile_requests_are_refused_and_nothing_reaches_rasa(play):
    it = play()
    found = {}
    for name, query, body, status in hostile(it, it.citizen("Eve")):
        found[name] = (it.wechat.call("POST", query, body).status, status)
    assert all(seen == wanted for seen, wanted in found.values()), found
    assert it.rasa.said == []
    it.citizen().says("怎么开发票")
    assert it.rasa.said == ["怎么开发票"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(play, method):
    it = play()
    assert it.server.request(method, "/wechat").status == 405


def test_a_flood_from_many_gets_answers_or_a_kind_sentence(play):
    it = play(web_max_in_flight=5)
    it.rasa.seconds = 0.1
    citizens = [it.citizen(f"citizen {number}") for number in range(60)]
    said = [threading.Thread(target=citizen.says, args=("怎么开发票",)) for citizen in citizens]
    for one in said:
        one.start()
    for one in said:
        one.join()
    assert wait_for(lambda: all(citizen.screen for citizen in citizens))
    assert {seen.how for citizen in citizens for seen in citizen.screen} <= {"passive", "api"}
    shown = [citizen.texts[0] for citizen in citizens]
    assert shown.count("<怎么开发票>") == len(it.rasa.said) >= 5
    assert all("人较多" in text for text in shown if text != "<怎么开发票>")
    it.citizen("later").says("再问")
    assert it.rasa.said[-1] == "再问"


def test_a_stranger_cannot_confirm_the_address(play):
    it = play()
    query = {"signature": "0" * 40, "timestamp": "1", "nonce": "2", "echostr": "<script>"}
    assert it.wechat.call("GET", query).status == 403


def test_without_a_token_there_is_nothing(play):
    it = play(Account(token=""))
    assert it.server.get("/wechat").status == 404
    assert it.server.request("POST", "/wechat", b"<xml/>").status == 404


def test_a_flood_of_forgeries_does_not_fill_the_log(play, caplog):
    it = play()
    for _ in range(50):
        it.wechat.call("POST", {"signature": "x"}, b"<xml><Encrypt>AAAA</Encrypt></xml>")
    assert sum("WeChat address was refused" in record.getMessage() for record in caplog.records) <= 2


def fields_of(it, citizen, text):
    return {
        "ToUserName": it.wechat.account.original_id, "FromUserName": citizen.openid, "CreateTime": int(time.time()), "MsgType": "text",
        "Content": text, "MsgId": it.wechat.next_id(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wechat_token": "abc123", "wechat_aes_key": "short", "wechat_appid": "wx1"}, "EncodingAESKey"),
        ({"wechat_token": "!", "wechat_mode": "plaintext"}, "token"),
        ({"wechat_token": "abc123", "wechat_mode": "open", "wechat_aes_key": "a" * 43, "wechat_appid": "x"}, "mode"),
        ({"mini_token": "abc123", "mini_mode": "plaintext"}, "FAQ_MINI_SECRET"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_an_error_at_start(tmp_path, knowledge_dir, wrong, words):
    from bot.channels.wechat.channel import MiniProgramInput, WeChatInput
    from bot.errors import FaqError
    from bot.settings import Settings

    channel = (MiniProgramInput if "mini_token" in wrong else WeChatInput)(
        Settings(knowledge_dir=knowledge_dir, state_dir=tmp_path, build_dir=tmp_path, **wrong)
    )
    with pytest.raises(FaqError, match=words):
        channel.blueprint(lambda message: None)
