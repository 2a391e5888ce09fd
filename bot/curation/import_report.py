"""What `faq import` says: a line for each row, and at the end the sums and what became of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.curation.import_changes import changes
from bot.curation.import_read import Table
from bot.curation.import_rows import Outcome, Step
from bot.curation.import_undo import Undone
from bot.curation.sheets_columns import BY_KEY
from bot.curation.sheets_errors import place
from bot.knowledge.schema import Both
from bot.language import Lang

OUTCOMES: Mapping[Outcome, Both] = {"added": {"zh": "新增", "en": "added"}, "changed": {"zh": "修改", "en": "changed"},
            "unchanged": {"zh": "未变", "en": "unchanged"}, "refused": {"zh": "拒绝", "en": "refused"}}  # fmt: skip


def lines(table: Table, found: Sequence[Step], lang: Lang, whole: bool) -> Iterator[str]:
    """For people; whole: unchanged rows too."""
    if table.ignored:
        names = ", ".join(dict.fromkeys(name.split("\n")[0] for name in table.ignored))
        yield f"不认识的列，未读取：{names}" if lang == "zh" else f"Columns that are not known and were not read: {names}"
    if table.passed:
        names = ("、" if lang == "zh" else ", ").join(table.passed)
        yield f"没有条目的工作表，未读取：{names}" if lang == "zh" else f"Sheets without entries, not read: {names}"
    for wrong in table.faults:
        yield wrong.text(lang)
    for step in found:
        if step.outcome == "unchanged" and not whole:
            continue
        columns = [BY_KEY[key].name[lang] for key in step.keys]
        colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
        more = f"{colon}{comma.join(columns)}" if step.outcome == "changed" else ""
        yield f"{place(step.row.sheet, step.row.number, '', lang)}{colon}{step.row.id or '?'} {OUTCOMES[step.outcome][lang]}{more}"
        if step.outcome == "changed":
            yield from (f"  {line}" for line in changes(step, lang))
        if step.outcome in ("added", "changed"):
            yield from (f"  {'注意：' if lang == 'zh' else 'Look at this: '}{warning[lang]}" for warning in step.warnings)
        for wrong in step.faults:
            yield "  " + wrong.text(lang).replace("\n", "\n  ")


def json_lines(table: Table, found: Sequence[Step]) -> Iterator[str]:
    """For programs: {"sheet", "row", "id", "outcome", "columns", "faults", "warnings"}, in both languages."""
    for wrong in table.faults:
        yield json.dumps({"sheet": wrong.sheet, "outcome": "refused", "what": wrong.what, "fix": wrong.fix}, ensure_ascii=False)
    for step in found:
        faults = [{"column": wrong.column, "what": wrong.what, "fix": wrong.fix} for wrong in step.faults]
        row = {"sheet": step.row.sheet, "row": step.row.number, "id": step.row.id, "outcome": step.outcome}
        yield json.dumps({**row, "columns": step.keys, "faults": faults, "warnings": step.warnings}, ensure_ascii=False)


def end(found: Sequence[Step], what: Both, lang: Lang) -> str:
    """The sums, then what became of it."""
    counts = Counter(step.outcome for step in found)
    said = [
        f"{counts[outcome]} {names[lang]}" if lang == "en" else f"{names[lang]} {counts[outcome]}" for outcome, names in OUTCOMES.items()
    ]
    return f"{', '.join(said)}. {what['en']}" if lang == "en" else f"{'，'.join(said)}。{what['zh']}"


def became(written: Path | None, refused_file: Path | None, refused: bool, dry: bool, skip: bool) -> Both:
    """written: the folder with what was before; refused_file: where the refused rows are now; skip: rows may be left out."""
    if refused and not skip:
        return {
            "zh": "有拒绝的内容，什么都没有写入。改好后再导入，或加 --skip-refused 先导入其余的行。",
            "en": "Because of what is refused nothing was written. Mend it, or import the other rows with --skip-refused.",
        }
    if dry:
        return {"zh": "这是试运行，没有写入。", "en": "This was a dry run: nothing was written."}
    if written is None:
        done = {"zh": "没有要写入的内容。", "en": "There was nothing to write."}
    else:
        done = {
            "zh": f"已写入；原来的文件在 {written}，撤回：faq import --undo。要再改，请重新导出。",
            "en": f"Written; what was there before is in {written} (back: faq import --undo). Export again before further changes.",
        }
    if refused_file is None:
        return {"zh": done["zh"], "en": done["en"]}
    return {
        "zh": f"{done['zh']}被拒绝的行在 {refused_file}，第一列写着原因，改好后再导入。",
        "en": f"{done['en']} The refused rows are in {refused_file}; its first column says why. Mend them and import that file.",
    }


def undone(what: Undone, dry: bool, lang: Lang) -> Iterator[str]:
    """A line for each file, and the end."""
    for name in what.back:
        yield f"恢复：{name}" if lang == "zh" else f"put back: {name}"
    for name in what.removed:
        yield f"删去：{name}" if lang == "zh" else f"removed: {name}"
    back, removed, folder = len(what.back), len(what.removed), what.folder.name
    if lang == "zh":
        yield f"{'将' if dry else '已'}撤回 {folder}：恢复 {back} 个文件，删去 {removed} 个新文件。" + "这是试运行，没有写入。" * dry
    else:
        yield f"{folder} {'would be' if dry else 'was'} taken back: {back} as before, {removed} new removed." + (
            " This was a dry run: nothing was written." * dry
        )
