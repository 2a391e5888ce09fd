"""The sentences with which an explanation speaks to staff, in both languages. No citizen sees them unless the setting `explain` is on."""

from __future__ import annotations

from typing import Final

from bot.answering.bands import Band
from bot.knowledge.schema import Both, Knowledge
from bot.language import Lang
from bot.retrieval.calibration import OUT_OF_SCOPE, OWN_CASE

# What each step says where it decided the outcome.
DECIDED: Final[dict[str, Both]] = {
    "wordless": {
        "zh": "消息里没有一个字或数字，无法当作问题。",
        "en": "The message has not one letter or digit, so it cannot be read as a question.",
    },
    "command": {
        "zh": "以斜杠开头的是给程序的命令，不是问题，不予理会。",
        "en": "A word after a slash is a command for a program, not a question; it is not obeyed.",
    },
    "not_asked_offer": {
        "zh": "表示上次的回答不是所问，所以给出同一个问题的后几个候选，不含已经显示过的。",
        "en": "It says that the reply before was not what was asked, so the next candidates for the same question are offered, without "
        "what was shown already.",
    },
    "not_asked_over": {
        "zh": "表示上次的回答不是所问，也没有别的候选可以给，所以说明该问谁，并记为缺口。",
        "en": "It says that the reply before was not what was asked, and there is nothing more to offer: it is told whom to ask, and "
        "recorded as a gap.",
    },
    "not_asked_unknown": {
        "zh": "表示上次的回答不是所问，但这个对话里已经没有那次回答，所以请对方换个说法。",
        "en": "It says that a reply was not what was asked, but the conversation knows no such reply any more, so it is asked for other "
        "words.",
    },
    "emergency": {
        "zh": "消息里有紧急词表（knowledge/emergencies.yml）中“{kind}”一类的词，所以不等排序，先给出 {phone}。",
        "en": "The message has words of the kind “{kind}” in the list of emergencies (knowledge/emergencies.yml), so {phone} comes "
        "first, before any ranking.",
    },
    "alarm": {
        "zh": "路由认为是紧急情况的可能合计 {share}，达到了 {least}，而排序没有足够把握，所以先给出 {phone}。",
        "en": "The router takes it for an emergency with {share} in all, at least the {least} that it takes, and the ranking is not "
        "sure of an answer: {phone} comes first.",
    },
    "clicked": {"zh": "点选了“{title}”，所以直接给出它的答案。", "en": "“{title}” was clicked, so its answer is given."},
    "picked": {
        "zh": "从上一条提供的问题里选了“{title}”，所以直接给出它的答案。",
        "en": "“{title}” was picked among the questions offered before, so its answer is given.",
    },
    "none_of_them": {
        "zh": "对上一条提供的问题回答了“不是”，所以不再回答。",
        "en": "“No” was said to the questions offered before, so none is answered.",
    },
    "no_such_number": {
        "zh": "只回了一个数字或“是”，但看不出选的是哪一个问题。",
        "en": "Only a number or a “yes” was said, and it does not tell which question is picked.",
    },
    "take_question": {
        "zh": "原话和知识库里“{title}”的一个问法一字不差，所以不用排序，直接回答。",
        "en": "The message is word for word a question of “{title}”, so it is answered without a ranking.",
    },
    "withhold": {
        "zh": "找到的是“{title}”，但它的 valid_until 是 {day}，已经过期，所以不给出，只说明该问谁，并记为缺口。",
        "en": "“{title}” was found, but its valid_until is {day}: it is past its date, so it is not given; it is told whom to ask, "
        "and recorded as a gap.",
    },
    "two_answers": {
        "zh": "一条消息里有 {count} 个问题，其中两个都有足够把握，所以两个都回答。",
        "en": "The message holds {count} questions, and two of them are sure of their answer: both are given.",
    },
    "one_answer": {
        "zh": "一条消息里有 {count} 个问题，有把握的那个回答了，另一个请对方再选。",
        "en": "The message holds {count} questions: the one that is sure is answered, and the citizen may pick for the other.",
    },
    "two_choices": {
        "zh": "一条消息里有 {count} 个问题，不能一次答清，所以请对方先选一个。",
        "en": "The message holds {count} questions that cannot be answered at once, so the citizen is asked to pick one.",
    },
    "element": {
        "zh": "上一条回答的是“{last}”，这一句追问它的：{elements}。",
        "en": "“{last}” was answered before, and this message asks for its: {elements}.",
    },
    "beside": {
        "zh": "上一条回答的是“{last}”，这一句像是接着问相近的事：“{title}”。",
        "en": "“{last}” was answered before, and this message seems to go on to a matter beside it: “{title}”.",
    },
    "beside_choices": {
        "zh": "上一条回答的是“{last}”，这一句像是接着问相近的事，但看不出是哪一件，所以反问。",
        "en": "“{last}” was answered before, and this message seems to go on to a matter beside it, but not clearly to which, so it is "
        "asked back.",
    },
    "which_matter": {
        "zh": "这一句只问费用、材料、时间之类，没说是哪件事，之前也没有回答过什么，所以反问是哪件事。",
        "en": "The message only asks for a fee, documents, a time or the like, of nothing that was named or answered before, so it is "
        "asked which matter is meant.",
    },
    "small_talk": {
        "zh": "路由认为是{name}（{share}），而排序没有足够把握回答。",
        "en": "The router takes it for {name} ({share}), and the ranking is not sure enough of an answer.",
    },
    "swearing": {
        "zh": "消息里有骂人的话，而排序没有足够把握回答。",
        "en": "There are swear words in the message, and the ranking is not sure enough of an answer.",
    },
    "own_case": {
        "zh": "路由认为问的是自己那一件的进度，这不是知识库能回答的。",
        "en": "The router takes it for the state of somebody's own case, which no entry can tell.",
    },
    "out_of_scope": {
        "zh": "路由认为这不是永康各部门的事。",
        "en": "The router takes it for no matter of Yongkang's departments.",
    },
    "say_more": {
        "zh": "说得太短，谁也猜不出是哪件事，所以请对方多说几个字。",
        "en": "So little was said that nobody could know what is meant, so the citizen is asked to say more.",
    },
    "other": {"zh": "由步骤“{step}”决定，结果是 {outcome}。", "en": "Decided by the step “{step}”; the outcome is {outcome}."},
}

# What the probabilities and the costs say.
BANDS: Final[dict[Band, Both]] = {
    Band.ANSWER: {"zh": "直接回答", "en": "answering"},
    Band.ASK: {"zh": "反问", "en": "asking which is meant"},
    Band.REFUSE: {"zh": "说不知道", "en": "saying “I do not know”"},
}
RANKED: Final[dict[str, Both]] = {
    "so": {
        "zh": "第一名就是正确答案的可能是 {right:.3f}，前三名里有正确答案的可能是 {offer:.3f}：预计代价最小的是{band}，所以这样做。",
        "en": "The first entry is the right one with probability {right:.3f}, one of the first three is with {offer:.3f}: {band} is "
        "expected to cost least, so that is done.",
    },
    "alone": {
        "zh": "只看排序的话，第一名就是正确答案的可能是 {right:.3f}，前三名里有正确答案的可能是 {offer:.3f}，预计代价最小的是{band}。",
        "en": "By the ranking alone the first entry is the right one with probability {right:.3f}, one of the first three is with "
        "{offer:.3f}, and {band} is expected to cost least.",
    },
    "costs": {
        "zh": "预计的代价（本来答得上却说不知道，算 1）：直接回答，可能答错 {wrong:.3f} × {wrong_answer:g} = {answer:.3f}；"
        "反问，{offer:.3f} × {question:g} + {none:.3f} × {vain_question:g} = {ask:.3f}；说不知道，{offer:.3f} × 1 = {refuse:.3f}。",
        "en": "What to expect it to cost (1 is an “I do not know” to what could have been answered): answering may be wrong, "
        "{wrong:.3f} × {wrong_answer:g} = {answer:.3f}; "
        "asking which is meant, {offer:.3f} × {question:g} + {none:.3f} × {vain_question:g} = {ask:.3f}; saying “I do not know”, "
        "{offer:.3f} × 1 = {refuse:.3f}.",
    },
    "elsewhere": {
        "zh": "话里像是在问别的地方的规定，这通常会降低把握。",
        "en": "It seems to ask for the rules of another place, which as a rule lowers the probability.",
    },
    "own_case": {
        "zh": "话里像是在问自己那一件的进度，这通常会降低把握。",
        "en": "It seems to ask for the state of somebody's own case, which as a rule lowers the probability.",
    },
    "abroad": {
        "zh": "话里提到别的国家或地区，这通常会降低把握。",
        "en": "It names another country or region, which as a rule lowers the probability.",
    },
    "read_as": {"zh": "去掉客套话、改正错字以后，按“{meant}”查找。", "en": "Without courtesies and slips it was looked up as “{meant}”."},
    "router": {
        "zh": "路由（按业务分类的模型）认为是：{names}。",
        "en": "The router, which sorts messages by kind of business, takes it for: {names}.",
    },
    "no_router": {"zh": "没有问过路由。", "en": "The router was not asked."},
}

# Of each candidate.
GROUP_NAMES: Final[dict[str, Both]] = {
    "questions": {"zh": "问法", "en": "questions"},
    "answer": {"zh": "答案", "en": "answer"},
    "guide": {"zh": "指南", "en": "guide"},
    "words": {"zh": "用词", "en": "words"},
    "route": {"zh": "路由", "en": "router"},
}
CANDIDATE: Final[dict[str, Both]] = {
    "nearest": {"zh": "与“{text}”最接近（相似度 {cosine:.2f}）。", "en": "Nearest to “{text}” (similarity {cosine:.2f})."},
    "nearest_other": {
        "zh": "与另一种语言的问法“{text}”最接近（相似度 {cosine:.2f}）。",
        "en": "Nearest to a question in the other language, “{text}” (similarity {cosine:.2f}).",
    },
    "score": {"zh": "得分 {score:.1f}，占全部条目的 {share}。", "en": "Score {score:.1f}, which is {share} of all entries together."},
    "parts": {"zh": "得分的来源：{parts}（0 等于一般条目）。", "en": "Where the score comes from: {parts} (0 is an average entry)."},
    "routed": {"zh": "路由给“{category}”的份额：{share}。", "en": "The router's share for “{category}”: {share}."},
}

INTENTS: Final[dict[str, Both]] = {
    "greeting": {"zh": "问候", "en": "a greeting"},
    "thanks": {"zh": "道谢", "en": "thanks"},
    "goodbye": {"zh": "告别", "en": "a goodbye"},
    "who_are_you": {"zh": "问助手是谁", "en": "a question who the assistant is"},
    "what_can_you_do": {"zh": "问助手能做什么", "en": "a question what the assistant can do"},
    "start_over": {"zh": "想重新开始", "en": "a wish to start over"},
    "insult": {"zh": "骂人", "en": "an insult"},
    "rude": {"zh": "投诉或骂人", "en": "a complaint or an insult"},
    "human": {"zh": "想找工作人员", "en": "a wish for a person"},
    "complaint": {"zh": "投诉", "en": "a complaint"},
    "yes": {"zh": "“是”", "en": "a yes"},
    "no": {"zh": "“不是”", "en": "a no"},
    "not_asked": {"zh": "“答非所问”", "en": "“not what I asked”"},
    "choose": {"zh": "选择选项", "en": "the choice of an option"},
    OUT_OF_SCOPE: {"zh": "不属于各部门的事", "en": "no matter of the departments"},
    OWN_CASE: {"zh": "查自己的办件", "en": "the state of one's own case"},
    "emergency": {"zh": "紧急情况（{kind}）", "en": "an emergency ({kind})"},
}


def intent_name(intent: str, knowledge: Knowledge, lang: Lang) -> str:
    """What staff call an intent of the router: a category by its name, the others in plain words; an unknown one by its id."""
    if intent in knowledge.categories:
        return knowledge.categories[intent].name[lang]
    family, _, kind = intent.partition("_")
    if family == "emergency":
        return INTENTS[family][lang].format(kind=kind)
    return INTENTS[intent][lang] if intent in INTENTS else intent


def percent(share: float) -> str:
    """0.934 is "93%"; what is there, but below half a percent, is "<1%"."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def signed(points: float) -> str:
    """5.12 is "+5.1"; what rounds to nought is "+0.0"."""
    return f"{round(points, 1) + 0.0:+.1f}"
