"""`faq serve`: run both servers until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType

from bot.curation.supervisor import Supervisor
from bot.knowledge.loader import load
from bot.knowledge.problems import BrokenKnowledge
from bot.settings import Settings, settings

GOOD = "knowledge-good"  # in the build folder: the files of the last version that had no error


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults()


def main(options: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, _stop)
    print("Starting … / 正在启动 …", flush=True)
    chosen = with_good_knowledge(settings())
    with Supervisor(chosen) as supervisor:
        print(f"Ready: {supervisor.url}/chat   (Ctrl-C stops / 按 Ctrl-C 停止)", flush=True)
        try:
            _watch(supervisor)
        except KeyboardInterrupt:
            for number in (signal.SIGINT, signal.SIGTERM):  # an impatient second Ctrl-C would leave the servers behind
                signal.signal(number, signal.SIG_IGN)
            print("Stopping … / 正在停止 …", flush=True)
    return 0


def _watch(supervisor: Supervisor) -> None:
    while True:
        time.sleep(1)
        for name in supervisor.restart_fallen():
            print(f"The {name} server ended by itself and was started again; see {supervisor.log(name)}.", file=sys.stderr, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def with_good_knowledge(wanted: Settings) -> Settings:
    """The settings with a knowledge folder that can be served: the files, or the last good copy if they are broken.

    BrokenKnowledge if there is neither.
    """
    loaded = load(wanted.knowledge_dir)
    good = wanted.build_dir / GOOD
    if loaded.knowledge:
        keep_copy(wanted.knowledge_dir, good)
        return wanted
    if not good.exists():
        raise BrokenKnowledge(loaded.problems)
    for problem in loaded.problems:
        print(problem.text("zh"), problem.text("en"), sep="\n", file=sys.stderr)
    print(
        "知识文件有错误，先使用上一个正确的版本。The knowledge files have errors; the last good version is served.",
        file=sys.stderr,
        flush=True,
    )
    return replace(wanted, knowledge_dir=good)


def keep_copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(source, temporary)
    shutil.rmtree(target, ignore_errors=True)
    temporary.rename(target)
