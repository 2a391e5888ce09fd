"""What every encoder must keep. An adapter's test class inherits this and gives the fixture `encoder`."""

from __future__ import annotations

import numpy as np
import pytest

from bot.retrieval.encoder import Encoder

TEXTS = ("身份证丢了怎么补办？", "How do I replace a lost ID card?", "新生儿上户口", "register my baby's hukou")


class EncoderContract:
    def test_one_row_a_text_in_one_width(self, encoder: Encoder) -> None:
        vectors, one = encoder.encode(TEXTS, "query"), encoder.encode(TEXTS[:1], "query")
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), one.shape[1])

    @pytest.mark.parametrize("role", ["query", "passage"])
    def test_every_row_has_length_one(self, encoder: Encoder, role) -> None:
        assert np.linalg.norm(encoder.encode(TEXTS, role), axis=1) == pytest.approx(1, abs=1e-4)

    @pytest.mark.parametrize("text", TEXTS[:2])
    def test_the_same_text_gets_the_same_vector(self, encoder: Encoder, text: str) -> None:
        first, second = encoder.encode([text, text], "query"), encoder.encode([text], "query")
        assert first[0] @ first[1] == pytest.approx(1, abs=1e-5)
        assert first[0] @ second[0] == pytest.approx(1, abs=1e-5)

    def test_the_order_of_the_texts_is_kept(self, encoder: Encoder) -> None:
        # 8-bit weights: the company that a text keeps in its batch moves it a little, never to another text's place.
        alone = np.concatenate([encoder.encode([text], "query") for text in TEXTS])
        together, back = encoder.encode(TEXTS, "query"), encoder.encode(TEXTS[::-1], "query")[::-1]
        assert (together @ alone.T).argmax(axis=1).tolist() == list(range(len(TEXTS)))
        assert (back @ alone.T).argmax(axis=1).tolist() == list(range(len(TEXTS)))
        assert np.diag(together @ alone.T).min() > 0.98

    @pytest.mark.parametrize("text", ["", " ", "?", "。", "\n", "1"])
    def test_a_text_with_hardly_anything_in_it_still_gets_a_unit_vector(self, encoder: Encoder, text: str) -> None:
        vector = encoder.encode([text], "query")[0]
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)

    @pytest.mark.parametrize("text", ["身份证" * 400, "identity card " * 400])
    def test_a_very_long_text_is_no_error(self, encoder: Encoder, text: str) -> None:
        assert np.linalg.norm(encoder.encode([text], "passage")[0]) == pytest.approx(1, abs=1e-4)

    def test_the_name_is_a_file_name_and_stays(self, encoder: Encoder) -> None:
        before = encoder.name
        encoder.encode(TEXTS, "query")
        assert encoder.name == before
        assert before and "/" not in before and not before.startswith(".")


class MeaningContract:
    """For encoders with weights. An encoder prefers texts in the language of the question whatever they say, so that
    a text is compared with those of the other language only; this is why the indexes keep the languages apart."""

    @pytest.mark.parametrize("place", range(4))
    def test_a_text_is_nearest_to_its_own_meaning_in_the_other_language(self, encoder: Encoder, place: int) -> None:
        vectors = encoder.encode(TEXTS, "query")
        twin = place ^ 1
        stranger = twin ^ 2
        assert vectors[place] @ vectors[twin] > vectors[place] @ vectors[stranger]
