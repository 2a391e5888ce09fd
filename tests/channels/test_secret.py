"""The secret is made once, kept for its owner only, and never weak."""

from __future__ import annotations

import os
import stat

import pytest

from bot.channels.secret import FILE, SecretNotKept, WeakSecret, session_secret


def test_a_secret_is_made_once_and_then_kept(tmp_path):
    first = session_secret("", tmp_path / "var")
    assert len(first) >= 48
    assert session_secret("", tmp_path / "var") == first


def test_only_its_owner_may_read_the_kept_secret(tmp_path):
    session_secret("", tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [FILE]


def test_a_configured_secret_comes_first_and_is_not_written_down(tmp_path):
    assert session_secret("c" * 40, tmp_path) == b"c" * 40
    assert not (tmp_path / FILE).exists()


def test_a_weak_secret_is_refused_with_where_it_stands(tmp_path):
    with pytest.raises(WeakSecret, match="FAQ_SESSION_SECRET"):
        session_secret("short", tmp_path)
    (tmp_path / FILE).write_text("short\n")
    with pytest.raises(WeakSecret, match=FILE):
        session_secret("", tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SecretNotKept, match="FAQ_SESSION_SECRET"):
        session_secret("", tmp_path / "file" / "var")
