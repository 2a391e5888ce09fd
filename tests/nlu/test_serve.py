"""The launcher of the Rasa server: what must be right is right before Rasa is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import serve
from bot.nlu.encoder_onnx import EncoderMissing
from bot.nlu.train import NoModel
from bot.settings import Settings


def test_what_endpoints_yml_reads_is_in_the_environment(tmp_path: Path) -> None:
    found = serve.environment(Settings(action_port=15055, state_dir=tmp_path))
    assert found["FAQ_ACTION_ENDPOINT"] == "http://127.0.0.1:15055/webhook"
    assert found["FAQ_TRACKER_URL"] == f"sqlite:///{tmp_path}/conversations.db"
    assert found["RASA_TELEMETRY_ENABLED"] == "false"


def test_one_address_moves_the_conversations_to_postgresql() -> None:
    address = "postgresql://faq@db/faq"
    assert serve.environment(Settings(tracker_url=address))["FAQ_TRACKER_URL"] == address


def test_rasa_listens_where_the_settings_say_and_has_no_http_api(tmp_path: Path) -> None:
    arguments = serve.arguments(Settings(host="127.0.0.1", port=15005), tmp_path / "m.tar.gz")
    assert arguments[arguments.index("--port") + 1] == "15005"
    assert arguments[arguments.index("--interface") + 1] == "127.0.0.1"
    assert "--enable-api" not in arguments


def test_a_missing_model_is_an_error_before_the_server_starts(small: Settings) -> None:
    with pytest.raises(NoModel):
        serve.prepare(small, {})


def test_a_missing_encoder_is_an_error_before_the_server_starts(small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "current_model", lambda chosen: tmp_path / "m.tar.gz")
    with pytest.raises(EncoderMissing):
        serve.prepare(Settings(encoder=tmp_path / "nothing"), {})


def test_the_command_says_one_sentence_and_fails(small: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.main() == 1
    assert "make train" in capsys.readouterr().err
