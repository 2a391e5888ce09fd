"""A long text is cut where a reader would pause, and what belongs together stays together."""

from __future__ import annotations

import pytest

from bot.channels.wechat.cutting import cut, size

ZH = "第一句话说得清楚。第二句也很清楚！第三句呢？第四句；第五句。"
EN = "The first sentence is clear. So is the second! And the third? The fourth; the fifth ends here."


@pytest.mark.parametrize("text", [ZH, EN, "", "短", "short"])
def test_a_text_that_fits_is_one_piece(text):
    assert cut(text, 2048) == ([text] if text else [])


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        (ZH, 60, ["第一句话说得清楚。第二句也很清楚！", "第三句呢？第四句；第五句。"]),
        (EN, 50, ["The first sentence is clear. So is the second! ", "And the third? The fourth; the fifth ends here."]),
        ("他说：“好的。”然后走了。再见。", 30, ["他说：“好的。”", "然后走了。再见。"]),
        ('He said "yes." Then he left.', 20, ['He said "yes." ', "Then he left."]),
        ("先挂失\n再补办\n", 14, ["先挂失\n", "再补办\n"]),
        ("Report it\nReplace it", 12, ["Report it\n", "Replace it"]),
    ],
)
def test_it_is_cut_at_the_last_end_of_a_sentence_that_fits(text, limit, pieces):
    assert cut(text, limit) == pieces


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("请准备以下。申请材料：\n- 户口簿\n- 身份证", 45, ["请准备以下。", "申请材料：\n- 户口簿\n- 身份证"]),
        ("Come along. Documents:\n- hukou booklet\n- ID", 38, ["Come along. ", "Documents:\n- hukou booklet\n- ID"]),
        ("Go now. It is at No. 8 West Road today.", 32, ["Go now. ", "It is at No. 8 West Road today."]),
        ("好的\n1. 身份证怎么补办\n2. 户口本怎么补办", 33, ["好的\n1. 身份证怎么补办\n", "2. 户口本怎么补办"]),
        ("It costs 3.50 yuan. See gov.cn for it.", 36, ["It costs 3.50 yuan. ", "See gov.cn for it."]),
    ],
)
def test_a_heading_a_number_in_a_list_and_an_abbreviation_end_no_sentence(text, limit, pieces):
    assert cut(text, limit) == pieces


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("请拨打咨询电话 0579-87101234 或 12345 询问", ["0579-87101234", "12345"]),
        ("Please call +86 579 8710 1234 or (0579) 87101234 now", ["+86 579 8710 1234", "0579) 87101234"]),
        ("请马上拨打咨询电话0579-87101234现在就打现在就打", ["0579-87101234"]),
        ("请看 (https://www.yk.gov.cn/a/b?c=1&d=2!e) 里的说明", ["(https://www.yk.gov.cn/a/b?c=1&d=2!e)"]),
        ("See the page https://www.yk.gov.cn/a.b/c?d=1.e for it", ["https://www.yk.gov.cn/a.b/c?d=1.e"]),
        ('选 <a href="weixin://bizmsgmenu?msgmenucontent=a%20b&msgmenuid=c">怎么办？好</a> 吧', ['<a href="weixin://bizmsgmenu?msgmenucontent=a%20b&msgmenuid=c">怎么办？好</a>']),
        ("Write to some.one@yk.gov.cn or wait until 2026-11-20 12:30", ["some.one@yk.gov.cn", "2026-11-20 12:30"]),
    ],
)  # fmt: skip
def test_no_link_and_no_number_is_cut_wherever_the_limit_falls(text, kept):
    for limit in range(max(map(size, kept)), size(text) + 1):
        pieces = cut(text, limit)
        assert "".join(pieces) == text
        assert all(any(whole in piece for piece in pieces) for whole in kept), (limit, pieces)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("没有句号，只有逗号，一直写下去", 40, ["没有句号，只有逗号，", "一直写下去"]),
        ("no full stop here only blanks all along", 20, ["no full stop here ", "only blanks all ", "along"]),
        ("一二三四五六七八九十", 10, ["一二三", "四五六", "七八九", "十"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("https://a.cn/" + "x" * 20, 16, ["https://a.cn/xxx", "x" * 16, "x"]),
    ],
)
def test_a_sentence_that_is_too_long_is_cut_at_a_clause_or_a_blank_and_else_between_characters(text, limit, pieces):
    assert cut(text, limit) == pieces


@pytest.mark.parametrize("seen", ["👍🏽", "👩\u200d👧", "e\u0301", "❤\ufe0f"])
def test_what_is_seen_as_one_character_is_not_cut(seen):
    for limit in range(size(seen), 3 * size(seen)):
        assert all(len(piece) % len(seen) == 0 for piece in cut(seen * 6, limit))
