"""The page's files: those in the table, all of them, and no others."""

from __future__ import annotations

import re

import pytest

from bot.channels import headers
from bot.channels.assets import DEMO, DEMO_PAGE, EMBED, NAMES, PAGE, WIDGET, AssetMissing, Assets
from bot.channels.refusals import Refused
from tests.bench.widget_size import gzipped


@pytest.fixture(scope="module")
def assets():
    return Assets()


def test_the_table_names_every_file_of_the_widget():
    assert {path.name for path in WIDGET.iterdir() if path.is_file()} == {*NAMES, *DEMO, PAGE, EMBED, DEMO_PAGE}


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
    assert b'src="assets/element.js"' in assets.page("/chat/").body
    assert b'src="chat/assets/element.js"' in assets.page("/chat").body
    assert b'action="ask"' in assets.page("/chat/").body
    assert b'action="chat/ask"' in assets.page("/chat").body
    assert b'"assets/' not in assets.page("/chat").body
    assert b'="/' not in assets.page("/chat").body


@pytest.mark.parametrize("name", ["", "index.html", "../settings.py", "..%2fsettings.py", "/etc/passwd", "app.js/", "APP.JS", "app.js\x00"])
def test_any_other_name_does_not_exist(assets, name):
    with pytest.raises(Refused):
        assets.file(name)


def test_a_missing_file_is_named_at_start(tmp_path):
    with pytest.raises(AssetMissing, match=r"api\.js"):
        Assets(tmp_path)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_policy_allows_the_pages_own_files_and_nothing_else(scripts):
    policy = headers.page(scripts=scripts)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert ("script-src 'self'" in policy) is scripts
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


MARKUP = r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|DOMParser|createContextualFragment|srcdoc|setHTML"


@pytest.mark.parametrize("path", sorted(WIDGET.glob("*.js")), ids=lambda path: path.name)
def test_no_script_makes_markup_out_of_text(path):
    assert not re.search(MARKUP, path.read_text("utf-8"))


@pytest.mark.parametrize("name", [PAGE, DEMO_PAGE])
def test_a_page_has_no_inline_script_and_no_inline_style(name):
    page = (WIDGET / name).read_text("utf-8")
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", page)


def test_all_that_a_citizens_browser_loads_is_at_most_forty_kilobytes():
    assert sum(gzipped().values()) <= 40_000


@pytest.mark.parametrize("path", sorted([*WIDGET.glob("*.js"), *WIDGET.glob("*.css")]), ids=lambda path: path.name)
def test_no_file_is_too_long(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300
