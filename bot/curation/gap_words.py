"""Gaps in words, for the departments, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.curation.gaps import Found, Gap
from bot.knowledge.schema import Both, Knowledge
from bot.language import Lang

EXAMPLES = 4
REASONS: dict[str, Both] = {
    "refused": {"zh": "未能回答", "en": "refused"},
    "unsure": {"zh": "把握不大", "en": "unsure"},
    "rated_down": {"zh": "评价没帮助", "en": "rated down"},
    "not_asked": {"zh": "答非所问", "en": "not what was asked"},
    "rephrased": {"zh": "换说法再问", "en": "asked again in other words"},
}
NOTHING: Both = {"zh": "没有缺口。", "en": "No gap."}


def report(found: Found, gaps: Sequence[Gap], knowledge: Knowledge, lang: Lang) -> Iterator[str]:
    """gaps: those of `found` that are wanted."""
    zh = lang == "zh"
    if found.solved:
        yield f"现在已能回答：{found.solved} 次提问。" if zh else f"Answered by now: {found.solved} time(s) asked."
    if found.waiting:
        yield f"本次未归类的较早问题：{found.waiting} 个。" if zh else f"Older questions not looked at this time: {found.waiting}."
    if not gaps:
        yield NOTHING[lang]
    for gap in gaps:
        yield ""
        yield from _gap(gap, knowledge, lang)


def _gap(gap: Gap, knowledge: Knowledge, lang: Lang) -> Iterator[str]:
    zh = lang == "zh"
    owner, category = knowledge.departments[gap.department].name[lang], knowledge.categories[gap.category].name[lang]
    doubt = "" if gap.ours else "（可能不属于政务服务）" if zh else " (perhaps no matter for us)"
    times = f"{gap.count} 次" if zh else f"asked {gap.count} times"
    yield f"{gap.id}  {owner} / {category}{doubt}  {times}  {gap.first} – {gap.last}"
    yield "    " + ("，" if zh else ", ").join(f"{REASONS[name][lang]} {count}" for name, count in gap.reasons.items())
    for one in gap.texts[:EXAMPLES]:
        yield f"    “{one.text}”" + (f" ×{one.count}" if one.count > 1 else "")
    if len(gap.texts) > EXAMPLES:
        more = len(gap.texts) - EXAMPLES
        yield f"    …另有 {more} 种问法" if zh else f"    … and {more} more"
    yield ("    相近条目：" if zh else "    nearest: ") + ("、" if zh else ", ").join(title(id_, knowledge, lang) for id_ in gap.nearest)
    yield f"    → {proposal(gap, knowledge, lang)}"


def proposal(gap: Gap, knowledge: Knowledge, lang: Lang) -> str:
    """What to do with a gap, in one sentence."""
    zh = lang == "zh"
    if gap.draft:
        return f"草稿 {gap.draft} 等待填写答复。" if zh else f"The draft {gap.draft} waits for its answer."
    if gap.entry:
        named = title(gap.entry, knowledge, lang)
        return f"作为相似问法加入 {named}。" if zh else f"Add as similar questions to {named}."
    return f"在 {gap.category} 中新建草稿条目。" if zh else f"Write a draft entry in {gap.category}."


def title(entry_id: str, knowledge: Knowledge, lang: Lang) -> str:
    return f"{entry_id} ({knowledge.entries[entry_id].question[lang]})"
