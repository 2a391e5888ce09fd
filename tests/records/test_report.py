"""What a report reads from the database: sums known by hand, in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.records.database import make_tables, open_database, save
from bot.records.records import NotRecorded
from bot.records.report import Count, Level, TopEntry, TopGap, Used, Wish, percentile, read_used
from bot.records.report_weeks import MOST_WEEKS, seconds, weeks_between
from bot.records.tables import CONVERSATION_RATINGS, RATINGS, TURNS
from bot.records.unmet import REASONS, read_unmet
from bot.settings import Settings
from tests import small_knowledge
from tests.records.quarter import plant

SUNDAY, MONDAY, TUESDAY = date(2026, 11, 15), date(2026, 11, 16), date(2026, 11, 17)
ALL = Wish(date(2026, 11, 9), date(2026, 11, 22))
LOST, INVOICE = "id-residence/id-lost", "tax/invoice"


def at(day: date, hour: int = 12, minute: int = 0) -> int:
    return int(datetime(day.year, day.month, day.day, hour, minute).timestamp())


def row(turn: str, when: int, outcome: str = "answered", lang: str = "zh", **more: Any) -> dict[str, Any]:
    text = {"zh": "发票丢了怎么办", "en": "my invoice is lost"}[lang]
    values = {
        "channel": "web", "category": "tax", "entry": INVOICE, "confidence": 0.95, "text": text, "candidates": "", "knowledge": "v",
        "milliseconds": 10, "about": None,
    }  # fmt: skip
    return {"turn": turn, "at": when, "lang": lang, "outcome": outcome, **values, **more}


# Two weeks, both languages, three channels; what becomes of each is counted by hand below.
TURNED = [
    row("a", at(SUNDAY, 23, 59), milliseconds=5),
    row("b", at(MONDAY, 0, 0), milliseconds=20),
    row("c", at(MONDAY), "answered_followup", channel="wechat", milliseconds=30),
    row("d", at(TUESDAY), lang="en", entry=LOST, category="id-residence", confidence=0.7, channel="alipay", milliseconds=40),
    row("e", at(TUESDAY), "unanswerable_no_match", entry=None, confidence=0.1, text="发票丢了，电话13812345678"),
    row("f", at(TUESDAY), "unanswerable_out_of_scope", "en", entry=None, confidence=0.1),
    row("g", at(TUESDAY), "unanswerable_out_of_scope", "en", entry=None, confidence=0.1),
    row("h", at(TUESDAY), "clarification", entry=None, confidence=0.5, text="发票"),
    row("i", at(TUESDAY), "clarification", entry=None, confidence=None, text="", about="b"),
    row("j", at(TUESDAY), "smalltalk", entry=None, confidence=0.1),
    row("k", at(TUESDAY), "guard_emergency", entry=None, confidence=None),
    row("l", at(TUESDAY), "error_retrieval", entry=None, category=None, confidence=None, milliseconds=6000),
]
RATED = [("b", True), ("c", True), ("d", False), ("e", False)]
LEVELS = [("c1", at(SUNDAY), "web", 5), ("c2", at(TUESDAY), "web", 5), ("c3", at(TUESDAY), "wechat", 1)]


@pytest.fixture
def own(address: str, tmp_path) -> Settings:
    engine = open_database(address)
    make_tables(engine)
    with engine.begin() as connection:
        save(connection, TURNS, TURNED)
        save(connection, RATINGS, [{"turn": name, "at": at(TUESDAY), "helpful": up, "reason": None, "text": ""} for name, up in RATED])
        keys = ("conversation", "at", "channel", "level")
        save(connection, CONVERSATION_RATINGS, [dict(zip(keys, values)) for values in LEVELS])
    engine.dispose()
    return Settings(state_dir=tmp_path / "state", records_url=address)


def turns(used: Used, **wanted: str | None) -> int:
    return sum(one.turns for one in used.counts if all(getattr(one, key) == value for key, value in wanted.items()))


def test_turns_are_counted_by_week_category_channel_language_and_outcome(own: Settings) -> None:
    used = read_used(own, ALL)
    assert [week.name for week in used.weeks] == ["2026-W46", "2026-W47"]
    assert (turns(used), turns(used, week="2026-W46"), turns(used, week="2026-W47")) == (
        12,
        1,
        11,
    )  # a minute before midnight is the old week
    assert (turns(used, channel="web"), turns(used, channel="wechat"), turns(used, channel="alipay")) == (10, 1, 1)
    assert (turns(used, lang="zh"), turns(used, lang="en")) == (9, 3)
    assert (turns(used, outcome="answered"), turns(used, outcome="unanswerable_out_of_scope")) == (3, 2)
    assert (turns(used, category="tax"), turns(used, category="id-residence")) == (8, 1)
    assert Count("2026-W47", "tax", "wechat", "zh", "answered_followup", 1, 1, 0) in used.counts
    assert used.channels == ("alipay", "web", "wechat")


def test_what_small_talk_was_nearest_to_is_no_categorys(own: Settings) -> None:
    found = {one.outcome for one in read_used(own, ALL).counts if one.category is None}
    assert found == {"smalltalk", "guard_emergency", "error_retrieval"}


def test_entries_are_counted_with_their_ratings_most_answered_first(own: Settings) -> None:
    assert read_used(own, ALL).entries == (TopEntry(INVOICE, 3, 2, 0), TopEntry(LOST, 1, 0, 1))


@pytest.mark.parametrize(
    ("asked", "text", "reasons"),
    [
        ("zh", "发票丢了，电话＊phone＊", {"refused": 1, "rated_down": 1}),
        ("en", "my invoice is lost", {"refused": 2}),
    ],
)
def test_gaps_are_masked_and_told_with_their_reasons(own: Settings, asked: str, text: str, reasons: dict[str, int]) -> None:
    gaps = read_used(own, Wish(ALL.since, ALL.until, asked=asked)).gaps
    assert TopGap(text, asked, "tax", max(reasons.values()), reasons) in gaps


def test_the_gaps_are_those_that_faq_gaps_works_on(own: Settings) -> None:
    found = read_used(own, ALL).gaps
    unmet = read_unmet(own)
    assert sum(gap.times for gap in found) == len(unmet) == 6  # b not asked; d unsure and rated down; e, f, g refused; h unsure
    counted = {name: sum(gap.reasons.get(name, 0) for gap in found) for name in REASONS}
    assert counted == {name: sum(name in one.reasons for one in unmet) for name in counted} == dict(zip(REASONS, (3, 2, 2, 1, 0)))


def test_levels_are_counted_by_week_and_channel(own: Settings) -> None:
    assert sorted(read_used(own, ALL).levels, key=str) == [
        Level("2026-W46", "web", 5, 1), Level("2026-W47", "web", 5, 1), Level("2026-W47", "wechat", 1, 1),
    ]  # fmt: skip
    assert read_used(own, Wish(ALL.since, ALL.until, channel="wechat")).levels == (Level("2026-W47", "wechat", 1, 1),)
    assert read_used(own, Wish(ALL.since, ALL.until, frozenset({"tax"}))).levels == ()  # a conversation has no category


def test_times_are_kept_as_they_were_measured(own: Settings) -> None:
    times = read_used(own, ALL).times
    assert times["week", "2026-W46"] == {5: 1}
    assert times["all", ""] == {5: 1, 10: 7, 20: 1, 30: 1, 40: 1, 6000: 1}
    assert times["category", "id-residence"] == {40: 1} and times["channel", "wechat"] == {30: 1} and times["lang", "en"] == {10: 2, 40: 1}


@pytest.mark.parametrize(
    ("wish", "number"),
    [
        (Wish(TUESDAY, TUESDAY), 9),
        (Wish(SUNDAY, MONDAY), 3),
        (Wish(ALL.since, ALL.until, frozenset({"id-residence"})), 1),
        (Wish(ALL.since, ALL.until, frozenset()), 0),
        (Wish(ALL.since, ALL.until, channel="wechat"), 1),
        (Wish(ALL.since, ALL.until, asked="en"), 3),
        (Wish(date(2026, 1, 1), date(2026, 1, 31)), 0),
    ],
)
def test_a_wish_narrows_every_part(own: Settings, wish: Wish, number: int) -> None:
    used = read_used(own, wish)
    assert turns(used) == number == sum(used.times["all", ""].values())
    assert sum(one.times for one in used.entries) == sum(one.turns for one in used.counts if one.outcome.startswith("answered"))


def test_a_made_up_quarter_adds_up_in_every_dimension(address: str, tmp_path) -> None:
    entries = sorted(small_knowledge.knowledge(tmp_path / "knowledge").entries.values(), key=lambda entry: entry.id)
    plant(address, entries, TUESDAY, turns=2_000)
    used = read_used(Settings(state_dir=tmp_path, records_url=address), Wish(TUESDAY - timedelta(days=100), TUESDAY))
    assert turns(used) == 2_000
    for dimension in ("week", "category", "channel", "lang"):
        assert sum(sum(found.values()) for (name, _), found in used.times.items() if name == dimension) == 2_000
    assert {one.lang for one in used.counts} == {"zh", "en"} and len(used.channels) == 4


def test_nothing_was_recorded_yet(tmp_path) -> None:
    used = read_used(Settings(state_dir=tmp_path), ALL)
    assert used.counts == () and len(used.weeks) == 2 and list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_read_is_one_sentence(tmp_path) -> None:
    (tmp_path / "records.db").write_bytes(b"this is no database, it is a text" * 100)
    with pytest.raises(NotRecorded, match="FAQ_RECORDS_URL"):
        read_used(Settings(state_dir=tmp_path), ALL)


def test_a_percentile_is_a_time_that_was_measured() -> None:
    times = dict.fromkeys(range(1, 101), 1)
    assert (percentile(times, 0.5), percentile(times, 0.95), percentile({7: 3}, 0.95), percentile({}, 0.5)) == (50, 95, 7, None)
    assert percentile({10: 1, 20: 1}, 0.5) == 10 and percentile({10: 1, 20: 2}, 0.5) == 20


def test_weeks_are_isos_and_cut_to_the_period() -> None:
    weeks = weeks_between(date(2026, 12, 30), date(2027, 1, 4))
    assert [(week.name, week.monday) for week in weeks] == [("2026-W53", date(2026, 12, 28)), ("2027-W01", date(2027, 1, 4))]
    assert (weeks[0].since, weeks[-1].until) == (seconds(date(2026, 12, 30)), seconds(date(2027, 1, 5)))
    assert weeks_between(MONDAY, SUNDAY) == () and len(weeks_between(date(1990, 1, 1), MONDAY)) == MOST_WEEKS
