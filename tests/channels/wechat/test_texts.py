"""Replies as WeChat shows them: few texts, nothing said twice, nothing lost but what five of them cannot hold."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answering.sentences import SENTENCES as OF_THE_ANSWERS
from bot.channels.wechat.cutting import size
from bot.channels.wechat.sentences import SENTENCES
from bot.channels.wechat.texts import LIMIT, MOST, MOST_RELATED, plain, render

LANGS = ["zh", "en"]
TITLES = {
    "zh": ["身份证丢了怎么补办？", "户口本丢了怎么补办？"],
    "en": ["How do I replace a lost ID card?", "How do I replace a hukou booklet?"],
}
LONG = {"zh": "请带上户口簿到窗口办理，当场可以拿到回执。", "en": "Please bring your hukou booklet to the counter; you get a receipt. "}


def named(lang):
    return [{"id": f"id-card/{number}", "title": title} for number, title in enumerate(TITLES[lang])]


def reply(lang, text, **more):
    return {"outcome": "answered", "lang": lang, "text": text, "choices": [], "related": [], **more}


def asking(lang, sentence):
    lines = [OF_THE_ANSWERS[sentence][lang], *(f"{number}. {title}" for number, title in enumerate(TITLES[lang], start=1))]
    return reply(lang, "\n".join(lines), choices=named(lang))


@pytest.mark.parametrize(("lang", "text"), [("zh", "先挂失，再补办。\n负责部门：公安局"), ("en", "Report it first.\nDepartment: police")])
def test_the_text_of_a_reply_is_all_that_is_shown_of_it(lang, text):
    card = {"department": {"name": "公安局 Police", "phone": "110"}, "basis": [{"title": "《居民身份证法》"}], "reviewed": "2026-11-20"}
    assert render([reply(lang, text, entry=card, department=card["department"])], lang) == [text]


@pytest.mark.parametrize(
    ("markdown", "wanted"),
    [
        ("**重要**：请看[办事指南](https://www.yk.gov.cn/a)。", "重要：请看办事指南 (https://www.yk.gov.cn/a)。"),
        ("**Note**: see the [guide](https://www.yk.gov.cn/a).", "Note: see the guide (https://www.yk.gov.cn/a)."),
        ("请拨 [12345](tel:12345) 或[热线](tel:12345)", "请拨 12345 或热线 (12345)"),
        ("Call [12345](tel:12345), write to [us](mailto:a@yk.gov.cn)", "Call 12345, write to us (a@yk.gov.cn)"),
        ("[https://a.cn](https://a.cn) [点这里](javascript:alert(1))", "https://a.cn 点这里)"),
        ("材料：\n* 户口簿\n  * 原件\n- 身份证\n1. 一", "材料：\n- 户口簿\n  - 原件\n- 身份证\n1. 一"),
        ("2 * 3 and **", "2 * 3 and **"),
        ("一  \r\n\r\n\n\n二\x00", "一\n\n二"),
    ],
)
def test_markdown_becomes_plain_text(markdown, wanted):
    assert plain(markdown) == wanted


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sentence", ["clarification", "clarification_one", "second_question"])
def test_choices_that_the_text_lists_already_are_not_said_twice(sentence, lang):
    (text,) = render([asking(lang, sentence)], lang)
    assert all(text.count(title) == 1 for title in TITLES[lang])
    assert text.count("回复" if lang == "zh" else "eply") == 1


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sentence", ["clarification", "clarification_one", "second_question"])
def test_tapping_is_spoken_of_only_where_there_is_something_to_tap(sentence, lang):
    (without,), (linked,) = (render([asking(lang, sentence)], lang, menu_links=links) for links in (False, True))
    assert ("点一下" in linked) is (lang == "zh") and ("tap it" in linked) is (lang == "en")
    assert "点一下" not in without and "tap" not in without
    assert without.split("\n")[0].endswith(("。", "."))


@pytest.mark.parametrize("lang", LANGS)
def test_choices_that_the_text_does_not_list_are_numbered_with_a_word_on_how_to_pick_one(lang):
    first, second = TITLES[lang]
    (text,) = render([reply(lang, "好的 OK", choices=named(lang))], lang)
    assert text == f"好的 OK\n{SENTENCES['reply_number'][lang]}\n1. {first}\n2. {second}"


@pytest.mark.parametrize(("lang", "text"), [("zh", "请选一个，回复数字即可。"), ("en", "Pick one; reply with its number.")])
def test_a_text_that_says_how_to_pick_one_is_not_told_so_again(lang, text):
    first, second = TITLES[lang]
    assert render([reply(lang, text, choices=named(lang))], lang) == [f"{text}\n1. {first}\n2. {second}"]


@pytest.mark.parametrize("lang", LANGS)
def test_no_more_related_questions_than_a_glance_takes_in(lang):
    (text,) = render([reply(lang, "好的 OK", related=named(lang) * 4)], lang)
    assert text.count("\n- ") == MOST_RELATED


@pytest.mark.parametrize("lang", LANGS)
def test_related_questions_are_not_numbered_since_a_number_would_not_pick_them(lang):
    first, second = TITLES[lang]
    (text,) = render([reply(lang, "好的 OK", related=named(lang))], lang)
    assert text == f"好的 OK\n\n{SENTENCES['related'][lang]}\n- {first}\n- {second}"


@pytest.mark.parametrize("lang", LANGS)
def test_where_there_are_choices_no_related_questions_stand_beside_them(lang):
    (text,) = render([{**asking(lang, "clarification"), "related": [{"id": "a/b", "title": "别的 other"}]}], lang)
    assert "别的" not in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_menu_link_sends_the_title_with_the_id_of_its_entry(lang):
    (text,) = render([asking(lang, "clarification")], lang, menu_links=True)
    line = text.split("\n")[1]
    assert line.startswith('1. <a href="weixin://bizmsgmenu?') and line.endswith(f">{TITLES[lang][0]}</a>")
    address = line.split('"')[1]
    assert address.isascii()
    assert parse_qs(urlsplit(address).query) == {"msgmenucontent": [TITLES[lang][0]], "msgmenuid": ["id-card/0"]}


@pytest.mark.parametrize("odd", [{"id": "", "title": "没有编号 no id"}, {"id": "a/b", "title": "大于 <3> bigger"}])
def test_a_title_that_cannot_be_a_link_stays_text(odd):
    (text,) = render([reply("zh", "好", choices=[odd])], "zh", menu_links=True)
    assert text.endswith(f"1. {odd['title']}") and "<a " not in text


def test_a_link_counts_with_all_its_bytes():
    choices = [{"id": f"a/{number}", "title": "怎么办理居住证" * 9} for number in range(3)]
    pieces = render([reply("zh", "好", choices=choices)], "zh", menu_links=True)
    assert len(pieces) > 1 and all(size(piece) <= LIMIT for piece in pieces)
    assert all(piece.count("<a ") == piece.count("</a>") for piece in pieces)


def test_several_replies_are_one_message():
    assert render([reply("zh", "您好！"), reply("en", "Hello!"), reply("zh", "")], "zh") == ["您好！\n\nHello!"]


@pytest.mark.parametrize("replies", [[], [reply("zh", "")], [reply("en", " \n\x00")], [{}]])
def test_nothing_to_say_is_no_message(replies):
    assert render(replies, "zh") == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_answer_is_as_few_messages_as_can_be_each_of_whole_sentences(lang):
    text = LONG[lang] * 60
    pieces = render([reply(lang, text)], lang)
    assert len(pieces) == -(-size(text) // (LIMIT // size(LONG[lang]) * size(LONG[lang])))
    assert all(size(piece) <= LIMIT and piece[-1] in "。." for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("lang", LANGS)
def test_the_last_of_five_says_where_the_rest_is(lang):
    pieces = render([reply(lang, LONG[lang] * 400)], lang)
    assert len(pieces) == MOST and all(size(piece) <= LIMIT for piece in pieces)
    assert [piece.endswith(SENTENCES["rest"][lang]) for piece in pieces] == [False] * 4 + [True]
    assert pieces[-1].split("\n\n")[0][-1] in "。."


@pytest.mark.parametrize("lang", LANGS)
def test_the_rest_is_on_the_page_if_there_is_one(lang):
    (piece,) = render([reply(lang, LONG[lang] * 100)], lang, most=1, page="https://faq.yk.gov.cn/chat")
    assert piece.endswith("https://faq.yk.gov.cn/chat") and size(piece) <= LIMIT
    (piece,) = render([reply(lang, LONG[lang] * 100)], lang, most=1, page="https://a.cn/" + "x" * LIMIT)
    assert piece.endswith(SENTENCES["rest"][lang]) and size(piece) <= LIMIT


def test_every_sentence_is_there_in_both_languages():
    assert all(set(both) == set(LANGS) and all(both.values()) for both in SENTENCES.values())
