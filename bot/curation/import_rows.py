"""What each row of a sheet would do: add an entry, change one, nothing, or be refused and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.curation.import_read import ID, Row
from bot.curation.sheets_columns import CONTENT, Cells, cells_of
from bot.curation.sheets_errors import Fault, fault
from bot.curation.sheets_text import items
from bot.knowledge.read_entry import MIN_SIMILAR
from bot.knowledge.schema import STATUSES, Both, Entry, Knowledge
from bot.language import LANGUAGES

Outcome = Literal["added", "changed", "unchanged", "refused"]
SAME_LENGTH = ("guide.materials", "guide.steps", "basis.title")


@dataclass
class Step:
    """What is to be done with one row.

    before: the entry's cells now, none for a new one; cells: wished; keys: columns that differ. clear: what it wishes can be told,
    even where something else speaks against it, such as a question that another entry has. warnings: what it would be well to look at.
    """

    row: Row
    before: Cells
    cells: Cells
    keys: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    clear: bool = True
    warnings: list[Both] = field(default_factory=list)

    @property
    def wished(self) -> bool:
        """Whether the row as it stands can be tried out."""
        return self.clear and bool(self.keys)

    @property
    def outcome(self) -> Outcome:
        if self.faults:
            return "refused"
        if not self.before:
            return "added"
        return "changed" if self.keys else "unchanged"

    def refuse(self, column: str, *texts: str) -> None:
        """texts: what is wrong in zh and en, what to do in zh and en."""
        zh, en, fix_zh, fix_en = texts
        self.faults.append(fault(self.row.sheet, self.row.number, column, (zh, en, fix_zh, fix_en)))


def steps(rows: Iterable[Row], knowledge: Knowledge, versions: Mapping[str, str]) -> list[Step]:
    """A step for each row, with all that is wrong with the row by itself. versions: of the entries' files, by id."""
    seen: dict[str, Row] = {}
    found = []
    for row in rows:
        step = _step(row, knowledge.entries.get(row.id))
        _check_id(step, knowledge.categories, seen)
        if step.keys:
            _check_content(step)
        step.clear = not step.faults
        if step.keys:
            _check_version(step, versions.get(row.id, ""))
        found.append(step)
    return found


def _step(row: Row, entry: Entry | None) -> Step:
    before = cells_of(entry) if entry else {}
    start = before or {column.key: "" for column in CONTENT}
    cells = {key: row.cells.get(key, text) for key, text in start.items()}
    return Step(row, before, cells, tuple(key for key, text in start.items() if cells[key] != text), list(row.faults))


def _check_id(step: Step, categories: Collection[str], seen: dict[str, Row]) -> None:
    id_ = step.row.id
    if not ID.fullmatch(id_):
        step.refuse(
            "id", f"编号“{id_}”不对。" if id_ else "没有编号。", f"The id '{id_}' is not right." if id_ else "There is no id.",
            "请写“类别/短名”，用小写字母、数字和连字符，如 id-residence/id-lost。",
            "Write category/short-name in small letters, digits and hyphens, as in id-residence/id-lost.",
        )  # fmt: skip
    elif id_.split("/")[0] not in categories:
        step.refuse(
            "id", f"没有“{id_.split('/')[0]}”这个业务类别。", f"There is no category '{id_.split('/')[0]}'.",
            "请用 categories.yml 里有的类别。", "Use a category of categories.yml.",
        )  # fmt: skip
    elif id_ in seen:
        first = seen[id_]
        step.refuse(
            "id", f"“{id_}”在{first.sheet or '本文件'}第 {first.number} 行已经有了。",
            f"'{id_}' is already in row {first.number} of {first.sheet or 'this file'}.",
            "一个条目只保留一行。", "Keep one row for an entry.",
        )  # fmt: skip
    seen.setdefault(id_, step.row)


def _check_version(step: Step, now: str) -> None:
    """Someone else's change since the export must not be overwritten."""
    exported = step.row.cells.get("version", "")
    if exported and now and exported != now:
        step.refuse(
            "version", "导出之后，这一条已被别人改过。", "Somebody changed this entry after the export.",
            "请重新导出，再填入您的修改。", "Export again and put your changes in there.",
        )  # fmt: skip
    if exported and not now:
        step.refuse(
            "version", "导出之后，这一条已被删去或改名。", "This entry was removed or renamed after the export.",
            "要新增，请清空“version”这一格。", "To add it anew, empty its cell 'version'.",
        )  # fmt: skip


def _check_content(step: Step) -> None:
    cells = step.cells
    known = {wrong.column for wrong in step.faults}  # a cell that could not be read is not missing
    for column in CONTENT:
        if column.required and not cells[column.key] and column.key not in known:
            step.refuse(column.key, "这一格必须填写。", "This cell must be filled in.", "请填写。", "Fill it in.")
    if cells["status"] and cells["status"] not in STATUSES:
        names = ", ".join(STATUSES)
        step.refuse(
            "status", f"不认识的状态“{cells['status']}”。", f"Unknown status '{cells['status']}'.", f"可用：{names}。", f"Use: {names}."
        )
    _check_languages(step)
    _check_question_marks(step)
    phone, was = cells["guide.phone"], step.before.get("guide.phone", "")
    if phone != was and was.startswith("0") and phone == was.lstrip("0"):
        step.refuse(
            "guide.phone", f"电话开头的 0 丢了：原来是“{was}”。", f"The phone lost its first 0: it was '{was}'.",
            "请把这一列设为文本后重新输入。", "Make the column a text column and type it again.",
        )  # fmt: skip


def _check_question_marks(step: Step) -> None:
    """A program that saves in GBK or ANSI puts "?" for each character that is not in there."""
    for key in step.keys if step.before else ():
        was = "".join(char * (1 + (ord(char) > 0xFFFF)) for char in step.before[key])  # two for an emoji
        now = step.cells[key]
        pairs = [(one, other) for one, other in zip(was, now, strict=False) if one != other]
        lost = len(was) == len(now) and all(other == "?" and not one.isascii() for one, other in pairs)
        if lost and any(one not in "。？！" for one, _ in pairs):  # these an editor may have changed
            gone = "".join(one for one, _ in pairs)
            step.refuse(
                key, f"“{gone}”在保存时变成了问号。", f"'{gone}' became question marks.",
                "请另存为“CSV UTF-8”或 .xlsx。", "Save it as 'CSV UTF-8' or .xlsx.",
            )  # fmt: skip


def _check_languages(step: Step) -> None:
    cells = step.cells
    for key in [column.key.rpartition(".")[0] for column in CONTENT if column.key.endswith(".zh")]:
        zh, en = (cells[f"{key}.{lang}"] for lang in LANGUAGES)
        missing = f"{key}.en" if zh else f"{key}.zh"
        if any(wrong.column in (f"{key}.zh", f"{key}.en") and wrong.column not in step.row.cells for wrong in step.row.faults):
            continue  # one of them could not be read
        if bool(zh) != bool(en):
            if all(fault.column != missing for fault in step.faults):
                step.refuse(missing, "另一种语言有，这一格没有。", "The other language has it, this cell has not.",
                            "请补上，或把两格都清空。", "Fill it in, or empty both cells.")  # fmt: skip
        elif key in SAME_LENGTH and len(items(zh)) != len(items(en)):
            step.refuse(
                f"{key}.en", f"中文 {len(items(zh))} 项，英文 {len(items(en))} 项。",
                f"{len(items(zh))} items in Chinese, {len(items(en))} in English.",
                "请让两种语言逐行对应。", "Make the two languages match line by line.",
            )  # fmt: skip
    for lang in LANGUAGES:
        count = len(items(cells[f"similar.{lang}"]))
        if 0 < count < MIN_SIMILAR:
            step.refuse(f"similar.{lang}", f"只有 {count} 个问法。", f"There are only {count} questions.",
                        f"请写至少 {MIN_SIMILAR} 个，一行一个。", f"Write at least {MIN_SIMILAR}, one a line.")  # fmt: skip
    if cells["basis.url"] and len(cells["basis.url"].split("\n")) > len(items(cells["basis.title.zh"])):
        step.refuse(
            "basis.url", "网址比依据多。", "There are more links than laws.", "网址与依据逐行对应；没有网址的留空行。",
            "Links stand line by line beside the basis; leave a blank line where there is none.",
        )  # fmt: skip
