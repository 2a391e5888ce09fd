"""Typing mistakes: where they are put, how many, and that they are always the same. The sentences are written for this test."""

from __future__ import annotations

from bot.measuring.sets import Line, Query, RetrievalSet
from tests.bench.typos import SHORT, confusions, slipped, with_typos

TABLE = {"证": {"正": 1}, "办": {"半": 3, "伴": 1}}


def changed(text: str, seed: int = 1) -> int:
    return sum(one != two for one, two in zip(text, slipped(text, TABLE, seed), strict=True))


def test_confusions_are_counted_by_the_right_character() -> None:
    pairs = [("身份正半理", "身份证办理"), ("代伴", "代办"), ("半证", "办证"), ("少字", "少了字"), ("ID cart", "ID card"), ("一样", "一样")]
    assert confusions(pairs) == {"办": {"半": 2, "伴": 1}, "证": {"正": 1}}


def test_one_slip_up_to_twelve_characters_two_above() -> None:
    assert changed("办证") == 1 and changed("办证" * (SHORT // 2)) == 1
    assert changed("办证" * (SHORT // 2) + "x") == 2


def test_only_characters_that_have_a_confusion_slip() -> None:
    assert slipped("去哪里开证明", TABLE) == "去哪里开正明"
    assert slipped("去哪里开证明，要不要带上户口本和照片", TABLE) == "去哪里开正明，要不要带上户口本和照片"
    assert slipped("where do I get it", TABLE) == "where do I get it"


def test_a_text_always_gets_the_same_slips_and_frequent_ones_come_more_often() -> None:
    texts = [f"办{number}" for number in range(400)]
    found = [slipped(text, TABLE)[0] for text in texts]
    assert found == [slipped(text, TABLE)[0] for text in texts] != [slipped(text, TABLE, seed=1)[0] for text in texts]
    assert found.count("半") > 2 * found.count("伴") > 0 and len(found) == found.count("半") + found.count("伴")


def test_the_set_keeps_its_lines_and_what_is_right() -> None:
    clean = RetrievalSet("s", "o/r@1", "MIT", "-", "zh", "zh", "asked", "human", (Line("a", "办证"),), (Query("证", ("a",)),))
    found = with_typos(clean, TABLE, "o/p@2")
    assert (found.name, found.kind, found.index, found.queries) == ("s-typos", "synthetic", clean.index, (Query("正", ("a",)),))
    assert found.protocol.startswith("asked; ") and "o/p@2" in found.protocol and found.source == "o/r@1"
