"""Take fields out of a document; report each one that is missing or of the wrong kind, and go on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot.knowledge.documents import Document
from bot.knowledge.schema import Both, BothLists
from bot.language import LANGUAGES, Lang

_PHONE = re.compile(r"\+?[0-9](?:[ /()+-]*[0-9]){2,}|\([0-9]{3,4}\)(?:[ /()+-]*[0-9]){5,}")
LANGUAGE_NAMES: Mapping[Lang, Both] = {"zh": {"zh": "中文", "en": "Chinese"}, "en": {"zh": "英文", "en": "English"}}


class Fields:
    """The fields of one mapping in a document. Every getter returns None after reporting what is wrong."""

    def __init__(self, document: Document, path: tuple[Any, ...] = ()) -> None:
        self.document, self.path = document, path
        value: Any = document.value
        for step in path:
            value = value[step]
        self.value: dict[Any, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self._wrong((), "键值对（key: value）", "keys and values (key: value)")

    def only(self, allowed: Collection[str]) -> None:
        """K003: a key that no one reads is a slip of the pen."""
        for key in self.value:
            if key not in allowed:
                names = ", ".join(allowed)
                self.document.report(
                    (*self.path, key), "K003", f"不认识的键“{key}”。", f"Unknown key '{key}'.",
                    f"可用的键：{names}。", f"Allowed keys: {names}.",
                )  # fmt: skip

    def present(self, key: str) -> bool:
        """K004: says whether the key is there, and reports it if it is not."""
        if self.value.get(key) is not None:
            return True
        self.missing(key)
        return False

    def missing(self, key: str) -> None:
        self.document.report((*self.path, key), "K004", f"缺少“{key}”。", f"'{key}' is missing.", f"请补上“{key}:”。", f"Add '{key}:'.")

    def text(self, key: str) -> str | None:
        return self._text(key) if self.present(key) else None

    def phone(self, key: str) -> str | None:
        """K211: a number that can be dialled: digits, with blanks, hyphens, brackets or "/" between them."""
        text = self.text(key)
        if text is None or _PHONE.fullmatch(text):
            return text
        self.document.report(
            (*self.path, key), "K211", f"电话“{text[:40]}”不能拨打。", f"The phone number '{text[:40]}' cannot be dialled.",
            "只写半角数字，可以用空格、“-”和“/”隔开，例如 \"0579-87101234\"。",
            "Write ordinary digits, with blanks, '-' or '/' between them, as in \"0579-87101234\".",
        )  # fmt: skip
        return None

    def _text(self, *keys: Any) -> str | None:
        value: Any = self.value
        for key in keys:
            value = value[key]
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, (int, float, date)):
            self._unquoted(keys, value)
        else:
            self._wrong(keys, "一段文字", "a text")
        return None

    def _unquoted(self, keys: tuple[Any, ...], value: Any) -> None:
        """K205/K206: YAML reads an unquoted phone as a number and an unquoted date as a date."""
        code = "K205" if keys[-1] == "phone" else "K206"
        kind = ("电话", "the phone") if code == "K205" else ("这个值", "this value")
        shown = "12345" if code == "K205" else value  # 0571123 was read as another number: not one to copy
        self.document.report(
            (*self.path, *keys), code,
            f"{kind[0]}没有加引号，被读成了 {value!r}。", f"{kind[1].capitalize()} has no quotes and was read as {value!r}.",
            f'请加引号，例如 "{shown}"。', f'Put it in quotes, as in "{shown}".',
        )  # fmt: skip

    def _wrong(self, keys: tuple[Any, ...], zh: str, en: str) -> None:
        name = keys[-1] if keys else (self.path[-1] if self.path else "file")
        self.document.report(
            (*self.path, *keys), "K005", f"“{name}”应当是{zh}。", f"'{name}' should be {en}.",
            "请对照 knowledge/README 里的样例改正。", "Compare it with the example in knowledge/README.",
        )  # fmt: skip

    def both(self, key: str) -> Both | None:
        """K101: one text in each language."""
        if not self.present(key) or not self._has_languages(key):
            return None
        texts = {lang: self._text(key, lang) for lang in LANGUAGES}
        return None if None in texts.values() else texts  # type: ignore[return-value]

    def lists(self, key: str) -> BothLists | None:
        """K101: one list of texts in each language."""
        if not self.present(key) or not self._has_languages(key):
            return None
        found: dict[Lang, tuple[str, ...]] = {}
        for lang in LANGUAGES:
            values = self.value[key][lang]
            if not isinstance(values, list):
                self._wrong((key, lang), "一个列表", "a list")
                continue
            texts = [self._text(key, lang, place) for place in range(len(values))]
            found[lang] = tuple(text for text in texts if text)
        return found if len(found) == len(LANGUAGES) else None

    def parts(self, key: str) -> list[Fields]:
        """The fields of each item of a list; none where the key is not there."""
        values = self.value.get(key, [])
        if not isinstance(values, list):
            self._wrong((key,), "一个列表", "a list")
            return []
        return [Fields(self.document, (*self.path, key, place)) for place in range(len(values))]

    def _has_languages(self, key: str) -> bool:
        value = self.value[key]
        if not isinstance(value, dict):
            self._wrong((key,), "两种语言（zh: 和 en:）", "in two languages (zh: and en:)")
            return False
        missing = [lang for lang in LANGUAGES if not value.get(lang)]
        for lang in missing:
            name = LANGUAGE_NAMES[lang]
            self.document.report(
                (*self.path, key), "K101", f"“{key}”没有{name['zh']}。", f"'{key}' has no {name['en']}.",
                f"请在“{key}:”下补上“{lang}:”。", f"Add '{lang}:' under '{key}:'.",
            )  # fmt: skip
        for extra in set(value) - set(LANGUAGES):
            self.document.report(
                (*self.path, key, extra), "K003", f"不认识的键“{extra}”。", f"Unknown key '{extra}'.",
                "只写 zh 和 en。", "Only zh and en.",
            )  # fmt: skip
        return not missing

    def day(self, key: str) -> date | None:
        """K207: a date, written 2026-11-20."""
        value: Any = self.value.get(key)
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.document.report(
                (*self.path, key), "K207", f"“{key}”不是日期：{value!r}。", f"'{key}' is not a date: {value!r}.",
                "请写成 2026-11-20 这样。", "Write it as in 2026-11-20.",
            )  # fmt: skip
            return None
