"""What a citizen can think of a reply and of the service: closed lists, with their names in both languages."""

from __future__ import annotations

from typing import Final

# 好差评: five fixed levels; their Chinese names are the regulation's (国办发〔2019〕51号) and may not be changed.
LEVELS: Final[dict[int, dict[str, str]]] = {
    5: {"zh": "非常满意", "en": "Very satisfied"},
    4: {"zh": "满意", "en": "Satisfied"},
    3: {"zh": "基本满意", "en": "Basically satisfied"},
    2: {"zh": "不满意", "en": "Dissatisfied"},
    1: {"zh": "非常不满意", "en": "Very dissatisfied"},
}

# Why a reply did not help.
REASONS: Final[dict[str, dict[str, str]]] = {
    "wrong": {"zh": "内容有误", "en": "It is wrong"},
    "outdated": {"zh": "内容过时", "en": "It is out of date"},
    "incomplete": {"zh": "内容不全", "en": "It is incomplete"},
    "unclear": {"zh": "看不明白", "en": "It is hard to understand"},
    "other": {"zh": "其他原因", "en": "Something else"},
}

MOST_WORDS: Final = 200  # of a citizen's own words about a reply, counted as those of a question are
