"""The packaged encoder in Rasa's environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder_onnx import EncoderBroken, EncoderMissing, QueryEncoder, encoder_id
from bot.settings import ROOT


@pytest.mark.parametrize("missing", ["made.json", "onnx/model_int8.onnx", "tokenizer.json"])
def test_a_missing_model_is_one_clear_sentence(tmp_path: Path, missing: str) -> None:
    for name in {"made.json", "onnx/model_int8.onnx", "tokenizer.json"} - {missing}:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    with pytest.raises(EncoderMissing, match=f"{missing} is missing.*make setup"):
        QueryEncoder(tmp_path)


def test_an_unreadable_model_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    for name in ("made.json", "onnx/model_int8.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(EncoderBroken, match="cannot be read"):
        QueryEncoder(tmp_path)


def test_a_model_made_anew_has_another_id(tmp_path: Path) -> None:
    (tmp_path / "made.json").write_text("1")
    first = encoder_id(tmp_path)
    (tmp_path / "made.json").write_text("2")
    assert encoder_id(tmp_path) != first


@pytest.mark.parametrize("text", ["身份证丢了怎么补办", "How do I replace a lost ID card?", "", "字" * 2000])
def test_every_text_gets_a_unit_vector(real_encoder: QueryEncoder, text: str) -> None:
    vector = real_encoder.vector(text)
    assert vector.shape == (1, real_encoder.dimensions)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def test_a_question_is_nearer_to_its_translation_than_to_another_need(real_encoder: QueryEncoder) -> None:
    zh, en, other = real_encoder.encode(["护照丢了怎么补？", "How do I replace a lost passport?", "垃圾怎么分类？"])
    assert zh @ en > zh @ other


def test_a_batch_gives_the_vectors_of_its_texts_one_by_one(real_encoder: QueryEncoder) -> None:
    texts = ["医保", "How much does the notary charge for a power of attorney?", "公积金贷款能贷多少", "tax"]
    for text, row in zip(texts, real_encoder.encode(texts)):
        assert float(row @ real_encoder.vector(text)[0]) > 0.98  # int8: rounding depends on what is padded


def test_an_asked_question_is_remembered(real_encoder: QueryEncoder) -> None:
    assert real_encoder.vector("居住证怎么办") is real_encoder.vector("居住证怎么办")


def test_the_encoder_loads_neither_torch_nor_rasa() -> None:
    code = "import sys, bot.nlu.encoder_onnx, bot.nlu.words, bot.nlu.examples; print({'torch', 'rasa', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
