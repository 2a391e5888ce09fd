"""`faq eval` on what is more than one question and one entry: follow-ups, two questions at once, emergencies, swearing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answering.sentences import SENTENCES
from bot.curation import asking, evaluate
from bot.curation.asking import Result, UnknownBefore, result_of
from bot.curation.evaluate import as_expected, summarise, with_intervals
from bot.curation.rows import BadRow, Row, read
from bot.settings import settings
from tests.answering.conftest import FakeRetriever
from tests.curation.conftest import Run
from tests.curation.test_evaluate import FakeService, rows_file, service  # noqa: F401  (fixture)
from tests.small_knowledge import ID_LOST


def row(id_: str = "r", text: str = "多少钱", lang: str = "zh", **more: Any) -> Row:
    return Row(id_, text, lang, more.pop("entries", ()), more.pop("category", None), more.pop("outcome", None), **more)


def result(outcome: str, **more: Any) -> Result:
    return Result("r", outcome, None, None, more.pop("entries", ()), **more)


def test_every_form_is_read(tmp_path: Path) -> None:
    found = read(
        rows_file(
            tmp_path / "q.jsonl",
            '{"id": "f1", "before": "tax/a", "text": "多少钱", "expect": {"element": "fee", "outcome": "answered_followup"}, "kind": "e"}',
            '{"id": "f2", "before": "tax/a", "text": "how long", "expect": {"outcome": "followup_missing", "element": "time"}}',
            '{"id": "f3", "lang": "zh", "before": "tax/a", "text": "外地的呢", "expect": {"entries": ["tax/b"]}, "kind": "related"}',
            '{"id": "t1", "lang": "zh", "text": "一，另外二", "expect": {"both": [["tax/a", "tax/c"], ["tax/b"]]}, "kind": "two"}',
            '{"id": "g1", "text": "fire", "expect": {"outcome": "guard_emergency", "phones": ["119", "120"]}, "kind": "fire"}',
        )
    )
    assert found == [
        row("f1", "多少钱", before="tax/a", outcome="answered_followup", element="fee", kind="e"),
        row("f2", "how long", "en", before="tax/a", outcome="followup_missing", element="time"),
        row("f3", "外地的呢", entries=("tax/b",), category="tax", before="tax/a", kind="related"),
        row("t1", "一，另外二", both=(("tax/a", "tax/c"), ("tax/b",)), kind="two"),
        row("g1", "fire", "en", outcome="guard_emergency", phones=("119", "120"), kind="fire"),
    ]
    assert [(one.in_scope, one.out_of_scope) for one in found] == [(False, False)] * 5


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ('{"both": [["tax/a"], "tax/b"]}', "both is no list of texts"),
        ('{"phones": "119"}', "phones is no list of texts"),
        ('{"entries": "tax/a"}', "entries is no list of texts"),
        ('{"outcome": "answered_followup", "element": "price"}', "element is none of conditions, materials"),
    ],
)
def test_a_form_that_is_none_is_named(tmp_path: Path, expect: str, why: str) -> None:
    with pytest.raises(BadRow, match=why):
        read(rows_file(tmp_path / "q.jsonl", f'{{"id": 1, "text": "税", "expect": {expect}}}'))
    with pytest.raises(BadRow, match="before is no id"):
        read(rows_file(tmp_path / "q.jsonl", '{"id": 1, "text": "tax", "before": ["tax/a"], "expect": {}}'))


CARD = {
    "id": "tax/a",
    "title": "怎么开发票？",
    "department": {"id": "tax", "name": "税务局", "phone": "12366"},
    "guide": [
        {"element": "fee", "label": "费用", "text": "四十元", "items": None},
        {"element": "materials", "label": "材料", "text": None, "items": ["户口簿", "照片"]},
    ],
}
ENGLISH = {**CARD, "title": "How do I issue an invoice?", "department": {"id": "tax", "name": "Tax Bureau", "phone": "12366"}}


def reply(text: str, card: dict[str, Any] = CARD, outcome: str = "answered_followup", **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "text": text, "entry": card, "choices": [], **more}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("关于：\n费用：四十元", ("fee",)),
        ("材料：\n- 户口簿\n- 照片", ("materials",)),
        ("材料：\n- 户口簿", ()),
        ("四十元\n户口簿\n照片", ("fee", "materials")),
    ],
)
def test_an_element_is_told_if_the_text_holds_the_whole_of_it(text: str, told: tuple[str, ...]) -> None:
    assert result_of("r", reply(text)).told == told


@pytest.mark.parametrize(("card", "lang", "department"), [(CARD, "zh", "税务局"), (ENGLISH, "en", "Tax Bureau")])
def test_a_reply_says_that_it_is_missing_only_in_our_words(card: dict, lang: str, department: str) -> None:
    said = SENTENCES["followup_missing"][lang].format(title=card["title"], department=department, phone="12366")
    assert result_of("r", reply(said, card)).says_missing
    assert not result_of("r", reply(f"{card['title']} 12366", card)).says_missing


def test_a_second_entry_is_an_answer_too() -> None:
    found = result_of("r", reply("…", outcome="answered", also=[{"id": "tax/b"}, {"id": "tax/a"}], choices=[{"id": "tax/c"}]))
    assert (found.answers, found.choices, found.entries) == (("tax/a", "tax/b"), ("tax/c",), ("tax/a", "tax/c"))
    assert result_of("r", reply("…", also=None)).answers == ("tax/a",)


ELEMENT = row(before="tax/a", outcome="answered_followup", element="fee")
MISSING = row(before="tax/a", outcome="followup_missing", element="time")
RELATED = row(before="tax/a", entries=("tax/b", "tax/c"), category="tax")
TWO = row(both=(("tax/a", "tax/c"), ("tax/b",)))
ONE = row(both=(("tax/a",),))
FIRE = row(outcome="guard_emergency", phones=("119", "120"))


@pytest.mark.parametrize(
    ("asked", "came", "right"),
    [
        (ELEMENT, result("answered_followup", answers=("tax/a",), told=("fee",)), True),
        (ELEMENT, result("answered_followup", answers=("tax/a",), told=("time",)), False),
        (ELEMENT, result("answered_followup", answers=("tax/b",), told=("fee",)), False),
        (ELEMENT, result("answered", answers=("tax/a",), told=("fee",)), False),
        (MISSING, result("answered_followup", answers=("tax/a",), says_missing=True), True),
        (MISSING, result("answered_followup", answers=("tax/a",), told=("fee",)), False),
        (MISSING, result("answered_followup", answers=("tax/b",), says_missing=True), False),
        (MISSING, result("unanswerable_no_match"), False),
        (RELATED, result("answered", answers=("tax/c",)), True),
        (RELATED, result("answered", answers=("tax/a",), entries=("tax/b",)), False),
        (RELATED, result("clarification", entries=("tax/b",), choices=("tax/b",)), False),
        (TWO, result("answered", answers=("tax/c", "tax/b")), True),
        (TWO, result("answered", answers=("tax/a",), choices=("tax/b",)), True),
        (TWO, result("clarification", choices=("tax/b", "tax/a")), True),
        (TWO, result("answered", answers=("tax/a",), entries=("tax/a", "tax/b")), False),
        (ONE, result("answered", answers=("tax/a",)), True),
        (ONE, result("answered", answers=("tax/a", "tax/b")), False),
        (ONE, result("clarification", choices=("tax/a", "tax/b")), True),
        (FIRE, result("guard_emergency", text="请立即拨打119"), True),
        (FIRE, result("guard_emergency", text="call 110 now"), False),
        (FIRE, result("answered", text="119"), False),
        (row(outcome="not_emergency"), result("answered"), True),
        (row(outcome="not_emergency"), result("guard_emergency"), False),
        (row(outcome="not_smalltalk"), result("clarification"), True),
        (row(outcome="not_smalltalk"), result("smalltalk"), False),
        (row(outcome="smalltalk"), result("smalltalk"), True),
        (row(outcome="smalltalk"), result("unanswerable_no_match"), False),
        (row(outcome="unanswerable"), result("clarification"), True),
        (row(outcome="unanswerable"), result("unanswerable_out_of_scope"), True),
        (row(outcome="unanswerable"), result("answered_followup"), False),
        (row(entries=("tax/a",)), result("answered", answers=("tax/a",), entries=("tax/a",)), True),
        (row(entries=("tax/a",)), result("clarification", entries=("tax/a",)), False),
    ],
)  # fmt: skip
def test_the_verdict_on_a_row(asked: Row, came: Result, right: bool) -> None:
    assert as_expected(asked, came) is right


def test_the_figures_of_conversations_are_counted_apart() -> None:
    rows = [
        ELEMENT,
        MISSING,
        RELATED,
        TWO,
        ONE,
        FIRE,
        row(outcome="not_emergency"),
        row(outcome="not_smalltalk"),
        row(outcome="unanswerable"),
    ]
    came = [
        result("answered_followup", answers=("tax/a",), told=("fee",)),
        result("answered_followup", answers=("tax/a",), told=("fee",)),
        result("answered", answers=("tax/b",)),
        result("answered", answers=("tax/a",)),
        result("answered", answers=("tax/a", "tax/b")),
        result("guard_emergency", text="110"),
        result("guard_emergency"),
        result("answered"),
        result("clarification"),
    ]
    found = summarise(rows, came)["zh"]
    assert (found["rows"], found["in_scope"], found["out_of_scope"], found["entry_at_1"], found["false_answers"]) == (9, 0, 1, None, 0.0)
    more = {name: found[name] for name in found if name in {measure.name for measure in evaluate.MORE}}
    assert more == {
        "element_right": 1.0, "missing_said": 0.0, "after_answer_at_1": 1.0, "after_answer_answered": 1.0, "after_answer_right": 1.0,
        "both_shown": 0.0, "one_kept_whole": 0.0, "emergency_seen": 1.0, "emergency_phone": 0.0, "false_alarms": 1.0, "question_heard": 1.0,
    }  # fmt: skip


def test_shares_come_with_intervals_by_language() -> None:
    rows = [row("a", entries=("tax/a",)), row("b", entries=("tax/a",)), row("c", lang="en", entries=("tax/a",))]
    came = [result("answered", entries=("tax/a",)), result("answered", entries=("tax/b",)), result("answered", entries=("tax/a",))]
    found = with_intervals(rows, came)
    zh, en = found["zh"]["entry_at_1"], found["en"]["entry_at_1"]
    assert zh is not None and en is not None
    assert (zh.value, zh.low, zh.high, zh.count, en.value, en.low) == (0.5, 0.0, 1.0, 2, 1.0, 1.0)
    assert found["zh"]["false_answers"] is None
    assert "0.500 (0.000-1.000)" in evaluate.table(found)


def test_through_retrieval_the_pipeline_knows_what_was_answered_before(run: Run, tmp_path: Path, retriever: FakeRetriever) -> None:
    expect = {"outcome": "answered_followup", "element": "fee"}
    file = rows_file(
        tmp_path / "q.jsonl",
        *(json.dumps({"id": text, "text": text, "before": ID_LOST, "expect": expect}) for text in ("多少钱？", "how much is it?")),
        json.dumps({"id": "m", "text": "网上能办吗", "before": ID_LOST, "expect": {"outcome": "followup_missing", "element": "online"}}),
    )
    code, output, _ = run("eval", file, "--through", "retrieval", "--json")
    summary = json.loads(output.splitlines()[-1])["summary"]
    assert code == 0
    assert (summary["zh"]["element_right"], summary["en"]["element_right"], summary["zh"]["missing_said"]) == (1.0, 1.0, 1.0)


def test_an_entry_before_that_is_none_is_one_sentence(run: Run, tmp_path: Path, good: Path) -> None:
    file = rows_file(tmp_path / "q.jsonl", '{"id": "x", "text": "多少钱", "before": "tax/nothing", "expect": {}}')
    code, output, errors = run("eval", file, "--through", "retrieval")
    assert (code, output) == (1, "") and "Row x comes after an answer of tax/nothing" in errors
    with pytest.raises(UnknownBefore):
        asking.openings(read(file), replace(settings(), knowledge_dir=good))


def test_through_the_whole_assistant_the_title_is_asked_first_in_the_same_session(service: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(asking, "sleep", lambda seconds: None)
    asking.ask_all([row("a", "多少钱", before=ID_LOST), row("b", "tax", "en")], service, {"a": "身份证丢了怎么补办？"})
    said = [body["text"] for path, body in FakeService.seen if path == "/chat/messages"]
    assert sorted(said) == sorted(["身份证丢了怎么补办？", "多少钱", "tax"])
    assert said.index("身份证丢了怎么补办？") < said.index("多少钱")


def test_the_first_message_is_the_title_in_the_language_of_the_row(good: Path) -> None:
    rows = [row("a", before=ID_LOST), row("b", lang="en", before=ID_LOST), row("c")]
    found = asking.openings(rows, replace(settings(), knowledge_dir=good))
    assert found == {"a": "身份证丢了怎么补办？", "b": "How do I replace a lost ID card?"}
