"""Which version of the knowledge is served, and why a newer one is not: a small file in the state folder, with one writer.

The action server writes it; `./faq status`, the health route and the console read it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.errors import FaqError
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Both
from bot.language import Lang
from bot.settings import Settings

FILE: Final = "knowledge-served.json"
SHOWN: Final = 20  # problems in the file; './faq check' lists all


@dataclass(frozen=True)
class Trouble:
    """Why a version is not served. file, line: where, or "" and 0 where it is none of the files."""

    file: str
    line: int
    code: str
    message: Both

    def text(self, lang: Lang) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message[lang]}" if self.file else self.message[lang]


@dataclass(frozen=True)
class LiveStatus:
    """served: version that answers; since: when it began to, ISO time; entries: how many it answers with; seen: version of the files;
    problems: what keeps that one from being served; more: how many besides; building: it is being prepared."""

    served: str | None = None
    since: str | None = None
    entries: int = 0
    seen: str | None = None
    problems: tuple[Trouble, ...] = ()
    more: int = 0
    building: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def with_problems(self, problems: Sequence[Trouble]) -> LiveStatus:
        return replace(self, problems=tuple(problems[:SHOWN]), more=max(0, len(problems) - SHOWN), building=False)


def read_status(settings: Settings) -> LiveStatus:
    """What the action server said last; a file that is not there, or damaged, says nothing."""
    try:
        found = json.loads((settings.state_dir / FILE).read_text(encoding="utf-8"))
        problems = tuple(Trouble(**problem) for problem in found.pop("problems"))
        return LiveStatus(**found, problems=problems)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return LiveStatus()


def write_status(settings: Settings, status: LiveStatus) -> None:
    """Replace the file, whole or not at all. OSError if it cannot be written."""
    path = settings.state_dir / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(status.to_json(), ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def troubles(problems: Iterable[Problem]) -> list[Trouble]:
    """The errors among the problems of a load."""
    return [Trouble(one.file, one.line, one.code, dict(one.what)) for one in problems if one.level == "error"]


def trouble_of(error: Exception) -> Trouble:
    """Of a version whose files are right and that cannot be served all the same. Only our own errors are quoted."""
    said = str(error) if isinstance(error, FaqError) else type(error).__name__
    return Trouble(
        "", 0, "", {"zh": f"知识文件没有错误，但这一版无法启用：{said}", "en": f"The files are right, but cannot be served: {said}"}
    )


def sentences(status: LiveStatus, lang: Lang) -> list[str]:
    """The status in plain sentences, for `./faq status` and the like."""
    if status.served is None:
        return [
            {"zh": "知识库：尚无记录，服务还没有启动过。", "en": "Knowledge: nothing is known; the service has not been started yet."}[lang]
        ]
    said = [
        {
            "zh": f"知识库：版本 {status.served}，{status.entries} 条，自 {status.since} 起使用。",
            "en": f"Knowledge: version {status.served}, {status.entries} entries, in use since {status.since}.",
        }[lang]
    ]
    if status.building:
        said.append({"zh": f"正在准备新版本 {status.seen}。", "en": f"Version {status.seen} is being prepared."}[lang])
    if status.problems:
        said.append(
            {
                "zh": f"文件的当前版本 {status.seen} 有错误，没有启用；请改正，保存后自动启用：",
                "en": f"Version {status.seen}, now in the files, has errors and is not served. Mend them; it is taken up when saved:",
            }[lang]
        )
        said += [f"  {problem.text(lang)}" for problem in status.problems]
    if status.more:
        said.append({"zh": f"  另有 {status.more} 处；运行“./faq check”查看。", "en": f"  And {status.more} more: './faq check'."}[lang])
    return said


def now() -> str:
    """Local time to the second, as the file has it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
