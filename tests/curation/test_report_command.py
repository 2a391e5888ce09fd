"""`./faq report`: the sums, what is not told of few, and the three forms: terminal, workbook, page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from bot.curation import command_report
from bot.curation.report_figures import FEW, Line, by_category, by_department, by_week, group_of, names_of, total
from bot.curation.report_html import page
from bot.curation.report_plots import plots
from bot.curation.report_svg import cut, ticks, wide
from bot.curation.report_tables import shown, tables
from bot.curation.report_wish import NotThere, WrongPeriod, wish_of
from bot.curation.report_words import WORDS
from bot.knowledge.loader import Loaded, load
from bot.language import LANGUAGES
from bot.records.report import Count, Level, TopEntry, TopGap, Used, Wish
from bot.records.report_weeks import weeks_between
from bot.settings import Settings
from tests import small_knowledge
from tests.curation.conftest import Run
from tests.records.quarter import plant
from tests.small_knowledge import ID_LOST, INVOICE, TODAY

WISH = Wish(date(2026, 11, 9), TODAY)
W46, W47 = "2026-W46", "2026-W47"
USED = Used(
    WISH,
    weeks_between(WISH.since, WISH.until),
    (
        Count(W46, "tax", "web", "zh", "answered", 40, 18, 2),
        Count(W47, "tax", "web", "en", "answered_followup", 5, 4, 1),
        Count(W47, "tax", "web", "en", "unanswerable_no_match", 3, 0, 2),
        Count(W47, "id-residence", "wechat", "zh", "clarification", 2, 0, 0),
        Count(W47, None, "wechat", "zh", "smalltalk", 1, 0, 0),
        Count(W47, None, "wechat", "zh", "guard_input", 1, 0, 0),
    ),
    (TopEntry(INVOICE, 45, 22, 3), TopEntry("tax/gone", 1, 0, 0)),
    (TopGap("=1+1 <script>发票", "zh", "tax", 3, {"refused": 3}), TopGap("no idea", "en", None, 1, {"unsure": 1})),
    (Level(W46, "web", 5, 15), Level(W47, "wechat", 2, 5)),
    {
        ("all", ""): {10: 51, 900: 1},
        ("week", W46): {10: 40},
        ("week", W47): {10: 11, 900: 1},
        ("category", "tax"): {10: 47, 900: 1},
        ("category", "id-residence"): {10: 2},
        ("category", None): {10: 2},
    },
    ("web", "wechat"),
)


@pytest.fixture
def names(tmp_path: Path):
    return names_of(small_knowledge.knowledge(tmp_path / "knowledge"))


def test_outcomes_are_put_together_in_families() -> None:
    line = total(USED)
    assert line.groups == {
        "answered": 45, "clarified": 2, "refused": 3, "emergency": 0, "smalltalk": 1, "handover": 0, "error": 0, "other": 1,
    }  # fmt: skip
    assert line.questions == 52
    assert [group_of(one) for one in ("guard_emergency", "error_retrieval", "handover", "new_kind")] == [
        "emergency", "error", "handover", "other",
    ]  # fmt: skip


def test_only_answers_count_as_right_or_wrong_and_few_are_not_judged(names) -> None:
    tax, residence, nobody = by_category(USED)
    assert (tax.name, tax.helpful, tax.unhelpful) == ("tax", 22, 3)  # the two who disliked a refusal are not among them
    assert tax.right and (tax.right.value, tax.right.count) == (0.88, 25) and tax.right.low < 0.75 < 0.95 < tax.right.high
    assert residence.right is None and residence.at(0.5) is None and nobody.name is None
    assert Line("x", helpful=FEW - 1).right is None and Line("x", helpful=FEW).right is not None
    week, later = by_week(USED)
    assert week.right and later.rated == 5 and later.right is None
    assert [(line.name, line.questions) for line in by_department(USED, names)] == [("tax", 48), ("public-security", 2), (None, 2)]
    assert by_department(USED, names)[0].times == {10: 47, 900: 1}


def test_the_median_is_told_and_of_few_it_is_not() -> None:
    assert (total(USED).at(0.5), total(USED).at(0.99)) == (10, 900)
    assert by_week(USED)[1].at(0.5) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_has_heads_and_cells_in_its_language(names, lang) -> None:
    for table in tables(USED, names, lang):
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
        assert table.title == WORDS[table.key][lang] and table.rows
        heads = "".join(column.head for column in table.columns)
        assert any("\u4e00" <= char <= "\u9fff" for char in heads) is (lang == "zh")
    shown_rows = {table.key: [[shown(cell) for cell in row] for row in table.rows] for table in tables(USED, names, lang)}
    assert shown_rows["weeks"][-1][2:] == ["52", "45", "2", "3", "0", "1", "0", "0", "1", "25", "88% (70%–96%)", "10", "10"]
    assert shown_rows["weeks"][1][-3:] == ["–", "–", "–"]
    assert shown_rows["levels"][0][1:] == ["15", "0", "0", "5", "0", "20", "4.25"] and shown_rows["levels"][1][-1] == "–"
    assert shown_rows["top"][1][:3] == ["tax/gone", "tax/gone", "1"]  # an entry that is no more keeps its id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_holds_pictures_that_are_whole_and_nothing_that_runs(names, lang) -> None:
    html = page(USED, names, lang, "about")
    assert "&lt;script&gt;" in html and "<script" not in html and "http" not in html.replace("http://www.w3.org/2000/svg", "")
    drawn = list(plots(USED, names, lang))
    assert len(drawn) == 7
    for plot in drawn:
        texts = "".join(ElementTree.fromstring(plot.svg).itertext())
        assert "style=" not in plot.svg and plot.title == ElementTree.fromstring(plot.svg).attrib["aria-label"]
        assert "20" in texts or "n" in texts
    assert "n=2" in drawn[2].svg and WORDS["too_few"][lang].format(few=FEW) in drawn[2].svg  # two questions are no bar


def test_a_picture_fits_what_it_is_given() -> None:
    assert ticks(1165) == [0, 250, 500, 750, 1000, 1250] and ticks(13)[-1] >= 13 and ticks(0) == [0, 1] and ticks(3) == [0, 1, 2, 3]
    assert all(float(mark).is_integer() for most in range(1, 300) for mark in ticks(most))
    assert cut("政务服务中心与公共资源交易", 60) == "政务服务…" and wide("政务") == 24 and cut("short", 60) == "short"


@pytest.fixture
def planted(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up quarter that ends today, and the settings that lead to it."""
    plant(f"sqlite:///{tmp_path / 'records.db'}", list(small_knowledge.knowledge(good).entries.values()), date.today(), turns=900)
    monkeypatch.setattr(command_report, "settings", lambda: Settings(knowledge_dir=good, state_dir=tmp_path))
    monkeypatch.setattr(command_report, "load", lambda root: _loaded(root))
    return tmp_path


def _loaded(root: Path) -> Loaded:
    return load(root, TODAY)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", ("按部门", "税务局", "微信公众号")), ("en", ("By department", "Tax Bureau", "WeChat account"))]
)
def test_the_terminal_tells_it_in_the_language_asked_for(run: Run, planted: Path, lang: str, said: tuple[str, ...]) -> None:
    code, out, err = run("report", "--lang", lang)
    assert (code, err) == (0, "") and all(word in out for word in said)
    assert "13812345678" not in out


@pytest.mark.parametrize(("lang", "name"), [("zh", "按类别"), ("en", "By category")])
def test_the_workbook_has_numbers_as_numbers_and_no_formula(run: Run, planted: Path, lang: str, name: str) -> None:
    file = planted / "out.xlsx"
    assert run("report", file, "--lang", lang)[0] == 0
    book = openpyxl.load_workbook(file)
    assert len(book.sheetnames) == 11 and book[name].max_row > 2
    head, *rows = book[name].iter_rows(values_only=True)
    assert all(isinstance(row[1], int) and row[1] == sum(row[2:10]) for row in rows)
    value, low, high = [*book[WORDS["weeks"][lang]].iter_rows(values_only=True)][-1][12:15]
    assert 0 < low < value < high <= 1
    assert len(head) == len(rows[0]) == 16
    whole = book[WORDS["counts"][lang]]
    assert sum(row[5] for row in whole.iter_rows(min_row=2, values_only=True)) == sum(row[1] for row in rows)
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_what_citizens_typed_is_never_a_formula(names, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    command_report.write(file, USED, names, "zh", "about")
    cell = openpyxl.load_workbook(file)["最常见的缺口"]["A2"]
    assert (cell.value, cell.data_type) == ("'=1+1 <script>发票", "s")


def test_a_department_sees_its_own_and_the_period_is_kept(run: Run, planted: Path) -> None:
    out = run("report", "--department", "tax", "--lang", "en", "--since", "2026-01-01")[1]
    assert out.startswith("2026-01-01 to ") and "Department: Tax Bureau" in out and "Public Security" not in out
    assert "Kept by channel and time only" in out
    empty = run("report", "--since", "2020-01-01", "--until", "2020-01-31", "--lang", "zh")[1]
    assert "这段时间没有记录" in empty


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--department", "navy"), "navy"),
        (("--category", "id-residence", "--department", "tax"), "id-residence"),
        (("--channel", "telegraph"), "alipay, web, wechat"),
        (("--since", "2026-01-02", "--until", "2026-01-01"), "2026-01-02"),
        (("out.doc",), ".xlsx"),
        (("/nowhere/at/all/out.html",), "没有这个文件夹"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(run: Run, planted: Path, wrong: tuple[str, ...], said: str) -> None:
    code, out, err = run("report", *wrong)
    assert (code, out) == (1, "") and said in err and "Traceback" not in err


@pytest.mark.parametrize("command", ["report", "gaps"])
@pytest.mark.parametrize("text", ["yesterday", "2026/11/01", "昨天", ""])
def test_what_is_no_day_is_said_in_both_languages(run: Run, capsys: pytest.CaptureFixture[str], command: str, text: str) -> None:
    with pytest.raises(SystemExit):
        run(command, "--since", text)
    said = capsys.readouterr().err
    assert "is no day" in said and "不是日期" in said and "a_day" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_long_ago_and_a_channel_not_used_yet_are_no_errors(run: Run, planted: Path, lang: str) -> None:
    assert run("report", "--since", "0001-01-01", "--lang", lang)[0] == 0
    code, out, _ = run("report", "--channel", "wechat_mini", "--lang", lang)
    assert code == 0 and {"zh": "微信小程序", "en": "WeChat mini program"}[lang] in out


def test_gaps_go_into_an_excel_file_only(run: Run, planted: Path, tmp_path: Path) -> None:
    code, out, err = run("gaps", "--xlsx", tmp_path / "g.csv")
    assert (code, out) == (1, "") and "only .xlsx" in err and "只能输出" in err


def test_a_wish_is_a_quarter_unless_said_otherwise(names) -> None:
    wish = wish_of(names, TODAY)
    assert (wish.since, wish.until, wish.categories) == (date(2026, 8, 24), TODAY, None)  # a Monday, 13 weeks
    assert wish_of(names, TODAY, until=date(2099, 1, 1)).until == TODAY
    assert wish_of(names, TODAY, department="public-security").categories == {"id-residence", "household-registration"}
    assert wish_of(names, TODAY, category="tax").categories == {"tax"} and ID_LOST.startswith("id-residence")
    for wrong in ({"category": "x"}, {"department": "x"}, {"department": "tax", "category": "id-residence"}):
        with pytest.raises(NotThere):
            wish_of(names, TODAY, **wrong)
    with pytest.raises(WrongPeriod):
        wish_of(names, TODAY, since=date(2026, 12, 1))
