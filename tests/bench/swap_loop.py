"""`.venv/rasa/bin/python -m tests.bench.swap_loop`: how long Rasa's event loop is held up while another router is loaded beside it.

A heartbeat every 5 ms and questions one after the other in one loop, as in the server but without HTTP; the processor time that the process
got beside the time that went by tells how busy the machine was otherwise.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import time
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.nlu.environment import QUIET

SWAPS, BEAT = 10, 0.005


def main() -> int:
    os.environ.update(QUIET)
    import skops.io  # noqa: F401  # before rasa: afterwards it takes 8 s

    from bot.nlu import rasa_fixes, swap
    from bot.nlu.encoder_onnx import shared_encoder
    from bot.nlu.train import _errors_only, current_model
    from bot.settings import settings

    _errors_only()
    logging.disable(logging.INFO)
    rasa_fixes.apply(5.0, shared_encoder(settings().encoder_dir))
    from rasa.core.agent import Agent

    model = current_model(settings())
    agent = Agent.load(model)
    gc.collect()
    gc.freeze()

    async def measure() -> None:
        pool = ThreadPoolExecutor(max_workers=1)
        loop = asyncio.get_running_loop()
        for number in range(SWAPS):
            await watched(agent, f"nothing {number}", asyncio.sleep(0.7))
            loaded = await watched(agent, f"load {number}", loop.run_in_executor(pool, swap.load, agent, model))
            swap.put_in_use(agent, loaded)

    asyncio.run(measure())
    return 0


async def watched(agent: Any, name: str, work: Awaitable[Any]) -> Any:
    """Wait for some work, and print how late the heartbeats were and how long questions took meanwhile; in ms."""
    late: list[float] = []
    asked: list[float] = []

    async def beat() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(BEAT)
            late.append(time.perf_counter() - begun - BEAT)

    async def ask() -> None:
        for number in range(100_000):
            begun = time.perf_counter()
            await agent.parse_message(f"护照快到期了怎么换 {name} {number}")
            asked.append(time.perf_counter() - begun)
            await asyncio.sleep(0.01)

    tasks = [asyncio.ensure_future(beat()), asyncio.ensure_future(ask())]
    begun, used = time.perf_counter(), time.process_time()
    result = await work
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    for task in tasks:
        task.cancel()
    for what, times in (("loop late", late), ("question", asked)):
        each = sorted(1000 * one for one in times)
        print(
            f"{name:<10} {what:<10} p50 {each[len(each) // 2]:5.1f}  p95 {each[int(len(each) * 0.95)]:5.1f}  max {each[-1]:5.1f} ms",
            end="   ",
        )
    print(f"{seconds:.2f} s, {used:.2f} s of processor", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
