"""The few sentences that only WeChat needs. One table; both languages always."""

from __future__ import annotations

from typing import Final

from bot.knowledge.schema import Both

SENTENCES: Final[dict[str, Both]] = {
    "reply_number": {"zh": "请回复数字选择。", "en": "Reply with the number of your choice."},
    "related": {"zh": "相关问题（整句发给我就行）：", "en": "Related questions (just send me one of them):"},
    "rest": {
        "zh": "内容较长，余下的没有发完。您可以接着问其中一点，例如“需要什么材料”，也可以拨打 12345（24小时）。",
        "en": "This is too long to send in full. You can go on and ask about one point, for example “Which documents?”, "
        "or call 12345 (24 hours).",
    },
    "rest_on_page": {
        "zh": "内容较长，余下的没有发完，完整内容请看：{page}",
        "en": "This is too long to send in full. You find all of it here: {page}",
    },
    "categories": {"zh": "请回复数字看某一类业务的常见问题：", "en": "Reply with a number to see the questions of that kind:"},
    "entries": {
        "zh": "“{category}”的常见问题，回复数字看答案（回复“菜单”看全部业务）：",
        "en": "Questions on “{category}”. Reply with a number for its answer, or with “menu” for all topics:",
    },
    "no_such_number": {
        "zh": "没有这个编号。请回复 1 到 {last} 的数字，或者直接说您想办的事。",
        "en": "There is no such number. Reply with a number from 1 to {last}, or just say what you need.",
    },
    "not_text": {
        "zh": "抱歉，我只能看懂文字。请用一句话打出您想办的事，例如“身份证丢了怎么补办”；着急请拨打 12345（24小时）。",
        "en": "I am sorry, I can only read text. Please type in a sentence what you need, for example “How do I replace a lost ID card?”; "
        "if it is urgent, call 12345 (24 hours).",
    },
    "still_looking": {
        "zh": "还在为您查找，请稍等几秒，然后回复 0 看答案。着急请拨打 12345（24小时）。",
        "en": "I am still looking. Please wait a few seconds, then reply 0 to see the answer. If it is urgent, call 12345 (24 hours).",
    },
}

# To whom nobody has spoken yet: the language is not known.
WELCOME: Final = (
    "您好！我是永康市政务服务智能问答助手，全天在线。请直接打字说您想办的事，例如“身份证丢了怎么补办”；回复“菜单”看 22 类业务。"
    "请不要发送身份证号、手机号等个人信息。\n\n"
    "Hello! I am the assistant of Yongkang Government Services, here day and night. Type what you need, for example "
    "“How do I replace a lost ID card?”, or reply “menu” for the 22 topics. Please do not send ID or phone numbers."
)
