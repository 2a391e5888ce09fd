"""Generated callbacks: right ones are accepted, wrong ones refused with their code, and nothing but NotWeChat is ever raised."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.channels.wechat.account import Account
from tests.bench.hostile_wechat import run
from tests.channels.wechat.hostile import callbacks, is_right, result_of

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

NUMBER = 1800


def test_each_generated_callback_is_accepted_or_refused_as_it_must_be():
    wrong = Counter(
        (callback.made_by, result) for callback in callbacks(NUMBER, 1) if not is_right(callback, result := result_of(callback))
    )
    assert wrong == {}


def test_the_same_seed_makes_the_same_callbacks():
    first, second = ([(one.made_by, one.query, one.body) for one in callbacks(200, seed)] for seed in (5, 5))
    other = [(one.made_by, one.query, one.body) for one in callbacks(200, 6)]
    assert first == second != other


def test_the_sealed_copy_counts_and_not_the_plain_fields_beside_it():
    beside = [callback for callback in callbacks(NUMBER, 2) if callback.made_by == "plain beside sealed"]
    assert len(beside) == NUMBER // 18
    assert {callback.account.open(callback.query, callback.body).incoming.openid for callback in beside} == {"inside"}


def test_the_bench_counts_every_callback_and_fails_on_an_unforeseen_exception(monkeypatch, capsys):
    assert run(360, 3) == 0
    assert "360 callbacks, 0 faults" in capsys.readouterr().out
    monkeypatch.setattr(Account, "open", lambda *_: 1 / 0)
    assert run(36, 3) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
