"""The few sentences that only the Alipay channel needs. Both languages always."""

from __future__ import annotations

from typing import Final

# To whom nobody has spoken yet: the language is not known.
WELCOME: Final = (
    "您好！我是永康市政务服务智能问答助手，全天在线。请直接打字说您想办的事，例如“身份证丢了怎么补办”。"
    "请不要发送身份证号、手机号等个人信息。\n\n"
    "Hello! I am the assistant of Yongkang Government Services, here day and night. Type what you need, for example "
    "“How do I replace a lost ID card?”. Please do not send ID or phone numbers."
)
