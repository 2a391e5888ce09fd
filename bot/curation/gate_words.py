"""The gate's verdict in words, for editors, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.curation.gate import Edit, Finding, Verdict
from bot.knowledge.documents import read_document
from bot.knowledge.schema import Both
from bot.language import Lang

SHOWN = 20
LINE_MOST = 60  # characters of a line that are shown
KINDS: dict[str, Both] = {
    "similar": {"zh": "相似问法", "en": "similar"},
    "not": {"zh": "排除问法", "en": "not"},
    "golden": {"zh": "标准问题", "en": "golden"},
}
STATES: dict[str | None, Both] = {
    None: {"zh": "新问法", "en": "new"},
    "right": {"zh": "找到", "en": "right"},
    "offered": {"zh": "供选择", "en": "offered"},
    "refused": {"zh": "未找到", "en": "not found"},
    "wrong": {"zh": "答错", "en": "wrong"},
}
ADVICE: dict[str, Both] = {
    "belongs": {
        "zh": "它更像 {came} 的问题：移到那里，或换一种说法。",
        "en": "It is rather a question of {came}: move it there, or word it otherwise.",
    },
    "move": {"zh": "把这个问法移到 {wants}，或换一种说法。", "en": "Move this question to {wants}, or word it otherwise."},
    "restore": {"zh": "把这一行放回 {wants}。", "en": "Put this line back into {wants}."},
    "publish": {
        "zh": "{wants} 已不再对外回答：请恢复发布，或由另一条目回答它的问题。",
        "en": "{wants} is no longer served: publish it again, or let another entry answer its questions.",
    },
    "reword": {"zh": "请改写 {came} 里与它相近的问法。", "en": "Reword what is like it in {came}."},
    "add_not": {
        "zh": "在 {came} 的 not 里写上这类问题，检查会一直盯住它。",
        "en": "Write such a question under `not` of {came}; the gate then watches it.",
    },
    "add_similar": {"zh": "给 {wants} 补充这样的相似问法。", "en": "Add similar questions of this kind to {wants}."},
}


def report(verdict: Verdict, root: Path, lang: Lang, everything: bool = False) -> Iterator[str]:
    """root: the knowledge folder, for line numbers; everything: name also what stood before."""
    zh = lang == "zh"
    if verdict.before is None:
        yield (
            f"没有可比较的已发布版本；已检查 {verdict.knowledge}。"
            if zh
            else f"No published version to compare with; {verdict.knowledge} is examined."
        )
    else:
        yield f"{verdict.before} → {verdict.knowledge}"
        yield from _edits(verdict, lang)
    if not verdict.same_maker:
        yield (
            "注意：向量模型或权重也变了，差异不全来自编辑。"
            if zh
            else "Note: encoder or weights changed too; not every difference is an edit's."
        )
    for kind, counts in verdict.counts.items():
        yield f"{KINDS[kind][lang]}: " + ("，" if zh else ", ").join(f"{STATES[state][lang]} {number}" for state, number in counts.items())
    for finding in verdict.findings:
        yield from _finding(finding, root, lang)
    if verdict.standing:
        yield (
            f"此前就由别的条目回答的问题：{len(verdict.standing)} 个（--all 列出）。"
            if zh else f"Answered by another entry before as well: {len(verdict.standing)} (--all lists them)."
        )  # fmt: skip
    for ending in verdict.standing if everything else ():
        yield f"  {KINDS[ending.case.kind][lang]} {ending.case.text or ending.case.id}: {', '.join(ending.case.wants)} → {ending.entry}"
    yield _end(verdict, lang)


def _end(verdict: Verdict, lang: Lang) -> str:
    weaker = len(verdict.findings) - len(verdict.lost)
    if lang == "zh":
        return f"不通过：丢失 {len(verdict.lost)} 个，变弱 {weaker} 个。" if verdict.lost else f"通过；变弱 {weaker} 个。"
    return f"Failed: {len(verdict.lost)} lost, {weaker} weaker." if verdict.lost else f"Passed; {weaker} weaker."


def _edits(verdict: Verdict, lang: Lang) -> Iterator[str]:
    entries = sorted({edit.entry for edit in verdict.edits})
    yield f"改动的条目：{len(entries)}" if lang == "zh" else f"Entries edited: {len(entries)}"
    for entry in entries[:SHOWN]:
        fields = [edit.field for edit in verdict.edits if edit.entry == entry]
        yield f"  {entry}: {', '.join(fields[:6])}{' …' if len(fields) > 6 else ''}"
    if len(entries) > SHOWN:
        yield "  …"


def _finding(finding: Finding, root: Path, lang: Lang) -> Iterator[str]:
    case = finding.case
    weight = ({"zh": "丢失", "en": "LOST"} if finding.lost else {"zh": "变弱", "en": "weaker"})[lang]
    said = f"“{_cut(case.text)}”" if case.text else case.id
    wants, came = ", ".join(case.wants) or "-", finding.entry or "-"
    yield ""
    yield f"{weight}  {KINDS[case.kind][lang]} {said}: {wants}  {STATES[finding.before][lang]} → {STATES[finding.now][lang]} ({came})"
    if finding.edit:
        yield from _edit(finding.edit, finding.line, root, lang)
    elif case.kind != "not":
        yield "  两个条目都没有改动。" if lang == "zh" else "  Neither entry was edited."
    for name in finding.advice:
        yield "  → " + ADVICE[name][lang].format(wants=wants, came=came)


def _edit(edit: Edit, line: str, root: Path, lang: Lang) -> Iterator[str]:
    added = line in edit.added if line else True
    text = line or " ".join(edit.added or edit.removed)
    at = where(edit, text, root) if added else f"{edit.entry}.yml"
    yield f"  {'改动' if lang == 'zh' else 'Edit'} {at} {edit.field}: {'+' if added else '-'} {_cut(text)}"


def where(edit: Edit, line: str, root: Path) -> str:
    """`file:line` of an added line, or the file alone where it is not found any more."""
    path = next((root / f"{edit.entry}{end}" for end in (".yml", ".yaml") if (root / f"{edit.entry}{end}").exists()), None)
    if path is None:
        return f"{edit.entry}.yml"
    document = read_document(path, root)
    keys = tuple(edit.field.split("."))
    value = document.value
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    place = [value.index(line)] if isinstance(value, list) and line in value else []
    return f"{document.file}:{document.line(*keys, *place)}"


def _cut(text: str) -> str:
    return text if len(text) <= LINE_MOST else f"{text[:LINE_MOST]}…"
