"""Sentence embeddings of questions without torch: ONNX Runtime and the tokenizers library, one thread.

The folder is the sentence-transformers folder that set-up makes (design §7). Pure: no rasa.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import FaqError

Vectors = npt.NDArray[np.float32]  # (texts, dimensions), each row of length 1

MODEL, TOKENIZER, MADE = "onnx/model_int8.onnx", "tokenizer.json", "made.json"
PREFIX = "query: "  # e5 was trained with it; both processes ask with it
MAX_TOKENS = 256
BATCH = 16
KNOWN = 2048  # questions whose vectors are kept: people ask the same, and a click sends a title


class EncoderMissing(FaqError):
    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(f"The embedding model is not in {folder} ({name} is missing). Run 'make setup', or set FAQ_ENCODER to its folder.")


class EncoderBroken(FaqError):
    def __init__(self, folder: Path, why: Exception) -> None:
        super().__init__(f"The embedding model in {folder} cannot be read ({why}). Remove the folder and run 'make setup'.")


def encoder_id(folder: Path) -> str:
    """A short hash that changes whenever the model was made anew."""
    made = folder / MADE
    if not made.exists():
        raise EncoderMissing(folder, MADE)
    return hashlib.sha256(made.read_bytes()).hexdigest()[:12]


class QueryEncoder:
    """Turns questions into unit vectors. Safe to use from several threads."""

    def __init__(self, folder: Path, known: int = KNOWN) -> None:
        self.id = encoder_id(folder)
        self._session, self._tokenizer = _open(folder)
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._limit, self._lock = known, Lock()
        self.dimensions = int(self._encode_batch([""]).shape[1])

    def vector(self, text: str) -> Vectors:
        """The vector of one question, shape (1, dimensions); remembered."""
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
        vector = self._encode_batch([text])
        vector.setflags(write=False)
        with self._lock:
            self._known[text] = vector
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        return vector

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of many texts, in their order; not remembered. Texts of like length go together, so little is padded."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            vectors[places] = self._encode_batch([texts[place] for place in places])
        return vectors

    def _encode_batch(self, texts: Sequence[str]) -> Vectors:
        pieces = self._tokenizer.encode_batch([PREFIX + text for text in texts])
        ids = np.array([piece.ids for piece in pieces], dtype=np.int64)
        mask = np.array([piece.attention_mask for piece in pieces], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(["last_hidden_state"], inputs)[0]
        weights = mask[..., None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        unit: Vectors = (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)
        return unit


def _open(folder: Path) -> tuple[Any, Any]:
    for name in (MODEL, TOKENIZER):
        if not (folder / name).exists():
            raise EncoderMissing(folder, name)
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    # One question is too short to share out; a second thread only takes the core from the rest of the server.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as err:  # both libraries raise classes of their own making, some of them plain Exception
        raise EncoderBroken(folder, err) from err
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>"), pad_token="<pad>")
    return session, tokenizer


@lru_cache(maxsize=2)
def shared_encoder(folder: Path) -> QueryEncoder:
    """The one encoder of this process, so that every component and the warm-up use the same memory and cache."""
    return QueryEncoder(folder)
