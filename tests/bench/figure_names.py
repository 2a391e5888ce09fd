"""What each figure of the report means, in both languages."""

from __future__ import annotations

from bot.measuring.report import Both

SAID = {
    "route_right": Both("路由的第一个意图就是正确的类别", "the router's first intent is the right category"),
    "category_right": Both("第一个匹配属于正确的类别", "the first match is in the right category"),
    "entry_at_1": Both("正确的条目是第一个匹配，不论结果如何", "the right entry is the first match, whatever the outcome"),
    "entry_at_3": Both("正确的条目在前三个匹配之中", "the right entry is among the first three matches"),
    "answered": Both("范围内的问题得到答案的比例", "share of the questions in scope that got an answer"),
    "right_when_answered": Both("给出的答案中正确的比例", "of these answers, the share that is the right one"),
    "asked_which": Both("给出选项反问的比例", "share that got choices instead"),
    "false_answers": Both("不该回答却给了答案的比例", "share of the messages out of scope that got an answer"),
    "expected_outcome": Both(
        "结果与预期一致的比例（只算写明预期结果的行）", "share that ended as expected, of the rows that name an outcome"
    ),
    "element_right": Both(
        "追问办事要素，显示了刚才那个条目的该要素", "a guide element was asked for and shown, of the entry answered before"
    ),
    "missing_said": Both("追问条目里没有写的要素，说明了没有写", "the element asked for is not in the entry, and that was said"),
    "after_answer_at_1": Both(
        "回答之后问到别的事项，正确的条目排第一", "asked after an answer and about another entry: the right one is first"
    ),
    "after_answer_answered": Both("其中得到答案的比例", "of these, the share that got an answer"),
    "after_answer_right": Both("这些答案中正确的比例", "of these answers, the share that is the right one"),
    "both_shown": Both("一句话两个问题，两个都回答了或列为选项", "two questions in one message: both were answered or offered"),
    "one_kept_whole": Both("一个问题分两句说，没有被拆开", "one question in two sentences was not taken apart"),
    "emergency_seen": Both("紧急情况被识别", "an emergency was recognised"),
    "emergency_phone": Both("给出了正确的紧急电话", "a right emergency number was given"),
    "false_alarms": Both("不是紧急情况却报了警", "no emergency, and yet the alarm was raised"),
    "question_heard": Both("骂人的话里有问题，没有只当作闲聊", "a question among swear words was not taken for small talk"),
    "as_expected": Both("整行符合预期", "the whole row came out as expected"),
}
