"""`faq serve`: run both servers until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from types import FrameType

from bot.curation.router_trainer import RouterTrainer
from bot.curation.supervisor import Supervisor
from bot.knowledge.last_good import keep, last_good
from bot.knowledge.loader import load_snapshot
from bot.knowledge.problems import BrokenKnowledge
from bot.knowledge.snapshot import take
from bot.settings import Settings, settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults()


def main(options: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, _stop)
    print("Starting … / 正在启动 …", flush=True)
    wanted = settings()
    check_knowledge(wanted)
    trainer = RouterTrainer(wanted)
    with Supervisor(wanted) as supervisor:
        print(f"Ready: {supervisor.url}/chat   (Ctrl-C stops / 按 Ctrl-C 停止)", flush=True)
        try:
            _watch(supervisor, trainer)
        except KeyboardInterrupt:
            for number in (signal.SIGINT, signal.SIGTERM):  # an impatient second Ctrl-C would leave the servers behind
                signal.signal(number, signal.SIG_IGN)
            print("Stopping … / 正在停止 …", flush=True)
        finally:
            trainer.stop()
    return 0


def _watch(supervisor: Supervisor, trainer: RouterTrainer) -> None:
    while True:
        time.sleep(1)
        said = trainer.tick()
        if said:
            print(said, file=sys.stderr, flush=True)
        for name in supervisor.restart_fallen():
            print(f"The {name} server ended by itself and was started again; see {supervisor.log(name)}.", file=sys.stderr, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def check_knowledge(wanted: Settings) -> None:
    """Print what is wrong with the files while the last good copy can be served in their place; BrokenKnowledge if there is none."""
    snapshot = take(wanted.knowledge_dir)
    loaded = load_snapshot(snapshot)
    if loaded.knowledge:
        keep(snapshot, wanted.build_dir)
        return
    if last_good(wanted.build_dir) is None:
        raise BrokenKnowledge(loaded.problems)
    for problem in loaded.problems:
        print(problem.text("zh"), problem.text("en"), sep="\n", file=sys.stderr)
    print(
        "知识文件有错误，先使用上一个正确的版本；改正后自动启用。"
        "The knowledge files have errors; the last good version is served until they are mended.",
        file=sys.stderr,
        flush=True,
    )
