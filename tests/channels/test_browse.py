"""Browsing shows what staff saved a second ago, and the last good state when they broke something."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from bot.channels.browse import Browse
from bot.channels.catalogue import make_catalogue, read_catalogue
from bot.channels.refusals import Refused
from bot.knowledge.last_good import keep
from bot.knowledge.loader import load
from bot.knowledge.snapshot import take


@pytest.fixture()
def make_browse(knowledge_dir, tmp_path, clock):
    def make():
        browse = Browse(knowledge_dir, tmp_path / "build" / "catalogue.json", clock, lambda: date(2026, 12, 1))
        browse.open()
        return browse

    return make


def titles(browse, lang):
    return [entry["title"][lang] for entry in asyncio.run(browse.entries("tax"))["entries"]]


def refusal_of(work):
    with pytest.raises(Refused) as refused:
        asyncio.run(work)
    return refused.value.refusal.code


def test_categories_and_entries_come_in_both_languages(make_browse, write_entry):
    write_entry("invoice", "怎么开发票", "How do I issue an invoice")
    browse = make_browse()
    assert asyncio.run(browse.categories()) == [
        {"id": "tax", "name": {"zh": "税费", "en": "Tax and invoices"}, "department": {"zh": "税务局", "en": "Tax Bureau"}}
    ]
    assert asyncio.run(browse.entries("tax")) == {
        "id": "tax",
        "entries": [{"id": "tax/invoice", "title": {"zh": "怎么开发票", "en": "How do I issue an invoice"}}],
    }


@pytest.mark.parametrize("category", ["", "no-such", "../tax", "tax/invoice"])
def test_an_unknown_category_is_not_found(make_browse, category):
    assert refusal_of(make_browse().entries(category)) == "not_found"


def test_drafts_retired_and_expired_entries_are_not_shown(make_browse, write_entry):
    write_entry("draft", "草稿", "Draft", status="draft")
    write_entry("gone", "退役", "Gone", status="retired")
    write_entry("old", "到期的", "Expired", until="2026-12-01")
    write_entry("good", "好的", "Good", until="2026-12-02")
    browse = make_browse()
    assert titles(browse, "en") == ["Good"]
    for name in ("draft", "gone", "old"):
        assert refusal_of(browse.check_choice(f"tax/{name}")) == "unknown_choice"


def test_a_saved_entry_is_there_within_a_second(make_browse, write_entry, clock):
    browse = make_browse()
    assert titles(browse, "zh") == []
    write_entry("new", "新的", "New")
    clock.wait(1)
    assert titles(browse, "zh") == ["新的"]


def test_a_choice_of_an_entry_that_was_just_saved_is_known(make_browse, write_entry, clock):
    browse = make_browse()
    write_entry("new", "新的", "New")
    clock.wait(1)
    asyncio.run(browse.check_choice("tax/new"))


def test_a_broken_file_leaves_the_last_good_catalogue(make_browse, write_entry, clock):
    path = write_entry("good", "好的", "Good")
    browse = make_browse()
    version = browse.version
    path.write_text("question: [broken", "utf-8")
    clock.wait(1)
    assert titles(browse, "en") == ["Good"]
    assert browse.version == version


def test_a_start_with_broken_knowledge_takes_the_catalogue_of_the_last_good_one(make_browse, write_entry):
    path = write_entry("good", "好的", "Good")
    make_browse()
    path.write_text("question: [broken", "utf-8")
    assert titles(make_browse(), "zh") == ["好的"]


def test_what_the_answers_refuse_is_not_browsed_either(make_browse, write_entry, clock):
    write_entry("good", "好的", "Good")
    browse = make_browse()
    version = browse.version
    write_entry("good", "好的", "Good", status="draft")  # no error, but nothing is left to answer with
    clock.wait(1)
    assert titles(browse, "zh") == ["好的"]
    assert browse.version == version


def test_a_start_without_a_catalogue_takes_the_last_good_copy_of_the_files(make_browse, write_entry, knowledge_dir, tmp_path):
    path = write_entry("good", "好的", "Good")
    keep(take(knowledge_dir), tmp_path / "build")
    path.write_text("question: [broken", "utf-8")
    assert titles(make_browse(), "en") == ["Good"]


def test_without_any_good_knowledge_it_says_that_it_is_not_ready(make_browse, write_entry):
    write_entry("bad", "坏的", "Bad").write_text(":", "utf-8")
    browse = make_browse()
    assert browse.category_ids() == ()
    assert refusal_of(browse.categories()) == "not_ready"


def test_a_saved_catalogue_that_is_damaged_is_as_good_as_none(make_browse, write_entry, tmp_path):
    path = write_entry("good", "好的", "Good")
    make_browse()
    path.write_text(":", "utf-8")
    (tmp_path / "build" / "catalogue.json").write_text('{"version": "x"}', "utf-8")
    assert make_browse().version is None


def test_a_catalogue_survives_being_saved(knowledge_dir, write_entry):
    write_entry("good", "好的", "Good")
    catalogue = make_catalogue(load(knowledge_dir).require())
    assert read_catalogue(catalogue.to_json()) == catalogue
