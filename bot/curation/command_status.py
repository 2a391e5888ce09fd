"""`faq status`: which knowledge and which router are in use, and why newer ones are not."""

from __future__ import annotations

import argparse

from bot.answering import live_status
from bot.curation.supervisor import in_use
from bot.language import LANGUAGES, Lang
from bot.records import router_status
from bot.settings import settings

RUNNING = {"zh": "服务正在运行。", "en": "The service is running."}
STOPPED = {"zh": "服务没有运行；以下是它最后的状态。", "en": "The service is not running; this is how it was last."}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the output / 输出语言")


def main(options: argparse.Namespace) -> int:
    """0; 1 if the service is not running, or if the files hold something that is not served."""
    from bot.curation.__main__ import interface_language

    lang: Lang = options.lang or interface_language()
    chosen = settings()
    running = in_use(chosen.action_host, chosen.action_port)
    status = live_status.read_status(chosen)
    print((RUNNING if running else STOPPED)[lang])
    print("\n".join(live_status.sentences(status, lang)))
    print("\n".join(router_status.sentences(router_status.read_router_status(chosen.state_dir), lang)))
    return 0 if running and not status.problems else 1
