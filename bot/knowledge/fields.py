"""Take fields out of a document; report each one that is missing or of the wrong kind, and go on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot.knowledge.documents import Document
from bot.knowledge.problems import named
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
        if not path and value is None:
            document.report(
                (), "K005", "文件是空的。", "The file is empty.",
                "请照 knowledge/README 里的样例写，或删去这个文件。", "Write it as the example in knowledge/README, or remove the file.",
            )  # fmt: skip
        elif not isinstance(value, dict):
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
        elif value is None or isinstance(value, str):
            self._empty(keys)
        else:
            self._wrong(keys, "一段文字", "a text")
        return None

    def _unquoted(self, keys: tuple[Any, ...], value: Any) -> None:
        """K205/K206: YAML reads an unquoted phone as a number and an unquoted date as a date."""
        code, written = "K205" if keys[-1] == "phone" else "K206", self.written(*keys)
        zh, en = (
            ("“是”或“否”", "as yes or no")
            if isinstance(value, bool)
            else ("日期", "as a date")
            if isinstance(value, date)
            else ("数字", "as a number")
        )
        self.document.report(
            (*self.path, *keys), code,
            f"“{written}”没有加引号，会被当成{zh}。", f"{written} has no quotes and would be read {en}.",
            f'请加引号：写成 "{written}"。', f'Put it in quotes: "{written}".',
        )  # fmt: skip

    def written(self, *keys: Any) -> str:
        """A value as it stands in the file, where it is no list and no mapping."""
        value: Any = self.value
        for key in keys:
            value = value[key]
        return self.document.written.get((*self.path, *keys), str(value))

    def _empty(self, keys: tuple[Any, ...]) -> None:
        name = named((*self.path, *keys))
        self.document.report(
            (*self.path, *keys), "K005", f"“{name['zh']}”是空的。", f"'{name['en']}' is empty.",
            "请写上内容，或删去这一行。", "Write something there, or remove the line.",
        )  # fmt: skip

    def _wrong(self, keys: tuple[Any, ...], zh: str, en: str) -> None:
        path = (*self.path, *keys)
        name = named(path) if path else {"zh": "文件", "en": "file"}
        self.document.report(
            path, "K005", f"“{name['zh']}”应当是{zh}。", f"'{name['en']}' should be {en}.",
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
            found[lang] = self._texts(key, lang, count=len(values))
        return found if len(found) == len(LANGUAGES) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list that is the same in both languages."""
        return self._texts(key, count=len(self.value[key]))

    def _texts(self, *keys: Any, count: int) -> tuple[str, ...]:
        found = [self._text(*keys, place) for place in range(count)]
        return tuple(text for text in found if text)

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
        missing = [lang for lang in LANGUAGES if value.get(lang) in (None, "", [], {})]
        for lang in missing:
            self._lacks(key, lang, there=lang in value)
        for extra in set(value) - set(LANGUAGES):
            self.document.report(
                (*self.path, key, extra), "K003", f"不认识的键“{extra}”。", f"Unknown key '{extra}'.",
                "只写 zh 和 en。", "Only zh and en.",
            )  # fmt: skip
        return not missing

    def _lacks(self, key: str, lang: Lang, there: bool) -> None:
        """K101. there: the language is written, and nothing behind it."""
        name = LANGUAGE_NAMES[lang]
        path, zh, en = (*self.path, key), f"请在“{key}:”下补上“{lang}:”。", f"Add '{lang}:' under '{key}:'."
        if there:
            path, zh, en = (*path, lang), f"请在“{lang}:”后面写上内容。", f"Write the text behind '{lang}:'."
        self.document.report(path, "K101", f"“{key}”没有{name['zh']}。", f"'{key}' has no {name['en']}.", zh, en)

    def day(self, key: str) -> date | None:
        """K207: a date, written 2026-11-20."""
        value: Any = self.value.get(key)
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            said = "" if isinstance(value, (list, dict)) else self.written(key)
            zh, en = (f"不是日期：{said}", f"is not a date: {said}") if said else ("没有写日期", "has no date")
            self.document.report(
                (*self.path, key), "K207", f"“{key}”{zh}。", f"'{key}' {en}.",
                "请写成 2026-11-20 这样。", "Write it as in 2026-11-20.",
            )  # fmt: skip
            return None
