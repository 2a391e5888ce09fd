"""Rasa's files: names that import, examples that are varied, bilingual and nobody else's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from bot.language.normalise import fold
from bot.nlu.check_names import dotted_names, problems
from bot.settings import ROOT

OURS = [
    "bot.channels.web.WebInput",
    "bot.channels.wechat.channel.WeChatInput",
    "bot.channels.wechat.channel.MiniProgramInput",
    "bot.channels.alipay.channel.AlipayInput",
]
MANY = {"out_of_scope": 120}
FEW = 20


def examples() -> list[tuple[str, str]]:
    """(intent, text) of all files in data/nlu."""
    found = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [(block["intent"], line[2:].strip()) for line in block["examples"].strip().splitlines()]
    return found


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def test_every_class_that_rasas_files_name_can_be_imported() -> None:
    assert problems() == []


def test_a_misspelt_name_is_found(tmp_path: Path) -> None:
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        (tmp_path / name).write_text("pipeline: []\n")
    (tmp_path / "config.yml").write_text("importers:\n- name: bot.nlu.importer.KnowlegeImporter\n")
    (tmp_path / "credentials.yml").write_text("bot.channels.wab.WebInput:\n")
    found = problems(tmp_path)
    assert len(found) == 2
    assert "KnowlegeImporter" in found[0] and "bot.channels.wab" in found[1]


def test_names_are_found_as_name_type_and_key() -> None:
    config = {"importers": [{"name": "a.B"}, {"name": "RasaFileImporter"}], "tracker_store": {"type": "c.D", "url": "${X}"}, "e.F": None}
    assert sorted(dotted_names(config)) == ["a.B", "c.D", "e.F"]


def test_our_channels_are_the_only_ones() -> None:
    assert list(yaml.safe_load((ROOT / "credentials.yml").read_text(encoding="utf-8"))) == OURS


def test_every_control_intent_has_enough_examples_in_each_language() -> None:
    counts = Counter((intent, is_chinese(text)) for intent, text in examples())
    short = {key: count for key, count in counts.items() if count < MANY.get(key[0], FEW)}
    assert not short, f"(intent, Chinese?): examples {short}"
    assert {intent for intent, _ in counts} == {intent for intent, chinese in counts if not chinese}


def test_intents_are_names_also_where_yaml_reads_a_truth_value() -> None:
    assert {"yes", "no"} <= {intent for intent, _ in examples()}


def test_no_example_is_taught_twice() -> None:
    counts = Counter(fold(text) or text for _, text in examples())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_example_of_data_nlu_is_in_an_entry(knowledge: Knowledge) -> None:
    asked = {fold(text) for entry in knowledge.entries.values() for lang in LANGUAGES for text in entry.questions(lang)}
    assert [text for _, text in examples() if fold(text) in asked] == []


@pytest.mark.parametrize("folder", ["data/nlu", "data/rules"])
def test_the_files_say_the_version_of_their_format(folder: str) -> None:
    for path in (ROOT / folder).glob("*.yml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["version"] == "3.1"
