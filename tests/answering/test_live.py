"""The room follows the files: what is right is taken up when it is whole, what is wrong changes nothing and is told once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from bot.answering.live import EVERY, SAVE_AFTER, SETTLE, LiveRoom
from bot.answering.live_status import FILE, read_status, sentences
from bot.answering.pipeline import Room
from bot.answering.room import NothingToServe, served_entries
from bot.knowledge.last_good import last_good
from bot.knowledge.loader import version
from bot.knowledge.problems import BrokenKnowledge
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from bot.settings import Settings
from tests import small_knowledge
from tests.small_knowledge import ENTRIES, ID_LOST, INVOICE, NEWBORN, TODAY

NEW: dict[Lang, str] = {"zh": "请到派出所补领。", "en": "Go to the police station."}


class FakeBuilder:
    """Rooms that hold the knowledge, and nothing to search it with."""

    def __init__(self) -> None:
        self.built: list[str] = []
        self.saved = 0
        self.error: Exception | None = None

    def build(self, knowledge: Knowledge, today: date) -> Room:
        if self.error:
            raise self.error
        self.built.append(knowledge.version)
        index = SimpleNamespace(entries=served_entries(knowledge, today))
        return Room(knowledge, SimpleNamespace(index=index), None, None)  # type: ignore[arg-type]

    def save(self) -> None:
        self.saved += 1


class House:
    """A live room over a folder, with a clock and a calendar of its own."""

    def __init__(self, folder: Path) -> None:
        self.knowledge = small_knowledge.write(folder / "knowledge")
        self.settings = Settings(knowledge_dir=self.knowledge, build_dir=folder / "build", state_dir=folder / "state")
        self.builder, self.now, self.day = FakeBuilder(), 0.0, TODAY
        self.live = LiveRoom(self.settings, lambda: self.builder, lambda: self.now, lambda: self.day)

    def save(self, id_: str, **more: Any) -> None:
        content = {**deepcopy(ENTRIES[id_]), **more}
        (self.knowledge / f"{id_}.yml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")

    def settle(self) -> None:
        """Looks until nothing is left to do."""
        while self.live.tick() != EVERY:
            pass

    def answer(self, lang: Lang, id_: str = ID_LOST) -> str:
        return self.live.room.knowledge.entries[id_].answer[lang]

    @property
    def in_use(self) -> str:
        return self.live.room.knowledge.version


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    made.live.open()
    return made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_saved_answer_is_served_and_the_status_says_so(house: House, lang: Lang) -> None:
    house.save(ID_LOST, answer=NEW)
    house.settle()
    assert house.answer(lang) == NEW[lang]
    status = read_status(house.settings)
    assert status.served == status.seen == house.in_use == version(house.knowledge)
    assert (status.entries, status.problems, status.building) == (4, (), False)
    assert status.since is not None


def test_a_turn_keeps_the_room_that_it_began_with(house: House) -> None:
    began = house.live.room
    house.save(ID_LOST, answer=NEW)
    house.settle()
    assert began.knowledge.entries[ID_LOST].answer["en"] != NEW["en"] == house.answer("en")


def test_a_change_is_taken_up_when_a_second_look_finds_no_other(house: House) -> None:
    before = house.in_use
    whole = (house.knowledge / f"{ID_LOST}.yml").read_text("utf-8")
    for part in (10, 200, len(whole) - 30):  # as a slow program writes it
        (house.knowledge / f"{ID_LOST}.yml").write_text(whole[:part], "utf-8")
        assert house.live.tick() == SETTLE
    (house.knowledge / f"{ID_LOST}.yml").write_text(whole.replace("四十元", "五十元"), "utf-8")
    assert house.live.tick() == SETTLE
    assert house.in_use == before and house.builder.built == [before]
    assert house.live.tick() == EVERY
    assert house.builder.built == [before, house.in_use] and house.in_use != before


def test_many_files_are_one_new_room(house: House) -> None:
    for number in range(30):
        similar = small_knowledge.entry(f"甲{number}。", f"A{number}?")["similar"]
        house.save(NEWBORN, question={"zh": f"第{number}问？", "en": f"Question {number}?"}, similar=similar)
        (house.knowledge / f"{NEWBORN}.yml").rename(house.knowledge / "tax" / f"new-{number}.yml")
        assert house.live.tick() == SETTLE
    house.settle()
    assert len(house.builder.built) == 2
    assert len(house.live.room.retriever.index.entries) == 33


def by_rename(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.swp")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def by_delete(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("save", [by_rename, by_delete])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_editors_save_in_several_ways(house: House, save: Callable[[Path, str], None], lang: Lang) -> None:
    path = house.knowledge / f"{ID_LOST}.yml"
    save(path, yaml.safe_dump({**ENTRIES[ID_LOST], "answer": NEW}, allow_unicode=True))
    house.settle()
    assert house.answer(lang) == NEW[lang]


def test_files_that_come_and_go_change_what_is_served(house: House) -> None:
    (house.knowledge / f"{INVOICE}.yml").rename(house.knowledge / "tax" / "e-invoice.yml")
    house.settle()
    assert "tax/e-invoice" in house.live.room.knowledge.entries and INVOICE not in house.live.room.knowledge.entries
    (house.knowledge / "tax" / "e-invoice.yml").unlink()
    house.settle()
    assert "tax/e-invoice" not in house.live.room.knowledge.entries


def test_a_touched_file_is_no_new_version(house: House) -> None:
    (house.knowledge / f"{ID_LOST}.yml").touch()
    house.settle()
    assert len(house.builder.built) == 1


def test_an_error_keeps_the_version_before_and_is_logged_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    before = house.in_use
    small_knowledge.break_it(house.knowledge)
    with caplog.at_level(logging.WARNING):
        house.settle()
        (house.knowledge / f"{ID_LOST}.yml").touch()
        house.settle()
        house.save(ID_LOST, answer=NEW)  # another save, with the same error still there
        house.settle()
    assert house.in_use == before
    assert len(caplog.records) == 1
    assert "“answer”没有英文" in caplog.text and "'answer' has no English" in caplog.text
    status = read_status(house.settings)
    assert (status.served, status.seen) == (before, version(house.knowledge))
    assert [(one.file, one.code) for one in status.problems] == [(f"{INVOICE}.yml", "K101")]


@pytest.mark.parametrize(("lang", "said"), [("zh", "有错误，没有启用"), ("en", "has errors and is not served")])
def test_the_status_is_told_in_plain_words(house: House, lang: Lang, said: str) -> None:
    assert len(sentences(read_status(house.settings), lang)) == 1
    small_knowledge.break_it(house.knowledge)
    house.settle()
    told = "\n".join(sentences(read_status(house.settings), lang))
    assert said in told and house.in_use in told and f"{INVOICE}.yml:" in told and "K101" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_mended_files_are_served_and_the_problems_forgotten(house: House, lang: Lang) -> None:
    small_knowledge.break_it(house.knowledge)
    house.settle()
    house.save(INVOICE, answer=NEW)
    house.settle()
    assert house.answer(lang, INVOICE) == NEW[lang]
    assert read_status(house.settings).problems == ()


def test_an_error_taken_back_leaves_the_room_in_use(house: House) -> None:
    small_knowledge.break_it(house.knowledge)
    house.settle()
    house.save(INVOICE)
    house.settle()
    assert len(house.builder.built) == 1
    assert read_status(house.settings).problems == ()


@pytest.mark.parametrize(("lang", "said"), [("zh", "这一版无法启用"), ("en", "cannot be served")])
def test_what_cannot_be_built_changes_nothing(house: House, lang: Lang, said: str) -> None:
    before, house.builder.error = house.in_use, NothingToServe()
    house.save(ID_LOST, answer=NEW)
    house.settle()
    assert house.in_use == before
    assert said in "\n".join(sentences(read_status(house.settings), lang))
    house.builder.error = None
    house.save(ID_LOST)
    house.settle()
    assert read_status(house.settings).problems == ()


def test_an_unforeseen_error_is_named_by_its_class_alone(house: House) -> None:
    house.builder.error = ValueError("what a citizen typed")
    house.save(ID_LOST, answer=NEW)
    house.settle()
    written = (house.settings.state_dir / FILE).read_text("utf-8")
    assert "ValueError" in written and "citizen" not in written


def test_on_another_day_other_entries_are_served(house: House) -> None:
    house.save(ID_LOST, valid_until=TODAY + timedelta(days=1))
    house.settle()
    assert len(house.live.room.retriever.index.entries) == 4
    house.day = TODAY + timedelta(days=1)
    house.settle()
    assert [entry.id for entry in house.live.room.retriever.index.entries].count(ID_LOST) == 0


def test_the_last_good_copy_and_the_vectors_follow_when_it_is_quiet(house: House) -> None:
    house.save(ID_LOST, answer=NEW)
    house.settle()
    good, saved = house.in_use, house.builder.saved
    assert last_good(house.settings.build_dir) is None
    house.now += SAVE_AFTER
    house.settle()
    small_knowledge.break_it(house.knowledge)
    house.settle()
    house.now += SAVE_AFTER
    house.settle()
    copy = last_good(house.settings.build_dir)
    assert copy and copy.version == good
    assert house.builder.saved == saved + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_start_with_broken_files_serves_the_last_good_copy_until_they_are_mended(house: House, tmp_path: Path, lang: Lang) -> None:
    house.now += SAVE_AFTER
    house.settle()
    good = house.in_use
    small_knowledge.break_it(house.knowledge)
    again = LiveRoom(house.settings, lambda: house.builder, lambda: 0.0, lambda: TODAY)
    again.open()
    assert again.room.knowledge.version == good
    status = read_status(house.settings)
    assert (status.served, status.seen) == (good, version(house.knowledge)) and status.problems
    house.save(INVOICE, answer=NEW)
    assert [again.tick(), again.tick()] == [SETTLE, EVERY]
    assert again.room.knowledge.entries[INVOICE].answer[lang] == NEW[lang]


def test_a_start_with_broken_files_and_no_copy_is_an_error(tmp_path: Path) -> None:
    house = House(tmp_path)
    small_knowledge.break_it(house.knowledge)
    with pytest.raises(BrokenKnowledge):
        house.live.open()


def test_no_folder_is_no_new_version(house: House) -> None:
    """As while a network share is away."""
    before = house.in_use
    house.knowledge.rename(house.knowledge.with_name("away"))
    house.settle()
    assert house.in_use == before and read_status(house.settings).problems
    house.knowledge.with_name("away").rename(house.knowledge)
    house.settle()
    assert house.in_use == before and not read_status(house.settings).problems


@pytest.mark.parametrize("content", ["", "{", "[]", '{"served": "x"}', '{"problems": [1]}'])
def test_a_damaged_status_says_nothing(house: House, content: str) -> None:
    (house.settings.state_dir / FILE).write_text(content, "utf-8")
    assert read_status(house.settings).served is None
    assert all(len(sentences(read_status(house.settings), lang)) == 1 for lang in LANGUAGES)


def test_the_thread_goes_on_after_an_error_and_ends_when_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Event()
    answers: list[Callable[[], float]] = [lambda: 1 / 0, lambda: (seen.set(), 60.0)[1]]
    monkeypatch.setattr(house.live, "tick", lambda: answers.pop(0)())
    monkeypatch.setattr("bot.answering.live.AFTER_AN_ERROR", 0.0)
    thread = house.live.follow()
    assert seen.wait(10) and thread.is_alive()
    before = house.live.room
    house.live.close()
    thread.join(10)
    assert not thread.is_alive() and house.live.room is before
