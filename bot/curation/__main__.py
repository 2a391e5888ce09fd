"""`./faq COMMAND`: reads the arguments, calls one module, turns foreseen errors into one line."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

from bot.errors import FaqError
from bot.language import Lang

COMMANDS = {
    "check": "check the knowledge files / 检查知识文件",
    "ask": "ask one question and see the ranking / 试问一个问题，查看排序",
    "gate": "what this version of the knowledge would lose / 这一版知识会丢失哪些问题",
    "gaps": "what citizens asked in vain, by department / 市民没问到的问题，按部门归类",
    "report": "how the assistant was used, week by week / 使用情况报表，按周、部门、渠道等",
    "console": "the staff's web page / 工作人员的网页工作台",
    "eval": "measure a file of questions / 用问题文件评测",
    "eval-retrieval": "measure retrieval on lines of your own / 用您自己的文本评测检索",
    "export": "the entries as an Excel or CSV file / 把条目导出为 Excel 或 CSV",
    "import": "check and take over a changed sheet / 检查并导入改过的表格",
    "serve": "run the assistant / 运行助手",
    "status": "what is served now, and why a newer version is not / 正在使用的版本，以及新版本为何没有启用",
    "adapt": "train the encoder's adapter / 训练向量模型的适配器",
    "learn": "learn weights and calibration / 学习权重和校准",
}


def interface_language() -> Lang:
    """FAQ_LANG, else the locale: Chinese or English."""
    wish = os.environ.get("FAQ_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if wish.lower().startswith("zh") else "en"


def module_of(command: str) -> Any:
    """The module of a command: `eval-retrieval` is command_eval_retrieval.py."""
    return importlib.import_module(f"bot.curation.command_{command.replace('-', '_')}")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="faq", description="Yongkang public-service assistant / 永康政务服务咨询助手")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        sub = commands.add_parser(name, help=text, description=text)
        module_of(name).arguments(sub)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 after one sentence on what is wrong."""
    options = parser().parse_args(arguments)
    try:
        return int(module_of(options.command).main(options))
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
