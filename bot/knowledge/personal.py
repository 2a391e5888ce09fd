"""Rules for personal data: nothing that is published names or reaches a private person. An office's own numbers are public."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from bot.knowledge.collection import Collection, Rule
from bot.knowledge.problems import Problem, named
from bot.knowledge.schema import Entry
from bot.knowledge.wording import texts_of
from bot.language.masks import MASK, mask

_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx](?![\dA-Za-z])")
_DIGIT = re.compile(r"\d")  # of whatever width
_LONG_NUMBER = re.compile(r"\d{17}")
_LANDLINE = re.compile(r"(?<!\d)(?<!\d[- ])(?!00)(?:\+?86[- ]?)?\(?0\d{2,3}[)）]?[ \-－—]?\d{3,4}[ -]?\d{4}|400-?\d{3}-?\d{4}")
_CHAT = re.compile(r"(?:微信号?|QQ号?|Q群|WeChat(?: ID)?|vx)\s*[:：]?\s*(?:[A-Za-z][\w-]{5,19}(?![\w-])|\d{5,11}(?!\d))", re.IGNORECASE)
_MAY_CHAT = re.compile(r"微信|Q|q|[Cc]hat|CHAT|[Vv][Xx]")  # told fast: nearly no text has one
_PUBLIC_MAIL = re.compile(r"[\w.%+-]+@[\w.-]*gov\.cn")
_MASKED = re.compile(rf"{MASK}(\w+){MASK}")
# GA 36: the province's character, the place's letter, five or six letters and digits, without I and O.
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][ ·•.-]{0,2}(?=[A-Z]*\d)[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])"
)
_FLAT = r"(?:flat|apartment|apt\.?|room)"
_HOME = re.compile(
    r"\d+\s?(?:号楼|幢|栋|单元)[^。；，\n]{0,8}?\d{3,4}\s?室?(?!\d)"
    rf"|\b{_FLAT} (?:no\. ?)?\d{{2,4}},? (?:of |in )?(?:building|block|unit|no\.) ?\d+|\b(?:building|block|unit) \d+,? {_FLAT} ?\d{{2,4}}",
    re.IGNORECASE,
)
_SURNAMES_ZH = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜程苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾夏韦邹孟熊秦邱尹薛闫侯陶黎贺顾"
    "郝龚邵覃戴莫孔汤应施俞章颜"
)
_SURNAMES = (
    "Wang|Li|Zhang|Liu|Chen|Yang|Huang|Zhao|Wu|Zhou|Xu|Sun|Zhu|Hu|Guo|Luo|Zheng|Liang|Xie|Song|Tang|Han|Feng|Deng|Cao|Peng|Zeng|Xiao|Tian|Dong|Yuan|Pan"
    "|Jiang|Cai|Yu|Du|Cheng|Su|Wei|Lyu|Lu|Ding|Shen|Yao|Cui|Zhong|Tan|Fan|Liao|Jia|Xia|Zou|Xiong|Qin|Qiu|Yin|Xue|Hou|Tao|Gu|Hao|Gong|Shao|Dai|Mo|Ying|Shi"
    "|Yan|Lou|Jin|Fang|Ye|Lin|Ma|Gao|Zhuang"
)
_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|uai|ang|eng|ing|ong|ian|iao|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|[aoeiuv])"
)
_PERSON = re.compile(
    rf"[{_SURNAMES_ZH}](?:[\u4e00-\u9fff]{{0,2}}(?:先生|女士|师傅|阿姨|大姐|大伯)|(?:科长|所长|主任|经理|书记))"
    r"|\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+"
    rf"|\b(?=[A-Z][a-z]{{1,5}} [A-Z])(?:{_SURNAMES}) (?=[A-Z])(?i:{_SYLLABLE}){{1,2}}\b"
    r"(?! (?:Road|Street|Avenue|Town|Village|District|County|Square|Building))"
)
KINDS = {
    "id": ("身份证号", "an ID-card number"),
    "phone": ("手机号码", "a mobile number"),
    "bank": ("银行卡号", "a bank-card number"),
    "email": ("个人邮箱", "a private e-mail address"),
    "chat": ("个人微信号或QQ号", "a private WeChat or QQ account"),
    "plate": ("车牌号", "a number plate"),
    "home": ("家庭住址", "a home address"),
    "person": ("个人姓名", "a person's name"),
}  # fmt: skip
_SHOWN = (("plate", _PLATE), ("home", _HOME), ("person", _PERSON))  # where citizens read; "我先生是台湾人" is a question


def identity_number(all_: Collection) -> Iterator[Problem]:
    """K501: no text holds the number of a person's ID card."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            if has_identity(text):
                yield _personal(all_, entry, path, "id")


def has_identity(text: str) -> bool:
    """Whether a number of 18 digits, as on ID cards, with a day of birth in it stands in the text."""
    if len(text) < 18 or not _LONG_NUMBER.search(text):  # told much faster
        return False
    return any(_is_day(*found) for found in _IDENTITY.findall(unicodedata.normalize("NFKC", text)))


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return bool(date(int(year), int(month), int(day)))
    except ValueError:
        return False


def personal_data(all_: Collection) -> Iterator[Problem]:
    """K502: no text holds a mobile number, a bank-card number, a private e-mail address or chat account; and no text that citizens read
    as an answer the name, the home or the car of a person. An office's landline is public."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            for kind in dict.fromkeys(_kinds(text, shown=path[0] in ("answer", "guide", "basis"))):
                yield _personal(all_, entry, path, kind)


def _kinds(text: str, shown: bool) -> Iterator[str]:
    if len(text) > 7 and ("@" in text or len(_DIGIT.findall(text)) > 9) and not has_identity(text):
        rest = _PUBLIC_MAIL.sub(" ", _LANDLINE.sub(" ", unicodedata.normalize("NFKC", text)))
        yield from _MASKED.findall(mask(rest))
    if _MAY_CHAT.search(text) and _CHAT.search(text):
        yield "chat"
    if shown:
        yield from (kind for kind, pattern in _SHOWN if (kind == "person" or _DIGIT.search(text)) and pattern.search(text))


def _personal(all_: Collection, entry: Entry, path: tuple[object, ...], kind: str) -> Problem:
    zh, en = KINDS[kind]
    name = named(path)
    return all_.problem(entry, path, "K501" if kind == "id" else "K502", (
        f"“{name['zh']}”里有{zh}。", f"'{name['en']}' holds {en}.",
        "请删去个人信息；需要联系方式的，写单位的公开电话。", "Remove what is personal; for contact, give the office's public number.",
    ), "error" if kind == "id" else "warning")  # fmt: skip


RULES: tuple[Rule, ...] = (personal_data,)
