"""Problems of the knowledge as text for people, as JSON, and as annotations in a code review."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from bot.knowledge.problems import Problem
from bot.language import Lang

Format = Literal["text", "json", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "github")


def show(problem: Problem, form: Format, lang: Lang, root: Path) -> str:
    """root: the knowledge folder; an annotation names its file as seen from the working directory."""
    if form == "json":
        return json.dumps(asdict(problem), ensure_ascii=False)
    return annotation(problem, lang, root) if form == "github" else problem.text(lang)


def annotation(problem: Problem, lang: Lang, root: Path) -> str:
    """One workflow command, as GitHub, Gitea and others that follow them read it: ::warning file=…,line=…,title=…::message"""
    file = _property(Path(os.path.relpath(root / problem.file)).as_posix())
    return (
        f"::{problem.level} file={file},line={problem.line},title={problem.code}::{_message(f'{problem.what[lang]} {problem.fix[lang]}')}"
    )


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def summary(problems: Sequence[Problem], entries: int | None, lang: Lang) -> str:
    """The last line for people. entries: how many there are; None if this version cannot be served."""
    zh = lang == "zh"
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    if entries is None:
        also = (f"另有 {warnings} 个警告。" if zh else f" {warnings} warning(s) besides.") if warnings else ""
        if zh:
            return f"{errors} 个问题；改正前不能使用这一版。{also}"
        return f"{errors} problem(s); this version cannot be served until they are mended.{also}"
    if warnings:
        return f"{entries} 个条目，没有错误，{warnings} 个警告。" if zh else f"{entries} entries, no error, {warnings} warning(s)."
    return f"{entries} 个条目，没有问题。" if zh else f"{entries} entries, no problem."


def summary_of_part(part: str, shown: Sequence[Problem], others: int, lang: Lang) -> str:
    """The last line where only a part of the knowledge is shown. others: how many problems there are elsewhere."""
    zh = lang == "zh"
    errors = sum(problem.level == "error" for problem in shown)
    warnings = len(shown) - errors
    if not shown:
        said = f"{part} 没有问题。" if zh else f"{part}: no problem."
    else:
        said = f"{part}：{errors} 个错误，{warnings} 个警告。" if zh else f"{part}: {errors} error(s), {warnings} warning(s)."
    if not others:
        return said
    return said + (f"其他文件还有 {others} 个，用 ./faq check 查看。" if zh else f" {others} more in other files: see './faq check'.")
