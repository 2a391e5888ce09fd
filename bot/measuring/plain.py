"""The encoders that are measured, with vectors of known texts on disk, apart from those that are served."""

from __future__ import annotations

from bot.answering.room import make_encoders
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.encoder_build import build
from bot.retrieval.encoder_st import SentenceTransformerEncoder
from bot.settings import settings


def shipped_encoder() -> CachedEncoder:
    """The encoder that answers citizens."""
    served = next(iter(make_encoders(settings()).values()))
    # A folder of its own: the action server loads the other one whole at its start.
    return CachedEncoder(served.encoder, settings().build_dir / "embeddings" / "measuring")


def plain_encoder() -> CachedEncoder:
    """The encoder as published, without our adapter. It is made when it is first asked for, in half a minute; NoWeights if it cannot be."""
    folder = settings().build_dir / "encoder-plain"
    build(settings().build_dir / "packages", folder, adapter_file=None)
    return CachedEncoder(SentenceTransformerEncoder(folder), settings().build_dir / "embeddings" / "measuring")
