"""Start the Rasa server with our router: `python -m bot.nlu.serve`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from bot.errors import FaqError
from bot.nlu.encoder_onnx import shared_encoder
from bot.nlu.environment import QUIET
from bot.nlu.train import current_model
from bot.settings import ROOT, Settings, settings


def environment(chosen: Settings) -> Mapping[str, str]:
    """What Rasa and the files it reads (endpoints.yml) want to find in the environment."""
    return {
        **QUIET,
        "FAQ_ACTION_ENDPOINT": chosen.action_endpoint,
        "FAQ_TRACKER_URL": tracker_address(chosen),
    }


def tracker_address(chosen: Settings) -> str:
    return chosen.tracker_url or f"sqlite:///{chosen.state_dir.resolve() / 'conversations.db'}"


def arguments(chosen: Settings, model: Path, credentials: Path = ROOT / "credentials.yml") -> list[str]:
    return [
        "rasa", "run", "--model", str(model), "--endpoints", str(ROOT / "endpoints.yml"), "--credentials", str(credentials),
        "--interface", chosen.host, "--port", str(chosen.port),
    ]  # fmt: skip


def prepare(chosen: Settings, variables: MutableMapping[str, str]) -> Path:
    """Everything that must be right before Rasa is loaded; the model to serve. A wrong model is an error here, not at a question."""
    model = current_model(chosen)
    shared_encoder(chosen.encoder_dir).vector("")  # the featurizer takes the same one
    chosen.state_dir.mkdir(parents=True, exist_ok=True)
    variables.update(environment(chosen))
    return model


def serve(chosen: Settings, credentials: Path = ROOT / "credentials.yml") -> None:
    model = prepare(chosen, os.environ)
    os.chdir(ROOT)  # Rasa finds our modules from here
    # TensorFlow loads jax if it is there, for a converter that nobody calls here: 65 MB.
    sys.modules["jax"] = None  # type: ignore[assignment]
    import skops.io  # noqa: F401  # imported after TensorFlow it walks through every module, which takes 8 seconds

    from bot.nlu import rasa_fixes, swap

    rasa_fixes.apply(chosen.action_timeout, shared_encoder(chosen.encoder_dir))
    swap.watch(chosen)
    from rasa.__main__ import main as rasa

    sys.argv = arguments(chosen, model, credentials)
    rasa()


def main() -> int:
    try:
        serve(settings())
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
