"""What can be wrong with a sheet, said so that a clerk can mend it: the sheet, the row, the column, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import FaqError
from bot.knowledge.schema import Both
from bot.language import Lang


@dataclass(frozen=True)
class Fault:
    """One thing wrong. sheet: its name ("" in a CSV file); row: as the program shows it, from 1, 0 for a whole sheet; column: key or ""."""

    sheet: str
    row: int
    column: str
    what: Both
    fix: Both

    def text(self, lang: Lang) -> str:
        return f"{place(self.sheet, self.row, self.column, lang)}{': ' if lang == 'en' else '：'}{self.what[lang]}\n    {self.fix[lang]}"


def fault(sheet: str, row: int, column: str, texts: tuple[str, str, str, str]) -> Fault:
    """texts: what is wrong in zh and en, what to do in zh and en."""
    zh, en, fix_zh, fix_en = texts
    return Fault(sheet, row, column, {"zh": zh, "en": en}, {"zh": fix_zh, "en": fix_en})


def place(sheet: str, row: int, column: str, lang: Lang) -> str:
    """Where in the file, as a person looks for it."""
    if lang == "zh":
        parts = [f"工作表“{sheet}”" if sheet else "", f"第 {row} 行" if row else "", f"“{column}”列" if column else ""]
        return "，".join(part for part in parts if part) or "文件"
    parts = [f"sheet '{sheet}'" if sheet else "", f"row {row}" if row else "", f"column '{column}'" if column else ""]
    return ", ".join(part for part in parts if part) or "file"


class BothError(FaqError):
    """A fault that is said in both languages, as it is met before or apart from any choice of language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{en}\n{zh}")


class UnreadableSheet(BothError):
    """The file as a whole cannot be read; nothing of it is imported."""

    def __init__(self, file: Path, zh: str, en: str) -> None:
        super().__init__(f"读不了 {file.name}：{zh}没有导入任何内容。", f"{file.name} cannot be read: {en} Nothing was imported.")


class CannotWrite(BothError):
    """The files could not be replaced; what had been replaced was put back."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"写入失败（{why}），已全部恢复原状。请检查磁盘空间和文件夹权限后再导入。",
            f"Writing failed ({why}); everything was put back. Check disk space and the folder's permissions, then import again.",
        )


class CannotExport(BothError):
    """The wished file is not made."""


class CannotUndo(BothError):
    """Nothing is taken back."""


class WhichFile(BothError):
    """The command line names no file, or one too many."""
