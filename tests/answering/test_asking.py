"""Telling what a short message asks for, from examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.answering.asking import FILE, VARIANT, BrokenExamples, chatter, fit, read_examples
from bot.knowledge.schema import GUIDE_ELEMENTS
from bot.language import LANGUAGES
from bot.language.detect import detect
from bot.settings import ROOT


def test_the_fit_gives_each_kind_its_own_texts() -> None:
    chance = np.random.default_rng(3)
    kind_of = np.repeat(np.arange(4), 50)
    vectors = (np.eye(8)[kind_of] + chance.normal(0, 0.1, (200, 8))).astype(np.float32)
    weights = fit(vectors, kind_of, 4)
    scores = np.hstack([vectors, np.ones((200, 1))]) @ weights
    assert weights.shape == (9, 4)
    assert (scores.argmax(axis=1) == kind_of).all()


def test_the_shipped_examples_are_many_and_each_stands_once() -> None:
    examples = read_examples(ROOT / "data" / FILE)
    assert set(examples) == {*GUIDE_ELEMENTS, VARIANT}
    texts = [text for kind in examples.values() for lang in LANGUAGES for text in kind[lang]]
    assert len(texts) == len(set(texts))
    for kind in examples.values():
        for lang in LANGUAGES:
            assert len(kind[lang]) >= 25
            assert [text for text in kind[lang] if detect(text) != lang] == []


ONE_LANGUAGE = yaml.safe_dump({kind: {"zh": ["a"]} for kind in (*GUIDE_ELEMENTS, VARIANT)})


@pytest.mark.parametrize("content", ["", "- a", "fee: {zh: [多少钱]}", "fee: [", ONE_LANGUAGE])
def test_broken_examples_are_an_error_that_says_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / FILE
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenExamples, match="Give each guide element"):
        read_examples(path)


def test_chatter_holds_both_languages() -> None:
    said = set(chatter(ROOT / "data" / "nlu"))
    assert {"你好", "hello"} <= said
