"""The words of a report, in Chinese and English."""

from __future__ import annotations

from typing import Final

from bot.knowledge.schema import Both
from bot.language import Lang

WORDS: Final[dict[str, Both]] = {
    "report": {"zh": "使用情况报表", "en": "How the assistant was used"},
    "period": {"zh": "{since} 至 {until}", "en": "{since} to {until}"},
    "nothing": {"zh": "这段时间没有记录。", "en": "Nothing was recorded in this period."},
    "all": {"zh": "合计", "en": "Total"},
    "none": {"zh": "（无）", "en": "(none)"},
    # tables
    "weeks": {"zh": "按周", "en": "By week"},
    "categories": {"zh": "按类别", "en": "By category"},
    "departments": {"zh": "按部门", "en": "By department"},
    "channels": {"zh": "按渠道", "en": "By channel"},
    "languages": {"zh": "按提问语言", "en": "By language of the question"},
    "top": {"zh": "回答最多的条目", "en": "Entries most answered"},
    "gaps": {"zh": "最常见的缺口", "en": "Most frequent gaps"},
    "levels": {"zh": "好差评", "en": "Ratings of the service (好差评)"},
    "times": {"zh": "答复用时", "en": "Response time"},
    "counts": {"zh": "明细", "en": "All counts"},
    # heads
    "week": {"zh": "周", "en": "Week"},
    "monday": {"zh": "周一", "en": "Monday"},
    "category": {"zh": "类别", "en": "Category"},
    "department": {"zh": "部门", "en": "Department"},
    "channel": {"zh": "渠道", "en": "Channel"},
    "language": {"zh": "语言", "en": "Language"},
    "entry": {"zh": "条目", "en": "Entry"},
    "title": {"zh": "标题", "en": "Title"},
    "text": {"zh": "市民的问法（已隐去个人号码）", "en": "What was asked (numbers of persons masked)"},
    "by": {"zh": "分组", "en": "Group"},
    "name": {"zh": "名称", "en": "Name"},
    "questions": {"zh": "提问", "en": "Questions"},
    "answered": {"zh": "已回答", "en": "Answered"},
    "clarified": {"zh": "请市民选择", "en": "Clarified"},
    "refused": {"zh": "未能回答", "en": "Refused"},
    "emergency": {"zh": "紧急情况", "en": "Emergencies"},
    "smalltalk": {"zh": "寒暄", "en": "Small talk"},
    "handover": {"zh": "转人工", "en": "To a person"},
    "error": {"zh": "出错", "en": "Errors"},
    "other": {"zh": "其他", "en": "Other"},
    "rated": {"zh": "评价数", "en": "Rated"},
    "helpful": {"zh": "有帮助", "en": "Helpful"},
    "unhelpful": {"zh": "没帮助", "en": "Not helpful"},
    "right": {"zh": "评价中有帮助的比例", "en": "Right when rated"},
    "low": {"zh": "95% 区间下限", "en": "95 % from"},
    "high": {"zh": "95% 区间上限", "en": "95 % to"},
    "median": {"zh": "用时中位数（毫秒）", "en": "Median ms"},
    "p95": {"zh": "用时 95 分位（毫秒）", "en": "95th percentile ms"},
    "counted": {"zh": "次数", "en": "Times"},
    "number": {"zh": "n", "en": "n"},
    "mean": {"zh": "平均（5 分制）", "en": "Mean (of 5)"},
    # pictures
    "share": {"zh": "占比", "en": "Share"},
    "milliseconds": {"zh": "毫秒", "en": "Milliseconds"},
    "week_of": {"zh": "周（周一的日期）", "en": "Week (date of its Monday)"},
    "rest": {"zh": "其余", "en": "the rest"},
    "level": {"zh": "等次", "en": "Level"},
    "conversations": {"zh": "会话数", "en": "Conversations"},
    "right_by_week": {"zh": "评价中有帮助的比例，按周", "en": "Right when rated, by week"},
    "outcomes_by_week": {"zh": "提问与结果，按周", "en": "Questions and outcomes, by week"},
    "outcomes_by_department": {"zh": "结果，按部门", "en": "Outcomes, by department"},
    "outcomes_by_category": {"zh": "结果，按类别", "en": "Outcomes, by category"},
    "outcomes_by_channel": {"zh": "结果，按渠道", "en": "Outcomes, by channel"},
    "times_by_week": {"zh": "答复用时，按周", "en": "Response time, by week"},
    "half": {"zh": "中位数", "en": "median"},
    "most": {"zh": "95 分位", "en": "95th percentile"},
    # notes
    "note_lines": {
        "zh": "提问：每条得到答复的消息，点选按钮也算。少于 {few} 个时不给比例和分位数，记为“–”。",
        "en": "A question is a message that got a reply, a pressed button too. Of fewer than {few} no share or percentile is told: –.",
    },
    "note_weeks": {
        "zh": "ISO 周，从周一开始；首尾两周可能不满七天。",
        "en": "ISO weeks, from Monday; the first and the last may have fewer than seven days.",
    },
    "note_categories": {
        "zh": "“（无）”：寒暄、紧急情况等不属于任何部门的消息。",
        "en": "(none): small talk, emergencies and the like, which are no department's.",
    },
    "note_right": {
        "zh": "已回答的问题中，市民点了“有帮助”的占被评价的比例，竖线是 95% 区间（Wilson）。只有少数市民评价，不代表全部。",
        "en": "Of the answers that were rated, the share rated helpful; the lines are 95 % intervals (Wilson). "
        "Few citizens rate: it is not all of them.",
    },
    "note_gaps": {
        "zh": "未能回答、把握不大、评价没帮助或答非所问的问题，逐字相同的合在一起；按意思归类请用 ./faq gaps。",
        "en": "Refused, unsure, rated down or not what was asked; texts that are the same letter by letter. By meaning: ./faq gaps.",
    },
    "note_levels": {
        "zh": "每个会话计一次。少于 {few} 个时不给平均分。",
        "en": "A conversation counts once. Of fewer than {few} no mean is told.",
    },
    "no_levels": {
        "zh": "好差评只按渠道和时间记录，不能按部门、类别或语言筛选。",
        "en": "Kept by channel and time only: not for one department, category or language.",
    },
    "note_times": {
        "zh": "流程所用的时间，不含网络。",
        "en": "What the pipeline took, without the network.",
    },
    "too_few": {"zh": "（少于 {few} 个，不画）", "en": "(fewer than {few}: not drawn)"},
}  # fmt: skip

CHANNELS: Final[dict[str, Both]] = {
    "web": {"zh": "网页", "en": "Web page"},
    "wechat": {"zh": "微信公众号", "en": "WeChat account"},
    "wechat_mini": {"zh": "微信小程序", "en": "WeChat mini program"},
    "alipay": {"zh": "支付宝", "en": "Alipay"},
    "unknown": {"zh": "未知", "en": "unknown"},
}
LANGUAGE_NAMES: Final[dict[str, Both]] = {"zh": {"zh": "中文", "en": "Chinese"}, "en": {"zh": "英文", "en": "English"}}


def word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang].format(**values)


def named(names: dict[str, Both], id_: str, lang: Lang) -> str:
    """The name of an id; the id itself where there is none."""
    return names[id_][lang] if id_ in names else id_
