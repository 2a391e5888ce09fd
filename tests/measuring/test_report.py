"""The page and its pictures: complete, in both languages, without anything from outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from bot.measuring.intervals import Figure
from bot.measuring.metrics import CurvePoint, answered_against_right, confusion, reliability
from bot.measuring.plots import answered_right, bars, reliability_diagram, routing
from bot.measuring.report import Both, Picture, Report, Section, Table, page

CURVE = answered_against_right([0.9, 0.6, 0.3], [True, False, True], [True, True, True])
PICTURES = {
    "curve": lambda: answered_right({"zh": CURVE, "en": [CurvePoint(0.5, 1.0, 1.0, 0.0)]}, {"zh": (0.33, 1.0), "en": (1.0, 1.0)}),
    "reliability": lambda: reliability_diagram(
        {"zh": reliability([0.1, 0.95, 0.97], [False, True, True]), "en": reliability([0.5], [True])}
    ),
    "routing": lambda: routing(confusion([("tax", "tax"), ("tax", "traffic"), ("traffic", None)], ["tax", "traffic"])),
    "bars": lambda: bars({"甲": {"bm25": Figure(0.5, 0.4, 0.6, 9), "ours": Figure(0.9, 0.8, 1.0, 9)}, "b": {"ours": Figure(0, 0, 0, 1)}}),
}


def words(svg: str) -> list[str]:
    return [text for element in ElementTree.fromstring(svg).iter() if (text := (element.text or "").strip())]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_an_svg_that_fetches_nothing(name: str) -> None:
    svg = PICTURES[name]()
    assert svg.startswith("<svg") and ElementTree.fromstring(svg).tag.endswith("svg")
    assert set(re.findall(r"https?://[^\"' ]+", svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', svg))


def test_the_same_figures_make_the_same_picture() -> None:
    assert PICTURES["curve"]() == PICTURES["curve"]()


def test_pictures_name_languages_counts_and_rankers() -> None:
    assert {"zh", "en", "zh: 运行点 operating point"} <= set(words(PICTURES["curve"]()))
    assert {"2", "1", "zh", "en"} <= set(words(PICTURES["reliability"]()))
    assert {"tax", "traffic", "1"} <= set(words(PICTURES["routing"]()))
    assert {"bm25", "ours", "甲", "b"} <= set(words(PICTURES["bars"]()))


REPORT = Report(
    Both("评测报告", "Report"),
    {"date": "2026-11-22", "command": "make report"},
    [
        Section(
            Both("检索 <甲>", "Retrieval & more"),
            (
                Both("说明", "An explanation"),
                Table(("set", "R@1", "rows"), (("税", Figure(0.5, 0.25, 0.75, 4), 4), ("<b>", None, 0.25))),
                Picture("<svg></svg>", Both("图一", "picture one")),
            ),
        )
    ],
)


def test_the_page_has_everything_in_both_languages() -> None:
    html = page(REPORT)
    for zh, en in (("评测报告", "Report"), ("说明", "An explanation"), ("图一", "picture one")):
        assert f'lang="zh">{zh}<' in html and f'lang="en">{en}<' in html
    assert "2026-11-22" in html and "make report" in html
    assert "0.500 <small>(0.250–0.750, n=4)</small>" in html and "<td>–</td><td>0.250</td>" in html


def test_what_is_shown_is_escaped() -> None:
    html = page(REPORT)
    assert "检索 &lt;甲&gt;" in html and "Retrieval &amp; more" in html and "&lt;b&gt;" in html and "<b>" not in html


def test_the_page_fetches_nothing() -> None:
    html = page(Report(REPORT.title, REPORT.facts, [Section(Both("图", "pictures"), (Picture(PICTURES["bars"](), Both("一", "one")),))]))
    assert not re.search(r"<(?:script|link|img|iframe)\b|@import|url\((?!#)", html)
