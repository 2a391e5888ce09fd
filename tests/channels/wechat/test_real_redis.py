"""What several servers share, in a real Redis: late answers, access tokens, and which server takes a message."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time

import pytest

from bot.channels.wechat.shelf import RedisShelf

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    """The address of an empty Redis that runs for these tests only."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("Redis is not installed (apt-get install redis-server)")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


def on_two_servers(redis, work):
    """work: a coroutine function of two shelves, each with connections of its own."""

    async def scene():
        one, other = RedisShelf(redis), RedisShelf(redis)
        try:
            return await work(one, other)
        finally:
            await one.close()
            await other.close()

    return asyncio.run(scene())


@pytest.mark.parametrize("text", ["身份证丢了怎么补办", "How do I replace a lost ID card?"])
def test_what_one_server_keeps_another_gives_out_once(redis, text):
    async def work(one, other):
        await one.push("late:li", [text, f"{text} 2"], 5, 60)
        return await other.take("late:li"), await one.take("late:li")

    assert on_two_servers(redis, work) == ([text, f"{text} 2"], [])


def test_of_many_servers_one_takes_a_message(redis):
    async def work(one, other):
        return await asyncio.gather(*(shelf.claim("seen:m1", 60) for shelf in (one, other) * 20))

    assert sum(on_two_servers(redis, work)) == 1


def test_a_claim_ends(redis):
    async def work(one, other):
        first = await one.claim("seen:m2", 0.2)
        second = await other.claim("seen:m2", 0.2)
        await asyncio.sleep(0.4)
        return first, second, await other.claim("seen:m2", 0.2)

    assert on_two_servers(redis, work) == (True, False, True)


def test_a_token_that_one_fetched_the_other_uses_until_it_is_dropped(redis):
    async def work(one, other):
        await one.put("token:wx1", "secret token", 60)
        found = await other.get("token:wx1")
        await other.drop("token:wx1")
        return found, await one.get("token:wx1")

    assert on_two_servers(redis, work) == ("secret token", None)
