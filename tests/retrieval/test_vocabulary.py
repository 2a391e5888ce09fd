"""The cut vocabulary changes nothing for a text in Chinese or English."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from bot.knowledge.loader import load
from bot.retrieval.encoder_build import TOKENIZER
from bot.retrieval.vocabulary import cut_tokenizer, kept_ids
from bot.settings import ROOT, settings
from tests.small_knowledge import TODAY

FULL = settings().build_dir / "packages" / TOKENIZER

# The one exception: an English word with an accent (crèche) has lost its whole piece; see the test below.
ACCENTED = re.compile("[\u00c0-\u024f]")


@pytest.fixture(scope="module")
def full() -> Tokenizer:
    return Tokenizer.from_file(str(FULL))


@pytest.fixture(scope="module")
def cut() -> Tokenizer:
    return Tokenizer.from_file(str(settings().encoder_dir / "tokenizer.json"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_question_of_the_knowledge_is_cut_into_the_same_pieces(full: Tokenizer, cut: Tokenizer, lang) -> None:
    entries = load(ROOT / "knowledge", TODAY).require().entries.values()
    questions = [question for entry in entries for question in entry.questions(lang)]
    texts = [f"query: {question}" for question in questions if not ACCENTED.search(question)]
    assert len(texts) > 300
    before, after = full.encode_batch(texts), cut.encode_batch(texts)
    different = [text for text, one, two in zip(texts, before, after) if one.tokens != two.tokens]
    assert different == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_of_the_knowledge_is_cut_into_the_same_pieces(full: Tokenizer, cut: Tokenizer, lang) -> None:
    entries = load(ROOT / "knowledge", TODAY).require().entries.values()
    texts = [f"passage: {entry.answer[lang]}" for entry in entries if not ACCENTED.search(entry.answer[lang])]
    before, after = full.encode_batch(texts), cut.encode_batch(texts)
    assert [text for text, one, two in zip(texts, before, after) if one.tokens != two.tokens] == []


@pytest.mark.parametrize(
    "text",
    [
        "１２３４５",
        "ＡＢＣ 公司",
        "“户口”（本）……？！",
        "办¥50元的证，要€吗",
        "身份證丟了",
        "e-bike 牌照 2026-11-22",
        "😀 身份证",
        "㎡ № ①",
    ],
)
def test_signs_and_width_and_traditional_characters_too(full: Tokenizer, cut: Tokenizer, text: str) -> None:
    assert full.encode(text).tokens == cut.encode(text).tokens


@pytest.mark.parametrize("text", ["привет мир", "สวัสดี", "안녕하세요", "こんにちは"])
def test_a_word_in_another_script_is_still_read_letter_by_letter(cut: Tokenizer, text: str) -> None:
    assert "<unk>" not in cut.encode(text).tokens


@pytest.mark.parametrize("word", ["crèche", "résumé", "café"])
def test_an_english_word_with_an_accent_is_read_in_smaller_pieces_but_read(full: Tokenizer, cut: Tokenizer, word: str) -> None:
    pieces = cut.encode(word).tokens
    assert "<unk>" not in pieces
    assert "".join(pieces) == "".join(full.encode(word).tokens)


def test_special_and_single_pieces_stay_and_foreign_words_go() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581card", "身份", "ж", "\u2581ж", "привет", "é", "café", "<mask>"]
    assert kept_ids(pieces) == [0, 1, 2, 3, 4, 5, 6, 7, 9, 11]


def test_the_cut_file_keeps_scores_and_renumbers_added_tokens(tmp_path: Path) -> None:
    vocabulary = [[piece, -float(at)] for at, piece in enumerate(["<s>", "<pad>", "</s>", "<unk>", "привет", "户口", "<mask>"])]
    source = tmp_path / "full.json"
    source.write_text(
        json.dumps({"added_tokens": [{"id": 1, "content": "<pad>"}, {"id": 6, "content": "<mask>"}], "model": {"vocab": vocabulary}})
    )
    assert cut_tokenizer(source, tmp_path / "cut.json") == [0, 1, 2, 3, 5, 6]
    made = json.loads((tmp_path / "cut.json").read_text(encoding="utf-8"))
    assert made["model"]["vocab"][4:] == [["户口", -5.0], ["<mask>", -6.0]]
    assert [token["id"] for token in made["added_tokens"]] == [1, 5]
