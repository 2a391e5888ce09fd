"""The closed list of what the chat door refuses, each with its HTTP status and a sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.errors import FaqError
from bot.knowledge.schema import Both


@dataclass(frozen=True)
class Refusal:
    """code: stable, for programs; message: for the citizen, may hold {seconds} or {limit}."""

    code: str
    status: int
    message: Both


REFUSALS: dict[str, Refusal] = {
    refusal.code: refusal
    for refusal in (
        Refusal("bad_json", 400, {
            "zh": "请求内容无法识别，请刷新页面后重试。",
            "en": "The request could not be read. Please reload the page and try again."}),
        Refusal("bad_field", 400, {
            "zh": "请求内容不完整或格式不对，请刷新页面后重试。",
            "en": "The request is incomplete or in the wrong form. Please reload the page and try again."}),
        Refusal("session_forged", 401, {
            "zh": "会话无效，请刷新页面后重新提问。",
            "en": "This conversation is not valid. Please reload the page and ask again."}),
        Refusal("session_expired", 401, {
            "zh": "会话已过期，请刷新页面后重新提问。",
            "en": "This conversation has expired. Please reload the page and ask again."}),
        Refusal("foreign_origin", 403, {
            "zh": "这个网页未获准使用智能问答。请打开政府网站上的智能问答，或拨打 12345。",
            "en": "This web page may not use the assistant. Please open the assistant on the government's site, or call 12345."}),
        Refusal("not_found", 404, {
            "zh": "没有找到您要的内容。", "en": "There is nothing at this address."}),
        Refusal("method_not_allowed", 405, {
            "zh": "这个地址不支持这种请求方式。", "en": "This address does not accept this kind of request."}),
        Refusal("too_large", 413, {
            "zh": "发送的内容太大，请缩短后重试。", "en": "What you sent is too large. Please shorten it and try again."}),
        Refusal("not_json", 415, {
            "zh": "只接受 JSON 格式的请求。", "en": "Only requests in JSON are accepted."}),
        Refusal("not_form", 415, {
            "zh": "表单格式无法识别，请重新打开页面后再试。", "en": "The form could not be read. Please open the page again and retry."}),
        Refusal("empty_text", 422, {
            "zh": "请先输入您的问题。", "en": "Please type your question first."}),
        Refusal("text_too_long", 422, {
            "zh": "问题最多 {limit} 个字，请精简后再发送。",
            "en": "A question can have at most {letters} characters. Please shorten it and send it again."}),
        Refusal("unknown_choice", 422, {
            "zh": "这个选项已经失效，请直接输入您的问题。",
            "en": "This option is no longer available. Please type your question instead."}),
        Refusal("unknown_turn", 422, {
            "zh": "这条回答已经不能评价了，您可以再问一次后评价。",
            "en": "This answer can no longer be rated. You may ask again and rate the new one."}),
        Refusal("note_too_long", 422, {
            "zh": "意见最多 {limit} 个字，请精简后再发送。",
            "en": "A comment can have at most {letters} characters. Please shorten it and send it again."}),
        Refusal("too_many", 429, {
            "zh": "提问有点快，请 {seconds} 秒后再试。",
            "en": "That was a little fast. Please try again in {seconds} seconds."}),
        Refusal("internal", 500, {
            "zh": "系统出了点问题，请稍后再试，或拨打 12345 咨询。",
            "en": "Something went wrong on our side. Please try again later, or call 12345."}),
        Refusal("busy", 503, {
            "zh": "现在咨询的人较多，请稍等片刻再试，或拨打 12345。",
            "en": "Many people are asking right now. Please try again in a moment, or call 12345."}),
        Refusal("not_ready", 503, {
            "zh": "智能问答暂时不可用，请稍后再试，或拨打 12345 咨询。",
            "en": "The assistant is not available at the moment. Please try again later, or call 12345."}),
        Refusal("not_saved", 503, {
            "zh": "评价暂时没能保存，请稍后再试。意见也可以拨打 12345 反映。",
            "en": "Your rating could not be saved just now. Please try again later, or tell 12345."}),
    )
}  # fmt: skip


class Refused(FaqError):
    """A request that is turned away, with the code of a Refusal and the values of its sentence."""

    def __init__(self, code: str, *, retry_after: int | None = None, **values: object) -> None:
        self.refusal = REFUSALS[code]
        self.retry_after = retry_after
        self._values = values
        super().__init__(f"The chat door refused a request: {code}.")

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object that the client gets."""
        message = {lang: text.format_map(self._values) for lang, text in self.refusal.message.items()}
        return {"error": {"code": self.refusal.code, "message": message}}
