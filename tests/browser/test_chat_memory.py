"""What the page keeps: the draft, the conversation, and a question that has not got through, which is sent exactly once."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from bot.channels.refusals import Refused
from tests.browser.chat import ASKED, VAGUE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_conversation_is_there_after_a_reload_and_goes_on_in_its_session(open_chat, chat_stand_in, lang):
    chat = open_chat(lang=lang)
    chat.ask(ASKED[lang])
    chat.ask(VAGUE[lang])
    chat.page.reload()
    expect(chat.replies).to_have_count(2)
    expect(chat.questions).to_have_count(2)
    assert len(chat_stand_in.asked) == 2, "nothing is asked again"
    chat.last.locator(".choice").nth(1).click()
    chat.next_reply(2)
    assert len({body["session"] for body in chat_stand_in.asked}) == 1


def test_a_replayed_conversation_is_not_read_aloud(open_chat):
    chat = open_chat()
    chat.ask(ASKED["zh"])
    chat.page.reload()
    expect(chat.replies).to_have_count(1)
    expect(chat.log).to_have_attribute("aria-live", "off")
    expect(chat.log).to_have_attribute("aria-live", "polite")


def test_starting_over_forgets_it(open_chat, chat_stand_in):
    chat = open_chat()
    chat.ask(ASKED["zh"])
    chat.page.click("#start-over")
    chat.page.reload()
    expect(chat.page.locator("[data-welcome]")).to_be_visible()
    expect(chat.replies).to_have_count(0)
    chat.ask(ASKED["zh"])
    assert len({body["session"] for body in chat_stand_in.asked}) == 2


@pytest.mark.parametrize(("lang", "draft"), [("zh", "还没写完的问题"), ("en", "a question not yet")])
def test_a_draft_is_there_after_a_reload_and_gone_once_it_is_sent(open_chat, lang, draft):
    chat = open_chat(lang=lang)
    chat.field.fill(draft)
    chat.page.reload()
    expect(chat.field).to_have_value(draft)
    chat.field.press("Enter")
    chat.next_reply(0)
    chat.page.reload()
    expect(chat.replies).to_have_count(1)
    expect(chat.field).to_have_value("")


def test_a_question_that_failed_is_the_draft_after_a_reload(open_chat, chat_stand_in):
    chat = open_chat()
    chat_stand_in.next_refusals = [Refused("busy")]
    chat.type_and_send(ASKED["zh"])
    expect(chat.page.locator("[data-notice]")).to_be_visible()
    chat.page.reload()
    expect(chat.field).to_have_value(ASKED["zh"])
    expect(chat.questions).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reply_that_was_lost_on_the_way_is_fetched_again_with_the_same_id(open_chat, chat_stand_in, lang):
    chat = open_chat(lang=lang)
    chat_stand_in.lose = 1
    chat.type_and_send(ASKED[lang])
    chat.next_reply(0)  # by itself, after a wait
    chat.page.wait_for_timeout(2500)
    expect(chat.replies).to_have_count(1)
    expect(chat.questions).to_have_count(1)
    assert len(chat_stand_in.asked) == 2
    assert len(chat_stand_in.answered) == 1, "one id: the server answers it once"


def test_two_questions_without_a_network_are_sent_in_their_order_once_each(open_chat, chat_stand_in):
    chat = open_chat()
    chat.page.context.set_offline(True)
    chat.type_and_send("第一个问题")
    expect(chat.page.locator("[data-notice=waiting]")).to_have_count(1)
    chat.type_and_send("第二个问题")
    expect(chat.page.locator("[data-notice=waiting]")).to_have_count(2)
    chat.page.context.set_offline(False)
    chat.next_reply(1)
    assert [body["text"] for body in chat_stand_in.asked] == ["第一个问题", "第二个问题"]
    expect(chat.page.locator("[data-notice]")).to_have_count(0)


def test_a_waiting_question_survives_a_reload_and_is_sent_once(open_chat, chat_stand_in):
    chat = open_chat()
    chat.page.route("**/chat/messages", lambda route: route.abort())  # only the questions do not get through
    chat.type_and_send(ASKED["zh"])
    expect(chat.page.locator("[data-notice=waiting]")).to_be_visible()
    waiting = json.loads(chat.page.evaluate("() => sessionStorage.getItem('faq-conversation')"))["turns"][0]["id"]
    chat.page.unroute("**/chat/messages")
    chat.page.reload()
    chat.next_reply(0)
    assert chat_stand_in.answered == [waiting]


def test_a_waiting_question_can_be_changed_and_is_then_not_sent(open_chat, chat_stand_in):
    chat = open_chat()
    chat.page.context.set_offline(True)
    chat.type_and_send("写错了的问题")
    chat.page.locator("[data-notice=waiting] button").nth(1).click()
    expect(chat.field).to_have_value("写错了的问题")
    expect(chat.questions).to_have_count(0)
    chat.page.context.set_offline(False)
    chat.ask("写对了的问题")
    assert [body["text"] for body in chat_stand_in.asked] == ["写对了的问题"]


def test_the_waits_grow_are_spread_and_have_an_end(open_chat):
    chat = open_chat()
    script = """async () => {
        const { waitBefore } = await import(new URL('assets/courier.js', location.href.replace(/chat.*/, 'chat/')));
        return [0, 1, 2, 5, 20].map((tries) => [waitBefore(tries, 0), waitBefore(tries, 1)]);
    }"""
    assert chat.page.evaluate(script) == [[500, 1000], [1000, 2000], [2000, 4000], [15000, 30000], [15000, 30000]]


def test_what_another_page_wrote_into_the_storage_does_no_harm(open_chat):
    for junk in ("{", "null", "[]", '{"turns": 1}', '"x"'):
        chat = open_chat(before=f"sessionStorage.setItem('faq-conversation', {json.dumps(junk)})")
        assert chat.ask(ASKED["zh"])


def test_where_storage_is_forbidden_the_chat_works_all_the_same(open_chat):
    forbid = (
        "for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { get() { throw new Error('no'); } });"
    )
    chat = open_chat(before=forbid)
    assert chat.ask(ASKED["zh"])
    chat.page.click("#elder")
    expect(chat.page.locator(".is-elder")).to_be_visible()
