"""Every setting is documented in both languages, and a wrong one is an error that names it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import READERS, ROOT, Settings, WrongSetting, read_settings

PAGES = {"en": ROOT / "docs" / "settings.md", "zh": ROOT / "docs" / "settings.zh.md"}
EMPTY = {"en": "(empty)", "zh": "（空）"}
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
NAMES = [field.name for field in fields(Settings)]
NUMBERS = [field.name for field in fields(Settings) if field.type in ("int", "float")]
VARIABLE = re.compile(r"FAQ_[A-Z0-9]+(?:_[A-Z0-9]+)*(?![A-Z0-9_{])")
DERIVED = {"FAQ_ACTION_ENDPOINT"}  # made from two settings for endpoints.yml
IN_PARTS = {"FAQ_PYTHON"}  # FAQ_PYTHON310 and FAQ_PYTHON311


def shown(value: object, lang: str) -> str:
    if value in (None, ""):
        return EMPTY[lang]
    return f"`{value.relative_to(ROOT).as_posix() if isinstance(value, Path) else value}`"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_setting_is_documented_with_variable_default_and_meaning(lang: str) -> None:
    rows = ROW.findall(PAGES[lang].read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == NAMES
    defaults = Settings()
    for name, variable, default, meaning in rows:
        assert variable == f"FAQ_{name.upper()}"
        assert default == shown(getattr(defaults, name), lang), name
        assert len(meaning) >= 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_variable_that_the_code_names_is_documented(lang: str) -> None:
    page = PAGES[lang].read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py"))
    in_full = {"FAQ_WEB_RATE"}  # the example in a docstring
    missing = {name for name in VARIABLE.findall(code) if name not in page} - DERIVED - IN_PARTS - in_full
    assert missing == set()


def test_an_empty_environment_gives_the_defaults() -> None:
    assert read_settings({}) == read_settings({"FAQ_PORT": "", "PATH": "/bin"}) == Settings()


def test_values_are_read_by_their_kind() -> None:
    found = read_settings(
        {
            "FAQ_PORT": "8080",
            "FAQ_SESSION_HOURS": "1.5",
            "FAQ_HOST": "0.0.0.0",
            "FAQ_ENCODER": "/srv/model",
            "FAQ_TRACKER_URL": "postgresql://x",
        }
    )
    assert (found.port, found.session_hours, found.host, found.tracker_url) == (8080, 1.5, "0.0.0.0", "postgresql://x")
    assert found.encoder_dir == Path("/srv/model")
    assert found.action_endpoint == "http://127.0.0.1:5055/webhook"
    assert Settings().encoder_dir == ROOT / "var" / "build" / "encoder"


@pytest.mark.parametrize("name", ["knowledge_dir", "build_dir", "state_dir", "encoder"])
def test_a_path_is_taken_from_the_repositorys_root_wherever_the_command_is_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    variable = f"FAQ_{name.upper()}"
    assert getattr(read_settings({variable: "some/where"}), name) == ROOT / "some" / "where"
    assert getattr(read_settings({variable: str(tmp_path)}), name) == tmp_path


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["many", "五", "1,5", "0", "-1", "nan", "inf", "1 2"])
def test_a_wrong_number_is_an_error_that_names_the_setting_and_the_value(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        read_settings({f"FAQ_{name.upper()}": value})
    assert f"FAQ_{name.upper()}={value!r}" in str(caught.value)
    assert "environment" in str(caught.value)


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("False", False), ("no", False)]
)
def test_yes_and_no_are_read_in_the_usual_words(said: str, meant: bool) -> None:
    assert read_settings({"FAQ_EXPLAIN": said}).explain is meant


@pytest.mark.parametrize("said", ["2", "maybe", "是", "-1"])
def test_neither_yes_nor_no_is_an_error_that_names_the_setting(said: str) -> None:
    with pytest.raises(WrongSetting, match=r"FAQ_EXPLAIN=.* is not 1 or 0"):
        read_settings({"FAQ_EXPLAIN": said})


def test_citizens_get_no_explanation_by_default() -> None:
    assert Settings().explain is False


@pytest.mark.parametrize("name", ["port", "action_port"])
@pytest.mark.parametrize("value", ["65536", "99999"])
def test_a_port_that_cannot_be_is_an_error(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=r"1-65535"):
        read_settings({f"FAQ_{name.upper()}": value})


def test_every_kind_of_field_has_a_reader() -> None:
    assert {field.type for field in fields(Settings)} <= set(READERS)


@pytest.mark.parametrize(
    "said",
    [
        "*",
        "www.example.gov.cn",
        "https://www.example.gov.cn/",
        "https://a.cn;https://b.cn",
        "https://A.cn",
        "ftp://a.cn",
        "https://a.cn/x",
        "null",
    ],
)
def test_what_is_no_origin_is_an_error_that_shows_one(said: str) -> None:
    with pytest.raises(WrongSetting, match=r"FAQ_WEB_ORIGINS=.*https://www\.example\.gov\.cn"):
        read_settings({"FAQ_WEB_ORIGINS": said})


def test_origins_are_taken_apart_and_none_is_the_default() -> None:
    assert read_settings({"FAQ_WEB_ORIGINS": "https://a.cn, http://b.cn:8080 ,"}).origins == ("https://a.cn", "http://b.cn:8080")
    assert Settings().origins == ()
