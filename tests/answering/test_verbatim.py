"""Answers are staff's text, byte for byte, for every entry that is shipped; and our own sentences."""

from __future__ import annotations

import re
from string import Formatter

import pytest
import yaml

from bot.answering.context import Context, Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room
from bot.answering.sentences import GUIDE_LABELS, SENTENCES
from bot.answering.steps.compose import card, compose
from bot.knowledge.loader import load
from bot.knowledge.schema import GUIDE_ELEMENTS, Knowledge
from bot.language.detect import detect
from bot.settings import ROOT
from tests.answering.conftest import COSTS, FakeRetriever
from tests.small_knowledge import TODAY

FOLDER = ROOT / "knowledge"


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return load(FOLDER, TODAY).require()


def block_in_file(text: str, lang: str) -> str | None:
    """The lines under `answer:` / `<lang>: |`, read without a YAML parser; None if it is not written as a block."""
    found = re.search(rf"^answer:\n(?:  .*\n|\n)*?  {lang}: \|\n((?:    .*\n|\n)+)", text, re.MULTILINE)
    return "".join(line[4:] if line.strip() else "\n" for line in found[1].splitlines(keepends=True)).rstrip("\n") if found else None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_answer_in_the_reply_is_the_text_in_the_file_byte_for_byte(shipped: Knowledge, lang) -> None:
    assert len(shipped.entries) >= 220
    blocks = 0
    for entry in shipped.entries.values():
        text = (FOLDER / f"{entry.id}.yml").read_text(encoding="utf-8")
        served = card(entry, shipped, lang).answer.encode()
        block = block_in_file(text, lang)
        blocks += block is not None
        expected = block if block is not None else yaml.safe_load(text)["answer"][lang].strip()
        assert served == expected.encode(), entry.id
    assert blocks >= 0.9 * len(shipped.entries)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plain_text_of_an_answer_begins_with_staffs_words_and_holds_no_html(shipped: Knowledge, lang) -> None:
    room = Room(shipped, FakeRetriever(shipped, best=()), None, COSTS)  # type: ignore[arg-type]
    for entry in room.retriever.index.entries:
        context = Context(Message(""), lang=lang, entry=entry, outcome=Outcome.ANSWERED)
        compose(context, room)
        assert context.reply is not None and context.reply.entry is not None
        assert context.reply.text.startswith(entry.answer[lang] + "\n")
        assert not re.search(r"</?[A-Za-z!]", context.reply.text), entry.id
        department = shipped.owner(entry)
        assert department.name[lang] in context.reply.text and department.phone in context.reply.text


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_is_in_both_languages_with_the_same_gaps(key: str) -> None:
    both = SENTENCES[key]
    assert set(both) == {"zh", "en"}
    gaps = {lang: sorted(name for _, name, _, _ in Formatter().parse(text) if name) for lang, text in both.items()}
    assert gaps["zh"] == gaps["en"]
    for lang, text in both.items():
        filled = text.format(**dict.fromkeys(gaps["zh"], "X"))
        assert "{" not in filled and filled.strip() == filled
        assert not re.search(r"</?[A-Za-z!]|&[a-z]+;", filled)
        assert detect(text.replace("X", "")) == lang


def test_every_guide_element_has_a_label_in_both_languages() -> None:
    assert set(GUIDE_LABELS) == set(GUIDE_ELEMENTS)
    assert all(set(label) == {"zh", "en"} and all(label.values()) for label in GUIDE_LABELS.values())


@pytest.mark.parametrize("key", ["handover", "complaint", "no_match_hotline", "out_of_scope", "own_case", "error_retrieval"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whoever_is_not_helped_is_told_the_hotline(key: str, lang) -> None:
    assert "12345" in SENTENCES[key][lang]
