"""multilingual-e5-small through sentence-transformers, on its ONNX backend with 8-bit weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from bot.errors import FaqError
from bot.retrieval.encoder import Role, Vectors


class NoEncoder(FaqError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no embedding model in {folder}. Run 'make setup', or set FAQ_ENCODER to a sentence-transformers folder."
        )


AT_ONCE = 4  # texts that go straight to ONNX Runtime; more are put into batches by the library


class SentenceTransformerEncoder:
    """folder: as `encoder_build` writes it. threads: of ONNX Runtime; one is as fast as two for a short question."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        facts = folder / "made.json"
        if not facts.exists():
            raise NoEncoder(folder)
        self.name = str(json.loads(facts.read_text(encoding="utf-8"))["name"])

        import onnxruntime
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # The tokenizer's class is known, but transformers 4.57 warns about its pattern all the same.
        logging.set_verbosity_error()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        arguments = {"provider": "CPUExecutionProvider", "file_name": "onnx/model_int8.onnx", "session_options": options}
        self._model = SentenceTransformer(str(folder), backend="onnx", model_kwargs=arguments)
        self._session: Any = self._model[0].auto_model.model
        self._tokenizing = Lock()  # the tokenizer is no thread's alone: new knowledge is encoded beside a citizen's question

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        if len(texts) <= AT_ONCE:
            return self._encode_few(texts, role)
        with self._tokenizing:
            vectors = self._model.encode(list(texts), prompt_name=role, batch_size=32, show_progress_bar=len(texts) > 500)
        return np.asarray(vectors, dtype=np.float32)

    def _encode_few(self, texts: Sequence[str], role: Role) -> Vectors:
        """The same without the library's way there and back through torch, which took a fifth of a citizen's question (docs/benchmarks)."""
        with self._tokenizing:
            inputs = self._model.preprocess([self._model.prompts[role] + text for text in texts])
        arrays = {name: np.asarray(inputs[name], dtype=np.int64) for name in ("input_ids", "attention_mask")}
        arrays["token_type_ids"] = np.zeros_like(arrays["input_ids"])
        hidden = self._session.run(None, arrays)[0]
        weights = arrays["attention_mask"][..., None].astype(np.float32)
        means = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


class TorchEncoder:
    """A sentence-transformers model that is in memory already, such as one to be trained."""

    name = "torch"

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        return np.asarray(self._model.encode(list(texts), prompt_name=role, batch_size=32, show_progress_bar=False), dtype=np.float32)
