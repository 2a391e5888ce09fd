"""What the router is doing, for operators: which model is served, which is wanted, since when one is trained, what went wrong.

Two files in the state folder, each with one writer: the Rasa server says what it serves, the training what it does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.language import Lang

SERVED, TRAINING = "router-served.json", "router-training.json"

# A code of a problem -> what an operator is told. {detail}: the library's own words, or a file.
PROBLEMS: Mapping[str, Mapping[Lang, str]] = {
    "unreadable": {
        "zh": "新的路由模型无法读取（{detail}），继续使用原来的模型。请删除该文件并运行“make train”。",
        "en": "The new router cannot be read ({detail}); the one before stays in use. Delete its file and run 'make train'.",
    },
    "wrong_answers": {
        "zh": "新的路由模型没有通过检查（{detail}），继续使用原来的模型。请运行“make train”。",
        "en": "The new router failed its check ({detail}); the one before stays in use. Run 'make train'.",
    },
    "other_program": {
        "zh": "程序或其配置在路由模型训练之后有变动，不能在运行中替换。请停止服务，运行“make setup”，再启动。",
        "en": "The program or its configuration is not the one that the router was trained with, so it is not swapped while running. "
        "Stop the service, run 'make setup', and start it.",
    },
    "training_failed": {
        "zh": "路由模型未能重新训练（{detail}），继续使用原来的模型。详情见 log/training.log。",
        "en": "The router could not be trained anew ({detail}); the one before stays in use. See log/training.log.",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """code: a key of PROBLEMS."""

    code: str
    detail: str = ""

    def text(self, lang: Lang) -> str:
        return PROBLEMS[self.code][lang].format(detail=self.detail)


@dataclass(frozen=True)
class Served:
    """model: file name of the router that answers; since: when it began to, ISO time; problem: why a newer one was not taken."""

    model: str | None = None
    since: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Training:
    """wanted: file name of the router that the knowledge asks for; since: when its training began, ISO time, or None while none runs;
    problem: why the last one failed."""

    wanted: str | None = None
    since: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class RouterStatus:
    """Both parts, as the files say."""

    served: Served
    training: Training

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in (self.served.problem, self.training.problem) if problem)


def read_router_status(state_dir: Path) -> RouterStatus:
    """What is known; a file that is not there, or damaged, says nothing."""
    return RouterStatus(_read(state_dir / SERVED, Served), _read(state_dir / TRAINING, Training))


def write_part(state_dir: Path, part: Served | Training) -> None:
    """Replace one of the two files, whole or not at all."""
    path = state_dir / (SERVED if isinstance(part, Served) else TRAINING)
    state_dir.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(asdict(part), ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def sentences(status: RouterStatus, lang: Lang) -> list[str]:
    """The status in plain sentences, for `./faq status` and the like."""
    served, training = status.served, status.training
    unknown = {"zh": "未知", "en": "unknown"}[lang]
    model, since = served.model or unknown, served.since or unknown
    said = [{"zh": f"路由模型：{model}，自 {since} 起使用。", "en": f"Router: {model}, in use since {since}."}[lang]]
    if training.since:
        said.append(
            {
                "zh": f"自 {training.since} 起正在后台训练新的路由模型（{training.wanted}）。",
                "en": f"A new router ({training.wanted}) is being trained in the background since {training.since}.",
            }[lang]
        )
    return [*said, *(problem.text(lang) for problem in status.problems)]


def now() -> str:
    """Local time to the second, as the files have it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _read(path: Path, kind: Any) -> Any:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        problem = found.pop("problem")
        return kind(**found, problem=_problem(problem))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return kind()


def _problem(found: Any) -> Problem | None:
    return Problem(found["code"], found["detail"]) if found and found["code"] in PROBLEMS else None
