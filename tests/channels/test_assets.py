"""The page's files: those in the table, all of them, and no others."""

from __future__ import annotations

import re

import pytest

from bot.channels import headers
from bot.channels.assets import NAMES, PAGE, WIDGET, AssetMissing, Assets
from bot.channels.refusals import Refused


@pytest.fixture(scope="module")
def assets():
    return Assets()


def test_the_table_names_every_file_of_the_widget():
    assert {path.name for path in WIDGET.iterdir() if path.is_file()} == {*NAMES, PAGE}


def test_the_page_loads_only_files_of_the_table(assets):
    page = assets.page("/chat/").body.decode()
    loaded = re.findall(r'(?:src|href)="(?!tel:)([^"]+)"', page)
    assert {name.removeprefix("assets/") for name in loaded} <= set(NAMES)
    modules = {name for name in NAMES if name.endswith(".js")}
    assert {name.removeprefix("assets/") for name in loaded if name.endswith(".js")} == modules


def test_every_module_that_is_imported_is_in_the_table(assets):
    for name in NAMES:
        if name.endswith(".js"):
            imported = re.findall(r'from "\./([^"]+)"', assets.file(name).body.decode())
            assert set(imported) <= set(NAMES)


def test_addresses_are_relative_to_either_form_of_the_page(assets):
    assert b'src="assets/app.js"' in assets.page("/chat/").body
    assert b'src="chat/assets/app.js"' in assets.page("/chat").body
    assert b'"assets/' not in assets.page("/chat").body
    assert b'="/' not in assets.page("/chat").body


@pytest.mark.parametrize("name", ["", "index.html", "../settings.py", "..%2fsettings.py", "/etc/passwd", "app.js/", "APP.JS", "app.js\x00"])
def test_any_other_name_does_not_exist(assets, name):
    with pytest.raises(Refused):
        assets.file(name)


def test_a_missing_file_is_named_at_start(tmp_path):
    with pytest.raises(AssetMissing, match=r"api\.js"):
        Assets(tmp_path)


def test_the_policy_allows_the_pages_own_files_and_nothing_else():
    policy = headers.PAGE["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


def test_no_script_makes_markup_out_of_text(assets):
    for name in NAMES:
        if name.endswith(".js"):
            source = assets.file(name).body.decode()
            assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|DOMParser", source), name


def test_the_page_has_no_inline_script_and_no_inline_style(assets):
    page = assets.page("/chat/").body.decode()
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", page)


def test_the_widget_is_small(assets):
    assert sum(len(assets.file(name).body) for name in NAMES) < 80_000
