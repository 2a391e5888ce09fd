"""Gaps: what was not met is found, put together, given to a department, and written into the files without harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.curation import gap_sheet
from bot.curation.gap_clusters import cluster
from bot.curation.gap_duties import read_duties
from bot.curation.gap_files import CannotWrite, add_similar, draft, texts_to_add, with_items, write_draft
from bot.curation.gap_owners import Owners
from bot.curation.gap_words import report
from bot.curation.gaps import AskedText, Found, Gap, find_gaps, gap_id
from bot.knowledge.loader import load
from bot.knowledge.placeholders import BLANK
from bot.language import LANGUAGES, Lang
from bot.records.records import Rating, Records, Turn
from bot.records.unmet import Unmet, read_unmet
from bot.settings import read_settings
from tests import small_knowledge
from tests.curation.gap_ground import GOOD, LetterEncoder, room_of
from tests.small_knowledge import ID_LOST, INVOICE, TODAY

GAP = Gap(
    "abc123", "tax", "tax", 3, {"refused": 3}, (AskedText("发票：丢了怎么办", "zh", 2), AskedText("my invoice is lost # help", "en", 1)),
    (INVOICE,), "draft", None, True, "2026-11-01", "2026-11-20",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_knowledge.write(tmp_path / "knowledge", GOOD)


def turn(name: str, lang: Lang, text: str, outcome: str, confidence: float | None = None, **more: str) -> Turn:
    return Turn(name, "web", lang, outcome, text, "v1", 5, confidence=confidence, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang, text", [("zh", "发票丢了怎么办"), ("en", "my invoice is lost")])
def test_only_what_was_not_met_is_read(tmp_path: Path, lang: Lang, text: str) -> None:
    own = read_settings({"FAQ_STATE_DIR": str(tmp_path)})
    assert read_unmet(own) == []
    records = Records.of(own)
    for one in (
        turn("refused", lang, f"{text} 1 13812345678", "unanswerable_no_match", 0.1),
        turn("unsure", lang, f"{text} 2", "answered", 0.6, entry=INVOICE),
        turn("asked", lang, f"{text} 3", "clarification", 0.5),
        turn("rated", lang, f"{text} 4", "answered", 0.95, entry=INVOICE),
        turn("turned-down", lang, f"{text} 5", "answered", 0.95, entry=INVOICE),
        turn("good", lang, f"{text} 6", "answered", 0.95, entry=INVOICE),
        turn("hello", lang, f"{text} 7", "smalltalk", 0.1),
        turn("button", lang, "", "clarification", about="turned-down"),
        turn("first", lang, f"{text} 8", "answered", 0.95, entry=INVOICE),
        turn("second", lang, f"{text} 9", "answered", 0.95, entry=ID_LOST, again="first"),
    ):
        records.add(one)
    records.add(Rating("rated", False))
    records.add(Rating("good", True))
    assert records.close()
    found = {one.turn: one for one in read_unmet(own)}
    assert {name: one.reasons for name, one in found.items()} == {
        "refused": ("refused",), "unsure": ("unsure",), "asked": ("unsure",), "rated": ("rated_down",), "turned-down": ("not_asked",),
        "first": ("rephrased",),
    }  # fmt: skip
    assert "13812345678" not in found["refused"].text
    assert read_unmet(own, since=4_000_000_000) == []


def test_groups_are_joined_while_their_mean_chance_is_high_enough() -> None:
    alike = np.array([[1, 0.9, 0.1, 0.1], [0.9, 1, 0.1, 0.3], [0.1, 0.1, 1, 0.6], [0.1, 0.3, 0.6, 1]], dtype=np.float32)
    assert cluster(alike, 0.5) == [[0, 1], [2, 3]]
    assert cluster(alike, 0.7) == [[0, 1], [2], [3]]
    assert cluster(alike, 0.14) == [[0, 1, 2, 3]]
    assert cluster(np.ones((1, 1), dtype=np.float32)) == [[0]]


def found_in(root: Path, unmet: list[Unmet], sure: float) -> Found:
    room = room_of(root, sure)
    duties = read_duties(root, room.knowledge)
    return find_gaps(unmet, room, Owners(room.knowledge, room.retriever.index.entries, {"zh": {}, "en": {}}, LetterEncoder(), duties))


@pytest.mark.parametrize(
    "lang, texts", [("zh", ["发票开不了怎么开", "怎么开发票呢开"]), ("en", ["issue an invoice how", "invoice, how to issue"])]
)
def test_refused_questions_come_to_the_department_with_their_count(root: Path, lang: Lang, texts: list[str]) -> None:
    unmet = [Unmet(f"t{at}", 1_790_000_000 + at, lang, text, ("refused",)) for at, text in enumerate([*texts, texts[0]])]
    found = found_in(root, unmet, sure=-4.0)
    assert sum(gap.count for gap in found.gaps) == 3
    assert {gap.department for gap in found.gaps} == {"tax"} and found.gaps[0].nearest[0] == INVOICE
    assert gap_id(texts[0]) in {gap.id for gap in found.gaps}
    assert {gap.way for gap in found.gaps} == {"draft"}


@pytest.mark.parametrize("lang, text", [("zh", "怎么开发票"), ("en", "how do i issue an invoice")])
def test_what_is_answered_by_now_is_solved_but_not_by_the_entry_turned_down(root: Path, lang: Lang, text: str) -> None:
    unmet = [Unmet("t", 1_790_000_000, lang, text, ("refused",))]
    assert (found_in(root, unmet, 4.0).solved, found_in(root, unmet, 4.0).gaps) == (1, ())
    down = [Unmet("t", 1_790_000_000, lang, text, ("rated_down",), entry=INVOICE)]
    (gap,) = found_in(root, down, 4.0).gaps
    assert INVOICE not in gap.nearest


@pytest.mark.parametrize(
    "lang, words",
    [
        ("zh", ["abc123", "税务局", "未能回答 3", "发票：丢了怎么办", "新建草稿条目"]),
        ("en", ["abc123", "Tax Bureau", "refused 3", "Write a draft entry"]),
    ],
)
def test_the_report_says_who_how_often_and_what_to_do(root: Path, lang: Lang, words: list[str]) -> None:
    said = "\n".join(report(Found((GAP,), 0, 0), (GAP,), load(root, TODAY).require(), lang))
    assert [word for word in words if word not in said] == []


def test_similar_questions_are_added_and_nothing_else_changes(root: Path) -> None:
    path = root / f"{INVOICE}.yml"
    text = path.read_text(encoding="utf-8").replace("status:", "# keep me 保留\nstatus:")
    path.write_text(text, encoding="utf-8")
    knowledge = load(root, TODAY).require()
    add_similar(root, INVOICE, texts_to_add(GAP, knowledge), TODAY)
    after = load(root, TODAY).require().entries[INVOICE]
    assert after.similar["zh"][-1] == "发票：丢了怎么办" and after.similar["en"][-1] == "my invoice is lost # help"
    lines, old = path.read_text(encoding="utf-8").splitlines(), text.splitlines()
    assert [line for line in old if line not in lines] == [] and len(lines) == len(old) + 2


@pytest.mark.parametrize(
    "before, after",
    [
        (
            "similar:\n  zh:\n    - 甲 # 说明\n    - |\n      乙\n  en: [a]\n",
            "similar:\n  zh:\n    - 甲 # 说明\n    - |\n      乙\n    - 丙\n  en: [a]\n",
        ),
        ("similar:\r\n  zh:\r\n  - 甲\r\n", "similar:\r\n  zh:\r\n  - 甲\r\n  - 丙\r\n"),
        ("similar: {zh: [甲], en: [a]}", 'similar: {zh: [甲, "丙"], en: [a]}'),
        ("similar:\n  zh:\n    - 甲", "similar:\n  zh:\n    - 甲\n    - 丙\n"),
    ],
)
def test_a_line_goes_to_the_end_of_its_list_in_every_form(before: str, after: str) -> None:
    assert with_items(before, ("similar", "zh"), ["丙"], Path("tax/x.yml")) == after


def test_a_file_without_the_list_is_told(root: Path) -> None:
    with pytest.raises(CannotWrite, match=r"no list 'similar\.zh'"):
        with_items("similar: {}\n", ("similar", "zh"), ["丙"], root / "tax" / "x.yml")
    with pytest.raises(CannotWrite, match="no such entry"):
        add_similar(root, "tax/none", {"zh": ["甲"], "en": []}, TODAY)


def test_what_would_break_the_knowledge_is_taken_back(root: Path) -> None:
    path = root / f"{INVOICE}.yml"
    before = path.read_bytes()
    taken = GOOD[ID_LOST]["question"]["zh"]
    with pytest.raises(CannotWrite, match="K203"):
        add_similar(root, INVOICE, {"zh": [taken], "en": []}, TODAY)
    assert path.read_bytes() == before


def test_masked_questions_and_those_of_entries_are_not_taken(root: Path) -> None:
    texts = (AskedText("我的号码是＊phone＊", "zh", 9), AskedText(GOOD[ID_LOST]["question"]["zh"], "zh", 4), AskedText("发票丢了", "zh", 1))
    gap = Gap(**{**GAP.to_json(), "texts": texts})
    assert texts_to_add(gap, load(root, TODAY).require()) == {"zh": ["发票丢了"], "en": []}


@pytest.mark.parametrize("only", [*LANGUAGES, None])
def test_a_draft_is_sound_is_not_served_and_leaves_the_answer_to_staff(root: Path, only: Lang | None) -> None:
    texts = {lang: [one.text for one in GAP.texts if one.lang == lang and only in (None, lang)] for lang in LANGUAGES}
    path = write_draft(root, GAP, texts, TODAY)
    entry = load(root, TODAY).require().entries["tax/gap-abc123"]
    assert (path.name, entry.status, entry.served(TODAY)) == ("gap-abc123.yml", "draft", False)
    for lang in LANGUAGES:
        expected = texts[lang][0] if texts[lang] else BLANK["title"][lang].format(id=GAP.id)
        assert entry.question[lang] == expected
        assert entry.answer[lang] == BLANK["answer"][lang]
    with pytest.raises(CannotWrite, match="there already"):
        write_draft(root, GAP, texts, TODAY)


def test_the_draft_of_a_gap_is_named_while_it_waits(root: Path) -> None:
    text = "发票丢失怎么补"
    unmet = [Unmet("t", 1_790_000_000, "zh", text, ("refused",))]
    (gap,) = found_in(root, unmet, -4.0).gaps
    write_draft(root, gap, {"zh": [text], "en": []}, TODAY)
    (again,) = found_in(root, unmet, -4.0).gaps
    assert (again.id, again.draft) == (gap.id, f"{gap.category}/gap-{gap.id}")


def test_the_draft_says_where_it_comes_from() -> None:
    text = draft(GAP, {"zh": ["发票丢了"], "en": []}, date(2026, 11, 22))
    assert text.startswith("# Gap abc123: asked 3 times") and "缺口 abc123：被问 3 次" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_comes_back_with_the_wishes_in_it(root: Path, tmp_path: Path, lang: Lang) -> None:
    import openpyxl

    file = tmp_path / "gaps.xlsx"
    bad = Gap(**{**GAP.to_json(), "id": "def456", "texts": (AskedText("=1+1", "en", 1),)})
    gap_sheet.write_sheet([GAP, bad], load(root, TODAY).require(), file, lang)
    assert gap_sheet.read_wishes(file) == []
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet["H3"].value == "'=1+1" and sheet["D2"].value == {"zh": "税务局", "en": "Tax Bureau"}[lang]
    sheet["B2"], sheet["C2"] = "similar", INVOICE
    book.save(file)
    assert gap_sheet.read_wishes(file) == [("abc123", "similar", INVOICE)]
    sheet["B3"] = "maybe"
    book.save(file)
    with pytest.raises(gap_sheet.SheetTrouble, match="row 3, column B"):
        gap_sheet.read_wishes(file)


def test_what_is_no_sheet_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no zip")
    with pytest.raises(gap_sheet.SheetTrouble, match="no Excel sheet"):
        gap_sheet.read_wishes(tmp_path / "a.xlsx")
