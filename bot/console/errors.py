"""What can go wrong in the console, said in both languages."""

from __future__ import annotations

from bot.errors import FaqError
from bot.knowledge.schema import Both
from bot.language import Lang


class ConsoleError(FaqError):
    """A fault with its sentence in both languages. status: of HTTP, where it is met in a page."""

    status = 400

    def __init__(self, zh: str, en: str) -> None:
        self.said: Both = {"zh": zh, "en": en}
        super().__init__(f"{en} / {zh}")

    def text(self, lang: Lang) -> str:
        return self.said[lang]


class NotFound(ConsoleError):
    status = 404

    def __init__(self) -> None:
        super().__init__("没有这个页面或条目。请回到条目列表。", "There is no such page or entry. Go back to the list of entries.")


class NotAllowed(ConsoleError):
    status = 403

    def __init__(self) -> None:
        super().__init__("您的账号没有这项权限，请找责任部门或编辑。", "Your account may not do this. Ask the department or an editor.")


class WrongToken(ConsoleError):
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "表单已失效，没有保存。请返回上一页，刷新后重试。",
            "The form is out of date; nothing was saved. Go back, reload, try again.",
        )


class NotWritten(ConsoleError):
    status = 422


class NotCommitted(ConsoleError):
    """The file is saved; git did not take it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"文件已保存，但没有提交到 git（{why}）。请告诉管理员。",
            f"Saved, but git did not take it ({why}). Tell the administrator.",
        )
