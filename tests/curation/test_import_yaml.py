"""A file after an import: what was changed is changed, every other byte is as it was."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
import yaml

from bot.curation.import_scalars import CannotEdit
from bot.curation.import_yaml import edited, written

FILE = """\
# 办证 papers
question:
  zh: '身份证丢了？'  # 标题
  en: "Lost ID card?"
similar:
  # 市民原话
  zh:
    - 证丢了  # 最常见
    - "证: 没了"
    - 补证
  en: [lost card, 'no card', new card]

status: draft   # 顺序特别
answer:
  zh: |
    请到窗口。
    - 带证件

  en: >-
    Go to
    the counter.
basis:
  - title: {zh: 条例, en: "Rules, Article 1"}
    url: https://www.gov.cn/a  # 网址
  - title:
      zh: 办法
      en: Measures
guide:
  phone: "12345"   # 总机

# 日期
reviewed: 2026-11-20
# 完
"""


def content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE)
    found["answer"] = {lang: text.strip() for lang, text in found["answer"].items()}
    return found


def set_(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    new = content()
    inner: Any = new
    for step in path[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    inner[path[-1]] = value
    return new


EDITS: list[tuple[tuple[Any, ...], Any, dict[str, str]]] = [
    (("question", "zh"), "卡丢了？", {"'身份证丢了？'": "'卡丢了？'"}),
    (("question", "zh"), "卡'丢'了", {"'身份证丢了？'": "'卡''丢''了'"}),
    (("question", "en"), 'A "lost" card', {'"Lost ID card?"': '"A \\"lost\\" card"'}),
    (("similar", "zh"), ["证丢了", "证: 没了", "补证", "新: 的 #1"], {"    - 补证\n": '    - 补证\n    - "新: 的 #1"\n'}),
    (("similar", "zh"), ["证丢了", "补证"], {'    - "证: 没了"\n': ""}),
    (("similar", "zh"), ["丢证了", "证: 没了", "补证"], {"- 证丢了 ": "- 丢证了 "}),
    (("similar", "zh"), ["先", "证丢了", "证: 没了", "补证"], {"    - 证丢了": "    - 先\n    - 证丢了"}),
    (("similar", "en"), ["lost card", "a, b"], {"[lost card, 'no card', new card]": '[lost card, "a, b"]'}),
    (("answer", "zh"), "一。\n\n- 二", {"    请到窗口。\n    - 带证件\n": "    一。\n\n    - 二\n"}),
    (("answer", "en"), "Come.\n- Bring it", {">-\n    Go to\n    the counter.": "|\n    Come.\n    - Bring it"}),
    (("basis", 0, "title", "zh"), "条例，{新}", {"zh: 条例,": 'zh: "条例，{新}",'}),
    (("basis", 0, "url"), "https://www.gov.cn/b", {"gov.cn/a": "gov.cn/b"}),
    (("basis", 1, "url"), "https://www.gov.cn/c", {"      en: Measures\n": "      en: Measures\n    url: https://www.gov.cn/c\n"}),
    (("guide", "phone"), "0579", {'"12345"': '"0579"'}),
    (("guide", "fee"), {"zh": "不收费", "en": "Free"}, {"guide:\n": "guide:\n  fee:\n    zh: 不收费\n    en: Free\n"}),
    (("status",), "published", {"draft": "published"}),
    (("reviewed",), date(2026, 12, 1), {"2026-11-20": "2026-12-01"}),
    (("valid_until",), date(2027, 1, 1), {"reviewed: 2026-11-20\n": "reviewed: 2026-11-20\nvalid_until: 2027-01-01\n"}),
    (("not",), {"zh": ["社保卡"], "en": ["card"]}, {"new card]\n": "new card]\nnot:\n  zh:\n    - 社保卡\n  en:\n    - card\n"}),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(("path", "value", "differences"), EDITS)
def test_only_the_changed_value_is_written_anew(
    path: tuple[Any, ...], value: Any, differences: dict[str, str], mark: bytes, ends: str
) -> None:
    wished = FILE
    for was, is_ in differences.items():
        assert wished.count(was) == 1
        wished = wished.replace(was, is_)
    raw = mark + FILE.replace("\n", ends).encode()
    assert edited(raw, content(), set_(path, value)) == mark + wished.replace("\n", ends).encode()


def test_nothing_changed_is_nothing_written() -> None:
    assert edited(FILE.encode(), content(), content()) == FILE.encode()


def test_a_removed_key_takes_its_lines_along_and_no_comment() -> None:
    new = content()
    del new["guide"]
    assert edited(FILE.encode(), content(), new).decode() == FILE.replace('guide:\n  phone: "12345"   # 总机\n', "")


def test_several_new_keys_stand_in_the_usual_order() -> None:
    new = content()
    new["guide"] = {"where": {"zh": "窗口", "en": "Counter"}, "time": {"zh": "当日", "en": "Same day"}, "phone": "12345"}
    text = edited(FILE.encode(), content(), new).decode()
    assert text.index("  where:") < text.index("  time:") < text.index("  phone:")
    assert "# 总机" in text and "# 日期" in text


def test_another_number_of_laws_writes_that_key_anew_and_no_other() -> None:
    new = content()
    new["basis"] = new["basis"][:1]
    text = edited(FILE.encode(), content(), new).decode()
    assert yaml.safe_load(text)["basis"] == new["basis"]
    before, after = FILE.split("basis:\n")
    assert text.startswith(before) and text.endswith(after[after.index("guide:") :])


def test_a_file_with_an_anchor_is_not_guessed_at() -> None:
    raw = b"question: &q\n  zh: a\n  en: b\nanswer: *q\n"
    old = {"question": {"zh": "a", "en": "b"}, "answer": {"zh": "a", "en": "b"}}
    new = copy.deepcopy(old)
    new["question"]["zh"] = "c"
    with pytest.raises(CannotEdit):
        edited(raw, old, new)


@pytest.mark.parametrize(
    "text", ["yes", "12345", "2026-11-20", "- a", "a: b", "a #b", "#x", "{x", "'x", '"x', "&x", "*x", "!x", "null", "~", "是: 的", "- 证件"]
)
def test_a_text_that_yaml_would_read_otherwise_is_quoted(text: str) -> None:
    made = {"question": {"zh": text, "en": text}, "similar": {"zh": [text], "en": [text]}}
    assert yaml.safe_load(written(made)) == made
    assert edited(FILE.encode(), content(), set_(("similar", "en"), [text])) != FILE.encode()
