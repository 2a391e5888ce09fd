"""Writing later must lose nothing that it can keep."""

from __future__ import annotations

import threading
import time

import pytest

from bot.records.write_behind import TooFarBehind, WriteBehind


class Store:
    """A list that can be out of reach, or refuse some items."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.batches = 0
        self.down = False
        self.refused: set[int] = set()

    def write(self, batch: list[int]) -> None:
        if self.down:
            raise ConnectionError
        if self.refused & set(batch):
            raise ValueError
        self.batches += 1
        self.written += batch

    def behind(self, **options: float) -> WriteBehind[int]:
        return WriteBehind(self.write, lambda error: isinstance(error, ConnectionError), **options)  # type: ignore[arg-type]


def wait_until(claim, seconds: float = 3.0) -> bool:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.01)
    return False


def test_items_are_written_in_order_within_the_time_promised() -> None:
    store = Store()
    writer = store.behind(every=0.1)
    for number in range(5):
        writer.put([number])
    assert wait_until(lambda: store.written == [0, 1, 2, 3, 4], 1.0)
    assert store.batches <= 2
    writer.close()


def test_put_does_not_wait_for_the_store() -> None:
    gate = threading.Event()
    writer: WriteBehind[int] = WriteBehind(lambda batch: gate.wait(5) and None, lambda error: False, every=0.01)
    start = time.monotonic()
    for number in range(100):
        writer.put([number])
    assert time.monotonic() - start < 0.5
    gate.set()
    assert writer.close()


def test_flush_waits_until_all_that_was_put_is_written() -> None:
    store = Store()
    writer = store.behind(every=60)
    number = writer.put([1, 2, 3])
    assert not writer.finished(number)
    assert writer.flush()
    assert store.written == [1, 2, 3]
    assert writer.finished(number)
    writer.close()


def test_close_writes_what_waits() -> None:
    store = Store()
    writer = store.behind(every=60)
    writer.put([1])
    assert writer.close()
    assert store.written == [1]


def test_what_cannot_be_written_now_is_written_when_the_store_is_back() -> None:
    store = Store()
    store.down = True
    writer = store.behind(every=0.01, retry=0.05)
    writer.put([1])
    assert not writer.flush(0.2)
    writer.put([2])
    store.down = False
    assert wait_until(lambda: store.written == [1, 2])
    writer.close()


def test_a_store_that_stays_away_does_not_keep_the_process_from_ending() -> None:
    store = Store()
    store.down = True
    writer = store.behind(every=0.01, retry=60)
    writer.put([1])
    start = time.monotonic()
    assert not writer.close(timeout=5)
    assert time.monotonic() - start < 4


def test_one_unwritable_item_does_not_take_the_others_with_it() -> None:
    store = Store()
    store.refused = {2}
    writer = store.behind(every=0.01)
    writer.put([1, 2, 3])
    assert writer.flush()
    assert store.written == [1, 3]
    assert writer.dropped == 1
    writer.close()


def test_memory_is_bounded_while_the_store_is_away() -> None:
    store = Store()
    store.down = True
    writer = store.behind(every=60, limit=3)
    writer.put([1, 2])
    with pytest.raises(TooFarBehind, match="FAQ_TRACKER_URL"):
        writer.put([3, 4])
    writer.close(timeout=1)
