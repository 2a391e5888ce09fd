"""Files that lie where none is read: who saved them believes that they are served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.knowledge.problems import Problem
from bot.knowledge.snapshot import OURS, SUFFIXES, TOP


def misplaced(stray: Iterable[str]) -> Iterator[Problem]:
    """K007: what looks like a file of the knowledge lies where it is read. A warning: it keeps no other file from being served."""
    for file in stray:
        what_zh, what_en, fix_zh, fix_en = _words(file)
        yield Problem(file, 1, "K007", {"zh": what_zh, "en": what_en}, {"zh": fix_zh, "en": fix_en}, "warning")


def _words(file: str) -> tuple[str, str, str, str]:
    *folders, name = file.split("/")
    right = OURS.sub(".yml", name)
    place = folders[0] if folders else ""
    if name != right and not name.endswith(SUFFIXES):
        ending = name[len(right) - 4 :]
        return (
            f"文件名以“{ending}”结尾，不会被读取。", f"The name ends in '{ending}', so the file is not read.",
            f"请改名为 {right}；用记事本保存时，“保存类型”选“所有文件”。",
            f"Rename it {right}; in Notepad, save it as type 'All files'.",
        )  # fmt: skip
    if not place and right in TOP:
        return (
            f"这里只读取 {right} 这个文件。", f"What is read here is a file named {right}.",
            f"请改名为 {right}。", f"Rename it {right}.",
        )  # fmt: skip
    if len(folders) == 1:
        return (
            "这不是文件：是文件夹，或指向不存在的文件。", "This is no file: it is a folder, or a link that leads nowhere.",
            "请删去，或换一个名字；条目是一个普通文件。", "Remove it, or give it another name; an entry is an ordinary file.",
        )  # fmt: skip
    return (
        "文件放错了地方，不会被读取。", "The file lies in the wrong place, so it is not read.",
        f"条目直接放在所属分类的文件夹里：请移到 knowledge/{place or '分类'}/{right}。",
        f"An entry lies directly in the folder of its category: move it to knowledge/{place or 'CATEGORY'}/{right}.",
    )  # fmt: skip
