"""What Rasa and the libraries that it loads want to find in the environment before they are imported."""

from __future__ import annotations

from collections.abc import Mapping

QUIET: Mapping[str, str] = {
    "RASA_TELEMETRY_ENABLED": "false",  # on by default, and it writes to the home folder
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",  # TensorFlow is loaded by Rasa and used by nothing of ours
}
